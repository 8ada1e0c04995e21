/**
 * F1, F3, F4: what a spectator costs through our gateway, against bare `ws.send` of the same bytes. Each server is a process of its own,
 * each crowd too; rounds are interleaved; every frame that was sent must have arrived before anything is said about it.
 */
import { execFileSync } from 'node:child_process';
import { type Figure, median, round } from '../figure.js';
import { Helper, type ServerMode, type Usage } from './live-messages.js';

const CLIENTS = 5000;
const CLIENTS_QUICK = 500;
const ROUNDS = 7;
const ROUNDS_QUICK = 5;
const TICKS = 20;
/** Far enough apart that a tick is out before the next; where a machine is too slow for it, ticks are conflated and fewer frames counted. */
const TICK_MS = 250;
const TICK_MS_QUICK = 50;
/** Frames sent before anything is measured, so that both sides run compiled code. */
const WARM_UP_FRAMES = 100_000;
/** With fewer spectators the resident set is noise. */
const RSS_CLIENTS_MIN = 2000;
const ARRIVE_MS_MAX = 60_000;
/** Descriptors a process needs beside its sockets. */
const SPARE_FILES = 200;
/** Runners that changed in the tick of 10,000 laps. */
const BUSY_ROWS = 500;

const F1_TARGET = 1.1;
const F3_RSS_TARGET = 2.5;
const F3_HEAP_TARGET = 4.5;

function affordable(wanted: number): number {
  let files = Number.POSITIVE_INFINITY;
  try {
    const text = execFileSync('sh', ['-c', 'ulimit -Hn'], { encoding: 'utf8' }).trim();
    if (text !== 'unlimited') files = Number(text);
  } catch {
    // No shell to ask: the connections themselves will tell.
  }
  const clients = Math.min(wanted, files - SPARE_FILES);
  if (clients < wanted) process.stdout.write(`ulimit -n is ${files}: ${clients} spectators instead of ${wanted}\n`);
  return clients;
}

/** One server and its crowd. */
class Side {
  private readonly server: Helper;
  private readonly crowd: Helper;
  perClient = { rss: 0, heap: 0 };

  constructor(
    private readonly mode: ServerMode,
    private readonly clients: number,
    private readonly tickMs: number,
  ) {
    this.server = new Helper('live-server', [mode], true);
    this.crowd = new Helper('live-crowd', []);
  }

  async open(): Promise<void> {
    const [{ port }] = await Promise.all([this.server.hello<{ port: number }>(), this.crowd.hello()]);
    const empty = await this.usage(true);
    await this.crowd.ask({ ask: 'connect', port, clients: this.clients, mode: this.mode });
    const idle = await this.usage(true);
    this.perClient = { rss: (idle.rss - empty.rss) / this.clients, heap: (idle.heap - empty.heap) / this.clients };
  }

  /** Server CPU per delivered frame, microseconds. */
  async round(ticks: number, rows = 1): Promise<number> {
    const before = await this.usage(false);
    await this.server.ask({ ask: 'ticks', count: ticks, everyMs: this.tickMs, rows });
    const sent = await this.usage(false);
    const { frames } = await withinTime(this.crowd.ask<{ frames: number }>({ ask: 'arrived', frames: sent.frames }));
    if (frames !== sent.frames) throw new Error(`${this.mode}: ${frames} frames arrived of ${sent.frames} sent`);
    const after = await this.usage(false);
    return (after.cpuUs - before.cpuUs) / (sent.frames - before.frames);
  }

  async usage(gc: boolean): Promise<Usage> {
    return this.server.ask<Usage>({ ask: 'usage', gc });
  }

  stop(): void {
    this.server.stop();
    this.crowd.stop();
  }
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('not every frame arrived in time')), ARRIVE_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function figure(id: string, name: string, unit: string, value: number, baseline: number, target: number): Figure {
  const ratio = value / baseline;
  return {
    id,
    name,
    value: round(value),
    unit,
    baseline: round(baseline),
    ratio: round(ratio),
    target,
    ok: ratio <= target,
  };
}

function spread(values: readonly number[]): string {
  return `${round(Math.min(...values))}-${round(Math.max(...values))}`;
}

async function fanOut(ws: Side, live: Side, clients: number, rounds: number): Promise<Figure> {
  for (const side of [ws, live]) await side.round(Math.ceil(WARM_UP_FRAMES / clients));
  const bare: number[] = [];
  const ours: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    // Who goes first changes, so that neither always runs on a warm or a tired machine.
    const turns = [async () => bare.push(await ws.round(TICKS)), async () => ours.push(await live.round(TICKS))];
    for (const turn of i % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const name = `server CPU per delivered frame, ${clients} spectators (${spread(ours)}; bare ws.send ${spread(bare)})`;
  return figure('F1', name, 'us', median(ours), median(bare), F1_TARGET);
}

/** Counted, not timed: one encode, one framing and one frame per spectator, whether a tick holds one lap or 10,000. */
async function perTick(live: Side, clients: number): Promise<Figure> {
  const counted: number[] = [];
  for (const rows of [1, BUSY_ROWS]) {
    const before = await live.usage(false);
    await live.round(1, rows);
    const after = await live.usage(false);
    const frames = (after.frames - before.frames) / clients;
    counted.push(Math.max(after.encodes - before.encodes, after.framings - before.framings, frames));
  }
  const [one = 0, many = 0] = counted;
  return figure('F4', 'encodes, framings and frames per spectator in a tick of 10,000 laps', '', many, one || 1, 1);
}

function memory(ws: Side, live: Side, clients: number): Figure[] {
  const kib = (bytes: number): number => bytes / 1024;
  const heapName = `idle heap per spectator, ${clients} spectators`;
  const heap = figure('F3', heapName, 'KiB', kib(live.perClient.heap), kib(ws.perClient.heap), F3_HEAP_TARGET);
  if (clients < RSS_CLIENTS_MIN) {
    process.stdout.write(`idle RSS is measured with ${RSS_CLIENTS_MIN} spectators or more\n`);
    return [heap];
  }
  const rssName = `idle memory (RSS) per spectator, ${clients} spectators`;
  return [figure('F3', rssName, 'KiB', kib(live.perClient.rss), kib(ws.perClient.rss), F3_RSS_TARGET), heap];
}

export async function measureLive(quick: boolean): Promise<Figure[]> {
  const clients = affordable(quick ? CLIENTS_QUICK : CLIENTS);
  const tickMs = quick ? TICK_MS_QUICK : TICK_MS;
  const ws = new Side('ws', clients, tickMs);
  const live = new Side('live', clients, tickMs);
  try {
    await ws.open();
    await live.open();
    const f1 = await fanOut(ws, live, clients, quick ? ROUNDS_QUICK : ROUNDS);
    return [f1, ...memory(ws, live, clients), await perTick(live, clients)];
  } finally {
    ws.stop();
    live.stop();
  }
}
