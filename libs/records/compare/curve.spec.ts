import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR, recordRow } from '../../testing/records.js';
import { recordBook } from '../book/index.js';
import {
  aheadOf,
  curveDistanceM,
  curveElapsedMs,
  evenCurve,
  markMsPerKm,
  methodWords,
  type RecordCurve,
  recordCurve,
} from '../index.js';

const curve = (id: string, lengthM?: number): RecordCurve => recordCurve(recordRow(id), lengthM)!;

describe('the curve of a record', () => {
  it('goes from the gun through its known points to the mark, straight between them', () => {
    const verona = curve('W-24H-M');
    expect(verona.points.map(({ distanceM }) => distanceM)).toEqual([
      0, 15_220, 45_110, 88_830, 172_290, 248_710, 319_614,
    ]);
    expect(curveDistanceM(verona, 12 * HOUR)).toBe(172_290);
    expect(curveDistanceM(verona, 2 * HOUR)).toBe((15_220 + 45_110) / 2);
    expect(curveElapsedMs(verona, 248_710)).toBe(18 * HOUR);
    expect(curveDistanceM(verona, 30 * HOUR)).toBe(319_614);
    expect(curveElapsedMs(verona, 319_615)).toBeUndefined();
  });

  it('says that it is even pace where no split is known, and only there', () => {
    expect(curve('W-100K-F')).toMatchObject({
      evenPace: true,
      points: [{}, { distanceM: 100_000, elapsedMs: 23_591_000 }],
    });
    for (const row of recordBook().filter(({ kind }) => kind !== 'laps'))
      expect([row.id, recordCurve(row)!.evenPace]).toEqual([row.id, (row.splits?.length ?? 1) < 2]);
    expect(recordCurve(recordRow('B-BYU-M'))).toBeUndefined();
  });

  it('R8.1 of a mark claimed past its distance ends where it was claimed', () => {
    expect(curve('W-100MI-M').points.at(-1)).toEqual({ distanceM: 162_085.5, elapsedMs: 39_099_000, rough: false });
  });

  it('of a course is moved to the length run today', () => {
    expect(curve('C-SPART-M', 245_300).points.at(-1)).toMatchObject({ distanceM: 245_300, elapsedMs: 71_709_000 });
  });

  it('R8.13 tells its method: own splits, how many, how rough, how long a straight line hides what was between', () => {
    expect(methodWords(curve('W-100K-F'))).toBe('against even pace: no splits of this record are known');
    expect(methodWords(curve('W-24H-M'))).toBe(
      "against the record's own splits: 5 known points; all rounded or interpolated",
    );
    expect(methodWords(curve('W-100K-M-TRACK'))).toBe("against the record's own splits: 4 known points");
    expect(methodWords(curve('W-48H-M'))).toContain('a straight line over 473.495 km between two of them');
    expect(methodWords(curve('N-GBR-24H-M-2023'))).toContain('all rounded');
    expect(methodWords(curve('W-24H-M-TRACK'))).toContain('2 of them rounded or whole laps');
  });

  it('says where it is drawn between rounded points', () => {
    expect(aheadOf(curve('W-24H-M-TRACK'), 155_000, 40_000_000).rough).toBe(false);
    expect(aheadOf(curve('W-24H-M-TRACK'), 90_000, 6 * HOUR).rough).toBe(true);
  });
});

it('R14.2 marks have their pace: 319.614 km in 24 h are 4:30.3, 100 km in 6:05:35 are 3:39.4 a kilometre', () => {
  expect(Math.round(markMsPerKm(recordRow('W-24H-M'))! / 100)).toBe(2703);
  expect(Math.round(markMsPerKm(recordRow('W-100K-M'))! / 100)).toBe(2194);
});

/** Any way from the gun: both ascend. */
const ways = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 30_000_000 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((steps): RecordCurve => {
    let [distanceM, elapsedMs] = [0, 0];
    const points = steps.map(([m, ms]) => ({
      distanceM: (distanceM += m),
      elapsedMs: (elapsedMs += ms),
      rough: false,
    }));
    return { recordId: 'any', points: [{ distanceM: 0, elapsedMs: 0, rough: false }, ...points], evenPace: false };
  });

describe('any curve', () => {
  it('never goes back, and metres and milliseconds are two readings of one line', () => {
    fc.assert(
      fc.property(
        ways,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (way, a, b) => {
          const endMs = way.points.at(-1)!.elapsedMs;
          const [early, late] = [Math.min(a, b) * endMs, Math.max(a, b) * endMs];
          expect(curveDistanceM(way, early)).toBeLessThanOrEqual(curveDistanceM(way, late) + 1e-6);
          expect(curveElapsedMs(way, curveDistanceM(way, early))).toBeCloseTo(early, 1);
        },
      ),
    );
  });

  it('is level with itself, and the lead of one over another is the other one’s arrears', () => {
    fc.assert(
      fc.property(ways, ways, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, share) => {
        const ms = share * Math.min(one.points.at(-1)!.elapsedMs, other.points.at(-1)!.elapsedMs);
        const lead = aheadOf(other, curveDistanceM(one, ms), ms).aheadM;
        const arrears = aheadOf(one, curveDistanceM(other, ms), ms).aheadM;
        // Each is rounded against the runner who is asked about: less than a metre apart.
        expect([0, -1]).toContain(lead + arrears);
        const metres = curveDistanceM(one, ms);
        const recordMs = curveElapsedMs(other, metres);
        if (recordMs !== undefined) {
          const back = aheadOf(one, metres, recordMs).aheadMs!;
          expect(Math.abs(aheadOf(other, metres, ms).aheadMs! + back)).toBeLessThanOrEqual(2);
        }
      }),
    );
  });

  it('meets even pace at the mark', () => {
    fc.assert(
      fc.property(ways, (way) => {
        const end = way.points.at(-1)!;
        expect(aheadOf(evenCurve(way), end.distanceM, end.elapsedMs)).toMatchObject({ aheadM: 0, aheadMs: 0 });
      }),
    );
  });
});
