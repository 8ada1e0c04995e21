/**
 * E1: from nothing to the first acknowledged lap, on a new data folder (initdb included) and on one that is there; and what the idle server holds
 * in memory. Memory is the sum of Pss over node and every process of its Postgres: a page shared by several counts once.
 */
import { readFile, readdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, median, round } from '../figure.js';
import { BenchServer } from '../server.js';
import { temporaryFolder } from '../with-embedded.js';
import { Laps, PASSINGS_ROUTE, makeRace } from './http-laps.js';

const STARTS = 5;
const STARTS_QUICK = 2;
const FIRST_RUN_MS_MAX = 12_000;
const START_MS_MAX = 5_000;
const IDLE_MB_MAX = 250;
/** Start-up garbage is gone by then and nothing is in flight. */
const SETTLE_MS = 5_000;

interface Timed {
  server: BenchServer;
  ms: number;
}

async function toFirstAck(dataFolder: string, laps: Laps, firstRun: boolean): Promise<Timed> {
  const started = performance.now();
  const server = await BenchServer.start(dataFolder);
  if (firstRun) await makeRace(server);
  const [body = ''] = laps.bodies(1, 1);
  const { results } = await server.call<{ results: { outcome: string }[] }>('POST', PASSINGS_ROUTE, JSON.parse(body));
  if (results[0]?.outcome !== 'accepted') throw new Error(`the first lap was ${results[0]?.outcome ?? 'lost'}`);
  return { server, ms: performance.now() - started };
}

/** Every live process that descends from `root`, itself included. */
async function familyOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    // The name in brackets may hold anything; the parent is the second field after it.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const family = [root];
  for (const member of family) for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  return family;
}

/** The postmaster may have left the family (it is then nobody's child); its first line in the data folder tells its pid. */
async function postmasterOf(dataFolder: string): Promise<number | undefined> {
  for (const name of await readdir(dataFolder, { recursive: true })) {
    if (!name.endsWith('postmaster.pid')) continue;
    return Number((await readFile(`${dataFolder}/${name}`, 'utf8')).split('\n', 1)[0]);
  }
  return undefined;
}

async function pssMb(pids: Iterable<number>): Promise<number> {
  let kb = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kb += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0);
  }
  return (kb * 1024) / 1e6;
}

function limit(name: string, value: number, unit: string, max: number): Figure {
  const ratio = round(value / max);
  return { id: 'E1', name, value: round(value), unit, baseline: max, ratio, target: 1, ok: value <= max };
}

async function idleMemory(server: BenchServer, dataFolder: string): Promise<Figure[]> {
  if (process.platform !== 'linux') {
    process.stdout.write('idle memory is read from /proc: not measured on this system\n');
    return [];
  }
  await sleep(SETTLE_MS);
  const postmaster = await postmasterOf(dataFolder);
  const pids = new Set(await familyOf(server.pid));
  if (postmaster !== undefined) for (const pid of await familyOf(postmaster)) pids.add(pid);
  const node = await pssMb([server.pid]);
  const all = await pssMb(pids);
  const what = `idle memory, Pss of node (${Math.round(node)} MB) and ${pids.size - 1} Postgres processes, shared pages counted once`;
  return [limit(what, all, 'MB', IDLE_MB_MAX)];
}

export async function measureEmbedded(quick: boolean): Promise<Figure[]> {
  const dataFolder = await temporaryFolder();
  const laps = new Laps();
  let running: BenchServer | undefined;
  try {
    const first = await toFirstAck(dataFolder, laps, true);
    running = first.server;
    const later: number[] = [];
    for (let i = 0; i < (quick ? STARTS_QUICK : STARTS); i += 1) {
      await running.stop();
      const again = await toFirstAck(dataFolder, laps, false);
      running = again.server;
      later.push(again.ms);
    }
    return [
      limit('start to first ack, first run with initdb', first.ms, 'ms', FIRST_RUN_MS_MAX),
      limit('start to first ack, data folder that is there', median(later), 'ms', START_MS_MAX),
      ...(await idleMemory(running, dataFolder)),
    ];
  } finally {
    await running?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }
}
