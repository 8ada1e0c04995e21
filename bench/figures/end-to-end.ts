/**
 * The whole house as somebody outside meets it: the all-in-one as a process of its own, 500 runners, 200 watchers.
 * T1: passings per second accepted over HTTP and standing on the board, beside the durable append alone.
 * T2: from the request of a single passing to its delta at a watcher. T3: memory of the server then.
 * Reported, not gated: client and server share the cores. The ratios of I1 to F4 are the proof.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { type Figure, median, round } from '../figure.js';
import { temporaryFolder } from '../with-embedded.js';

const TOKEN = 'bench-director-token-0123456789';
const GUN_MS = Date.UTC(2026, 9, 3, 8);
const RUNNERS = 500;
const WATCHERS = 200;
const BATCH = 1000;
const SENDERS = 4;
const READY_MS_MAX = 60_000;
const MAIN = fileURLToPath(new URL('../../apps/loopline/main.js', import.meta.url));

interface Server {
  url: string;
  child: ChildProcess;
}

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

async function start(dataFolder: string): Promise<Server> {
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOOPLINE_DATA: dataFolder,
    LOOPLINE_DIRECTOR_TOKEN: TOKEN,
    LOG_LEVEL: 'error',
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (const begun = Date.now(); Date.now() - begun < READY_MS_MAX;) {
    const ready = await fetch(`${url}/readyz`).then(
      (r) => r.ok,
      () => false,
    );
    if (ready) return { url, child };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill('SIGKILL');
  throw new Error('the server did not become ready');
}

async function call<T>(server: Server, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: method === 'GET' ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (await response.json()) as T;
}

async function makeRace(server: Server): Promise<void> {
  await call(server, 'POST', '/races', {
    slug: 'bench',
    name: 'Bench',
    timeZone: 'UTC',
    scheduledStart: new Date(GUN_MS).toISOString(),
    course: { kind: 'loop', lapM: 400, points: [{ id: 'line', atM: 0 }], minLapMs: 30_000 },
    format: { kind: 'fixed-time', durationMs: 24 * 3_600_000 },
  });
  await call(
    server,
    'PUT',
    '/races/bench/entrants',
    Array.from({ length: RUNNERS }, (_, i) => ({ bib: String(i + 1), name: `Runner ${i + 1}` })),
  );
  await call(server, 'POST', '/races/bench/start', { at: new Date(GUN_MS).toISOString() });
}

let seq = 0;
function passing(): object {
  const n = seq++;
  const lap = Math.floor(n / RUNNERS) + 1;
  return {
    id: randomUUID(),
    bib: String((n % RUNNERS) + 1),
    at: new Date(GUN_MS + lap * 100_000 + (n % RUNNERS) * 10).toISOString(),
    source: { device: 'bench', epoch: '1', seq: n },
  };
}

async function watch(server: Server): Promise<Socket> {
  const socket = io(`${server.url}/live`, { transports: ['websocket'] });
  await socket.timeout(10_000).emitWithAck('watch', { race: 'bench' });
  return socket;
}

/** Accepted and on the board, per second. */
async function throughput(server: Server, passings: number): Promise<number> {
  const begun = Date.now();
  const last = seq + passings;
  await Promise.all(
    Array.from({ length: SENDERS }, async () => {
      while (seq < last)
        await call(server, 'POST', '/races/bench/passings', { passings: Array.from({ length: BATCH }, passing) });
    }),
  );
  for (;;) {
    const { rows } = await call<{ rows: { laps: number }[] }>(server, 'GET', '/races/bench/board', undefined);
    if (rows.reduce((n, row) => n + row.laps, 0) >= seq) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return (passings * 1000) / (Date.now() - begun);
}

/** Milliseconds from the request to the delta, one passing at a time. */
async function latencies(server: Server, watcher: Socket, count: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    const heard = new Promise<void>((resolve) => watcher.once('delta', () => resolve()));
    await call(server, 'POST', '/races/bench/passings', { passings: [passing()] });
    await heard;
    found.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20 + (i % 7) * 37));
  }
  return found.sort((a, b) => a - b);
}

async function memoryMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

const reported = (id: string, name: string, value: number, unit: string, baseline: number): Figure => ({
  id,
  name,
  value: round(value),
  unit,
  baseline: round(baseline),
  ratio: round(value / baseline),
  target: 0,
  ok: true,
});

/** @param appendRate rows/s of the durable append alone at the same batch, from I2; shown beside ours */
export async function measureEndToEnd(quick: boolean, appendRate?: number): Promise<Figure[]> {
  const folder = await temporaryFolder();
  const server = await start(folder);
  const watchers: Socket[] = [];
  try {
    await makeRace(server);
    await throughput(server, 5 * BATCH);
    const rates: number[] = [];
    for (let i = 0; i < 3; i++) rates.push(await throughput(server, (quick ? 10 : 30) * BATCH));
    for (let i = 0; i < WATCHERS; i++) watchers.push(await watch(server));
    const [first] = watchers;
    if (!first) throw new Error('no watcher');
    const waits = await latencies(server, first, quick ? 40 : 200);
    const memory = await memoryMiB(server.child.pid ?? 0);
    const rate = median(rates);
    const p95 = waits[Math.floor(waits.length * 0.95)] ?? 0;
    return [
      reported(
        'T1',
        `passings/s accepted over HTTP and on the board, batches of ${BATCH}; baseline: the append alone`,
        rate,
        'passings/s',
        appendRate ?? rate,
      ),
      reported('T2', 'request of one passing to its delta at a watcher, p95; baseline: p50', p95, 'ms', median(waits)),
      reported(
        'T3',
        `server process, ${RUNNERS} runners, ${seq} laps, ${WATCHERS} watchers; baseline: 250 MiB`,
        memory,
        'MiB',
        250,
      ),
    ];
  } finally {
    for (const watcher of watchers) watcher.close();
    const ended = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}
