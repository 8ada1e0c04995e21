/**
 * When a runner passes next: a running estimate times a learnt ratio that knows of stops, and after the expected time the same ladder given "not yet here"
 * (forecast.md section 6, item 6).
 */
import { basePace, localSpread, NEXT_LEG_SIZE, nextLegFeatures, NEXT_MIN_LEGS } from '../features/next-leg.js';
import type { FieldState } from '../features/field-state.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { binInto, valueOf, type Binning, type Ensemble } from '../trees/ensemble.js';

export interface NextLegModel {
  readonly binning: Binning;
  /** Of log(leg / running estimate) in spreads of the runner's last legs, at NEXT_LEVELS. */
  readonly levels: readonly Ensemble[];
  /** The range 10 to 90 % is stretched by this about its middle. */
  readonly stretch: number;
  /** Beyond the highest level the chance to be still away falls with this power of the time (Pareto). */
  readonly tail: number;
}

/** The second is what is called likely: half of such legs end before it. */
export const NEXT_LEVELS = [0.1, 0.5, 0.9, 0.97] as const;

/** Logarithms of leg / running estimate at NEXT_LEVELS, ascending. */
export type Ladder = readonly number[];

/** Elapsed ms of the next passing: 10 %, the likely, 90 %, and how late the runner is: the share of such legs that end sooner. */
export interface NextPassing {
  from: number;
  likely: number;
  to: number;
  late: number;
}

const features = new Float64Array(NEXT_LEG_SIZE);
const bins = new Uint8Array(NEXT_LEG_SIZE);

/** @param widen factor on the range, learnt from today's race; 1 without */
export function ladderOf(
  model: NextLegModel,
  trace: RunnerTrace,
  durationMs: number,
  legMm: number,
  { lastLeg, widen }: Today,
): Ladder {
  nextLegFeatures(trace, durationMs, legMm, lastLeg, features);
  binInto(model.binning, features, bins);
  const spread = localSpread(trace);
  const [low, middle, high, top] = model.levels.map((ensemble) => spread * valueOf(ensemble, bins)) as [
    number,
    number,
    number,
    number,
  ];
  const p10 = middle - widen * model.stretch * Math.max(0, middle - low);
  const p90 = middle + widen * model.stretch * Math.max(0, high - middle);
  return [p10, middle, p90, Math.max(p90, top)];
}

/** What the field of today adds: its last legs against usual ones, in log, and the learnt factor on ranges. */
export type Today = Pick<FieldState, 'lastLeg' | 'widen'>;

/**
 * @param race its length in ms, Infinity without one, and the loop in mm; a loop of 0: the leg is as long as the last
 * @param nowMs elapsed; the runner has not passed since the last crossing
 */
export function nextPassing(
  model: NextLegModel,
  trace: RunnerTrace,
  race: { durationMs: number; lapMm: number },
  nowMs: number,
  today: Today,
): NextPassing | undefined {
  const legMm = race.lapMm > 0 ? race.lapMm : trace.lastLegMm;
  if (trace.n < NEXT_MIN_LEGS || legMm <= 0) return undefined;
  const ladder = ladderOf(model, trace, race.durationMs, legMm, today);
  const baseMs = basePace(trace) * legMm;
  const silentMs = Math.max(1, nowMs - trace.lastMs);
  const late = chanceBelow(ladder, model.tail, Math.log(silentMs / baseMs));
  const at = (share: number): number =>
    trace.lastMs + Math.max(silentMs, baseMs * Math.exp(logAt(ladder, model.tail, late + share * (1 - late))));
  return { from: at(0.1), likely: at(NEXT_LEVELS[1]), to: at(0.9), late };
}

const P_MIN = 1e-4;

/** Share of legs shorter than exp(log) running estimates. */
export function chanceBelow(ladder: Ladder, tail: number, log: number): number {
  const [p10, , , top] = ladder as [number, number, number, number];
  if (log >= top) return 1 - (1 - NEXT_LEVELS[3]) * Math.exp(-tail * (log - top));
  if (log <= p10) return Math.max(P_MIN, NEXT_LEVELS[0] * Math.exp((log - p10) / lowSlope(ladder)));
  for (let i = 1; i < ladder.length; i++) {
    if (log > ladder[i]!) continue;
    const width = ladder[i]! - ladder[i - 1]!;
    const part = width > 0 ? (log - ladder[i - 1]!) / width : 1;
    return NEXT_LEVELS[i - 1]! + part * (NEXT_LEVELS[i]! - NEXT_LEVELS[i - 1]!);
  }
  return NEXT_LEVELS[3];
}

/** The inverse of `chanceBelow`. */
export function logAt(ladder: Ladder, tail: number, share: number): number {
  const [p10, , , top] = ladder as [number, number, number, number];
  if (share >= NEXT_LEVELS[3]) return top + Math.log((1 - NEXT_LEVELS[3]) / Math.max(1e-9, 1 - share)) / tail;
  if (share <= NEXT_LEVELS[0]) return p10 + lowSlope(ladder) * Math.log(Math.max(P_MIN, share) / NEXT_LEVELS[0]);
  let i = 1;
  while (share > NEXT_LEVELS[i]!) i++;
  const part = (share - NEXT_LEVELS[i - 1]!) / (NEXT_LEVELS[i]! - NEXT_LEVELS[i - 1]!);
  return ladder[i - 1]! + part * (ladder[i]! - ladder[i - 1]!);
}

/** Below 10 % chances fall exponentially, as steeply as the ladder is there. */
function lowSlope(ladder: Ladder): number {
  return Math.max(0.01, (ladder[1]! - ladder[0]!) / 3);
}
