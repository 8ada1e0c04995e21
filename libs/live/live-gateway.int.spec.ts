import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import type { LiveOptions } from './live.js';
import { AWKWARD_NAMES, FakeLeader, row } from './testing/fake-leader.js';
import { LiveClient } from './testing/live-client.js';
import { raceRow, type RunningLive, startLive, testPorts, until } from './testing/live-kit.js';

const STARTED_AT = '2026-10-03T08:00:00.000Z';
let feed: InProcessFeed;
let leader: FakeLeader;
let running: RunningLive[];
let clients: LiveClient[];

async function gateway(options: LiveOptions = {}): Promise<RunningLive> {
  const started = await startLive(testPorts(feed), options);
  running.push(started);
  return started;
}

function client(port: number, race = 'r', options: { bibs?: string[]; token?: string } = {}): LiveClient {
  const made = new LiveClient(port, race, options);
  clients.push(made);
  return made;
}

async function shows(who: LiveClient): Promise<void> {
  await until('the newest board', () => who.board?.seq === leader.board.seq && who.board.epoch === leader.board.epoch);
  expect(who.board).toEqual(leader.board);
}

beforeEach(async () => {
  feed = new InProcessFeed();
  leader = new FakeLeader('r', feed);
  running = [];
  clients = [];
  await leader.listen();
});

afterEach(async () => {
  for (const each of clients) each.close();
  for (const each of running) await each.close();
  await feed.close();
});

describe.each([{ preFramed: true }, { preFramed: false }])('live gateway, pre-framed: $preFramed', (options) => {
  it('takes the way that was asked for', async () => {
    expect((await gateway(options)).live.gateway.preFramed).toBe(options.preFramed);
  });

  it('asks for a board nobody sent yet, answers with it, then carries every change to the stock client', async () => {
    const { port, live } = await gateway(options);
    const page = client(port);
    await shows(page);
    expect(leader.wishes).toBe(1);
    for (const name of AWKWARD_NAMES) leader.rename('1', name);
    leader.rename('2', 'x'.repeat(70_000));
    leader.rename('3', '走'.repeat(50));
    leader.change((rows) => rows, { startedAt: STARTED_AT });
    await shows(page);
    expect(page.answers).toHaveLength(1);
    const late = client(port);
    await shows(late);
    expect(live.counters.watchesRefused).toBe(0);
  });

  it('encodes and frames a tick once, whoever watches and however many laps it holds', async () => {
    const { port, live } = await gateway(options);
    const pages = Array.from({ length: 12 }, () => client(port));
    for (const page of pages) await shows(page);
    leader.change((rows) => [...rows, ...Array.from({ length: 500 }, (_, i) => row(`n${i}`, 0))]);
    for (const page of pages) await shows(page);
    const before = { ...live.counters };
    leader.change((rows) => rows.map((old) => ({ ...old, ...row(old.bib, old.laps! + 1) })));
    for (const page of pages) await shows(page);
    expect(live.counters.encodes - before.encodes).toBe(1);
    expect(live.counters.framings - before.framings).toBe(1);
    expect(live.counters.framesSent - before.framesSent).toBe(12);
  });

  it('resumes with deltas where they are at hand, else with a snapshot', async () => {
    const { port, live } = await gateway({ ...options, limits: { deltasHeldMax: 3 } });
    const page = client(port);
    await shows(page);
    page.socket.disconnect();
    leader.lap('1');
    leader.lap('1', '2');
    await until('two steps', () => live.rooms.get('r')?.version?.seq === leader.board.seq);
    page.socket.connect();
    await shows(page);
    expect(page.answers.at(-1)).toMatchObject({ protocol: 1, epoch: 'e1', seq: 3, deltas: [{ from: 1, seq: 3 }] });
    page.socket.disconnect();
    for (let i = 0; i < 4; i += 1) leader.lap('1');
    await until('four steps', () => live.rooms.get('r')?.version?.seq === leader.board.seq);
    page.socket.connect();
    await shows(page);
    expect(page.answers.at(-1)).toHaveProperty('snapshot');
    expect(page.answers.at(-1)).not.toHaveProperty('deltas');
    const twice = await page.watch();
    expect(twice).toMatchObject({ seq: leader.board.seq, deltas: [] });
  });

  it('brings everybody to a new epoch', async () => {
    const { port } = await gateway(options);
    const pages = [client(port), client(port), client(port, 'r', { bibs: ['1', '2', '3'] })];
    for (const page of pages) await shows(page);
    leader.restart();
    for (const page of pages) await shows(page);
    leader.lap('2');
    for (const page of pages) await shows(page);
    expect(pages.map((page) => page.answers.length)).toEqual([2, 2, 2]);
  });

  it('sends a runner page its own rows only, in an unbroken chain', async () => {
    const { port, live } = await gateway({ ...options, limits: { beatMs: 60 } });
    const page = client(port, 'r', { bibs: ['2', '7'] });
    await until('its rows', () => page.board?.rows.length === 1);
    for (let i = 0; i < 20; i += 1) leader.lap('1', '3');
    await until('the steps', () => live.rooms.get('r')?.version?.seq === leader.board.seq);
    await until('a beat that says so', () => page.beats.some((beat) => beat.seq === leader.board.seq));
    expect(page.board?.seq).toBe(leader.board.seq);
    expect(page.deltas.every((delta) => delta.rows.length === 0)).toBe(true);
    leader.change((rows) => [...rows, row('7', 3)]);
    leader.lap('2');
    await until('its laps', () => page.board?.seq === leader.board.seq);
    const own = leader.board.rows.filter(({ bib }) => bib === '2' || bib === '7');
    expect(page.board).toEqual({ ...leader.board, rows: own });
    expect(page.answers).toHaveLength(1);
  });
});

describe('live gateway', () => {
  it('beats with the version everybody stands at', async () => {
    const { port } = await gateway({ limits: { beatMs: 50 } });
    const page = client(port);
    await shows(page);
    leader.lap('1');
    await until('two beats', () => page.beats.filter((beat) => beat.seq === 2).length >= 2);
    const beat = page.beats.at(-1);
    expect(beat).toMatchObject({ race: 'r', epoch: 'e1', seq: 2, lastReadAt: leader.board.lastReadAt });
    expect(Math.abs(Date.parse(beat?.serverNow ?? '') - Date.now())).toBeLessThan(5000);
  });

  it('tells a page that does not watch again to do so with every beat, until it does', async () => {
    const { port, live } = await gateway({ limits: { beatMs: 30 } });
    const page = client(port);
    await shows(page);
    const heard: number[] = [];
    page.socket.off('delta');
    page.socket.on('delta', (delta: { from: number; seq: number }) => heard.push(delta.seq - delta.from));
    leader.restart();
    await until('three nudges', () => heard.length >= 3);
    expect(new Set(heard)).toEqual(new Set([0]));
    await page.watch();
    const { nudges } = live.counters;
    const beats = page.beats.length;
    await until('more beats', () => page.beats.length > beats + 2);
    expect(live.counters.nudges).toBe(nudges);
    await shows(page);
  });

  it('refuses with a code: unknown, archived, private, not ready, malformed, too many', async () => {
    const { port } = await gateway({ limits: { boardWaitMs: 50, watchesMax: 2 } });
    const page = client(port);
    await shows(page);
    const ask = async (wish: unknown): Promise<unknown> => page.socket.timeout(2000).emitWithAck('watch', wish);
    expect(await ask({ race: 'nowhere' })).toMatchObject({ error: { code: 'unknown-race' } });
    expect(await ask({ race: 'private-r' })).toMatchObject({ error: { code: 'unknown-race' } });
    expect(await ask({ race: 'empty' })).toMatchObject({ error: { code: 'not-ready' } });
    for (const wish of [null, 7, [], { race: 'No Slug' }, { race: 'r', since: -1 }, { race: 'r', bibs: 'x' }]) {
      expect(await ask(wish)).toMatchObject({ error: { code: 'invalid-watch', detail: expect.any(String) } });
    }
    new FakeLeader('s', feed).snapshot();
    new FakeLeader('t', feed).snapshot();
    expect(await ask({ race: 's' })).toHaveProperty('snapshot');
    expect(await ask({ race: 't' })).toMatchObject({ error: { code: 'too-many-watches' } });
    expect(await page.socket.timeout(2000).emitWithAck('unwatch', { race: 's' })).toEqual({ race: 's' });
    expect(await ask({ race: 't' })).toHaveProperty('snapshot');
    leader.lap('1');
    await shows(page);
  });

  it('stops sending after unwatch', async () => {
    const { port, live } = await gateway();
    const page = client(port);
    await shows(page);
    await page.socket.timeout(2000).emitWithAck('unwatch', { race: 'r' });
    leader.lap('1');
    await until('the step', () => live.rooms.get('r')?.version?.seq === 2);
    expect(page.deltas).toHaveLength(0);
  });

  it('opens a private race to its token, and shuts when the race becomes private', async () => {
    const secret = new FakeLeader('private-r', feed);
    await secret.listen();
    const ports = testPorts(feed);
    let visibility: 'public' | 'private' = 'public';
    ports.registry.find = (slug) =>
      Promise.resolve(raceRow(slug, { visibility: slug === 'r' ? visibility : 'private' }));
    const started = await startLive(ports, { limits: { accessRecheckMs: 20, directoryMs: 20 } });
    running.push(started);
    const insider = client(started.port, 'private-r', { token: 'opens-it' });
    await until('the private board', () => insider.board !== undefined);
    const stranger = client(started.port, 'private-r', { token: 'wrong' });
    await until('a refusal', () => stranger.answers.length > 0);
    expect(stranger.answers[0]).toMatchObject({ error: { code: 'unknown-race' } });
    const page = client(started.port);
    await shows(page);
    visibility = 'private';
    await until('the goodbye', () => page.ends.length > 0);
    await until('the refusal', () => page.answers.length > 1);
    expect(page.answers.at(-1)).toMatchObject({ error: { code: 'unknown-race' } });
    expect(insider.ends).toEqual([]);
  });

  it('goes back to socket.io itself when the self-test cannot pass', async () => {
    const { live } = await gateway({ limits: { clientBytesMax: 1 } });
    expect(live.gateway.preFramed).toBe(false);
  });

  it('closes: clients go elsewhere, and nothing is left behind', async () => {
    const first = await gateway();
    const page = client(first.port);
    await shows(page);
    await first.close();
    running = running.filter((each) => each !== first);
    await until('the end', () => page.ends.length === 1);
    expect(first.live.gateway.connections).toBe(0);
  });
});
