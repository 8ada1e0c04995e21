/** Ranges of the end, scored after it: as they were said, whoever asks when; in steps; and with what is still to be measured left open. */
import { describe, expect, it } from '@jest/globals';
import { type Crossed, type FixedTimeFormat, HOUR_MS, type LoopCourse } from '#libs/domain/index.js';
import { AgainstTime } from './against-time.js';
import { FinalScore, openPartM, SCORED_SHARES, type ScoredRunner } from './final-score.js';
import { shippedModels } from './parameters.js';

const MODELS = shippedModels();
const LAP_M = 1500;
const COURSE: LoopCourse = { kind: 'loop', lapM: LAP_M, points: [{ id: 'line', atM: 0 }] };
const FORMAT: FixedTimeFormat = { kind: 'fixed-time', durationMs: 12 * HOUR_MS, end: 'measure' };

const crossedOf = (times: readonly number[]): Crossed => ({
  n: times.length,
  elapsedMs: (i) => times[i - 1]!,
  distanceMm: (i) => i * LAP_M * 1000,
});

/** Runners that slow down, each in their own way; the last ones stop early. */
function field(size: number): ScoredRunner[] {
  return Array.from({ length: size }, (_, runner) => {
    const times: number[] = [];
    const quitsMs = (runner % 5 === 4 ? 0.4 : 1) * FORMAT.durationMs;
    for (let ms = 0, lap = 1; ; lap++) {
      ms += (480 + 25 * (runner % 9) + lap * (0.5 + (runner % 4))) * 1000;
      if (ms > quitsMs) break;
      times.push(ms);
    }
    return { crossed: crossedOf(times), endM: times.length * LAP_M, openM: 0 };
  });
}

const scored = (runners: readonly ScoredRunner[], mayGoOn?: () => boolean): FinalScore => {
  const score = new FinalScore(runners, COURSE, FORMAT, MODELS);
  while (!score.step(mayGoOn));
  return score;
};

/** A forecaster that lives through the race, asked at a cut. */
function saidLive(runners: readonly ScoredRunner[], share: number): { held: number; of: number } {
  const forecaster = new AgainstTime(COURSE, FORMAT, MODELS);
  const untilMs = share * FORMAT.durationMs;
  const all = runners.flatMap(({ crossed }, index) =>
    Array.from({ length: crossed.n }, (_, i) => ({ index, n: i + 1, ms: crossed.elapsedMs(i + 1) })),
  );
  for (const { index, n, ms } of all.filter((each) => each.ms <= untilMs).toSorted((a, b) => a.ms - b.ms)) {
    forecaster.tell({ index, crossed: { ...runners[index]!.crossed, n }, isIn: true });
    if (n % 7 === 0) forecaster.look(ms);
  }
  forecaster.look(untilMs);
  const tally = { held: 0, of: 0 };
  for (const [index, { crossed, endM }] of runners.entries()) {
    const { finalM } = forecaster.of({ index, crossed, isIn: true }, untilMs);
    if (finalM === undefined) continue;
    tally.of++;
    tally.held += Number(endM >= finalM.p10 && endM <= finalM.p90);
  }
  return tally;
}

describe('ranges of the end, scored after it', () => {
  it('are those a forecaster said that lived through the race, at each of the three shares of the time', () => {
    const runners = field(20);
    const { held } = scored(runners);
    expect(held!.map(({ atPct }) => atPct)).toEqual([25, 50, 75]);
    for (const [i, share] of SCORED_SHARES.entries()) {
      const live = saidLive(runners, share);
      expect(live.of).toBe(20);
      expect(held![i]).toMatchObject({ of: live.of, pct: Math.round((1000 * live.held) / live.of) / 10 });
    }
    // Neither all nor nothing: a score that cannot miss says nothing.
    const total = held!.reduce((sum, { pct }) => sum + pct, 0);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(300);
  });

  it('come in steps of one runner, and say nothing before the last', () => {
    const runners = field(6);
    const score = new FinalScore(runners, COURSE, FORMAT, MODELS);
    let steps = 1;
    while (!score.step(() => false)) {
      expect(score.held).toBeUndefined();
      steps++;
    }
    expect(steps).toBeGreaterThan(3 * 2 * runners.length);
    expect(score.held).toEqual(scored(runners).held);
  });

  it('leave out whom a part lap still to be measured decides, and count whom it cannot', () => {
    const runners = field(12);
    const sure = scored(runners).held![2]!;
    const open = scored(runners.map((runner) => ({ ...runner, openM: openPartM(FORMAT, COURSE) }))).held![2]!;
    expect(open.of).toBeLessThanOrEqual(sure.of);
    expect(open.of).toBeGreaterThan(0);
    const undecided = scored(runners.map((runner) => ({ ...runner, endM: 0, openM: 1_000_000 })));
    expect(undecided.held).toBeUndefined();
    expect(openPartM({ ...FORMAT, end: 'whole-laps' }, COURSE)).toBe(0);
  });

  it('count nobody who had no crossing by then', () => {
    const late = { crossed: crossedOf([8 * HOUR_MS, 8.2 * HOUR_MS]), endM: 2 * LAP_M, openM: 0 };
    expect(scored([...field(3), late]).held!.map(({ of }) => of)).toEqual([3, 3, 4]);
    expect(scored([]).held).toBeUndefined();
  });
});
