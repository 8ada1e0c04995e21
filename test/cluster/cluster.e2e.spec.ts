/** Many processes, one race: a leading projector and a gateway are killed under load, and nobody ends up with another board. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verify } from '#libs/client/verify/verify.js';
import { Client } from '#libs/client/http.js';
import {
  type AppName,
  DIRECTOR_TOKEN,
  type ServerProcess,
  freePort,
  startServer,
} from '#libs/testing/server-process.js';
import { type TestDatabase, type TestRedis, startTestPostgres, startTestRedis } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Ledger, seeded } from '../e2e/ledger.js';
import type { ExportJobAnswer } from '#libs/contracts/index.js';
import { type Call, board, caller, expectStatus, startedRace } from '../e2e/outsider.js';
import { Watcher } from './watcher.js';

const SLUG = 'many-processes';
const SENDERS = 12;
const WATCHERS_PER_GATEWAY = 4;
const LIMIT_MS = 40_000;
const LONG = { format: { kind: 'fixed-time', durationMs: 100 * 86_400_000, end: 'measure' } };
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

let postgres: TestDatabase;
let redis: TestRedis;
let ingest: ServerProcess;
let projectors: ServerProcess[];
let gateways: ServerProcess[];
let worker: ServerProcess;
let watchers: Watcher[] = [];
let write: Call;

async function start(app: AppName): Promise<ServerProcess> {
  const env = { DATABASE_URL: postgres.url, REDIS_URL: redis.url, LOG_LEVEL: 'debug' };
  return startServer({ app, env, port: await freePort() });
}

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startTestPostgres(), startTestRedis()]);
  const apps: AppName[] = ['ingest', 'projector', 'projector', 'gateway', 'gateway', 'worker'];
  const [first, ...others] = await Promise.all(apps.map(start));
  ingest = first as ServerProcess;
  projectors = others.slice(0, 2);
  gateways = others.slice(2, 4);
  worker = others[4] as ServerProcess;
  write = caller(ingest.url);
}, 120_000);
afterAll(async () => {
  for (const watcher of watchers) watcher.stop();
  const left = [ingest, ...(projectors ?? []), ...(gateways ?? []), worker].filter((server) => server !== undefined);
  await Promise.all(left.map((server) => server.kill('SIGKILL')));
  await redis?.stop();
  await postgres?.stop();
}, 60_000);

const leads = (projector: ServerProcess): boolean =>
  projector
    .output()
    .split('\n')
    .some((line) => line.includes('"msg":"leading"') && line.includes(`"log":"${SLUG}"`));

describe(`a cluster (SEED=${seed})`, () => {
  it('serves one board through the loss of its leading projector and of a gateway', async () => {
    await startedRace(write, SLUG, SENDERS, LONG);
    const urls = gateways.map((gateway) => gateway.url);
    const reader = gateways[1] as ServerProcess;
    const ledger = new Ledger({
      slug: SLUG,
      senders: SENDERS,
      call: () => write,
      reader: () => caller(reader.url),
      batchMax: 6,
      random: seeded(seed),
      pauseMs: 40,
    });
    const more = (rows: number): Promise<unknown> => {
      const than = ledger.acknowledged.size;
      return waitFor(`${rows} more acknowledgements`, () => ledger.acknowledged.size >= than + rows, LIMIT_MS);
    };
    /** Every watcher has shown a lap acknowledged after this call. */
    const everybodyMoves = (): Promise<unknown> => {
      const offsets = watchers.map((watcher) => watcher.board?.offset ?? 0);
      const newest = Math.max(...offsets);
      return waitFor('fresh boards', () => watchers.every(({ board: b }) => (b?.offset ?? 0) > newest), LIMIT_MS);
    };
    await waitFor('the race on every gateway', async () =>
      (await Promise.all(urls.map((url) => caller(url, null)('GET', `/races/${SLUG}/board`)))).every(
        ({ status }) => status === 200,
      ),
    );
    watchers = urls.flatMap((_, home) =>
      Array.from({ length: WATCHERS_PER_GATEWAY }, () => new Watcher(urls, home, SLUG)),
    );
    await waitFor('every watcher to have a board', () => watchers.every((watcher) => watcher.board), LIMIT_MS);
    ledger.start();
    await more(150);
    await everybodyMoves();

    const leader = await waitFor('a leader', () => projectors.find(leads));
    const standby = projectors.find((projector) => projector !== leader) as ServerProcess;
    expect(leads(standby)).toBe(false);
    await leader.kill('SIGKILL');
    await waitFor('the standby to lead', () => leads(standby), LIMIT_MS);
    await everybodyMoves();
    await more(150);

    const lost = gateways[0] as ServerProcess;
    const moved = watchers.filter((watcher) => watcher.home === 0);
    const before = moved.map((watcher) => watcher.resumed + watcher.snapshots);
    await lost.kill('SIGKILL');
    await waitFor(
      'the watchers of the lost gateway to be at the other',
      () => moved.every((watcher, i) => watcher.connected && watcher.resumed + watcher.snapshots > (before[i] ?? 0)),
      LIMIT_MS,
    );
    expect(watchers.map((watcher) => watcher.gateway)).toEqual(watchers.map(() => reader.url));
    await more(150);
    await everybodyMoves();
    await ledger.finish();

    const laps = ledger.laps();
    await waitFor(
      'every lap on the board',
      async () => {
        const served = await ledger.lapsServed();
        return [...laps].every(([bib, n]) => served.get(bib) === n);
      },
      LIMIT_MS,
    );
    expect(ledger.faults(await ledger.readLog()).slice(0, 5)).toEqual([]);
    const client = new Client({ url: reader.url, token: DIRECTOR_TOKEN });
    expect(await verify(client, SLUG)).toBeNull();
    await waitFor('every watcher to hold the served board', async () => {
      const { epoch, seq, rows } = await board(caller(reader.url), SLUG);
      return watchers.every(({ board: own }) => {
        if (own?.epoch !== epoch || own.seq !== seq) return false;
        expect(own.rows).toEqual(rows);
        return true;
      });
    });
    const sum = (read: (watcher: Watcher) => number) => watchers.reduce((total, watcher) => total + read(watcher), 0);
    process.stdout.write(
      `cluster: ${ledger.acknowledged.size} acknowledged, ${watchers.length} watchers, ${sum((w) => w.deltas)} deltas, ${sum((w) => w.resumed)} resumed, ${sum((w) => w.snapshots)} snapshots, seed ${seed}\n`,
    );
    expect(sum((watcher) => watcher.resumed)).toBeGreaterThan(0);
  }, 180_000);

  it('has a long export asked for at one process, made by the worker, and fetched from another', async () => {
    const fresh = await start('gateway');
    gateways.push(fresh);
    const [asked, other] = [caller(gateways[1]!.url), caller(fresh.url)];
    const body = { kind: 'lap-sheet.csv' };
    const { json } = await expectStatus(200, asked<ExportJobAnswer>('POST', `/races/${SLUG}/exports`, body));
    const done = await waitFor('the export', async () => {
      const look = await other<ExportJobAnswer>('GET', `/races/${SLUG}/exports/jobs/${json.id}`);
      return look.json.state === 'done' && look.json;
    });
    const { text } = await expectStatus(200, other('GET', `/races/${SLUG}/exports/jobs/${done.id}/file`));
    expect(text).toContain('cumulative_time');
    expect(worker.output()).toContain('make-export');
  });

  it('has a worker that ran the job of throwing old snapshots away', async () => {
    await waitFor('the job', () =>
      worker
        .output()
        .split('\n')
        .some((line) => line.includes('prune-fold-snapshots') && line.includes('job done')),
    );
    expect(worker.output()).not.toContain('a job failed');
  });
});
