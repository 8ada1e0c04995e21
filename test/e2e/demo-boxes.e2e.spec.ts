/** The demo through two simulated boxes of different makers: the same laps as over plain HTTP, whatever is stopped and started meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReaderAnswer, ReadersAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { DIRECTOR_TOKEN, PROJECT, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, board, caller, expectStatus, readLog } from './outsider.js';

const FIELD = ['--runners', '30', '--hours', '2'];
/** All of it at once. */
const AT_ONCE = ['--speed', '100000'];
/** Two hours in twelve seconds. */
const WATCHED = ['--speed', '600'];
/** In half a minute: a server that is killed and started again finds the race still going on. */
const INTERRUPTED = ['--speed', '240'];
const RACE_MS = 60_000;

let server: ServerProcess;
let call: Call;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
});
afterAll(() => server?.stop(), 60_000);

interface Simulator {
  output: () => string;
  ended: Promise<number | null>;
  stop: () => Promise<unknown>;
}

function simulator(slug: string, seed: number, ...more: string[]): Simulator {
  const main = join(PROJECT, 'dist/apps/simulator/main.js');
  const child = spawn(
    process.execPath,
    [main, '--url', server.url, '--slug', slug, '--seed', String(seed), ...FIELD, ...more],
    { env: { ...process.env, NODE_OPTIONS: '', LOOPLINE_TOKEN: DIRECTOR_TOKEN }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.add(child);
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => children.delete(child));
  return { output: () => printed.join(''), ended, stop: () => (child.kill('SIGTERM'), ended) };
}

async function finished(run: Simulator): Promise<string> {
  const code = await run.ended;
  if (code !== 0) throw new Error(`the simulator ended with ${code}: ${run.output()}`);
  return run.output();
}

const lapsOf = async (slug: string): Promise<Record<string, number>> =>
  Object.fromEntries((await board(call, slug)).rows.map(({ bib, laps = 0 }) => [bib, laps]));

/** All of it is stored: the board shows it within seconds, on a busy machine a few more. */
const expectLaps = (slug: string, laps: Record<string, number>): Promise<unknown> =>
  waitFor(
    `the laps of plain HTTP in ${slug}`,
    async () => {
      const found = await lapsOf(slug);
      return Object.keys(laps).every((bib) => found[bib] === laps[bib]) || undefined;
    },
    15_000,
  ).catch(async () => expect(await lapsOf(slug)).toEqual(laps));

async function lapsOverHttp(slug: string, seed: number): Promise<Record<string, number>> {
  await finished(simulator(slug, seed, ...AT_ONCE, '--no-boxes'));
  await waitFor(`${slug} on the board`, async () => (await board(call, slug)).race.state === 'ended');
  return lapsOf(slug);
}

const readers = async (slug: string): Promise<ReaderAnswer[]> =>
  (await expectStatus(200, call<ReadersAnswer>('GET', `/races/${slug}/readers`))).json.readers;

/** The race itself may not be there yet. */
async function readsBy(slug: string, reader: string): Promise<number> {
  const { status, json } = await call<ReaderAnswer>('GET', `/races/${slug}/readers/${reader}`);
  return status === 200 ? json.state.reads : 0;
}

const worries = async (slug: string): Promise<string[]> =>
  (await expectStatus(200, call<WorriesAnswer>('GET', `/races/${slug}/worries`))).json.worries.map(({ kind }) => kind);

/** What only a broken box, clock or link gives reason for. */
const ABOUT_HARDWARE = ['clock', 'reader-down', 'silent-point', 'sequence-gap', 'id-reused', 'unknown-chip'];

describe.each([7, 42])('seed %i', (seed) => {
  it('gives everybody the laps that plain HTTP gives, under any slug', async () => {
    const wanted = await lapsOverHttp(`http-${seed}`, seed);
    expect(Object.values(wanted).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(100);
    const output = await finished(simulator(`boxes-${seed}`, seed, ...AT_ONCE));
    await expectLaps(`boxes-${seed}`, wanted);
    expect(output).toMatch(/Finish \(mylaps\): \d{4,} reads taken, 0 known before, 0 refused/);
    expect(output).toMatch(/Backup mat \(chronotrack\): \d{3,} reads taken, \d+ known before, 0 refused/);
    const byBoxes = await sourcesOf(`boxes-${seed}`);
    const notes = (await sourcesOf(`http-${seed}`)).filter((source) => source.startsWith('passing'));
    expect(byBoxes).toEqual([...notes, 'read backup/117F37', 'read finish/line']);
  }, 120_000);
});

/** Who said what: `passing tablet-1`, `read finish/line`. */
async function sourcesOf(slug: string): Promise<string[]> {
  const said = (await readLog(call, slug)).filter(({ kind }) => kind === 'read' || kind === 'passing');
  return [...new Set(said.map(({ kind, source }) => `${kind} ${(source as { device: string }).device}`))].sort();
}

describe('while it runs', () => {
  it('shows two readers, connected, on this machine alone, and nothing to worry about at any speed', async () => {
    const run = simulator('watched', 7, ...WATCHED);
    await waitFor('reads of both boxes', async () => (await readsBy('watched', 'finish')) > 200, RACE_MS);
    const found = await readers('watched');
    expect(found.map(({ id, protocol, listen, state }) => [id, protocol, listen?.host, state.link])).toEqual([
      ['backup', 'chronotrack', '127.0.0.1', 'connected'],
      ['finish', 'mylaps', '127.0.0.1', 'connected'],
    ]);
    for (const { state } of found) {
      expect(state.refused).toBe(0);
      expect(state.boxes.flatMap(({ clock }) => clock?.doubt ?? [])).toEqual([]);
      expect(state.notices).toEqual([]);
    }
    let asked = 0;
    let ended = false;
    void run.ended.then(() => (ended = true));
    while (!ended) {
      expect((await worries('watched')).filter((kind) => ABOUT_HARDWARE.includes(kind))).toEqual([]);
      asked++;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await finished(run);
    expect(asked).toBeGreaterThan(5);
  }, 120_000);

  it('goes on when the server is killed, and when it is stopped and started itself', async () => {
    const wanted = await lapsOverHttp('http-cut', 11);
    const first = simulator('cut', 11, ...INTERRUPTED);
    await waitFor('the first reads', async () => (await readsBy('cut', 'finish')) > 100, RACE_MS);
    const { data, port } = server;
    await server.kill('SIGKILL');
    server = await startServer({ data, port });
    await waitFor('both boxes back', async () =>
      (await readers('cut')).every(({ state }) => state.link === 'connected'),
    );
    const before = await readsBy('cut', 'finish');
    await waitFor('more reads', async () => (await readsBy('cut', 'finish')) > before, RACE_MS);
    await first.stop();
    expect(first.output()).toContain('start it again to continue');
    const again = await finished(simulator('cut', 11, ...WATCHED));
    expect(again).toContain('continues the race');
    await expectLaps('cut', wanted);
    const reads = (await readLog(call, 'cut')).filter(({ kind }) => kind === 'read');
    const identities = reads.map(({ source, chip, at, antenna, rssi }) =>
      JSON.stringify([source, chip, at, antenna, rssi]),
    );
    expect(new Set(identities).size).toBe(identities.length);
  }, 180_000);

  it('refuses another seed under the same slug, and a reader that somebody set up otherwise, each with a sentence', async () => {
    const other = simulator('cut', 12, ...AT_ONCE);
    expect(await other.ended).toBe(1);
    expect(other.output()).toMatch(/with other runners/);
    const listen = { host: '127.0.0.1', port: 0 };
    await expectStatus(200, call('PUT', '/races/http-7/readers/finish', { protocol: 'jchip', listen }));
    const boxes = simulator('http-7', 7, ...AT_ONCE);
    expect(await boxes.ended).toBe(1);
    expect(boxes.output()).toMatch(/speaks jchip and not mylaps/);
  }, 60_000);
});
