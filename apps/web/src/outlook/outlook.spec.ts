import { describe, expect, it } from '@jest/globals';
import type { RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { chanceWords, tenths } from './chance.js';
import { endWords, heldWords, nextWords } from './expect-words.js';
import { recordFigures } from './Records.js';
import { rivalWords } from './Rivals.js';
import { askedWords, marginWords, targetChance, targetName } from './target-words.js';
import { parseTarget, type Target, targetNow, type TypedTarget } from './targets.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GUN = Date.parse('2026-10-03T08:00:00.000Z');
const at = (ms: number) => new Date(GUN + ms).toISOString();
const race: RaceHeader = {
  ...{ slug: 'night', name: 'Night', timeZone: 'UTC', state: 'running' },
  format: { kind: 'fixed-time', durationMs: 24 * HOUR, end: 'measure' },
  course: { kind: 'loop', lapM: 1500, points: [{ id: 'line', atM: 0 }] },
  ...{ scheduledStart: at(0), startedAt: at(0), endsAt: at(24 * HOUR) },
};
const mile: RaceHeader = { ...race, format: { kind: 'fixed-distance', distanceM: 3000 } };
const yards: RaceHeader = { ...race, format: { kind: 'backyard', intervalMs: HOUR } };

function card(lapsMin: number[], more: Partial<RunnerCardAnswer> = {}): RunnerCardAnswer {
  let elapsedMs = 0;
  const laps = lapsMin.map((min, i) => {
    elapsedMs += min * MINUTE;
    return { lap: i + 1, lapMs: min * MINUTE, elapsedMs, distanceM: (i + 1) * 1500, at: at(elapsedMs), offsets: [i] };
  });
  const row = { bib: '7', status: 'racing' as const, laps: laps.length, distanceM: laps.length * 1500 };
  const seen = laps.length === 0 ? {} : { elapsedMs, lastAt: at(elapsedMs) };
  return { row: { ...row, ...seen }, laps, splits: [], stops: [], uncounted: [], corrections: [], ...more };
}
const target = (typed: Partial<TypedTarget>, of = race): Target => {
  const parsed = parseTarget({ km: '', time: '', ...typed }, of);
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
};

describe('an own target', () => {
  it('is kilometres, hours and minutes, or both; the race fills what it says itself', () => {
    expect(target({ km: '160,9' })).toEqual({ metres: 160_900, ms: 24 * HOUR, isWhole: true });
    expect(target({ km: '100', time: '10:30' })).toEqual({ metres: 100_000, ms: 10.5 * HOUR, isWhole: false });
    expect(target({ time: '0:21' }, mile)).toEqual({ metres: 3000, ms: 21 * MINUTE, isWhole: true });
    expect(target({ km: '24' }, yards)).toMatchObject({ yards: 24, ms: 24 * HOUR });
    for (const km of ['', '0', '-3', '1e3', '21:30', '99999']) expect(parseTarget({ km, time: '' }, race)).toBe('km');
    for (const time of ['', '0:00', '21', '5.59', '1:75']) expect(parseTarget({ km: '', time }, mile)).toBe('time');
    for (const km of ['0', '2.5', '501', 'x']) expect(parseTarget({ km, time: '' }, yards)).toBe('yards');
  });

  it('says the margin against an even pace in km, laps and time, and what is left from now on', () => {
    // 4.5 km in half an hour; 144 km in 24 h is 3 km by then.
    const now = targetNow(target({ km: '144' }), card([10, 10, 10]), race, GUN + 35 * MINUTE)!;
    expect(now).toMatchObject({ state: 'open', marginM: 1500, marginMs: 15 * MINUTE, marginLaps: 1 });
    expect(now.left).toEqual({ metres: 144_000 - 4500 - 750, ms: 24 * HOUR - 35 * MINUTE });
    expect(marginWords(now)).toBe('1.500 km (1 lap) and 15:00 ahead of an even pace at the last crossing.');
  });

  it('asks for a lap, rounded down, beside what the last ten took, stops and all', () => {
    const of = card([60, 10, 10, 10, 10, 10, 10, 10, 10, 10, 20]);
    const mark = target({ km: '144' });
    const now = targetNow(mark, of, race, GUN + 170 * MINUTE)!;
    // 127.5 km in 1270 minutes.
    expect(now.lap).toEqual({ neededMs: 896_000, recentMs: 11 * MINUTE, laps: 10 });
    expect(askedWords(now, mark, race)[0]).toBe(
      'Needs 14:56 a lap from now on; the last 10 laps took 11:00 on average.',
    );
  });

  it('never takes a runner past the line before the crossing', () => {
    const now = targetNow(target({ km: '144' }), card([10, 10, 10]), race, GUN + 90 * MINUTE);
    expect(now?.left?.metres).toBe(144_000 - 6000);
  });

  it('is reached at the first line at or past it, in its time, or over', () => {
    const of = card([10, 10, 10]);
    expect(targetNow(target({ km: '4.5' }), of, race, GUN + HOUR)?.state).toBe('reached');
    expect(targetNow(target({ km: '3', time: '0:20' }), of, race, GUN + HOUR)?.state).toBe('reached');
    expect(targetNow(target({ km: '3', time: '0:19' }), of, race, GUN + HOUR)?.state).toBe('over');
    expect(targetNow(target({ km: '144' }), card([10]), race, GUN + 25 * HOUR)?.state).toBe('over');
    expect(targetNow(target({ km: '50', time: '0:50' }), of, race, GUN + HOUR)?.state).toBe('over');
    const late = targetNow(target({ time: '0:15' }, mile), card([10, 10]), mile, GUN + HOUR);
    expect(late).toMatchObject({ state: 'over', marginMs: -5 * MINUTE });
    const out = card([10, 10, 10]);
    out.row.status = 'dnf';
    expect(targetNow(target({ km: '144' }), out, race, GUN + HOUR)?.state).toBe('over');
    expect(targetNow(target({ km: '144' }), of, { ...race, startedAt: undefined } as never, GUN)).toBeUndefined();
  });

  it('has the chance of the forecast of the end, and none on the way', () => {
    const forecast = { at: at(0), final: { p5: 1, p10: 120_000, p50: 150_000, p90: 180_000, p95: 1 } };
    const of = card([10, 10, 10], { forecast });
    const now = (typed: Partial<TypedTarget>) => targetNow(target(typed), of, race, GUN + 35 * MINUTE)!;
    expect(now({ km: '150' }).chance).toBeCloseTo(0.5);
    expect(targetChance(now({ km: '165' }))).toBe('By the estimate of the end it is reached in 3 of 10 such races.');
    expect(now({ km: '100', time: '10:30' })).not.toHaveProperty('chance');
  });

  it('in a backyard is yards, and the bell they end at', () => {
    const mark = target({ km: '24' }, yards);
    const now = targetNow(mark, card([50, 60, 55]), yards, GUN + 170 * MINUTE)!;
    expect(now).toMatchObject({ state: 'open', yardsLeft: 21 });
    expect(askedWords(now, mark, yards)).toEqual([
      '21 yards to go; the bell of the last one rings Sun, 4 Oct 2026, 08:00.',
    ]);
    expect(targetName(mark)).toBe('24 yards');
    expect(targetNow(target({ km: '3' }, yards), card([50, 60, 55]), yards, GUN)?.state).toBe('reached');
  });
});

describe('what to expect', () => {
  const next = { point: 'line', from: at(38 * MINUTE), likely: at(40 * MINUTE), to: at(45 * MINUTE) };
  it('is said with its range and what it rests on', () => {
    expect(nextWords(card([10, 10, 10], { forecast: { at: at(0), state: 'running', next } }), race)).toEqual([
      'Next crossing likely at 08:40, in 8 of 10 cases between 08:38 and 08:45.',
      'From 3 laps, last seen at 08:30.',
    ]);
  });
  it('of a silent runner is the silence and the chance to return, and no time where that is small', () => {
    const of = (state: 'overdue' | 'probably-out') =>
      nextWords(card([10, 10, 10], { forecast: { at: at(0), state, returns: 0.31, next } }), race);
    expect(of('overdue')).toHaveLength(3);
    expect(of('probably-out')).toEqual([
      'Longer away than nine of ten such laps: last seen at 08:30.',
      'Of like runners who were silent this long, 3 of 10 crossed a line again.',
    ]);
  });
  it('has the end, the chance to finish and the next closing time', () => {
    const course: RaceHeader = {
      ...race,
      format: { kind: 'course' },
      course: { kind: 'line', points: [{ id: 'hut', name: 'Hut', atM: 20_000 }] },
    };
    const finishAt = { from: at(7 * HOUR), likely: at(8 * HOUR), to: at(9 * HOUR) };
    const cutoff = { point: 'hut', at: at(4 * HOUR), chance: 0.93 };
    expect(endWords(card([10], { forecast: { at: at(0), finishAt, finishes: 0.71, cutoff } }), course)).toEqual([
      'Finish, if the runner gets there: likely 8:00:00 (Sat, 3 Oct 2026, 16:00), in 8 of 10 cases between 7:00:00 and 9:00:00.',
      'Of like runners 7 of 10 finished.',
      'Hut closes at 12:00: of like runners 9 of 10 were there in time.',
    ]);
    expect(endWords(card([10], { forecast: { at: at(0), finishAt } }), { ...course, state: 'ended' })).toEqual([]);
  });
  it('says how often such ranges held, today and where the fit was judged', () => {
    const held = { pct: 79.6, of: 149 };
    expect(heldWords({ at: '', held, fitted: '2026-11-28', heldToday: { pct: 81.2, of: 1200 } })).toEqual([
      'Ranges of next passings today: 81 % of 1,200 held (80 % are to).',
      'Back-test of 28 Nov 2026: 80 % ranges held 80 % on 149 races.',
    ]);
    expect(heldWords({ at: '' })).toEqual([]);
  });
});

describe('records and rivals', () => {
  it('have their margin in metres and time, and the pace needed from now on in both units', () => {
    const curve = [{ elapsedMs: 0, distanceM: 0 }];
    const record = { aheadM: -1204, aheadMs: -312_000, requiredMsPerKm: 269_900, words: 'possible', curve };
    const margins = ['1.204 km behind', '5:12 behind'];
    expect(recordFigures(record as never)).toEqual([...margins, 'needs 4:29/km (7:14/mi) from now on']);
    // Not twice where the verdict says it, nothing of a mark that was left behind, nor of yards that all have.
    expect(recordFigures({ ...record, words: 'needs 4:29.9/km from now' } as never)).toEqual(margins);
    expect(recordFigures({ ...record, verdict: 'stands' } as never)).toEqual([]);
    expect(recordFigures({ aheadM: 0, words: '', verdict: 'possible' } as never)).toEqual([]);
  });
  it('name places, not people', () => {
    expect(rivalWords({ ahead: { rank: 2, byM: 1200 }, behind: { rank: 4, byM: 0, byMs: 61_000 } })).toEqual([
      'Place 2 is 1.200 km ahead.',
      'Place 4 is 0.000 km behind, 1:01 at the line.',
    ]);
  });
});

describe('a chance', () => {
  it('is never all or nothing', () => {
    expect([0, 0.04, 0.31, 0.95, 1].map(tenths)).toEqual(['<1', '<1', '3', '>9', '>9']);
    expect([0, 0.03, 0.31, 0.94, 1].map(chanceWords)).toEqual([
      ...['<1 of 100', '3 of 100', '3 of 10', '94 of 100', '>99 of 100'],
    ]);
  });
});
