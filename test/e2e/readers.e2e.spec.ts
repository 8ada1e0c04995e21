/** Timing boxes at the front door: set up, heard, acknowledged after the commit, muted, moved and put right. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReaderAnswer, WearersAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  LAP_MS,
  after,
  boardRow,
  caller,
  expectStatus,
  raceDefinition,
  readLog,
  startedRace,
} from './outsider.js';

const SLUG = 'boxes';
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 5);
  const entrants = [1, 2, 3, 4, 5].map((n) => ({ bib: String(n), name: `Runner ${n}`, chips: [`C${n}`] }));
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, entrants));
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const put = async (id: string, body: object): Promise<ReaderAnswer> =>
  (await expectStatus(200, call<ReaderAnswer>('PUT', `/races/${SLUG}/readers/${id}`, body))).json;
const get = async (id: string): Promise<ReaderAnswer> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${SLUG}/readers/${id}`))).json;

const shows = (bib: string, what: object): Promise<unknown> =>
  waitFor(`bib ${bib} to show ${JSON.stringify(what)}`, async () => {
    const row = (await boardRow(call, SLUG, bib)) as unknown as Record<string, unknown> | undefined;
    return row && Object.entries(what).every(([key, value]) => row[key] === value);
  });

/** A sender that speaks our line protocol. */
class Sender {
  heard = '';
  private constructor(readonly socket: Socket) {
    socket.on('data', (bytes) => (this.heard += bytes.toString()));
    socket.on('error', () => undefined);
  }

  static async open(port: number, token: string, epoch = 'boot-1'): Promise<Sender> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const sender = new Sender(socket);
    socket.write(`HELLO 1 gate ${token} epoch=${epoch}\n`);
    return sender;
  }

  async hears(text: string): Promise<void> {
    await waitFor(`"${text}" in ${JSON.stringify(this.heard)}`, () => this.heard.includes(text));
  }

  close(): void {
    this.socket.destroy();
  }
}

describe('a box on a line of ours', () => {
  let token = '';
  let port = 0;

  it('is set up, and answered a token once', async () => {
    const made = await put('gate', { protocol: 'line', listen: { host: '127.0.0.1', port: 0 } });
    expect(made).toMatchObject({ id: 'gate', protocol: 'line', point: 'line', state: { link: 'listening' } });
    expect(made.token).toMatch(/^\S{40,}$/);
    token = made.token!;
    port = made.state.port!;
    expect((await put('gate', { protocol: 'line', listen: { host: '127.0.0.1', port } })).token).toBeUndefined();
    expect(await call('GET', `/races/${SLUG}/readers`)).toMatchObject({
      json: { readers: [{ id: 'gate' }], addresses: expect.any(Array) },
    });
  });

  it('laps its runners; what is sent again is known; it learns where to go on', async () => {
    const sender = await Sender.open(port, token);
    await sender.hears('OK last=-1');
    for (const lap of [1, 2]) sender.socket.write(`${lap},C1,${after(lap * LAP_MS)},2,-60\n`);
    await sender.hears('ACK 2');
    await shows('1', { laps: 2, elapsedMs: 2 * LAP_MS });
    sender.socket.write(`2,C1,${after(2 * LAP_MS)},2,-60\n`);
    await sender.hears('ACK 2\nACK 2');
    sender.close();
    const again = await Sender.open(port, token);
    await again.hears('OK last=2');
    again.close();
    const state = await get('gate');
    expect(state.state).toMatchObject({ reads: 2, duplicates: 1, refused: 0 });
    expect(state.state.boxes).toMatchObject([{ device: 'gate/gate', epoch: 'boot-1', lastSeq: 2, reads: 3 }]);
    expect(state.state.lastReads[0]).toMatchObject({ chip: 'C1', at: after(2 * LAP_MS) });
  });

  it('with a wrong token is let go', async () => {
    const sender = await Sender.open(port, 'wrong');
    await sender.hears('ERR wrong-token');
    await waitFor('the end of the connection', () => sender.socket.destroyed || sender.socket.readableEnded);
  });

  it('in the wrong zone is put right by its setting, and every lap follows', async () => {
    const sender = await Sender.open(port, token, 'boot-2');
    await sender.hears('OK');
    const naive = (ms: number): string =>
      new Date(Date.parse(after(ms)) + 9 * 3_600_000).toISOString().replace('Z', '');
    for (const lap of [1, 2, 3]) sender.socket.write(`${lap},C2,${naive(lap * LAP_MS)}\n`);
    await sender.hears('ACK 3');
    sender.close();
    await put('gate', { protocol: 'line', listen: { host: '127.0.0.1', port }, timeZone: 'Asia/Tokyo' });
    await shows('2', { laps: 3, elapsedMs: 3 * LAP_MS });
    const log = await readLog(call, SLUG);
    const reads = log.filter((fact) => fact.kind === 'read' && fact['chip'] === 'C2');
    expect(reads.map(({ at }) => at)).toEqual([1, 2, 3].map((lap) => after(lap * LAP_MS)));
    expect(reads[0]!['raw']).toBe(`1,C2,${naive(LAP_MS)}`);
    const { state } = await get('gate');
    expect(state.lastReads[0]).toMatchObject({ chip: 'C2', at: after(3 * LAP_MS) });
    expect(state.boxes[0]?.clock).toMatchObject({ basis: 'local', aheadMs: 9 * 3_600_000 });
  });

  it('whose error a person stated is shown with it, as the laps are', async () => {
    const settings = { protocol: 'line', listen: { host: '127.0.0.1', port }, timeZone: 'Asia/Tokyo' };
    await put('gate', { ...settings, offsetMs: 5000 });
    await shows('2', { laps: 3, elapsedMs: 3 * LAP_MS + 5000 });
    expect((await get('gate')).state.lastReads[0]).toMatchObject({ at: after(3 * LAP_MS + 5000) });
    await put('gate', settings);
    await shows('2', { laps: 3, elapsedMs: 3 * LAP_MS });
    expect((await get('gate')).state.lastReads[0]).toMatchObject({ at: after(3 * LAP_MS) });
  });
});

describe('who wears a chip', () => {
  const wearers = async (...chips: string[]): Promise<WearersAnswer['wearers']> => {
    const query = chips.map((chip) => `chip=${encodeURIComponent(chip)}`).join('&');
    return (await expectStatus(200, call<WearersAnswer>('GET', `/races/${SLUG}/wearers?${query}`))).json.wearers;
  };

  it('is told by start list and corrections, in any race of the group; nobody for a strange one', async () => {
    const other = raceDefinition(`${SLUG}-6h`, { group: SLUG });
    await expectStatus(201, call('POST', '/races', other));
    await expectStatus(200, call('PUT', `/races/${SLUG}-6h/entrants`, [{ bib: '61', name: 'Six', chips: ['S1'] }]));
    const assigned = { id: randomUUID(), type: 'chip-assigned', chip: 'C3', bib: '4', reason: 'swapped at the start' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, assigned));
    await waitFor('the chips to be known', async () => (await wearers('C3'))[0]?.bib === '4');
    await waitFor('the other race to be known', async () => (await wearers('S1')).length === 1);
    expect(await wearers('C1', 'C3', 'S1', 'NOBODY')).toEqual([
      { chip: 'C1', bib: '1', race: SLUG, name: 'Runner 1' },
      { chip: 'C3', bib: '4', race: SLUG, name: 'Runner 4' },
      { chip: 'S1', bib: '61', race: `${SLUG}-6h`, name: 'Six' },
    ]);
    expect(await wearers('NOBODY')).toEqual([]);
  });

  it('is for directors, and for so many chips at once', async () => {
    const nobody = caller(server.url, null);
    expect((await nobody('GET', `/races/${SLUG}/wearers?chip=C1`)).status).toBe(401);
    expect((await call('GET', `/races/${SLUG}/wearers`)).status).toBe(400);
    const many = Array.from({ length: 51 }, (_, i) => `chip=C${i}`).join('&');
    expect((await call('GET', `/races/${SLUG}/wearers?${many}`)).status).toBe(400);
  });
});

describe('settings that cannot work', () => {
  it.each([
    [{ protocol: 'smoke-signals', listen: {} }, 'protocol'],
    [{ protocol: 'line', connect: { host: '127.0.0.1' } }, 'connect'],
    [{ protocol: 'line', listen: { port: 70_000 } }, 'listen.port'],
    [{ protocol: 'line', listen: { allow: ['10.0.0.0/64'] } }, 'listen.allow'],
    [{ protocol: 'line', listen: {}, timeZone: 'Rome' }, 'timeZone'],
    [{ protocol: 'line', listen: {}, settings: { speed: 9 } }, 'settings'],
    [{ protocol: 'line', listen: {}, colour: 'red' }, 'colour'],
  ])('%j: the field %s is named', async (body, field) => {
    const { status, text } = await call('PUT', `/races/${SLUG}/readers/bad`, body);
    expect(status).toBe(400);
    expect(text).toContain(field);
  });

  it('a port that is taken is told, and the reader says so', async () => {
    const { state } = await get('gate');
    const { status, json } = await call('PUT', `/races/${SLUG}/readers/other`, {
      protocol: 'line',
      listen: { host: '127.0.0.1', port: state.port },
    });
    expect([status, json.code]).toEqual([409, 'port-taken']);
  });
});
