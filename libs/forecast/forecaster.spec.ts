/** What the forecast of the shipped parameters must hold for any runner, on made-up fields. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fittedModels as models, parameterTexts as texts } from '#libs/testing/forecast-models.js';
import {
  FieldLearner,
  modelsFrom,
  PARAMETER_FILES,
  RunnerForecaster,
  type RunnerTrace,
  type Spread,
  type TimedRace,
} from './index.js';

const HOUR_MS = 3_600_000;
const LAP_MM = 1_000_000;

interface Runner {
  lapMin: number;
  fade: number;
  stops: readonly { lap: number; min: number }[];
  outAfter: number;
}

/** Crossings of a runner that slows evenly, stops where said and goes home after a share of the race. */
function crossingsOf({ lapMin, fade, stops, outAfter }: Runner, durationMs: number): number[] {
  const times: number[] = [];
  let ms = 0;
  for (let lap = 1; ms < durationMs; lap++) {
    const slow = 1 + (fade * ms) / durationMs;
    // A wobble of two percent, the same for everybody: laps are never alike.
    ms += lapMin * slow * 60_000 * (1 + 0.02 * Math.sin(lap * 2.4));
    ms += (stops.find((stop) => stop.lap === lap)?.min ?? 0) * 60_000;
    if (ms <= durationMs * outAfter) times.push(Math.round(ms));
    else break;
  }
  return times;
}

const FIELD: Runner[] = Array.from({ length: 24 }, (_, i) => ({
  lapMin: 5.5 + 0.2 * i,
  fade: 0.2 + 0.02 * i,
  stops: [{ lap: 20 + i, min: 4 * (i % 6) }],
  // Nobody goes home at the same time as somebody else.
  outAfter: i % 8 === 7 ? 0.3 + 0.02 * i : 1,
}));

function raceOf(durationMs: number) {
  const race = { durationMs, lapMm: LAP_MM, lastLap: 'measured' as const };
  const others = FIELD.map((runner) => crossingsOf(runner, durationMs));
  return { race, others };
}

function tracesOf(others: readonly number[][], nowMs: number, race: TimedRace): RunnerTrace[] {
  return others.map((own) => {
    const { trace } = new RunnerForecaster(race, models);
    for (const [i, ms] of own.entries()) if (ms <= nowMs) trace.crossed(ms, (i + 1) * LAP_MM);
    return trace;
  });
}

/** Forecasts of one runner at instants, told live: crossing by crossing, looked at all the time. */
function follow(times: readonly number[], durationMs: number, instants: readonly number[]) {
  const { race, others } = raceOf(durationMs);
  const learner = new FieldLearner(race, models);
  const field = others.map(() => new RunnerForecaster(race, models));
  const told = others.map(() => 0);
  const runner = new RunnerForecaster(race, models);
  let k = 0;
  return instants.map((nowMs) => {
    for (; k < times.length && times[k]! <= nowMs; k++) runner.crossed(times[k]!, (k + 1) * LAP_MM);
    for (const [i, own] of others.entries())
      for (; told[i]! < own.length && own[told[i]!]! <= nowMs; told[i]!++)
        field[i]!.crossed(own[told[i]!]!, (told[i]! + 1) * LAP_MM);
    return {
      forecast: runner.at(
        nowMs,
        learner.look(
          [...field, runner].map(({ trace }) => trace),
          nowMs,
        ),
      ),
      doneMm: runner.trace.distanceMm,
      stops: runner.stops(),
    };
  });
}

const durations = fc.constantFrom(6, 12, 24, 48, 144).map((hours) => hours * HOUR_MS);
const runners = fc.record({
  lapMin: fc.double({ min: 4, max: 14, noNaN: true }),
  fade: fc.double({ min: -0.1, max: 0.8, noNaN: true }),
  stops: fc.array(
    fc.record({ lap: fc.integer({ min: 4, max: 120 }), min: fc.double({ min: 1, max: 240, noNaN: true }) }),
    { maxLength: 5 },
  ),
  outAfter: fc.double({ min: 0.2, max: 1, noNaN: true }),
});
const RUNS = { numRuns: 12, seed: 42 };
/** Of the forecast, when one more lap like the others arrives (forecast.md section 6). */
const JUMP_MAX = 0.02;

describe('the forecast of a race against time', () => {
  it('is a number, in order, never below what is run, and as far as it is run at the end', () => {
    fc.assert(
      fc.property(runners, durations, (runner, durationMs) => {
        const times = crossingsOf(runner, durationMs);
        const instants = [0.01, 0.03, 0.1, 0.31, 0.5, 0.74, 0.9, 0.97, 1].map((share) => share * durationMs);
        for (const { forecast, doneMm } of follow(times, durationMs, instants)) {
          const { final, next, returns, distanceNow, nowMs } = forecast;
          if (final === undefined) {
            expect(forecast.reason).toMatch(/\.$/);
            continue;
          }
          const ladder = [doneMm, final.p5, final.p10, final.p50, final.p90, final.p95];
          for (let i = 1; i < ladder.length; i++) expect(ladder[i]).toBeGreaterThanOrEqual(ladder[i - 1]!);
          expect(ladder.every(Number.isFinite)).toBe(true);
          expect(returns).toBeGreaterThanOrEqual(0);
          expect(returns).toBeLessThanOrEqual(1);
          if (nowMs === durationMs) expect(final.p95 - doneMm).toBeLessThanOrEqual(LAP_MM);
          if (next === undefined) continue;
          expect([next.from, next.likely, next.to]).toEqual([next.from, next.likely, next.to].sort((a, b) => a - b));
          expect(next.from).toBeGreaterThanOrEqual(nowMs);
          expect(distanceNow!.p10).toBeGreaterThanOrEqual(doneMm);
          expect(distanceNow!.p90).toBeLessThanOrEqual(doneMm + LAP_MM);
        }
      }),
      RUNS,
    );
  });

  it('moves by no more than a fiftieth of itself when one more typical lap arrives', () => {
    const steady = fc.record({
      // Of the fastest pace anybody holds for so long.
      slower: fc.double({ min: 1, max: 1.9, noNaN: true }),
      fade: fc.double({ min: 0, max: 0.6, noNaN: true }),
      of: fc.constantFrom({ hours: 12, fastestMin: 5 }, { hours: 24, fastestMin: 5.6 }, { hours: 48, fastestMin: 7 }),
    });
    fc.assert(
      fc.property(steady, ({ slower, fade, of }) => {
        const durationMs = of.hours * HOUR_MS;
        const lapMin = slower * of.fastestMin;
        const times = crossingsOf({ lapMin, fade, stops: [], outAfter: 1 }, durationMs);
        const seen = times.filter((ms) => ms > 0.1 * durationMs);
        const finals = follow(times, durationMs, seen).map(({ forecast }) => forecast.final!.p50);
        for (let i = 1; i < finals.length; i++)
          expect(Math.abs(finals[i]! / finals[i - 1]! - 1)).toBeLessThan(JUMP_MAX);
      }),
      { numRuns: 10, seed: 7 },
    );
  });

  it('comes to the truth: ranges close, and at the end nothing is left to say', () => {
    fc.assert(
      fc.property(runners, durations, (runner, durationMs) => {
        const times = crossingsOf(runner, durationMs);
        const finalMm = times.length * LAP_MM;
        const told = follow(times, durationMs, [0.25 * durationMs, 0.9 * durationMs, durationMs - 60_000]);
        const [early, late, last] = told.map(({ forecast: { final } }) => final);
        fc.pre(early !== undefined);
        const width = (spread: Spread | undefined): number => spread!.p95 - spread!.p5;
        expect(width(late)).toBeLessThan(width(early));
        expect(Math.abs(last!.p50 - finalMm)).toBeLessThanOrEqual(LAP_MM);
        expect(width(last)).toBeLessThanOrEqual(2 * LAP_MM);
      }),
      RUNS,
    );
  });

  it('is the same replayed as live: asked at every crossing, or only once everything is told', () => {
    const durationMs = 12 * HOUR_MS;
    const times = crossingsOf({ lapMin: 6.3, fade: 0.3, stops: [{ lap: 30, min: 25 }], outAfter: 1 }, durationMs);
    const nowMs = 0.8 * durationMs;
    const live = follow(times, durationMs, [...times.filter((ms) => ms < nowMs), nowMs]).at(-1)!.forecast;
    const replayed = follow(times, durationMs, [nowMs]).at(-1)!.forecast;
    // The width of the next passing is learnt from looks; everything else from crossings alone.
    expect({ ...replayed, next: undefined, distanceNow: undefined }).toEqual({
      ...live,
      next: undefined,
      distanceNow: undefined,
    });
    expect(Math.abs(replayed.next!.likely - live.next!.likely)).toBeLessThan(1000);
    // Looked at alike, nothing differs at all.
    const instants = [0.2, 0.4, 0.6, 0.8].map((share) => share * durationMs);
    expect(follow(times, durationMs, instants)).toEqual(follow(times, durationMs, instants));
  });

  it('has forgotten what was corrected', () => {
    const durationMs = 12 * HOUR_MS;
    const times = crossingsOf({ lapMin: 6.3, fade: 0.3, stops: [{ lap: 30, min: 25 }], outAfter: 1 }, durationMs);
    const { race } = raceOf(durationMs);
    const [straight, wrong] = [new RunnerForecaster(race, models), new RunnerForecaster(race, models)];
    for (const [i, ms] of times.entries()) straight.crossed(ms, (i + 1) * LAP_MM);
    for (let i = 0; i < 40; i++) wrong.crossed(times[i]! + (i > 20 ? 61_000 : 0), (i + 1) * LAP_MM);
    const field = new FieldLearner(race, models).look([straight.trace], durationMs * 0.99);
    const at = durationMs * 0.99;
    expect(wrong.at(at, field).final).not.toEqual(straight.at(at, field).final);
    wrong.truncate(21);
    for (let i = 21; i < times.length; i++) wrong.crossed(times[i]!, (i + 1) * LAP_MM);
    expect(wrong.at(at, field)).toEqual(straight.at(at, field));
  });

  it('comes back when a missed read is repaired, and a read that is missing takes no stop for granted', () => {
    fc.assert(
      fc.property(fc.double({ min: 5, max: 10, noNaN: true }), fc.integer({ min: 10, max: 60 }), (lapMin, hole) => {
        const durationMs = 24 * HOUR_MS;
        const { race, others } = raceOf(durationMs);
        const times = crossingsOf({ lapMin, fade: 0.3, stops: [], outAfter: 1 }, durationMs);
        const nowMs = durationMs * 0.5;
        const told = times.filter((ms) => ms <= nowMs);
        const field = new FieldLearner(race, models).look(tracesOf(others, nowMs, race), nowMs);
        const whole = new RunnerForecaster(race, models);
        for (const [i, ms] of told.entries()) whole.crossed(ms, (i + 1) * LAP_MM);
        const holed = new RunnerForecaster(race, models);
        // The lap of the hole is not counted: every later distance is one lap short.
        for (const [i, ms] of told.entries()) if (i !== hole) holed.crossed(ms, (i < hole ? i + 1 : i) * LAP_MM);
        const right = whole.at(nowMs, field);
        const missing = holed.at(nowMs, field);
        expect(holed.stops()).toEqual(whole.stops());
        const lost = right.final!.p50 - missing.final!.p50;
        expect(lost).toBeGreaterThan(0);
        expect(lost).toBeLessThan(0.05 * right.final!.p50);
        holed.truncate(hole);
        for (const [i, ms] of told.entries()) if (i >= hole) holed.crossed(ms, (i + 1) * LAP_MM);
        expect(holed.at(nowMs, field)).toEqual(right);
      }),
      { numRuns: 8, seed: 3 },
    );
  });

  it('believes less and less in the return of a silent runner, sooner in a short race', () => {
    const times = (durationMs: number): number[] =>
      crossingsOf({ lapMin: 7, fade: 0.3, stops: [], outAfter: 0.4 }, durationMs);
    const after = (durationMs: number, hours: number): { returns: number; state: string } => {
      const own = times(durationMs);
      const [told] = follow(own, durationMs, [own.at(-1)! + hours * HOUR_MS]);
      return { returns: told!.forecast.returns!, state: told!.forecast.state };
    };
    const long = [0.05, 1, 3].map((hours) => after(24 * HOUR_MS, hours));
    expect(long[0]!.state).toBe('running');
    expect(long[1]!.returns).toBeLessThan(long[0]!.returns);
    expect(long[2]!.returns).toBeLessThan(long[1]!.returns);
    expect(after(12 * HOUR_MS, 1.5).returns).toBeLessThan(long[1]!.returns);
    expect(after(12 * HOUR_MS, 3).state).toBe('probably-out');
  });

  it('lets nobody fade while nothing is heard of anybody, and the one who is silent alone', () => {
    const durationMs = 24 * HOUR_MS;
    const { race, others } = raceOf(durationMs);
    const heardMs = 0.5 * durationMs;
    const own = crossingsOf({ lapMin: 7, fade: 0.3, stops: [], outAfter: 1 }, durationMs);
    const said = (fieldUntilMs: number, nowMs: number) => {
      const runner = new RunnerForecaster(race, models);
      for (const [i, ms] of own.entries()) if (ms <= heardMs) runner.crossed(ms, (i + 1) * LAP_MM);
      const traces = [...tracesOf(others, fieldUntilMs, race), runner.trace];
      return runner.at(nowMs, new FieldLearner(race, models).look(traces, nowMs));
    };
    const before = said(heardMs, heardMs + 60_000);
    const nowMs = heardMs + 3 * HOUR_MS;
    const late = said(heardMs, nowMs);
    expect(Math.abs(late.final!.p50 / before.final!.p50 - 1)).toBeLessThan(0.06);
    expect(late.returns).toBeGreaterThan(0.9);
    expect(late.state).toBe('overdue');
    const alone = said(nowMs, nowMs);
    expect(alone.final!.p50).toBeLessThan(0.9 * before.final!.p50);
    expect(alone.returns).toBeLessThan(0.6);
    // At the end what is known is all there is.
    expect(said(heardMs, durationMs).final!.p50).toBeLessThanOrEqual(before.final!.p50 * 0.7);
  });

  it('says whole laps where they alone count, at any time of the race', () => {
    const durationMs = 12 * HOUR_MS;
    const { others } = raceOf(durationMs);
    const race = { durationMs, lapMm: 7 * LAP_MM, lastLap: 'lost' as const };
    // A first lap of its own.
    const firstMm = 0.4 * LAP_MM;
    const own = crossingsOf({ lapMin: 6.3, fade: 0.3, stops: [], outAfter: 1 }, durationMs).filter(
      (_, i) => i % 7 === 0,
    );
    for (const share of [0.1, 0.3, 0.6, 0.8, 0.95, 0.999]) {
      const nowMs = share * durationMs;
      const runner = new RunnerForecaster(race, models);
      for (const [i, ms] of own.entries()) if (ms <= nowMs) runner.crossed(ms, firstMm + 7 * i * LAP_MM);
      const field = new FieldLearner(race, models).look(tracesOf(others, nowMs, race), nowMs);
      for (const mm of Object.values(runner.at(nowMs, field).final!)) {
        expect((mm - firstMm) % (7 * LAP_MM)).toBe(0);
        expect(mm).toBeGreaterThanOrEqual(runner.trace.distanceMm);
      }
      // Nobody ends a whole lap in the last half minute.
      if (share > 0.99) expect(runner.at(nowMs, field).final!.p50).toBe(runner.trace.distanceMm);
    }
  });

  it('gives who may finish the lap begun that lap, awaits it after the signal, and then says what was run', () => {
    const durationMs = 12 * HOUR_MS;
    const { others } = raceOf(durationMs);
    const lapMm = 3 * LAP_MM;
    const race = { durationMs, lapMm, lastLap: 'finished' as const };
    const own = crossingsOf({ lapMin: 6.3, fade: 0.3, stops: [], outAfter: 1 }, durationMs).filter(
      (_, i) => i % 3 === 2,
    );
    const inTime = own.filter((ms) => ms <= durationMs);
    const lastLegMs = inTime.at(-1)! - inTime.at(-2)!;
    const said = (nowMs: number, times: readonly number[], as: TimedRace = race) => {
      const runner = new RunnerForecaster(as, models);
      for (const [i, ms] of times.entries()) if (ms <= nowMs) runner.crossed(ms, (i + 1) * lapMm);
      return runner.at(
        nowMs,
        new FieldLearner(as, models).look(tracesOf(others, nowMs, raceOf(durationMs).race), nowMs),
      );
    };
    const endsAtMm = (inTime.length + 1) * lapMm;
    for (const share of [0.3, 0.6, 0.9]) {
      const lost = said(share * durationMs, own, { ...race, lastLap: 'lost' });
      expect(said(share * durationMs, own).final!.p50).toBe(lost.final!.p50 + lapMm);
      // Records are of the signal.
      expect(said(share * durationMs, own).spread).toEqual(lost.spread);
    }
    // The last crossing in time is past: the lap that was begun will count.
    expect(said(durationMs - 1000, inTime).final!.p50).toBe(endsAtMm);
    const after = said(durationMs + 1000, inTime);
    expect(after.final!.p50).toBe(endsAtMm);
    expect(after.state).toBe('running');
    expect(after.next!.likely).toBeGreaterThan(durationMs + 1000);
    expect(after.next!.likely).toBeLessThan(inTime.at(-1)! + 1.5 * lastLegMs);
    // Who never ends it: overdue first, and in the end nobody waits any more.
    expect(said(durationMs + 4 * lastLegMs, inTime).state).not.toBe('running');
    const finished = said(durationMs + lastLegMs, [...inTime, durationMs + 0.5 * lastLegMs]);
    expect(Object.values(finished.final!)).toEqual(Array(5).fill(endsAtMm));
    expect(finished.next).toBeUndefined();
  });

  it('has a reason when there is nothing to say', () => {
    const { race } = raceOf(24 * HOUR_MS);
    const field = new FieldLearner(race, models).look([], HOUR_MS);
    expect(new RunnerForecaster(race, models).at(HOUR_MS, field).reason).toBe('No crossing yet.');
    const early = new RunnerForecaster(race, models);
    early.crossed(7 * 60_000, LAP_MM);
    expect(early.at(8 * 60_000, field).reason).toMatch(/^Too early/);
  });

  it('takes few enough steps for 500 runners a tick', () => {
    const { middle, middleByLength, ranges } = models.fixedTime!;
    const steps = (ensembles: readonly { trees: number; depth: number }[]): number =>
      ensembles.reduce((sum, { trees, depth }) => sum + trees * depth, 0);
    // Told in one go the middle is asked at six crossings, everything else once; a step is a comparison of two bytes, some nanoseconds.
    const once = steps([...ranges, models.returns!.odds, ...models.nextLeg!.levels]);
    expect(once + 6 * steps([middle, middleByLength[0]!])).toBeLessThan(12_000);
  });
});

describe('the parameters', () => {
  it('say where they come from and stay small', () => {
    for (const name of PARAMETER_FILES) {
      expect(texts[name]).toMatchObject({
        version: 2,
        set: expect.any(String),
        fitted: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      });
      expect(texts[name].races).toBeGreaterThan(5);
    }
    expect(JSON.stringify(texts).length).toBeLessThan(500_000);
  });

  it('of another version are refused', () => {
    expect(() => modelsFrom({ returns: { ...texts.returns, version: 3 } })).toThrow('version 3');
  });
});
