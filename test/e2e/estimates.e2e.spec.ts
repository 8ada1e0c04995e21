/** What is expected of runners, by the contract alone: on the board, on cards and for crews while the race is on, and nowhere in what counts. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { CardForecast, CardRecord, CrewLinkAnswer } from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import type { BoardRow } from '#libs/domain/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  ESTIMATES,
  GUN_MS,
  type Call,
  LAP_M,
  after,
  board,
  boardRow,
  caller,
  expectStatus,
  passing,
  send,
  startedRace,
} from './outsider.js';

const SLUG = 'expected-24h';
/** 6:00/km: 240 km in 24 hours. */
const LAP_MS = 540_000;
/** As many as there was time for since the gun: nobody is silent, whatever the minute. */
const LAPS = Math.floor((Date.now() - GUN_MS) / LAP_MS);
let server: ServerProcess;
let call: Call;

interface Card {
  row: BoardRow;
  forecast: CardForecast;
  records: CardRecord[];
}
const card = async (bib: string) =>
  (await expectStatus(200, caller(server.url, null)<Card>('GET', `/races/${SLUG}/runners/${bib}`))).json;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 3);
  const rows = [
    { bib: '1', sex: 'F', age: 41, country: 'LTU' },
    { bib: '2', sex: 'M', age: 33, country: 'ITA' },
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, rows));
  const laps = Array.from({ length: LAPS }, (_, i) => i + 1);
  await send(call, SLUG, [
    ...laps.map((lap) => passing('1', lap * LAP_MS + (lap % 5) * 3000)),
    ...laps.map((lap) => passing('2', lap * (LAP_MS - 9000) + (lap % 3) * 4000)),
  ]);
  await waitFor('the laps', async () => (await boardRow(call, SLUG, '1'))?.laps === LAPS);
}, 120_000);
afterAll(() => server?.stop(), 60_000);

describe('while the race is on', () => {
  it('a row has the next passing, the distance at the end, and the records that may fall; a runner without a lap none', async () => {
    const row = await waitFor('estimates', async () => {
      const found = await boardRow(call, SLUG, '1');
      return found?.final && found.nextAt ? found : undefined;
    });
    const { from, likely, to } = row.nextAt!;
    expect([from, likely, to]).toEqual([from, likely, to].toSorted());
    expect(from > row.lastAt!).toBe(true);
    const { p10, p50, p90 } = row.final!;
    expect(p10).toBeGreaterThanOrEqual(row.distanceM);
    expect(p50).toBeGreaterThan(120_000);
    expect(p90).toBeLessThan(300_000);
    expect([p10, p50, p90].map((m) => m % 100)).toEqual([0, 0, 0]);
    for (const { aheadM } of row.records ?? []) expect(Number.isInteger(aheadM)).toBe(true);
    expect(await boardRow(call, SLUG, '3')).not.toHaveProperty('final');
  });

  it('the card has more of it, in the words of the contract', async () => {
    const said = await card('1');
    expect(v.safeParse(MESSAGES['runner-card']!, said).issues).toBeUndefined();
    const { forecast, records, row } = said;
    expect(forecast.next?.point).toBe('line');
    expect(forecast.held!.pct).toBeGreaterThan(60);
    await waitFor('the same on the board, with one of its next frames', async () => {
      const { forecast: told } = (await board(call, SLUG)).race;
      return told?.fitted === forecast.fitted && isDeepStrictEqual(told?.held, forecast.held);
    });
    expect(forecast.final!.p5).toBeGreaterThanOrEqual(LAPS * LAP_M);
    expect(forecast.returns).toBeGreaterThan(0);
    expect(row.final).toBeDefined();
    const day = records.find(({ id }) => id === 'W-24H-F')!;
    expect(day).toMatchObject({ event: '24H', enRoute: false });
    expect(day.chance).toBeLessThan(0.5);
    expect(day.aheadM).toBeLessThan(0);
    expect(day.status).toContain('as of');
    expect((await card('3')).forecast).toMatchObject({ why: 'No crossing yet.' });
  });

  it('a crew has the cards with it', async () => {
    const made = call<CrewLinkAnswer>('POST', `/races/${SLUG}/crew-links`, { bibs: ['1'] });
    const { token } = (await expectStatus(200, made)).json;
    const crew = await expectStatus(200, caller(server.url, token)<{ runners: Card[] }>('GET', '/crew'));
    expect(crew.json.runners[0]?.forecast.final).toBeDefined();
    expect(crew.json.runners[0]?.records.length).toBeGreaterThan(2);
  });

  it('results and the board at an instant know nothing of it', async () => {
    const results = await expectStatus(200, call<{ rows: object[] }>('GET', `/races/${SLUG}/results.json`));
    const past = await board(call, SLUG, `?at=${after(20 * LAP_MS)}`);
    expect(results.json.rows).toHaveLength(3);
    for (const row of [...results.json.rows, ...past.rows])
      for (const field of ESTIMATES) expect(row).not.toHaveProperty(field);
  });
});

it('ends with the race, and with the runner', async () => {
  await expectStatus(
    200,
    call('POST', `/races/${SLUG}/corrections`, {
      id: randomUUID(),
      type: 'status',
      ...{ bib: '2', status: 'dnf', at: after(LAPS * LAP_MS), reason: 'home' },
    }),
  );
  await waitFor('no estimate of who is out', async () => {
    const row = await boardRow(call, SLUG, '2');
    return row?.status === 'dnf' && row.final === undefined && row.nextAt === undefined;
  });
  await expectStatus(200, call('POST', `/races/${SLUG}/stop`, {}));
  await waitFor('no estimates', async () => {
    const { rows } = await board(call, SLUG);
    return rows.every((row) => row.final === undefined && row.nextAt === undefined && row.records === undefined);
  });
  expect((await card('1')).forecast.why).toBe('The race is not under way.');
});
