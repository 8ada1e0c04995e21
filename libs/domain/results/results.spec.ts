/** Official marks and states: rounding against the claimant, no invented figures, nothing pending forgotten. */
import { describe, expect, it } from '@jest/globals';
import type { Format } from '../race.js';
import type { BoardRow } from '../views.js';
import { isForDuv, splitName, ultraSignupStatus } from './outside-bodies.js';
import { officialMiles, resultKey, resultRows } from './result-rows.js';

const DAY: Format = { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' };
const HUNDRED: Format = { kind: 'fixed-distance', distanceM: 100_000 };
const YARDS: Format = { kind: 'backyard', intervalMs: 3_600_000 };
const row = (more: Partial<BoardRow>): BoardRow => ({ bib: '1', status: 'finished', distanceM: 0, ...more });
const one = (more: Partial<BoardRow>, format: Format, signed = true) =>
  resultRows([row(more)], format, 'ended', signed)[0]!;

describe('the official mark', () => {
  it('R3.6 of a fixed time is whole metres, rounded down, R12.6 with miles beside', () => {
    const result = one({ distanceM: 170_309.45, partM: 809.45 }, DAY);
    expect(result).toMatchObject({ officialM: 170_309, officialText: '170.309 km' });
    expect(officialMiles(result)).toBe('105.825');
    expect(result).not.toHaveProperty('officialMs');
  });

  it('R3.4 of a fixed distance is the next longer whole second, penalties included', () => {
    expect(one({ elapsedMs: 21_940_300 }, HUNDRED)).toMatchObject({ officialMs: 21_941_000, officialText: '6:05:41' });
    expect(one({ elapsedMs: 21_940_000, adjustMs: 60_000 }, HUNDRED)).toMatchObject({ officialText: '6:06:40' });
    expect(one({ elapsedMs: 21_940_000, status: 'dnf', distanceM: 75_000.9 }, HUNDRED)).toMatchObject({
      officialM: 75_000,
      officialText: '75.000 km',
    });
  });

  it('R9.6 of a backyard is its yards; all but the winner did not finish', () => {
    const rows = resultRows(
      [row({ laps: 119, distanceM: 797_966.4 }), row({ bib: '2', status: 'out', laps: 118, assist: true })],
      YARDS,
      'ended',
      true,
    );
    expect(rows.map(({ status, officialText, assist }) => [status, officialText, assist])).toEqual([
      ['finished', '119 yards', undefined],
      ['dnf', '118 yards', true],
    ]);
    expect(rows[0]?.officialM).toBe(797_966);
  });

  it('has no estimates beside it', () => {
    const result = one({ paceMsPerKm: 1, decayPct: 2, seenPoint: 'a', seenAt: 'b' }, DAY);
    for (const field of ['paceMsPerKm', 'decayPct', 'seenPoint', 'seenAt']) expect(result).not.toHaveProperty(field);
  });
});

it('R5.8 full laps whose part lap is not measured are pending, until it is or the results are official', () => {
  expect(one({ distanceM: 5 }, DAY, false).partPending).toBe(true);
  expect(one({ distanceM: 5, partM: 2, partState: 'provisional' }, DAY, false).partPending).toBeUndefined();
  expect(one({ distanceM: 5 }, DAY, true).partPending).toBeUndefined();
  expect(one({ distanceM: 5 }, { ...DAY, end: 'whole-laps' }, false).partPending).toBeUndefined();
  expect(resultRows([row({})], DAY, 'running', false)[0]?.partPending).toBeUndefined();
});

it('R13.3 another place, mark or state is another result; another name is not', () => {
  const key = (more: Partial<BoardRow>) => resultKey([one(more, DAY)]);
  const base = { name: 'Ada', rank: 1, distanceM: 100, laps: 1 };
  expect(key({ ...base, name: 'Eve', club: 'Owls' })).toBe(key(base));
  for (const change of [{ rank: 2 }, { distanceM: 100.001 }, { status: 'dsq' as const }, { laps: 2 }, { rankSex: 1 }])
    expect(key({ ...base, ...change })).not.toBe(key(base));
});

describe('outside bodies', () => {
  it('R12.1 takes results from 45.0 km, and shorter ones of the oldest in 6 h', () => {
    const at = (officialM: number, sex: 'F' | 'M', age: number, durationMs = 21_600_000) =>
      isForDuv({ ...one({ distanceM: officialM, sex }, DAY) }, age, durationMs);
    expect([at(45_000, 'F', 30), at(44_999, 'F', 30), at(44_999, 'M', 79)]).toEqual([true, false, false]);
    expect([at(30_000, 'F', 75), at(30_000, 'M', 80), at(30_000, 'F', 80, 43_200_000)]).toEqual([true, true, false]);
  });

  it('R12.3 numbers the states', () => {
    expect((['finished', 'dnf', 'dns', 'racing', 'dsq'] as const).map(ultraSignupStatus)).toEqual([1, 2, 3, 4, 5]);
  });

  it('splits names as they are written', () => {
    expect(splitName('Ada Maria Example')).toEqual({ family: 'Example', first: 'Ada Maria' });
    expect(splitName('van der Berg, Jan')).toEqual({ family: 'van der Berg', first: 'Jan' });
    expect(splitName('Madonna')).toEqual({ family: 'Madonna', first: '' });
    expect(splitName(undefined)).toEqual({ family: '', first: '' });
  });
});
