/** The record of 24 hours run once more, lap by lap along its own splits: what a page would say of it every hour. */
import { describe, expect, it } from '@jest/globals';
import { aimed, HOUR, recordRace, recordRow } from '../../testing/records.js';
import {
  compareWithRecord,
  curveDistanceM,
  curveElapsedMs,
  methodWords,
  type Quantile,
  recordCurve,
  recordOnBoard,
  type RunnerCrossing,
  type RunnerSoFar,
  statusWords,
  verdictWords,
} from '../index.js';

const LAP_M = 1526;
const RECORD = recordRow('W-24H-M');
const CURVE = recordCurve(RECORD)!;
const record = aimed(RECORD, recordRace(24, LAP_M));

/** The runner at a race time: the lines crossed by then. `ahead` metres further than the record all the way. */
function runnerAt(clockMs: number, factor = 1): RunnerSoFar & { crossings: readonly RunnerCrossing[] } {
  const crossings: RunnerCrossing[] = [];
  for (let lap = 1; ; lap++) {
    const elapsedMs = curveElapsedMs(CURVE, (lap * LAP_M) / factor);
    if (elapsedMs === undefined || elapsedMs > clockMs) break;
    crossings.push({ elapsedMs, distanceM: lap * LAP_M });
  }
  return { crossings, clockMs, nowM: curveDistanceM(CURVE, clockMs) * factor };
}

/** A forecast that is right in the middle and narrows to nothing at the signal. */
function forecastAt(clockMs: number, finalM: number): Quantile[] {
  const sdM = 30_000 * (1 - clockMs / (24 * HOUR)) + 10;
  return [
    [0.05, -1.645],
    [0.1, -1.282],
    [0.5, 0],
    [0.9, 1.282],
    [0.95, 1.645],
  ].map(([p = 0, z = 0]) => ({ p, value: finalM + z * sdM }));
}

const HOURS = Array.from({ length: 23 }, (_, i) => i + 1);

describe('Verona once more', () => {
  it('R8.13 is level with the record’s own splits, and ahead of even pace until the end', () => {
    for (const hour of HOURS) {
      const { last, now, even, method } = compareWithRecord(record, runnerAt(hour * HOUR));
      expect([hour, method, Math.abs(last!.aheadM) <= 1, Math.abs(last!.aheadMs!) <= 1]).toEqual([
        hour,
        'own-splits',
        true,
        true,
      ]);
      expect(Math.abs(now!.aheadM)).toBeLessThanOrEqual(1);
      expect([hour, even!.aheadM > 0, even!.aheadMs! > 0]).toEqual([hour, true, true]);
    }
    // 1 h 15.22 km against 13.317 at even pace, 12 h 172.29 against 159.807.
    const lead = (hour: number) => compareWithRecord(record, runnerAt(hour * HOUR)).even!.aheadM;
    expect(lead(12)).toBeGreaterThan(12_000);
    expect(lead(12)).toBeLessThan(12_600);
    expect(lead(23)).toBeLessThan(lead(18));
    expect(methodWords(CURVE)).toContain('own splits');
    expect(statusWords(RECORD)).toBe('IAU, all surfaces; named as the record by later sources; as of 2025-10');
  });

  it('says what is needed from now: slower than lately at first, and the record’s own end pace at the end', () => {
    const words = HOURS.map((hour) => {
      const comparison = compareWithRecord(record, runnerAt(hour * HOUR));
      return verdictWords(comparison, RECORD);
    });
    expect(words.slice(0, 3)).toEqual([
      'possible: 4:32.0/km is enough',
      'possible: 4:33.6/km is enough',
      'possible: 4:35.4/km is enough',
    ]);
    expect(words[11]).toBe('possible: 4:53.2/km is enough');
    expect(words[17]).toBe('possible: 5:04.6/km is enough');
    // A metre more than level is faster than level.
    expect(words.slice(20)).toEqual([
      'needs 5:04.6/km from now',
      'needs 5:04.6/km from now',
      'needs 5:04.6/km from now',
    ]);
  });

  it('has a chance that grows as the forecast narrows around a little more, and falls around a little less', () => {
    const chances = (finalM: number) =>
      HOURS.map((hour) => compareWithRecord(record, runnerAt(hour * HOUR), forecastAt(hour * HOUR, finalM)).chance!);
    const more = chances(320_400);
    const less = chances(318_800);
    for (let i = 1; i < HOURS.length; i++) {
      expect(more[i]).toBeGreaterThanOrEqual(more[i - 1]!);
      expect(less[i]).toBeLessThanOrEqual(less[i - 1]!);
    }
    expect(more[0]).toBeGreaterThan(0.5);
    expect(more[22]).toBeGreaterThan(0.65);
    expect(more[22]).toBeLessThan(1);
    expect(less[22]).toBeGreaterThan(0);
    expect(less[22]).toBeLessThan(0.35);
  });

  it('on a board is its id, its lead and a chance that is 0 or 1 only when decided', () => {
    const board = (hour: number, finalM: number) =>
      recordOnBoard(compareWithRecord(record, runnerAt(hour * HOUR), forecastAt(hour * HOUR, finalM)));
    expect(board(12, 320_400)).toEqual({ id: 'W-24H-M', aheadM: expect.any(Number), chance: 0.52 });
    expect(board(23, 330_000).chance).toBe(0.99);
    expect(board(23, 310_000).chance).toBe(0.01);
    expect(recordOnBoard(compareWithRecord(record, { crossings: [], clockMs: 0 }))).toEqual({ id: 'W-24H-M' });
  });

  it('ends with full laps that do not reach it, a measured part lap that equals it, and a metre more that beats it', () => {
    const end = { ...runnerAt(24 * HOUR), over: true };
    expect(end.crossings).toHaveLength(209);
    const said = (runner: RunnerSoFar) => verdictWords(compareWithRecord(record, runner), RECORD);
    expect(said({ ...end, partPending: true })).toBe('680 m short with full laps; the measured part lap decides');
    const measured = (distanceM: number) => [{ elapsedMs: 24 * HOUR, distanceM }];
    expect(said({ ...end, measured: measured(319_614) })).toBe('equalled with 319.614 km');
    expect(said({ ...end, measured: measured(319_615) })).toBe('fallen: 319.615 km can be claimed');
    expect(said(end)).toBe('stands');
  });

  it('is the same told from the fold’s view of the crossings as from a list of them', () => {
    const runner = runnerAt(18 * HOUR);
    const { crossings } = runner;
    const viewed = {
      n: crossings.length,
      elapsedMs: (crossing: number) => crossings[crossing - 1]?.elapsedMs ?? 0,
      distanceMm: (crossing: number) => Math.round((crossings[crossing - 1]?.distanceM ?? 0) * 1000),
    };
    expect(compareWithRecord(record, { ...runner, crossings: viewed })).toEqual(compareWithRecord(record, runner));
  });

  it('run one per cent faster falls at a line before the signal, and not before that line', () => {
    const fast = (clockMs: number) => compareWithRecord(record, runnerAt(clockMs, 1.01));
    const fallsAt = runnerAt(24 * HOUR, 1.01).crossings.find(({ distanceM }) => distanceM > 319_614)!.elapsedMs;
    expect(fast(fallsAt - 1)).toMatchObject({ verdict: 'possible' });
    expect(fast(fallsAt)).toMatchObject({ verdict: 'fallen', chance: 1 });
  });
});
