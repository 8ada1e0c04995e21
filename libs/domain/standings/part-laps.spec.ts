import { describe, expect, it } from '@jest/globals';
import type { EndPolicy } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const END_MS = GUN_MS + HOUR;

function hour(lapM: number, laps: Record<string, number>, end: EndPolicy = 'measure', fractionM?: number): FactLog {
  const log = startedRace(Object.keys(laps), {
    course: { kind: 'loop', lapM, minLapMs: 1000, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'fixed-time', durationMs: HOUR, end, ...(fractionM === undefined ? {} : { fractionM }) },
  });
  for (const [bib, n] of Object.entries(laps)) {
    for (let lap = 1; lap <= n; lap++) log.passing(bib, GUN_MS + Math.floor((lap * (HOUR - MINUTE)) / n));
  }
  return log;
}

describe('part laps', () => {
  it.each([
    [1500, 185, 1122, 278_622],
    [1013, 273, 890, 277_439],
    [400, 1088, 136, 435_336],
  ])('R5.2 %d m x %d + %d m = %d m', (lapM, laps, partM, totalM) => {
    const log = hour(lapM, { 1: laps });
    log.partLap('1', { pastLineMm: partM * 1000 });
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ laps, partM, partState: 'provisional', distanceM: totalM });
  });

  it('R5.3 a marker counts once its place is known, and is provisional until signed', () => {
    const log = hour(1000, { 1: 9 });
    const part = log.partLap('1', { marker: '12' });
    expect(raceOf(log).row('1', END_MS)!.partM).toBeUndefined();
    log.partLapMarker('12', 437_000);
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ partM: 437, partState: 'provisional', distanceM: 9437 });
    log.partLapSigned(part);
    expect(raceOf(log).row('1', END_MS)!.partState).toBe('signed');
  });

  it('R5.3 official results sign what was entered before them, and not what came after', () => {
    const log = hour(1000, { 1: 9, 2: 9 });
    log.partLap('1', { pastLineMm: 100_000 });
    log.resultsState('official');
    log.partLap('2', { pastLineMm: 200_000 });
    expect(
      raceOf(log)
        .rows(END_MS)
        .map((row) => row.partState),
    ).toEqual(['provisional', 'signed']);
  });

  it('R5.4 a part longer than the loop counts nothing, until somebody enters a right one', () => {
    const log = hour(1000, { 1: 9 });
    log.partLap('1', { pastLineMm: 1_000_001 });
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ partM: 0, distanceM: 9000 });
    log.partLap('1', { pastLineMm: 999_000 });
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ partM: 999, distanceM: 9999 });
  });

  it('R5.1 where only whole laps or the lap begun count, a part lap counts nothing', () => {
    for (const end of ['whole-laps', 'finish-lap'] as const) {
      const log = hour(1000, { 1: 9 }, end);
      log.partLap('1', { pastLineMm: 500_000 });
      expect(raceOf(log).row('1', END_MS)).toMatchObject({ distanceM: 9000 });
    }
  });

  it('R5.1d fractions: whole parts of the loop only', () => {
    const log = hour(1000, { 1: 9 }, 'fractions', 500);
    log.partLap('1', { pastLineMm: 730_000 });
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ partM: 500, distanceM: 9500 });
  });

  it('R7.2 equal measured metres are an equal rank, whoever crossed the line first', () => {
    const log = hour(1000, { 1: 9, 2: 9, 3: 8 });
    log.passing('2', END_MS - 30_000);
    log.partLap('1', { pastLineMm: 400_000 });
    log.partLap('2', { pastLineMm: 400_000 });
    const row = raceOf(log)
      .rows(END_MS)
      .map(({ bib, rank, distanceM }) => [bib, rank, distanceM]);
    expect(row[0]).toEqual(['2', 1, 10_400]);
    log.partLap('2', { pastLineMm: 0 });
    log.partLap('3', { pastLineMm: 1_000_000 });
    const rows = raceOf(log).rows(END_MS);
    expect(rows.map(({ bib, rank }) => [bib, rank])).toEqual([
      ['2', 1],
      ['1', 2],
      ['3', 3],
    ]);
  });

  it('the board of an instant before the end knows no part lap', () => {
    const log = hour(1000, { 1: 9 });
    log.partLap('1', { pastLineMm: 400_000 });
    expect(raceOf(log).rowsAt(END_MS - 1)[0]!.partM).toBeUndefined();
    expect(raceOf(log).rowsAt(END_MS)[0]).toMatchObject({ partM: 400, distanceM: 9400 });
  });

  it('R6.3 a penalty in metres moves the runner down and is shown beside the distance', () => {
    const log = hour(1000, { 1: 9, 2: 9 });
    const penalty = log.adjustment('1', { distanceMm: -200_000, reason: 'change at the wrong place' });
    expect(
      raceOf(log)
        .rows(END_MS)
        .map(({ bib, distanceM, adjustM }) => [bib, distanceM, adjustM]),
    ).toEqual([
      ['2', 9000, undefined],
      ['1', 8800, -200],
    ]);
    log.void(penalty);
    expect(raceOf(log).row('1', END_MS)).toMatchObject({ distanceM: 9000, rank: 1 });
  });
});

describe('loops that change', () => {
  it('R2.7 from a lap on, or for laps begun at or after an instant: a sum over laps', () => {
    const log = hour(1000, { 1: 10 });
    log.courseChanged(900, { fromLap: 6 });
    expect(raceOf(log).row('1', END_MS)!.distanceM).toBe(9500);
    log.courseChanged(500, { fromMs: GUN_MS + 30 * MINUTE });
    // Laps end every 5.9 minutes: the sixth is begun at 29.5, the seventh at 35.4.
    expect(raceOf(log).row('1', END_MS)!.distanceM).toBe(5000 + 900 + 4 * 500);
    expect(
      raceOf(log)
        .card('1', END_MS)!
        .laps.map((lap) => lap.distanceM),
    ).toEqual([1000, 2000, 3000, 4000, 5000, 5900, 6400, 6900, 7400, 7900]);
  });

  it('R2.8 a re-measured loop recomputes everything, and undoing it too', () => {
    const log = hour(1526, { 1: 10 });
    const change = log.courseChanged(1520.5);
    expect(raceOf(log).row('1', END_MS)!.distanceM).toBe(15_205);
    log.void(change);
    expect(raceOf(log).row('1', END_MS)!.distanceM).toBe(15_260);
  });

  it('R2.8 a start elsewhere is measured by itself', () => {
    const log = startedRace(['1'], {
      course: { kind: 'loop', lapM: 1000, firstLapM: 700, points: [{ id: 'line', atM: 0 }] },
    });
    for (let lap = 1; lap <= 3; lap++) log.passing('1', GUN_MS + lap * 5 * MINUTE);
    log.courseChanged(998);
    expect(raceOf(log).row('1', END_MS)!.distanceM).toBe(700 + 2 * 998);
  });
});
