/** Chance to be at a point, in time where it closes: a logistic on the margin of the forecast and on how the last leg went (forecast.md 5.4, TRAP's first question). */
import { chance, dot, logistic } from './linear.js';
import type { RowsAt } from './way-rows.js';

const RIDGE = 1;
const RUNS_MIN = 20;
/** Margins beyond this say all there is to say. */
const MARGIN_MAX = 1.5;
/** From so near to the limit on, the chance falls faster. */
const TIGHT = 0.1;

export class ReachFit {
  private constructor(
    private readonly odds: readonly number[],
    private readonly beta: readonly number[],
    private readonly limitMs: number,
  ) {}

  /**
   * @param beta of the way to the point, log(way / time so far)
   * @param cutoffMs elapsed ms at which it closes; without it, only getting there counts
   * @returns undefined when too few past runs came here
   */
  static of(
    { point, runs, rows }: RowsAt,
    to: number,
    beta: readonly number[],
    cutoffMs = Infinity,
  ): ReachFit | undefined {
    // Whoever was missed there and seen farther on was let through.
    const came = runs.map(({ timesMs }) =>
      Number(timesMs[to]! > 0 ? timesMs[to]! <= cutoffMs : timesMs.findLastIndex((ms) => ms > 0) > to),
    );
    if (runs.length < RUNS_MIN) return undefined;
    const slowestMs = runs.reduce((max, { timesMs }) => (timesMs[to]! > max ? timesMs[to]! : max), 0);
    const limitMs = cutoffMs === Infinity ? slowestMs : cutoffMs;
    if (!(limitMs > 0)) return undefined;
    const given = rows.map((row, i) => {
      const nowMs = runs[i]!.timesMs[point]!;
      return oddsRow(row, nowMs * (1 + Math.exp(dot(beta, row))), limitMs);
    });
    return new ReachFit(logistic(given, came, RIDGE), beta, limitMs);
  }

  /** @param hereMs elapsed at the point the row is of @param slower factor on what is expected there, of who is late already */
  at(row: readonly number[], hereMs: number, slower = 1): number {
    const expectedMs = slower * hereMs * (1 + Math.exp(dot(this.beta, row)));
    return chance(dot(this.odds, oddsRow(row, expectedMs, this.limitMs)));
  }
}

/** Of a size the ridge is meant for. */
function oddsRow(row: readonly number[], expectedMs: number, limitMs: number): number[] {
  const margin = Math.min(MARGIN_MAX, Math.max(-MARGIN_MAX, Math.log(expectedMs / limitMs)));
  return [1, 10 * margin, 10 * Math.max(0, margin + TIGHT), 5 * row[3]!, 5 * row[1]!];
}
