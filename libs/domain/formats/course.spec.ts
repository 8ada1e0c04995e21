import { describe, expect, it } from '@jest/globals';
import type { CourseFormat, CoursePoint } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LATE_MS = GUN_MS + 1000 * HOUR;

const POINTS: CoursePoint[] = [
  { id: 'town', name: 'Town', atM: 20_000, cutoffMs: 3 * HOUR },
  { id: 'pass', name: 'Pass', atM: 50_000, cutoffMs: 8 * HOUR, cutoffOn: 'departure' },
  { id: 'mill', name: 'Mill', atM: 80_000 },
  { id: 'finish', name: 'Finish', atM: 100_000 },
];

function fromAToB(bibs: readonly string[], more: Partial<CourseFormat> = {}): FactLog {
  return startedRace(bibs, {
    course: { kind: 'line', points: POINTS },
    format: { kind: 'course', limitMs: 20 * HOUR, ...more },
  });
}

/** At a point, so many hours after the gun. */
function at(log: FactLog, bib: string, point: string, hours: number, edge: 'in' | 'out' = 'in') {
  return log.passing(bib, GUN_MS + hours * HOUR, { point, edge });
}

describe('course from A to B', () => {
  it('R10.5 distance is that of the last point, the finish ends it', () => {
    const log = fromAToB(['1']);
    at(log, '1', 'town', 2);
    at(log, '1', 'pass', 6);
    const row = raceOf(log).row('1', GUN_MS + 6 * HOUR)!;
    expect(row).toMatchObject({ distanceM: 50_000, lastPoint: 'pass', elapsedMs: 6 * HOUR, status: 'racing' });
    expect(row.laps).toBeUndefined();
    at(log, '1', 'mill', 10);
    at(log, '1', 'finish', 14);
    at(log, '1', 'finish', 15);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({
      distanceM: 100_000,
      elapsedMs: 14 * HOUR,
      status: 'finished',
      rank: 1,
    });
  });

  it('R10.6 a point without a read eliminates nobody', () => {
    const log = fromAToB(['1']);
    at(log, '1', 'town', 2);
    at(log, '1', 'finish', 14);
    const card = raceOf(log).card('1', LATE_MS)!;
    expect(card.row).toMatchObject({ status: 'finished', distanceM: 100_000 });
    expect(card.laps.map(({ point }) => point)).toEqual(['town', 'finish']);
  });

  it('R10.4 arrival or departure decides, as the point says', () => {
    const log = fromAToB(['1', '2']);
    at(log, '1', 'pass', 7.9);
    at(log, '1', 'pass', 8.1, 'out');
    at(log, '2', 'pass', 7.9);
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ outsideLimit: { point: 'pass', byMs: 0.1 * HOUR } });
    expect(raceOf(log).row('2', LATE_MS)!.outsideLimit).toBeUndefined();
    expect(raceOf(log).card('1', LATE_MS)!.laps[0]).toMatchObject({
      leftAt: new Date(GUN_MS + 8.1 * HOUR).toISOString(),
    });
  });

  it('R10.3 outside the limit is not stopped: lenient closing lets run on, an official decides', () => {
    const log = fromAToB(['1']);
    at(log, '1', 'town', 3.5);
    expect(raceOf(log).row('1', GUN_MS + 3.5 * HOUR)).toMatchObject({
      status: 'racing',
      outsideLimit: { point: 'town', byMs: 0.5 * HOUR },
    });
    at(log, '1', 'pass', 7);
    expect(raceOf(log).row('1', GUN_MS + 7 * HOUR)).toMatchObject({ distanceM: 50_000, status: 'racing' });
    log.status('1', 'stopped', GUN_MS + 7.5 * HOUR, { point: 'pass' });
    expect(raceOf(log).row('1', LATE_MS)).toMatchObject({ status: 'stopped', lastPoint: 'pass' });
  });

  it('R10.3 strict closing: out at the point, what comes after is kept and not counted', () => {
    const log = fromAToB(['1'], { strict: true });
    at(log, '1', 'town', 3.5);
    at(log, '1', 'pass', 7);
    const card = raceOf(log).card('1', LATE_MS)!;
    expect(card.row).toMatchObject({ status: 'dnf', distanceM: 20_000 });
    expect(card.row.rank).toBeUndefined();
    expect(card.uncounted.map(({ why }) => why)).toEqual(['out-of-race']);
  });

  it('a read no human could have made counts nothing, nor does one at a point left behind', () => {
    const log = fromAToB(['1']);
    at(log, '1', 'mill', 1);
    at(log, '1', 'town', 2);
    at(log, '1', 'pass', 6);
    at(log, '1', 'town', 6.5);
    const card = raceOf(log).card('1', LATE_MS)!;
    expect(card.laps.map(({ point }) => point)).toEqual(['town', 'pass']);
    expect(card.uncounted.map(({ why }) => why)).toEqual(['under-minimum-lap', 'point-behind']);
  });

  it('R7.3 live order is by the last point, then by who was there first', () => {
    const log = fromAToB(['1', '2', '3']);
    at(log, '1', 'town', 2.5);
    at(log, '2', 'town', 2);
    at(log, '3', 'pass', 7);
    expect(
      raceOf(log)
        .rows(GUN_MS + 7 * HOUR)
        .map(({ bib }) => bib),
    ).toEqual(['3', '2', '1']);
    expect(
      raceOf(log)
        .rowsAt(GUN_MS + 3 * HOUR)
        .map(({ bib, distanceM }) => [bib, distanceM]),
    ).toEqual([
      ['2', 20_000],
      ['1', 20_000],
      ['3', 0],
    ]);
  });
});
