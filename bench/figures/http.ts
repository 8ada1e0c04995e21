/**
 * I5: what a request of `POST passings` costs the server's own process (authorise, validate, drop duplicates, append durably, answer; folding and the
 * live board's frames included, because they happen there too), against bare `node:http` reading the same body and answering as many bytes.
 * Rounds are interleaved; every lap must have been accepted before anything is said about it. The database's own CPU is not counted.
 *
 * The baseline is the strict reading of the target: it neither parses the JSON nor looks at the token. What the target asks for and
 * this file once did not do: 3 s of each kind of request are thrown away first. Compiled code makes a lap cost half of what it costs in the first
 * second, and counting that second said more about V8 than about the route. The baseline's rounds last about as long as ours, since a
 * tenth of a second of CPU comes out 20 or 45 us a request by chance.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Figure, median, round } from '../figure.js';
import { BenchServer } from '../server.js';
import { temporaryFolder } from '../with-embedded.js';
import { HttpCrowd } from './http-crowd.js';
import { Laps, PASSINGS_ROUTE, makeRace } from './http-laps.js';

const ROUNDS = 7;
const ROUNDS_QUICK = 3;
const ONE_LAP_REQUESTS = 5000;
const FLOOR_REQUESTS = 15_000;
const WARM_UP_MS = 3000;
const BATCH_ROWS = 100;
const BATCH_REQUESTS = 200;
const BIG_ROWS = 1000;
const BIG_REQUESTS = 20;
const ONE_LAP_TARGET = 3;
const BATCH_TARGET = 6;

class Bare {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: URL,
    readonly crowd: HttpCrowd,
  ) {}

  static async start(headers: Record<string, string>): Promise<Bare> {
    const child = fork(fileURLToPath(new URL('./bare-http.js', import.meta.url)));
    const { port } = await new Promise<{ port: number }>((resolve, reject) => {
      child.once('message', (message) => resolve(message as { port: number }));
      child.once('exit', (code) => reject(new Error(`the bare server ended with ${code}`)));
    });
    const url = new URL(`http://127.0.0.1:${port}`);
    return new Bare(child, url, new HttpCrowd(url, headers));
  }

  async cpuUs(): Promise<number> {
    return ((await (await fetch(new URL('/cpu', this.url))).json()) as { cpuUs: number }).cpuUs;
  }

  stop(): void {
    this.crowd.close();
    this.child.kill('SIGKILL');
  }
}

class I5 {
  private readonly laps = new Laps();
  private answerBytes = 0;

  constructor(
    private readonly server: BenchServer,
    private readonly crowd: HttpCrowd,
    private readonly bare: Bare,
  ) {}

  /** Server CPU per request, microseconds, and how long the whole took. */
  async ours(requests: number, rows: number): Promise<{ cpuUs: number; ms: number }> {
    const bodies = this.laps.bodies(requests, rows);
    const before = await this.server.cpuUs();
    const started = performance.now();
    const bytes = await this.crowd.post(bodies, PASSINGS_ROUTE, (answer) => {
      if (answer.includes('"rejected"') || answer.includes('"duplicate"')) throw new Error(answer.slice(0, 300));
    });
    const ms = performance.now() - started;
    if (rows === 1) this.answerBytes = bytes;
    return { cpuUs: ((await this.server.cpuUs()) - before) / requests, ms };
  }

  async floor(requests: number): Promise<number> {
    const bodies = this.laps.bodies(requests, 1);
    const before = await this.bare.cpuUs();
    await this.bare.crowd.post(bodies, `/${this.answerBytes}`);
    return ((await this.bare.cpuUs()) - before) / requests;
  }
}

async function warmUp(work: () => Promise<unknown>): Promise<void> {
  const untilMs = performance.now() + WARM_UP_MS;
  while (performance.now() < untilMs) await work();
}

async function rounds(i5: I5, quick: boolean): Promise<Figure[]> {
  await warmUp(() => i5.ours(ONE_LAP_REQUESTS, 1));
  await warmUp(() => i5.floor(FLOOR_REQUESTS));
  await warmUp(() => i5.ours(BATCH_REQUESTS, BATCH_ROWS));
  const floor: number[] = [];
  const one: number[] = [];
  const batch: number[] = [];
  const rate: number[] = [];
  for (let i = 0; i < (quick ? ROUNDS_QUICK : ROUNDS); i += 1) {
    floor.push(await i5.floor(FLOOR_REQUESTS));
    one.push((await i5.ours(ONE_LAP_REQUESTS, 1)).cpuUs);
    batch.push((await i5.ours(BATCH_REQUESTS, BATCH_ROWS)).cpuUs);
    rate.push((BIG_ROWS * BIG_REQUESTS * 1000) / (await i5.ours(BIG_REQUESTS, BIG_ROWS)).ms);
  }
  const perLap = median(one);
  const perBatch = median(batch);
  const against = (value: number, baseline: number, target: number) => ({
    value: round(value),
    unit: 'us CPU',
    baseline: round(baseline),
    ratio: round(value / baseline),
    target,
    ok: value / baseline <= target,
  });
  const rows = round(median(rate));
  return [
    {
      id: 'I5',
      name: 'POST passings, one lap, against bare node:http',
      ...against(perLap, median(floor), ONE_LAP_TARGET),
    },
    {
      id: 'I5',
      name: `POST passings, ${BATCH_ROWS} laps, against one lap`,
      ...against(perBatch, perLap, BATCH_TARGET),
    },
    {
      id: 'I5',
      name: `passings accepted through HTTP in batches of ${BIG_ROWS} (reported, no target)`,
      value: rows,
      unit: 'passings/s',
      baseline: rows,
      ratio: 1,
      target: 1,
      ok: true,
    },
  ];
}

export async function measureHttp(quick: boolean): Promise<Figure[]> {
  const dataFolder = await temporaryFolder();
  try {
    const server = await BenchServer.start(dataFolder);
    const headers = { authorization: `Bearer ${server.token}` };
    const crowd = new HttpCrowd(new URL(server.url), headers);
    const bare = await Bare.start(headers);
    try {
      await makeRace(server);
      return await rounds(new I5(server, crowd, bare), quick);
    } finally {
      crowd.close();
      bare.stop();
      await server.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}
