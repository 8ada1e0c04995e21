/**
 * Three boxes and two tablets under load while the database is away, and while the server is killed: everything arrives, once, in the end.
 * OUTAGE_S sets how long the database is away.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import type { SimBox } from '#apps/simulator/boxes/box.js';
import { LineBox } from '#apps/simulator/boxes/line.js';
import { MylapsBox } from '#apps/simulator/boxes/mylaps.js';
import { RaceResultBox } from '#apps/simulator/boxes/race-result.js';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type ServerProcess, freePort, isReady, startServer } from '#libs/testing/server-process.js';
import { startTestPostgres } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Ledger, seeded } from './ledger.js';
import { type Call, GUN_MS, board, caller, expectStatus, readLog, startedRace } from './outsider.js';

const SLUG = 'outage-100d';
const TABLETS = 2;
const RUNNERS_PER_BOX = 3;
const BOXES = 3;
const LONG = { format: { kind: 'fixed-time', durationMs: 100 * 86_400_000, end: 'measure' } };
const LAP_MS = 130_000;
const OUTAGE_MS = Number(process.env['OUTAGE_S'] ?? 8) * 1000;
const SERVER_KILLS = 3;
const RECOVERY_MS = 60_000;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));
const random = seeded(seed);

/** Boxes that lap their runners for as long as they are let. */
class Load {
  readonly boxes: SimBox[] = [];
  readonly truth = new Map<string, number>();
  readonly tablets: Ledger;
  detected = 0;
  #ending = false;
  #runs: Promise<void>[] = [];

  constructor(call: () => Call) {
    this.tablets = new Ledger({ slug: SLUG, senders: TABLETS, call, batchMax: 5, random, pauseMs: 40 });
  }

  static async open(call: () => Call): Promise<Load> {
    await startedRace(call(), SLUG, TABLETS + BOXES * RUNNERS_PER_BOX, LONG);
    const load = new Load(call);
    const entrants = Array.from({ length: BOXES * RUNNERS_PER_BOX }, (_, i) => ({
      ...{ bib: String(TABLETS + 1 + i), name: `Runner ${i}`, chips: [`A00000${i}`] },
    }));
    await expectStatus(200, call()('PUT', `/races/${SLUG}/entrants`, entrants));
    const put = async (id: string, body: object): Promise<ReaderAnswer> =>
      (await expectStatus(200, call()<ReaderAnswer>('PUT', `/races/${SLUG}/readers/${id}`, body))).json;
    const ports = [await freePort(), await freePort()];
    const host = '127.0.0.1';
    await put('mylaps', { protocol: 'mylaps', listen: { host, port: ports[0] } });
    const { token = '' } = await put('line', { protocol: 'line', listen: { host, port: ports[1] } });
    const decoder = new RaceResultBox({ name: 'rr', role: 'listen', port: 0 });
    load.boxes.push(
      new MylapsBox({ name: 'finish', role: 'dial', port: ports[0]!, resendMs: 2000 }),
      new LineBox({ name: 'gate', role: 'dial', port: ports[1]!, token }),
      decoder,
    );
    for (const box of load.boxes) await box.start();
    await put('rr', { protocol: 'race-result', connect: { host, port: decoder.port }, timeZone: 'UTC' });
    return load;
  }

  start(): void {
    this.tablets.start();
    this.#runs = this.boxes.map((box, i) => this.#run(box, i));
  }

  async #run(box: SimBox, index: number): Promise<void> {
    for (let lap = 1; !this.#ending; lap++) {
      for (let k = 0; k < RUNNERS_PER_BOX; k++) {
        const runner = index * RUNNERS_PER_BOX + k;
        // Two reads of a crossing: one lap.
        for (const lateMs of [0, 400])
          box.detect({ chip: `A00000${runner}`, atMs: GUN_MS + lap * LAP_MS + lateMs, antenna: 1, rssi: -60 });
        this.truth.set(String(TABLETS + 1 + runner), lap);
        this.detected += 2;
      }
      await sleep(60);
    }
  }

  async finish(): Promise<void> {
    this.#ending = true;
    await Promise.all([...this.#runs, this.tablets.finish()]);
  }

  /** Everything is there, once. */
  async expectWhole(call: Call): Promise<void> {
    const wanted = new Map([...this.truth, ...this.tablets.laps()]);
    await waitFor(
      'every lap of boxes and tablets',
      async () => {
        const { rows } = await board(call, SLUG);
        return rows.length === wanted.size && rows.every((row) => row.laps === wanted.get(row.bib));
      },
      RECOVERY_MS,
    );
    // The first of two reads of a crossing makes the lap; the second may still be on its way.
    const log = await waitFor(
      'every read in the log',
      async () => {
        const lines = await readLog(call, SLUG);
        return lines.filter(({ kind }) => kind === 'read').length >= this.detected && lines;
      },
      RECOVERY_MS,
    );
    expect(this.tablets.faults(log).slice(0, 5)).toEqual([]);
    const reads = log
      .filter(({ kind }) => kind === 'read')
      .map(({ source, chip, at }) => JSON.stringify([(source as { device: string }).device, chip, at]));
    expect(reads).toHaveLength(this.detected);
    expect(new Set(reads).size).toBe(this.detected);
    for (const box of this.boxes) await box.stop();
  }
}

describe(`three boxes and two tablets (SEED=${seed})`, () => {
  it('while the database is away: all of it arrives, once', async () => {
    const database = await startTestPostgres();
    const proxy = await startCuttingProxy(database.url);
    const server = await startServer({ env: { DATABASE_URL: proxy.url } });
    const load = await Load.open(() => caller(server.url));
    load.start();
    await waitFor('some load', () => load.detected > 200 && load.tablets.acknowledged.size > 20, RECOVERY_MS);
    proxy.setAway(true);
    const before = { detected: load.detected, acknowledged: load.tablets.acknowledged.size };
    await sleep(OUTAGE_MS);
    const during = {
      detected: load.detected - before.detected,
      acknowledged: load.tablets.acknowledged.size - before.acknowledged,
    };
    proxy.setAway(false);
    await waitFor('readiness again', () => isReady(server.url), RECOVERY_MS);
    await waitFor('some more load', () => load.detected > before.detected + during.detected + 200, RECOVERY_MS);
    await load.finish();
    await load.expectWhole(caller(server.url));
    expect(load.tablets.spooled).toBeGreaterThan(0);
    process.stdout.write(
      `outage: ${OUTAGE_MS / 1000} s without the database, ${during.detected} reads and ${during.acknowledged} tablet entries (${load.tablets.spooled} spooled) meanwhile, ${load.detected} reads and ${load.tablets.acknowledged.size} entries in all, each there once, seed ${seed}\n`,
    );
    await server.stop();
    await proxy.stop();
    await database.stop();
  }, 240_000);

  it('while the server is killed: all of it arrives, once', async () => {
    let server: ServerProcess = await startServer();
    const { data, port } = server;
    const load = await Load.open(() => caller(server.url));
    load.start();
    for (let round = 0; round < SERVER_KILLS; round++) {
      const before = load.detected;
      await waitFor('some load', () => load.detected > before + 200, RECOVERY_MS);
      await sleep(Math.floor(random() * 700));
      await server.kill('SIGKILL');
      server = await startServer({ data, port });
    }
    const before = load.detected;
    await waitFor('some more load', () => load.detected > before + 200, RECOVERY_MS);
    await load.finish();
    await load.expectWhole(caller(server.url));
    process.stdout.write(
      `outage: ${SERVER_KILLS} kills of the server, ${load.detected} reads and ${load.tablets.acknowledged.size} entries in all, each there once, seed ${seed}\n`,
    );
    await server.stop();
  }, 240_000);
});
