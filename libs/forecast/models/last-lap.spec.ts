import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { counted, type LapsRun, lastLapOf } from './last-lap.js';

const LAP = 11_210_000;
const laps = (doneMm: number, given: Partial<LapsRun> = {}): LapsRun => ({
  ...{ lapMm: LAP, lapEndMm: doneMm, doneMm, likelyMm: Infinity, mostMm: Infinity, isUnderWay: true, ...given },
});

describe('a distance where whole laps alone count', () => {
  it('is the nearest lap, its ranges the laps within them', () => {
    const said = { p5: 20e6, p10: 30e6, p50: 43e6, p90: 58e6, p95: 70e6 };
    expect(counted(said, 'lost', laps(20e6, { lapEndMm: 0 }))).toEqual({
      p5: 2 * LAP,
      p10: 3 * LAP,
      p50: 4 * LAP,
      p90: 5 * LAP,
      p95: 6 * LAP,
    });
  });

  it('counts on from a crossing that is no multiple of the loop, as with a first lap of its own', () => {
    const done = 500_000 + 3 * LAP;
    const said = { p5: done, p10: done, p50: done + 0.6 * LAP, p90: done + 1.9 * LAP, p95: done + 2.2 * LAP };
    expect(counted(said, 'lost', laps(done))).toEqual({
      ...{ p5: done, p10: done, p50: done + LAP },
      ...{ p90: done + LAP, p95: done + 2 * LAP },
    });
  });

  it('is none that nobody can end in time, however far along the last lap the runner is', () => {
    const done = 8 * LAP;
    const said = {
      p5: done,
      p10: done + 0.6 * LAP,
      p50: done + 0.9 * LAP,
      p90: done + 1.3 * LAP,
      p95: done + 2.2 * LAP,
    };
    const all = counted(said, 'lost', laps(done, { likelyMm: done + 0.95 * LAP, mostMm: done + 1.2 * LAP }));
    expect(all).toEqual({ p5: done, p10: done, p50: done, p90: done + LAP, p95: done + LAP });
    // Seen last at a point half way round, it is the one that is under way already.
    const half = laps(done + 0.5 * LAP, { lapEndMm: done, likelyMm: done + 1.1 * LAP, mostMm: done + 1.9 * LAP });
    expect(counted({ ...said, p5: half.doneMm, p10: half.doneMm }, 'lost', half)).toMatchObject({
      p50: done + LAP,
      p90: done + LAP,
    });
    // Where it may be ended after the signal it is one lap, not two.
    expect(counted(said, 'finished', laps(done, { likelyMm: done + 0.95 * LAP, mostMm: done + 0.99 * LAP })).p50).toBe(
      done + LAP,
    );
  });

  it('holds what the spread held, in order, and is never below what is run', () => {
    const spreads = fc.array(fc.double({ min: 0, max: 300e6, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(spreads, fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 10 }), (values, run, more) => {
        const doneMm = run * LAP;
        const [p5, p10, p50, p90, p95] = values.map((mm) => doneMm + mm).sort((a, b) => a - b) as [
          number,
          number,
          number,
          number,
          number,
        ];
        const whole = counted({ p5, p10, p50, p90, p95 }, 'lost', laps(doneMm));
        const ladder = [doneMm, whole.p5, whole.p10, whole.p50, whole.p90, whole.p95];
        for (let i = 1; i < ladder.length; i++) expect(ladder[i]).toBeGreaterThanOrEqual(ladder[i - 1]!);
        for (const mm of ladder) expect((mm - doneMm) % LAP).toBe(0);
        const truth = (run + more) * LAP;
        if (truth >= p10 && truth <= p90) expect(truth >= whole.p10 && truth <= whole.p90).toBe(true);
      }),
    );
  });
});

describe('R5.1: the lap under way at the signal', () => {
  const done = 8 * LAP;
  const said = { p5: done, p10: done, p50: done + 1.2 * LAP, p90: done + 2.4 * LAP, p95: done + 3 * LAP };

  it('is measured where parts count, so the distance stands as it is', () => {
    for (const end of ['measure', 'fractions'] as const) expect(lastLapOf(end)).toBe('measured');
    expect(counted(said, 'measured', laps(done))).toBe(said);
  });

  it('(b) counts whole where it is finished: one lap more than fits into the time', () => {
    expect(lastLapOf('finish-lap')).toBe('finished');
    const all = counted(said, 'finished', laps(done));
    expect(all).toEqual({ p5: 9 * LAP, p10: 9 * LAP, p50: 10 * LAP, p90: 11 * LAP, p95: 12 * LAP });
  });

  it('(b) is not there for who stopped and runs no farther', () => {
    const all = counted(said, 'finished', laps(done, { isUnderWay: false }));
    expect(all).toEqual({ p5: done, p10: done, p50: 10 * LAP, p90: 11 * LAP, p95: 12 * LAP });
  });

  it('(c) is lost where whole laps in time alone count', () => {
    expect(lastLapOf('whole-laps')).toBe('lost');
    expect(counted(said, 'lost', laps(done)).p50).toBe(9 * LAP);
  });

  it('is nothing that can be counted while the loop is not known', () => {
    expect(counted(said, 'finished', laps(done, { lapMm: 0 }))).toBe(said);
  });
});
