import type { BoardRow } from '#libs/domain/index.js';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshness, silentFor } from './freshness.js';
import { movesAfter } from './moves.js';
import { SORTS, searchFrom, sortedBy, viewFrom, viewFromSearch } from './query.js';
import { gapTexts } from './row-text.js';
import { fold, matches, present, selectRows } from './select.js';
import { changeSentence } from './sentence.js';

/** Who has laps has a time. */
const row = (bib: string, rest: Partial<BoardRow> = {}): BoardRow => ({
  bib,
  status: 'racing',
  laps: 0,
  distanceM: 0,
  ...(rest.laps ? { elapsedMs: 1000 * rest.laps } : {}),
  ...rest,
});
const plain = viewFrom({});
const nobody = new Set<string>();
const bibs = (rows: readonly BoardRow[]) => rows.map((r) => r.bib);

describe('the address', () => {
  it('is empty for the plain board and says everything else', () => {
    expect(searchFrom(plain)).toBe('');
    const view = {
      ...plain,
      sort: 'laps' as const,
      descending: true,
      q: 'ana & co',
      category: 'W40',
      watched: true,
      forecast: '0' as const,
    };
    expect(viewFromSearch(searchFrom(view))).toEqual(view);
  });

  it('brings back every view', () => {
    const text = fc.string({ maxLength: 8 });
    const views = fc.record({
      sort: fc.constantFrom(...SORTS),
      descending: fc.boolean(),
      q: text,
      category: text,
      sex: text,
      status: text,
      watched: fc.boolean(),
      forecast: fc.constantFrom('' as const, '1' as const, '0' as const),
    });
    fc.assert(fc.property(views, (view) => expect(viewFromSearch(searchFrom(view))).toEqual(view)));
  });

  it('treats nonsense as the plain board', () => {
    expect(viewFrom({ sort: 'drop table', forecast: 'yes' })).toEqual(plain);
  });

  it('turns a column round when it is asked for twice', () => {
    const once = sortedBy(plain, 'laps');
    expect([once.sort, once.descending]).toEqual(['laps', true]);
    expect(sortedBy(once, 'laps').descending).toBe(false);
  });
});

describe('search', () => {
  it('folds accents and case, and finds bib, name, club and country', () => {
    expect(fold('Šarūnė Łukasz Ørjan Straße')).toBe('sarune lukasz orjan strasse');
    const ana = row('17', { name: 'Šarūnė Kazlauskienė', club: 'Baltic Ultra', country: 'LTU' });
    for (const q of ['sarune', 'KAZ', 'baltic kazl', 'ltu', '17', '1']) expect(matches(ana, q)).toBe(true);
    for (const q of ['7', 'jonas', 'baltic 9']) expect(matches(ana, q)).toBe(false);
  });
});

describe('sorting and filtering', () => {
  const rows = [
    row('2', { rank: 1, laps: 9, name: 'Émile', category: 'M', lastLapMs: 500, status: 'resting' }),
    row('10', { rank: 2, laps: 9, name: 'ana', category: 'W', sex: 'F', lastLapMs: 400 }),
    row('7', { laps: 0, status: 'dns', name: 'Zoe', category: 'W', sex: 'F' }),
  ];

  it('keeps the rank of the race whatever the order', () => {
    expect(bibs(selectRows(rows, { ...plain, sort: 'name' }, nobody))).toEqual(['10', '2', '7']);
    expect(bibs(selectRows(rows, { ...plain, sort: 'bib', descending: true }, nobody))).toEqual(['10', '7', '2']);
  });

  it('leaves rows without the figure last, both ways', () => {
    expect(bibs(selectRows(rows, { ...plain, sort: 'lastLap' }, nobody))).toEqual(['10', '2', '7']);
    expect(bibs(selectRows(rows, { ...plain, sort: 'lastLap', descending: true }, nobody))).toEqual(['2', '10', '7']);
  });

  it('filters by class, sex, status, search and watched', () => {
    expect(bibs(selectRows(rows, { ...plain, category: 'W' }, nobody))).toEqual(['10', '7']);
    expect(bibs(selectRows(rows, { ...plain, sex: 'F', status: 'dns' }, nobody))).toEqual(['7']);
    expect(bibs(selectRows(rows, { ...plain, q: 'emi' }, nobody))).toEqual(['2']);
    expect(bibs(selectRows(rows, { ...plain, watched: true }, new Set(['10'])))).toEqual(['10']);
    expect(present(rows, 'category')).toEqual(['M', 'W']);
  });
});

describe('gaps', () => {
  it('are laps first, then time; the leader is named', () => {
    const at = (s: number) => new Date(Date.UTC(2026, 9, 3, 9, 0, s)).toISOString();
    const rows = [
      row('1', { rank: 1, laps: 5, distanceM: 5, lastAt: at(0) }),
      row('2', { rank: 2, laps: 5, distanceM: 5, lastAt: at(20) }),
      row('3', { rank: 3, laps: 4, distanceM: 4, lastAt: at(30) }),
      row('4', { status: 'dns' }),
    ];
    const texts = gapTexts(rows);
    expect(texts.get('1')).toEqual({ gap: 'Leader', interval: '' });
    expect(texts.get('2')).toEqual({ gap: '+0:20', interval: '+0:20' });
    expect(texts.get('3')).toEqual({ gap: '1 lap', interval: '1 lap' });
    expect(texts.get('4')).toEqual({ gap: '', interval: '' });
  });
});

describe('freshness', () => {
  const of = (sinceHeardMs: number) => freshness({ sinceHeardMs, paused: false, state: 'running' });
  it('tells live, delayed and offline apart', () => {
    expect([0, 9_999, 10_000, 59_999, 60_000].map(of)).toEqual(['live', 'live', 'delayed', 'delayed', 'offline']);
  });
  it('says that the page may not read any more before anything else', () => {
    expect(freshness({ sinceHeardMs: 99_000, paused: true, state: 'running', refused: true })).toBe('refused');
  });
  it('says so when the reader paused, even offline', () => {
    expect(freshness({ sinceHeardMs: 99_000, paused: true, state: 'running' })).toBe('paused');
    expect(freshness({ sinceHeardMs: 99_000, paused: false, state: 'ended' })).toBe('offline');
    expect(freshness({ sinceHeardMs: 0, paused: false, state: 'ended' })).toBe('ended');
  });
  it('keeps the silence of the mat apart from our connection', () => {
    const lastReadAt = '2026-10-03T09:00:00.000Z';
    const after = (min: number) => Date.parse(lastReadAt) + min * 60_000;
    expect(silentFor({ state: 'running', raceNowMs: after(4), lastReadAt })).toBeNull();
    expect(silentFor({ state: 'running', raceNowMs: after(9), lastReadAt })).toBe(9 * 60_000);
    expect(silentFor({ state: 'ended', raceNowMs: after(9), lastReadAt })).toBeNull();
  });
});

describe('moves', () => {
  it('add up until the next lap, then start anew', () => {
    const a = [row('1', { rank: 1, laps: 3 }), row('2', { rank: 2, laps: 3 })];
    const b = [row('2', { rank: 1, laps: 4 }), row('1', { rank: 2, laps: 3 })];
    const first = movesAfter(new Map(), a, b);
    expect([first.get('2')?.places, first.get('1')?.places]).toEqual([1, -1]);
    expect(movesAfter(first, b, b).get('1')?.places).toBe(-1);
    const c = [row('2', { rank: 1, laps: 4 }), row('1', { rank: 2, laps: 4 })];
    expect(movesAfter(first, b, c).has('1')).toBe(false);
  });
});

describe('the spoken sentence', () => {
  it('is about the lead and watched runners, and silent otherwise', () => {
    const a = [row('1', { rank: 1, laps: 3, name: 'Ana' }), row('2', { rank: 2, laps: 3, name: 'Bo' })];
    const b = [row('2', { rank: 1, laps: 4, name: 'Bo' }), row('1', { rank: 2, laps: 3, name: 'Ana' })];
    expect(changeSentence(a, b, nobody)).toBe('Bo leads with 4 laps.');
    expect(changeSentence(b, b, new Set(['1']))).toBe('');
    const c = [b[0] ?? row('2'), row('1', { rank: 2, laps: 4, name: 'Ana' })];
    expect(changeSentence(b, c, new Set(['1']))).toBe('Ana: lap 4, place 2.');
  });
});
