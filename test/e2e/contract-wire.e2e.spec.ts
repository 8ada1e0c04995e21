/** What the real server says is what libs/contracts/wire states, to the last field: calls, log lines, socket. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import type { Board, PairingAnswer, RefusalsAnswer } from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  GUN,
  LAP_MS,
  after,
  board,
  caller,
  expectStatus,
  passing,
  raceDefinition,
  readLog,
  send,
} from './outsider.js';

const SLUG = 'spoken';
const RACE = `/races/${SLUG}`;
let server: ServerProcess;
let call: Call;
let socket: Socket;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  socket = io(`${server.url}/live`, { transports: ['websocket'], forceNew: true });
}, 90_000);
afterAll(async () => {
  socket?.disconnect();
  await server?.stop();
}, 60_000);

/** Fails with the field that is not as stated. */
function expectWire(name: string, said: unknown): void {
  const schema = MESSAGES[name];
  if (!schema) throw new Error(`no message "${name}"`);
  const { issues } = v.safeParse(schema, said);
  const faults = issues?.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
  expect({ name, faults }).toEqual({ name, faults: undefined });
}

async function expectAnswer(name: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const { json } = await call<unknown>(method, path, body);
  expectWire(name, json);
  return json;
}

const ENTRANTS = [
  { bib: '1', name: 'Ada', sex: 'F', birthDate: '1985-02-03', country: 'LTU', club: 'Owls', team: 'A', chips: ['C1'] },
  { bib: '2', name: 'Ben', sex: 'M', age: 41, category: 'M40', wave: 'w1' },
  { bib: '3', name: 'Cleo', sex: 'X', hidden: true },
  { bib: 'a b' },
];

describe('the server says what the contract states', () => {
  it('about a race, its start list and its signals', async () => {
    const more = { categories: [35, 45], waves: [{ id: 'w1', startOffsetMs: 0 }] };
    await expectAnswer('race.answer', 'POST', '/races', raceDefinition(SLUG, more));
    await expectAnswer('race.answer', 'PATCH', RACE, { name: 'Renamed', reason: 'typo' });
    await expectAnswer('entrants.answer', 'PUT', `${RACE}/entrants`, ENTRANTS);
    await expectAnswer('entrants.list', 'GET', `${RACE}/entrants`);
    await expectAnswer('signal.answer', 'POST', `${RACE}/start`, { at: GUN });
    await expectAnswer('race.detail', 'GET', RACE);
    await expectAnswer('races', 'GET', '/races');
    await expectAnswer('time', 'GET', '/time');
    await expectAnswer('problem', 'POST', '/races', { slug: 'x y' });
    await expectAnswer('problem', 'GET', '/races/nowhere');
  });

  it('about passings and every correction', async () => {
    const clock = { offsetMs: -120, roundTripMs: 18, measuredAt: GUN };
    const source = { device: 'mat', epoch: 'e', seq: 1 };
    const partLap = randomUUID();
    const read = { id: randomUUID(), chip: 'C1', at: after(LAP_MS), point: 'line', antenna: 1, rssi: -60.5, source };
    const hand = passing('2', LAP_MS + 1000);
    const tap = { id: randomUUID(), at: after(LAP_MS + 2000), point: 'line' };
    const rows = [read, { ...hand, clock }, tap, { ...hand, bib: '1' }, { at: 'noon' }];
    expectWire('passings.answer', await send(call, SLUG, rows));
    expectWire('passings.answer', await send(call, SLUG, [read]));
    for (const correction of [
      { type: 'void', target: hand.id },
      { type: 'restore', target: hand.id },
      { type: 'assign-tap', target: tap.id, bib: '3' },
      { type: 'reassign', target: hand.id, bib: '1' },
      { type: 'retime', target: hand.id, at: after(LAP_MS + 500) },
      { type: 'add-passing', bib: '2', at: after(2 * LAP_MS), point: 'line', edge: 'in' },
      { type: 'chip-assigned', chip: 'C2', bib: '2', from: GUN, to: after(9 * LAP_MS) },
      { type: 'reader', device: 'mat', point: 'line', from: GUN, to: after(9 * LAP_MS) },
      { type: 'status', bib: '3', status: 'dnf', at: after(3 * LAP_MS), point: 'line' },
      { type: 'yard', bib: '3', yard: 1, inTime: true },
      { type: 'part-lap', id: partLap, bib: '2', marker: '17', measuredBy: 'Judge' },
      { type: 'part-lap-marker', marker: '17', pastLineM: 612.5, measuredBy: 'Judge' },
      { type: 'part-lap-signed', target: partLap, by: 'Judge' },
      { type: 'adjustment', bib: '2', distanceM: -200 },
      { type: 'course-changed', lapM: 1498.5, fromLap: 41 },
      { type: 'worry-dismissed', worry: 'missed-lap:1:3' },
      { type: 'results-state', state: 'provisional' },
    ]) {
      const said = { id: randomUUID(), reason: 'to see', ...correction };
      expectWire(`correction.${correction.type}`, said);
      await expectAnswer('correction.answer', 'POST', `${RACE}/corrections`, said);
    }
  });

  it('about what its log refused: the newest first, page by page, with what was sent', async () => {
    const page = async (query: string) =>
      (await expectAnswer('refusals', 'GET', `${RACE}/refusals${query}`)) as RefusalsAnswer;
    const source = { device: 'mat', epoch: 'e', seq: 1 };
    const other = { id: randomUUID(), chip: 'C9', at: after(LAP_MS), point: 'line', source };
    await send(call, SLUG, [other]);
    const [newest, reused] = (await page('')).refusals;
    const { id, chip } = other;
    expect(newest).toMatchObject({ id, code: 'sequence-reused', fact: { kind: 'read', chip, source } });
    expect(JSON.parse(String(newest?.fact['raw']))).toEqual(other);
    expect(reused).toMatchObject({ code: 'id-reused', fact: { kind: 'passing', bib: '1' } });
    expect(Date.parse(reused?.fact.at ?? '')).toBe(Date.parse(after(LAP_MS + 1000)));
    const first = await page('?limit=1');
    expect(first).toEqual({ refusals: [newest], next: newest?.no });
    expect(await page(`?limit=1&before=${first.next}`)).toEqual({ refusals: [reused], next: null });
    await expectAnswer('problem', 'GET', `${RACE}/refusals?limit=0`);
  });

  it('on the board, the card and the socket', async () => {
    const before = await waitFor('two laps', async () => {
      const found = await board(call, SLUG);
      return found.rows.some((row) => row.bib === '2' && row.laps === 1) && found;
    });
    expectWire('board', before);
    const ask = (event: string, message: unknown) => socket.timeout(5000).emitWithAck(event, message);
    const heard = (event: string) => new Promise((resolve) => socket.once(event, resolve));
    const [delta, beat] = [heard('delta'), heard('beat')];
    const first = (await ask('watch', { race: SLUG })) as { snapshot: Board };
    expectWire('watch.snapshot', first);
    await send(call, SLUG, [passing('1', 3 * LAP_MS)]);
    expectWire('delta', await delta);
    const { seq, epoch } = first.snapshot;
    expectWire('watch.deltas', await ask('watch', { race: SLUG, since: seq, epoch }));
    await expectAnswer('board.deltas', 'GET', `${RACE}/board?since=${seq}&epoch=${epoch}`);
    expectWire('watch.refused', await ask('watch', { race: 'nowhere' }));
    expectWire('beat', await beat);
    expectWire('unwatch.answer', await ask('unwatch', { race: SLUG }));
    await expectAnswer('results', 'GET', `${RACE}/results.json`);
    await expectAnswer('entrants.erase.answer', 'POST', `${RACE}/entrants/3/erase`);
    await expectStatus(200, call('PATCH', RACE, { teams: { scoreBest: 2, by: 'team' } }));
    await waitFor('the teams', async () => (await call('GET', `${RACE}/teams`)).status === 200);
    await expectAnswer('teams', 'GET', `${RACE}/teams`);
    for (const bib of ['1', '2', '3']) {
      await expectAnswer('runner-card', 'GET', `${RACE}/runners/${bib}`);
      await expectAnswer('runner-facts', 'GET', `${RACE}/runners/${bib}/facts`);
    }
    await expectAnswer('corrections', 'GET', `${RACE}/corrections`);
    await expectAnswer('worries', 'GET', `${RACE}/worries`);
    await expectAnswer('export.answer', 'POST', `${RACE}/exports`, { kind: 'results.pdf' });
  });

  it('to tablets, directors and readers of the log', async () => {
    const asked = { race: SLUG, point: 'line', device: 'gate' };
    const { code } = (await expectAnswer('pairing.answer', 'POST', '/pairings', asked)) as PairingAnswer;
    await expectAnswer('redeem.answer', 'POST', `/pairings/${code}/redeem`, { device: 'gate' });
    await expectAnswer('session.answer', 'POST', '/session', { token: DIRECTOR_TOKEN });
    await expectAnswer('signal.answer', 'POST', `${RACE}/stop`, {});
    await expectAnswer('race.answer', 'POST', `${RACE}/archive`, {});
    const lines = await readLog(call, SLUG);
    for (const line of lines) expectWire(`fact.${line.kind}`, line);
    const kinds = new Set(lines.map((line) => `fact.${line.kind}`));
    const unseen = Object.keys(MESSAGES).filter((name) => name.startsWith('fact.') && !kinds.has(name));
    // Only chip boxes will make this one.
    expect(unseen).toEqual(['fact.marker']);
  });
});
