/** The forecast's choice, words, bars and chases, and what of a delta is news. */
import { describe, expect, it } from '@jest/globals';
import type { RecordAnswer } from '#libs/contracts/index.js';
import { type BoardRow, type RaceHeader, YARD_MM } from '#libs/domain/index.js';
import { HOUR, header } from '../../../dev/fixture.mjs';
import { newsIn } from '../live/changes.js';
import { CHASES_MAX, chasesOf, isPassed } from './chase.js';
import { isOffered, isOn } from './choice.js';
import { RecordBook } from './record-book.js';
import { barMax, barPlaces, finalWords, nextWords } from './words.js';

const GUN = Date.UTC(2026, 9, 3, 8);
const MINUTE = 60_000;
const iso = (ms: number): string => new Date(GUN + ms).toISOString();
const race: RaceHeader = header('r', 'R', 'running', GUN, { forecast: { fitted: '2026-08-01' } });
const row = (rest: Partial<BoardRow> = {}): BoardRow => ({
  bib: '17',
  status: 'racing',
  laps: 11,
  distanceM: 16_786,
  lastAt: iso(4 * HOUR - 2 * MINUTE),
  elapsedMs: 4 * HOUR - 2 * MINUTE,
  ...rest,
});
const nextAt = {
  from: iso(4 * HOUR + 24 * MINUTE),
  likely: iso(4 * HOUR + 32 * MINUTE),
  to: iso(4 * HOUR + 45 * MINUTE),
};

describe('the switch', () => {
  it('is off in the first hour and on afterwards, unless somebody chose', () => {
    expect(isOn('', race, GUN + HOUR - 1)).toBe(false);
    expect(isOn('', race, GUN + HOUR)).toBe(true);
    expect(isOn('1', race, GUN + 1)).toBe(true);
    expect(isOn('0', race, GUN + 5 * HOUR)).toBe(false);
  });

  it('is there for races under way that are forecast', () => {
    const { forecast, ...without } = race;
    expect(isOffered(race)).toBe(true);
    expect(isOffered(without)).toBe(false);
    for (const state of ['set-up', 'ended'] as const) {
      expect(isOffered({ state, forecast })).toBe(false);
      expect(isOn('1', { ...race, state }, GUN + 5 * HOUR)).toBe(false);
    }
  });
});

describe('the next passing', () => {
  it('is an estimate with range and basis, in the race\u2019s own time', () => {
    const words = nextWords(row({ nextAt }), race, GUN + 4 * HOUR);
    expect(words).toMatchObject({ main: '~14:32', range: '14:24', to: { hour: '14:', rest: '45' } });
    expect(words!.say).toBe(
      'Next expected about 14:32, in 8 of 10 cases between 14:24 and 14:45; from 11 laps, last read 13:58.',
    );
    expect(words).not.toHaveProperty('isLate');
    const sure = nextWords(
      row({ nextAt: { ...nextAt, from: nextAt.likely, to: nextAt.likely } }),
      race,
      GUN + 4 * HOUR,
    );
    expect(sure).toMatchObject({ range: '14:32' });
    expect(sure).not.toHaveProperty('to');
  });

  it('past the range says by how much; then what would be if the runner still comes, or that it is unlikely', () => {
    const lateSince = nextAt.to;
    const later = { from: iso(5 * HOUR), likely: iso(5 * HOUR + 10 * MINUTE), to: iso(6 * HOUR) };
    const at = Date.parse(lateSince) + 12 * MINUTE + 30_000;
    const words = nextWords(row({ nextAt: later, lateSince }), race, at);
    expect(words).toMatchObject({ main: '12 min over', range: '~15:10', isLate: true });
    expect(words!.say).toContain('If the runner still comes: about 15:10, between 15:00 and 16:00.');
    const gone = nextWords(row({ lateSince }), race, at + 2 * HOUR);
    expect(gone).toMatchObject({ main: '2 h 12 min over', range: 'perhaps out' });
    expect(nextWords(row({ nextAt: later, lateSince }), race, Date.parse(lateSince) + 59_000)!.main).toBe('~15:10');
  });

  it('of whom nobody waits for, or who never crossed, is nothing', () => {
    expect(nextWords(row(), race, GUN + 4 * HOUR)).toBeUndefined();
    expect(nextWords(row({ nextAt, lastAt: undefined }), race, GUN)).toBeUndefined();
  });
});

describe('the end', () => {
  const final = { p10: 198_400, p50: 231_600, p90: 247_100 };
  it('is kilometres without decimals while the range is wide, with one when it is narrow', () => {
    expect(finalWords(row({ final }), race)).toMatchObject({
      main: '~232',
      range: '198',
      to: { hour: '', rest: '247' },
    });
    const close = { p10: 230_100, p50: 231_600, p90: 232_900 };
    expect(finalWords(row({ final: close }), race)).toMatchObject({
      main: '~231.6',
      range: '230.1',
      to: { hour: '', rest: '232.9' },
    });
    expect(finalWords(row(), race)).toBeUndefined();
  });

  it('of a backyard is yards, whatever metres the wire has', () => {
    const m = (yards: number): number => (yards * YARD_MM) / 1000;
    const yards = { ...race, format: { kind: 'backyard', intervalMs: HOUR } as const };
    const said = finalWords(row({ final: { p10: m(14), p50: m(31), p90: m(59) } }), yards);
    expect(said).toMatchObject({ main: '~31', range: '14', to: { hour: '', rest: '59' } });
    expect(said!.say).toContain('31 yards');
  });

  it('of a race over a distance is when, with the day where it is another one', () => {
    const distance = { ...race, format: { kind: 'fixed-distance', distanceM: 160_934 } as const };
    const finishAt = { from: iso(20 * HOUR), likely: iso(22 * HOUR), to: iso(25 * HOUR) };
    expect(finalWords(row({ finishAt }), distance)).toMatchObject({
      main: '~Sun 08:00',
      range: '06:00',
      to: { hour: '', rest: '11:00' },
    });
    expect(finalWords(row({ final }), distance)).toBeUndefined();
    const places = barPlaces(row({ finishAt }), distance, barMax([row({ finishAt })], distance));
    expect(places!.done).toBeLessThan(places!.from);
  });

  it('is drawn for all on one scale, from run so far to the range', () => {
    const far = row({ final: { ...final, p90: 263_000 } });
    expect(barMax([far, row()], race)).toBe(270_000);
    const { done, from, likely, to } = barPlaces(row({ final }), race, 270_000)!;
    expect([done, from, likely, to]).toEqual([6.2, 73.5, 85.8, 91.5]);
    expect(barPlaces(row(), race, 270_000)).toBeUndefined();
    expect(barMax([], race)).toBe(0);
  });
});

describe('the record chases', () => {
  const chase = (bib: string, id: string, chance: number | undefined, aheadM = -100): BoardRow =>
    row({ bib, records: [{ id, aheadM, ...(chance === undefined ? {} : { chance }) }] });

  it('are the most probable of the field, few, and at most two of one runner', () => {
    const many = row({ bib: '1', records: [0.5, 0.4, 0.3].map((chance, i) => ({ id: `A${i}`, aheadM: 1, chance })) });
    const rows = [
      chase('2', 'B', 0.04),
      many,
      chase('3', 'C', undefined, 900),
      chase('4', 'D', 0.01),
      chase('5', 'E', 1),
    ];
    expect(chasesOf(rows).map(({ bib, id }) => `${bib} ${id}`)).toEqual(['5 E', '1 A0', '1 A1', '2 B', '3 C']);
    expect(chasesOf(Array.from({ length: 30 }, (_, i) => chase(String(i), 'A', 0.2)))).toHaveLength(CHASES_MAX);
    expect(chasesOf([row()])).toEqual([]);
  });

  it('call a mark passed only for what was run, never for a chance', () => {
    expect(isPassed({ id: 'A', aheadM: 1, chance: 1 })).toBe(true);
    expect(isPassed({ id: 'A', aheadM: 90_000, chance: 0.99 })).toBe(false);
    expect(isPassed({ id: 'A', aheadM: 90_000 })).toBe(false);
  });
});

describe('the words of records', () => {
  const answer = (ids: string[]) =>
    ({ ok: true, json: () => Promise.resolve({ records: ids.map((id) => ({ id }) as RecordAnswer) }) }) as Response;
  const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

  it('are asked for once each; those of the race by the race; what cannot be had is missing, and asked for again later', async () => {
    const asked: string[] = [];
    let nowMs = 0;
    const fetcher = ((url: string) => {
      asked.push(url.replace('/api/v1/records?', ''));
      if (url.includes('race=')) return Promise.resolve({ ok: false } as Response);
      return url.includes('W-6H') ? Promise.reject(new Error('away')) : Promise.resolve(answer(['W-24H-F']));
    }) as typeof fetch;
    const book = new RecordBook('my race', fetcher, () => nowMs);
    book.want(['W-24H-F', 'own-1', 'own-2', 'W-6H-F']);
    await turn();
    expect(asked).toEqual(['id=W-24H-F', 'race=my%20race', 'id=W-6H-F']);
    expect([...book.rows.value.keys()]).toEqual(['W-24H-F']);
    book.want(['W-24H-F', 'own-1', 'W-6H-F']);
    expect(asked).toHaveLength(3);
    nowMs = 61_000;
    book.want(['W-24H-F', 'own-1', 'W-6H-F']);
    expect(asked.slice(3)).toEqual(['race=my%20race', 'id=W-6H-F']);
  });
});

describe('news in a delta', () => {
  it('are rows that say more than another estimate, and rows that went', () => {
    const quiet = { bib: '1', nextAt, final: null, records: null, lateSince: iso(1), finishAt: null };
    expect(newsIn({ rows: [quiet], gone: [] })).toBe(0);
    expect(newsIn({ rows: [quiet, { bib: '2', laps: 3, nextAt }], gone: ['3'] })).toBe(2);
  });
});
