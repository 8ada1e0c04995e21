import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, GUN_MS, RACE, raceOf, startedRace } from '../../testing/facts.js';
import { BIBS, clocks, logs } from '../../testing/facts-arbitrary.js';
import type { RunnerCard } from '../index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function split(card: RunnerCard, code: string) {
  return card.splits.find((other) => other.code === code);
}

/** A runner who laps a kilometre every `minutes`, `laps` times. */
function steady(laps: number, minutes: number, hours = 24) {
  const log = startedRace(['1'], { format: { kind: 'fixed-time', durationMs: hours * HOUR, end: 'measure' } });
  for (let lap = 1; lap <= laps; lap++) log.passing('1', GUN_MS + lap * minutes * MINUTE);
  return log;
}

describe('splits', () => {
  it('R8.1 a distance is claimed at the first line at or beyond it, and interpolated for display only', () => {
    const card = raceOf(steady(90, 6)).card('1', GUN_MS)!;
    expect(split(card, '50K')).toEqual({
      code: '50K',
      claimable: { elapsedMs: 300 * MINUTE, distanceM: 50_000 },
      interpolated: { elapsedMs: 300 * MINUTE, distanceM: 50_000 },
    });
    // 50 miles are 80.4672 km: the line at 81 km.
    expect(split(card, '50MI')).toEqual({
      code: '50MI',
      claimable: { elapsedMs: 486 * MINUTE, distanceM: 81_000 },
      interpolated: { elapsedMs: 480 * MINUTE + Math.ceil(0.4672 * 6 * MINUTE), distanceM: 80_467.2 },
    });
    expect(split(card, '100K')).toEqual({ code: '100K', claimable: null, interpolated: null });
  });

  it('R8.2 at a time full laps count, with the time of the last crossing before it', () => {
    const log = steady(7, 51);
    const card = raceOf(log).card('1', GUN_MS + 6 * HOUR + 1)!;
    // Seven laps of 51 minutes: the last before six hours ended at 5:57.
    expect(split(card, '6H')).toEqual({
      code: '6H',
      claimable: { elapsedMs: 357 * MINUTE, distanceM: 7000 },
      interpolated: null,
    });
    log.passing('1', GUN_MS + 408 * MINUTE);
    expect(split(raceOf(log).card('1', GUN_MS)!, '6H')).toEqual({
      code: '6H',
      claimable: { elapsedMs: 357 * MINUTE, distanceM: 7000 },
      interpolated: { elapsedMs: 360 * MINUTE, distanceM: 7058.823 },
    });
  });

  it('R8.2 is open until the instant has come', () => {
    expect(split(raceOf(steady(2, 51)).card('1', GUN_MS + 6 * HOUR - 1)!, '6H')!.claimable).toBeNull();
  });

  it('lists only marks inside the race', () => {
    const codes = raceOf(steady(1, 6, 6))
      .card('1', GUN_MS)!
      .splits.map((other) => other.code);
    expect(codes).toEqual(['50K', '50MI', '100K', '100MI', '6H']);
    expect(
      raceOf(steady(1, 6, 48))
        .card('1', GUN_MS)!
        .splits.map((other) => other.code),
    ).toContain('48H');
  });
});

describe('stops', () => {
  it('are laps of more than 1.6 usual ones; the pause is what is beyond the usual', () => {
    const log = startedRace(['1']);
    for (const minute of [6, 12, 18, 24, 54, 60, 69]) log.passing('1', GUN_MS + minute * MINUTE);
    expect(raceOf(log).card('1', GUN_MS)!.stops).toEqual([
      { lap: 5, at: '2026-10-03T08:24:00.000Z', pauseMs: 24 * MINUTE },
    ]);
  });
});

describe('decayPct', () => {
  it('compares the last T/24 with the first quarter of the time so far, pauses left out', () => {
    const log = startedRace(['1']);
    let minute = 0;
    const lap = (minutes: number) => log.passing('1', GUN_MS + (minute += minutes) * MINUTE);
    for (let i = 0; i < 20; i++) lap(6);
    expect(raceOf(log).row('1', GUN_MS)!.decayPct).toBe(0);
    for (let i = 0; i < 8; i++) lap(7.5);
    expect(raceOf(log).row('1', GUN_MS)!.decayPct).toBe(25);
    lap(60);
    expect(raceOf(log).row('1', GUN_MS)!.decayPct).toBeLessThan(25.1);
  });

  it('is absent until the two stretches lie apart', () => {
    const log = startedRace(['1']);
    for (let i = 1; i <= 12; i++) log.passing('1', GUN_MS + i * 6 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)).not.toHaveProperty('decayPct');
    log.passing('1', GUN_MS + 13 * 6 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)).toHaveProperty('decayPct', 0);
  });
});

describe('usual lap and last crossing', () => {
  it('are what a keypad needs', () => {
    const log = startedRace(['1', '2']);
    for (const minute of [6, 12, 19, 49]) log.passing('1', GUN_MS + minute * MINUTE);
    const race = raceOf(log);
    expect(race.usualLapMs('1')).toBe(6.5 * MINUTE);
    expect(race.usualLapMs('2')).toBeUndefined();
    expect(race.usualLapMs('9')).toBeUndefined();
    expect(race.lastCrossing('1')).toEqual({ atMs: GUN_MS + 49 * MINUTE, lap: 4 });
    expect(race.lastCrossing('2')).toBeUndefined();
    expect([...race.crossingsMs('1')].map((ms) => (ms - GUN_MS) / MINUTE)).toEqual([6, 12, 19, 49]);
    expect(race.crossingsMs('9')).toHaveLength(0);
  });

  it('leave out a part lap at the start', () => {
    const log = startedRace(['1'], { course: { kind: 'loop', lapM: 1000, firstLapM: 300, points: [] } });
    log.passing('1', GUN_MS + 2 * MINUTE);
    expect(raceOf(log).usualLapMs('1')).toBeUndefined();
    log.passing('1', GUN_MS + 8 * MINUTE);
    expect(raceOf(log).usualLapMs('1')).toBe(6 * MINUTE);
  });
});

describe('card, any log', () => {
  it('accounts for every claim of the runner exactly once, and its laps are those of the row', () => {
    fc.assert(
      fc.property(logs, clocks, fc.boolean(), (facts, nowMs, past) => {
        const race = fold(facts).race(RACE)!;
        for (const bib of BIBS) {
          const card = race.card(bib, nowMs, past ? nowMs : undefined);
          if (card === undefined) continue;
          const { row, laps, uncounted } = card;
          expect(laps).toHaveLength(row.laps!);
          expect(laps.at(-1)?.distanceM ?? 0).toBe(row.distanceM);
          expect(laps.at(-1)?.elapsedMs).toBe(row.elapsedMs);
          expect(laps.at(-1)?.at).toBe(row.lastAt);
          expect(laps.at(-1)?.lapMs).toBe(row.lastLapMs);
          const chosen = laps.map((lap) => lap.offsets[0]);
          const others = uncounted.map((claim) => claim.offset);
          const behind = laps.flatMap((lap) => lap.offsets.slice(1));
          expect(new Set([...chosen, ...others]).size).toBe(chosen.length + others.length);
          for (const offset of behind) expect(others).toContain(offset);
        }
      }),
    );
  });
});
