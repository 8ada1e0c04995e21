import { describe, expect, it } from '@jest/globals';
import type { Lap, RaceHeader } from '#libs/domain/index.js';
import type { CrewCard, LateData } from '../server/page-request.js';
import { tenths } from '../outlook/chance.js';
import { usualLap } from '../outlook/usual-lap.js';
import { alertDue, isQuiet } from './alerts.js';
import { arrivalOf, concerning, holdRanges, isBeyondPattern } from './arrival.js';
import { EVERY_MAX_MS, EVERY_MS, pauseMs } from './poll.js';
import { arrivalWords, lateWords } from './words.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GUN = Date.parse('2026-10-03T08:00:00.000Z');
const at = (ms: number) => new Date(GUN + ms).toISOString();
const race: RaceHeader = {
  slug: 'night',
  name: 'Night',
  format: { kind: 'fixed-time', durationMs: 24 * HOUR, end: 'measure' },
  course: {
    kind: 'loop',
    lapM: 1500,
    points: [
      { id: 'line', atM: 0, name: 'Line' },
      { id: 'wood', atM: 700 },
    ],
  },
  timeZone: 'UTC',
  scheduledStart: at(0),
  startedAt: at(0),
  endsAt: at(24 * HOUR),
  state: 'running',
};

function card(lapsMin: number[], more: Partial<CrewCard> = {}): CrewCard {
  let elapsedMs = 0;
  const laps: Lap[] = lapsMin.map((min, i) => {
    elapsedMs += min * MINUTE;
    return { lap: i + 1, lapMs: min * MINUTE, elapsedMs, distanceM: (i + 1) * 1500, at: at(elapsedMs), offsets: [i] };
  });
  const seen = laps.length === 0 ? {} : { elapsedMs, lastAt: at(elapsedMs), lastPoint: 'line' };
  const row = { bib: '7', status: 'racing' as const, laps: laps.length, distanceM: laps.length * 1500, ...seen };
  return { row, laps, splits: [], stops: [], uncounted: [], corrections: [], ...more };
}
const range = { from: at(38 * MINUTE), likely: at(40 * MINUTE), to: at(45 * MINUTE) };
const forecast = { at: at(30 * MINUTE), next: { ...range, point: 'line' } };
/** What the page says of a runner with laps of ten minutes, seen last at 30 min. */
const said = (min: number, of = card([10, 10, 10], { forecast }), isLate = false) => {
  const nowMs = GUN + min * MINUTE;
  const arrival = arrivalOf(of, race, nowMs, isLate);
  return { kind: arrival.kind, ...arrivalWords(arrival, of, race, nowMs) };
};

describe('the countdown to the next arrival', () => {
  it('counts to the early edge, says now, overdue, and at the upper edge longer than usual', () => {
    expect([31, 35.5, 37.5, 38, 40.5, 41, 44.9, 46, 300].map((min) => said(min).big)).toEqual([
      'from 7 min on',
      'from 2 min on',
      'from 30 s on',
      'expected now',
      'expected now',
      'overdue by 1 min',
      'overdue by 4 min',
      'longer than usual \u2013 last seen 08:30 at Line',
      'longer than usual \u2013 last seen 08:30 at Line',
    ]);
  });

  it('gives range and point with it, and warns only past the own pattern', () => {
    expect(said(31)).toMatchObject({
      label: 'Next arrival, Line',
      more: ['Likely 08:40, usually within 5 min: in 8 of 10 cases between 08:38 and 08:45.'],
      held: '',
    });
    expect(said(46).more).toEqual([
      'In 8 of 10 cases it would have been between 08:38 and 08:45.',
      'No crossing for 16 min. The longest lap so far took 10:00.',
    ]);
    const held = card([10, 10, 10], { forecast: { ...forecast, heldToday: { pct: 81.3, of: 1200 } } });
    expect(said(31, held).held).toBe('Ranges of next passings today: 81 % of 1,200 held (80 % are to).');
    expect(said(46, held, true).held).toBe('');
    expect([31, 39, 44, 46].map((min) => said(min).tone)).toEqual([undefined, undefined, undefined, 'warn']);
  });

  it('holds the estimate made after the crossing: one made for "not here yet" always begins after now', () => {
    const before = [card([10, 10, 10], { forecast })];
    const later = { from: at(44 * MINUTE), likely: at(47 * MINUTE), to: at(60 * MINUTE), point: 'line' };
    const again = card([10, 10, 10], { forecast: { at: at(43 * MINUTE), state: 'running', next: later } });
    const [held] = holdRanges(before, [again]);
    expect(said(43, held).big).toBe('overdue by 3 min');
    const [crossed] = holdRanges(before, [card([10, 10, 10, 13], { forecast: again.forecast! })]);
    expect(crossed?.forecast?.next).toEqual(later);
  });

  it('says longer than usual as soon as the forecast does, and what is expected of one who still comes', () => {
    const later = { from: at(50 * MINUTE), likely: at(60 * MINUTE), to: at(90 * MINUTE), point: 'line' };
    const state = (name: 'overdue' | 'probably-out') =>
      card([10, 10, 10], { forecast: { at: at(0), state: name, returns: 0.72, next: later } });
    const [late] = holdRanges([card([10, 10, 10], { forecast })], [state('overdue')]);
    expect(said(46, late)).toMatchObject({
      big: 'longer than usual \u2013 last seen 08:30 at Line',
      more: [
        'Should the runner still come: likely 09:00, in 8 of 10 cases between 08:50 and 09:30.',
        'No crossing for 16 min. The longest lap so far took 10:00.',
        'Of like runners who were silent this long, 7 of 10 crossed a line again.',
      ],
    });
    expect(said(46, state('probably-out')).more).toHaveLength(2);
    expect(said(46, late, true).kind).toBe('data-late');
  });

  it('takes the estimate of the row where the card has none', () => {
    const plain = card([10, 10, 10]);
    expect(said(31, { ...plain, row: { ...plain.row, nextAt: range } }).big).toBe('from 7 min on');
  });

  it('never counts below zero, whatever the instant', () => {
    for (let min = 0; min < 120; min += 0.25)
      for (const each of [card([10, 10, 10], { forecast }), card([10, 10, 10]), card([10])])
        for (const isLate of [true, false]) {
          const arrival = arrivalOf(each, race, GUN + min * MINUTE, isLate);
          if ('inMs' in arrival) expect(arrival.inMs).toBeGreaterThan(0);
          if ('byMs' in arrival) expect(arrival.byMs).toBeGreaterThan(0);
        }
  });

  it('goes by the usual lap without a forecast, says so, and gives no range', () => {
    const plain = card([12, 10, 10]);
    expect([33, 41.5, 43].map((min) => said(min, plain).big)).toEqual([
      'about 9 min more',
      'about now',
      '1 min past the usual lap',
    ]);
    expect(said(33, plain).more).toEqual([
      'By the usual lap of 10:00 alone: an average, not a forecast, so without a range.',
    ]);
    expect(said(43, plain).more[0]).toBe('No crossing for 11 min. The longest lap so far took 12:00.');
    expect([43, 44.5].map((min) => said(min, plain).tone)).toEqual([undefined, 'warn']);
    expect(JSON.stringify(said(33, plain))).not.toMatch(/8 of 10|between/);
  });

  it('has nothing to go by before the first crossing, and gives the reason of the forecast', () => {
    expect(said(5, card([])).big).toBe('no estimate yet');
    expect(said(5, card([], { forecast: { at: at(0), why: 'Too few laps.' } })).more).toEqual(['Too few laps.']);
  });

  it('waits for nobody who is out, before the gun and after the end', () => {
    const of = card([10, 10, 10], { forecast });
    const out = { ...of, row: { ...of.row, status: 'dnf' as const } };
    expect(said(31, out)).toMatchObject({ kind: 'none', big: 'Did not finish', label: 'Next arrival' });
    const ended = arrivalOf(of, { ...race, state: 'ended' }, GUN, false);
    expect(arrivalWords(ended, of, { ...race, state: 'ended' }, GUN).big).toBe('the race is over');
  });
});

describe('late data', () => {
  it('is never called a late runner: with a forecast, and by the usual lap', () => {
    for (const each of [card([10, 10, 10], { forecast }), card([10, 10, 10])])
      for (const min of [41, 43, 60, 600])
        expect({ tone: 'calm', ...said(min, each, true) }).toMatchObject({ kind: 'data-late', tone: 'calm' });
    expect(said(43, undefined, true).more[0]).toContain('nobody is called overdue');
  });

  it('does not take the estimate away before it is due', () => {
    expect(said(31, undefined, true).big).toBe('from 7 min on');
  });

  it('concerns a runner when it is the next point that is silent, or a box somewhere', () => {
    const one = (point?: string): LateData => ({ kind: 'silent-point', since: at(0), ...(point ? { point } : {}) });
    const of = card([10], { forecast });
    expect(concerning([one('wood')], of, race)).toEqual([]);
    expect(concerning([one('line'), one()], of, race)).toHaveLength(2);
    expect(concerning([one('wood')], card([10]), race)).toHaveLength(1);
    const unknown = card([10], { forecast: { ...forecast, next: { ...range, point: 'mat-9' } } });
    expect(concerning([one('wood')], unknown, race)).toHaveLength(1);
    expect(lateWords(one('line'), race)).toContain('Line has been silent since 08:00');
    expect(lateWords({ kind: 'reader-down', since: at(MINUTE) }, race)).toContain('down since 08:01');
  });
});

describe('the usual lap', () => {
  it('is the median of the last nine, without laps in question and without a first lap of its own', () => {
    expect(usualLap(card([60, 60, 60, 60, 60, 8, 8, 8, 8, 9, 9, 9, 9, 9]), race)).toBe(9 * MINUTE);
    const short = { ...race, course: { ...race.course, firstLapM: 100 } } as RaceHeader;
    expect(usualLap(card([1]), short)).toBeUndefined();
    const doubted = card([10, 30]);
    doubted.laps[1]!.doubt = { kind: 'missed-lap', text: 'long' };
    expect(usualLap(doubted, race)).toBe(10 * MINUTE);
    expect(usualLap(card([10]), { ...race, format: { kind: 'backyard', intervalMs: HOUR } })).toBeUndefined();
  });

  it('makes no alarm of a pause as long as one before', () => {
    const of = card([10, 40, 10, 10]);
    expect(isBeyondPattern(arrivalOf(of, race, GUN + 105 * MINUTE, false))).toBe(false);
    expect(isBeyondPattern(arrivalOf(of, race, GUN + 111 * MINUTE, false))).toBe(true);
  });
});

describe('the page calls its crew', () => {
  const of = card([10, 10, 10], { forecast });
  const due = (min: number) => alertDue(arrivalOf(of, race, GUN + min * MINUTE, false), '7', of.row.lastAt!);

  it('once before an arrival, from five minutes before the early edge on, and once when it takes longer than usual', () => {
    expect([32, 33.5, 37.9, 39, 42, 46, 90].map((min) => due(min)?.kind)).toEqual([
      ...[undefined, 'soon', 'soon', 'now', undefined, 'late', 'late'],
    ]);
    expect(new Set([33, 36, 39].map((min) => due(min)?.id)).size).toBe(1);
    expect(due(46)?.id).toBe(due(300)?.id);
  });

  it('again on the next lap, and never while the data is late', () => {
    const next = card([10, 10, 10, 10], { forecast: { at: at(0), next: { ...range, point: 'line' } } });
    const later = alertDue(arrivalOf(next, race, GUN + 37 * MINUTE, false), '7', next.row.lastAt!);
    expect(later?.id).not.toBe(due(37)?.id);
    expect(alertDue(arrivalOf(of, race, GUN + 46 * MINUTE, true), '7', '')).toBeUndefined();
  });

  it('without sound in quiet hours of the race\u2019s place, over midnight too', () => {
    const quiet = { from: '22:00', to: '06:30' };
    const hour = (h: number, zone = 'UTC') => isQuiet(quiet, Date.UTC(2026, 9, 3, h), zone);
    expect([21, 22, 3, 6, 7].map((h) => hour(h))).toEqual([false, true, true, true, false]);
    expect(hour(21, 'Europe/Rome')).toBe(true);
    expect(isQuiet({ from: '13:00', to: '14:00' }, Date.UTC(2026, 9, 3, 13), 'UTC')).toBe(true);
    expect(isQuiet({ from: '', to: '14:00' }, Date.UTC(2026, 9, 3, 13), 'UTC')).toBe(false);
  });
});

describe('asking', () => {
  it('slows down while nobody answers', () => {
    expect([0, 1, 2, 3, 4, 50].map(pauseMs)).toEqual([EVERY_MS, 10_000, 20_000, 40_000, EVERY_MAX_MS, EVERY_MAX_MS]);
  });
});

describe('a chance', () => {
  it('is never all or nothing', () => {
    expect([0, 0.04, 0.31, 0.95, 1].map(tenths)).toEqual(['<1', '<1', '3', '>9', '>9']);
  });
});
