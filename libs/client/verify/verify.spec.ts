import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { factToWire, type Board } from '#libs/contracts/index.js';
import { LogFold, type BoardRow, type Fact } from '#libs/domain/index.js';
import { Client } from '../http.js';
import { FakeServer } from '#libs/testing/fake-server.js';
import { verify } from './verify.js';
import { firstDifference } from './compare.js';

const GUN_MS = Date.parse('2020-01-04T08:00:00.000Z');
const NOW_MS = GUN_MS + 3_600_000;
const at = (offset: number, atMs = GUN_MS) => ({ offset, id: `f${offset}`, atMs, receivedAtMs: atMs });
const FACTS: Fact[] = [
  {
    ...at(1),
    kind: 'race',
    race: 'r',
    definition: {
      slug: 'r',
      name: 'R',
      timeZone: 'UTC',
      scheduledStart: new Date(GUN_MS).toISOString(),
      visibility: 'public',
      course: { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }] },
      format: { kind: 'fixed-time', durationMs: 21_600_000, end: 'measure' },
    },
  },
  { ...at(2), kind: 'entrant', race: 'r', entrantId: 'a', bib: '1', sex: 'F' },
  { ...at(3), kind: 'entrant', race: 'r', entrantId: 'b', bib: '2', sex: 'M' },
  { ...at(4), kind: 'started', race: 'r' },
  { ...at(5, GUN_MS + 300_000), kind: 'passing', bib: '1', point: 'line' },
  { ...at(6, GUN_MS + 320_000), kind: 'passing', bib: '2', point: 'line' },
  { ...at(7, GUN_MS + 600_000), kind: 'passing', bib: '2', point: 'line' },
];
const fold = new LogFold();
for (const fact of FACTS) fold.apply(fact);
const ROWS = fold.race('r')!.rows(NOW_MS);

let server: FakeServer;
let boards: Partial<Board>[];
beforeEach(async () => {
  server = await FakeServer.start();
  boards = [];
  const board = { offset: FACTS.length, at: new Date(NOW_MS).toISOString(), rows: ROWS };
  server.routes.set('GET /races/r/board', () => ({ ...board, ...(boards.length > 1 ? boards.shift() : boards[0]) }));
  server.routes.set('GET /races/r/log', (query) => {
    const after = Number(query.get('after'));
    const page = FACTS.filter((fact) => fact.offset > after).slice(0, Number(query.get('limit')));
    return page.map((fact) => JSON.stringify(factToWire(fact))).join('\n') + '\n';
  });
});
afterEach(() => server.stop());
const check = () => verify(new Client({ url: server.url, token: 't' }), 'r', 1);
const wrong = (bib: string, change: Partial<BoardRow>): BoardRow[] =>
  ROWS.map((row) => (row.bib === bib ? { ...row, ...change } : row));

it('a minus zero of the fold is the zero that JSON made of it', () => {
  const [row] = ROWS;
  expect(firstDifference([{ ...row!, decayPct: -0 }], [{ ...row!, decayPct: 0 }])).toBeNull();
});

describe('verify', () => {
  it('is silent when log and board agree', async () => {
    expect(await check()).toBeNull();
  });

  it('names bib, field and both values of a difference that stays', async () => {
    boards = [{ rows: wrong('1', { laps: 2 }) }];
    expect(await check()).toEqual({ bib: '1', field: 'laps', rebuilt: 1, served: 2 });
  });

  it('forgives a status the server has not looked at yet', async () => {
    boards = [{ rows: wrong('1', { status: 'resting' }) }, {}];
    expect(await check()).toBeNull();
  });

  it('folds no further than the board it compares with', async () => {
    const early = new LogFold();
    for (const fact of FACTS.slice(0, 5)) early.apply(fact);
    boards = [{ offset: 5, rows: early.race('r')!.rows(NOW_MS) }];
    expect(await check()).toBeNull();
  });

  it('says so when the log is shorter than the board', async () => {
    boards = [{ offset: 99 }];
    await expect(check()).rejects.toThrow(/ends at offset 7, the board speaks of 99/);
  });
});

describe('firstDifference', () => {
  it('sees missing and extra runners and another order', () => {
    expect(firstDifference(ROWS, ROWS.slice(1))).toMatchObject({ field: 'row', served: 'missing' });
    expect(firstDifference(ROWS.slice(1), ROWS)).toMatchObject({ field: 'row', rebuilt: 'missing' });
    expect(firstDifference(ROWS, [...ROWS].reverse())).toMatchObject({ bib: null, field: 'order at place 1' });
  });

  it('takes absent and null as one, and leaves estimates alone', () => {
    const served = JSON.parse(JSON.stringify(ROWS)) as Record<string, unknown>[];
    Object.assign(served[0]!, {
      team: null,
      nextAt: { likely: 'soon' },
      lateSince: 'long ago',
      finishAt: { likely: 'once' },
    });
    expect(firstDifference(ROWS, served as unknown as BoardRow[])).toBeNull();
  });
});
