import { describe, expect, it } from '@jest/globals';
import type { FixedDistanceFormat, LoopCourse } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const SECOND = 1000;
const MINUTE = 60_000;
const LATE_MS = GUN_MS + 3_600_000_000;

function race(
  bibs: readonly string[],
  distanceM: number,
  course: Partial<LoopCourse>,
  more: Partial<FixedDistanceFormat> = {},
): FactLog {
  return startedRace(bibs, {
    course: { kind: 'loop', lapM: 400, points: [{ id: 'line', atM: 0 }], ...course },
    format: { kind: 'fixed-distance', distanceM, ...more },
  });
}

function laps(log: FactLog, bib: string, seconds: readonly number[]): void {
  for (const s of seconds) log.passing(bib, GUN_MS + s * SECOND);
}

describe('fixed distance', () => {
  it('R14.3 a mile is four laps and 9.344 m: the first part-lap makes it exact', () => {
    const log = race(['1'], 1609.344, { firstLapM: 9.344 });
    laps(log, '1', [2, 62, 122, 182]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ laps: 4, distanceM: 1209.344 });
    laps(log, '1', [240, 300]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({
      laps: 5,
      distanceM: 1609.344,
      elapsedMs: 240 * SECOND,
      status: 'finished',
    });
    expect(raceOf(log).card('1', LATE_MS)!.uncounted).toMatchObject([{ why: 'after-finish' }]);
  });

  it('R8.1 done at the first line at or past the distance', () => {
    const log = race(['1'], 1000, {});
    laps(log, '1', [100, 200, 300, 400]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ laps: 3, distanceM: 1200, elapsedMs: 300 * SECOND });
  });

  it('R7.4 order is by time; who is not there yet by laps, then by who reached them first', () => {
    const log = race(['1', '2', '3', '4'], 1200, {});
    laps(log, '1', [100, 200, 320]);
    laps(log, '2', [110, 210, 310]);
    laps(log, '3', [120, 230]);
    laps(log, '4', [90, 240]);
    expect(
      raceOf(log)
        .rows(GUN_MS)
        .map(({ bib, rank, status }) => [bib, rank, status]),
    ).toEqual([
      ['2', 1, 'finished'],
      ['1', 2, 'finished'],
      ['3', 3, 'racing'],
      ['4', 4, 'racing'],
    ]);
  });

  it('R6.5 who retires before the distance keeps what was run and has no place; the clock alone makes nobody dnf', () => {
    const log = race(['1', '2'], 4000, {});
    laps(log, '1', [100, 200, 300]);
    laps(log, '2', [110]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ status: 'overdue', rank: 1 });
    log.status('1', 'dnf', GUN_MS + 10 * MINUTE);
    expect(raceOf(log).rows(LATE_MS)[1]).toMatchObject({ bib: '1', status: 'dnf', laps: 3 });
    expect(raceOf(log).row('1', LATE_MS)!.rank).toBeUndefined();
  });

  it('R5.7 after the final signal nothing counts, and who is not done is dnf by it', () => {
    const log = race(['1', '2'], 800, {});
    laps(log, '1', [100, 200]);
    laps(log, '2', [110, 400]);
    log.stopped(GUN_MS + 5 * MINUTE);
    expect(
      raceOf(log)
        .rows(GUN_MS)
        .map(({ bib, laps: n, status }) => [bib, n, status]),
    ).toEqual([
      ['1', 2, 'finished'],
      ['2', 1, 'dnf'],
    ]);
  });

  it('R10.8 later than the limit is outside it, by how much, and still a finish', () => {
    const log = race(['1'], 800, {}, { limitMs: 3 * MINUTE });
    laps(log, '1', [100, 200]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({
      status: 'finished',
      outsideLimit: { point: 'finish', byMs: 20 * SECOND },
    });
  });

  it('R4.6 a lap added in the middle moves the finish one lap earlier', () => {
    const log = race(['1'], 2000, {});
    laps(log, '1', [100, 200, 400, 500, 600]);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ elapsedMs: 600 * SECOND });
    log.passing('1', GUN_MS + 300 * SECOND, { reason: 'seen by the judge' });
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ laps: 5, elapsedMs: 500 * SECOND });
  });
});
