/**
 * Feeds a simulated race into a running server through its front doors, as fast as asked: event time is the gun plus wall time since then times `speed`.
 * Holds no state of its own: where it is follows from the race's start on the server and the clock, and everything due is sent from the beginning.
 * A restart therefore continues the race it finds; what had arrived before comes back as duplicates.
 */
import type { EntrantListed } from '#libs/contracts/index.js';
import { HOUR_MS } from '#libs/domain/index.js';
import { emptyTally, sendBatch, type Tally } from '#libs/client/batches.js';
import { jsonBody, pause, type Client } from '#libs/client/http.js';
import { ensureRace } from '#libs/client/set-up.js';
import { BoxPair } from './box-pair.js';
import { MAT } from './mats.js';
import { definitionOf, entrantsCsv, passingOf, type SimRace } from './race.js';

export const TICK_MS = 250;
const BATCH_MAX = 1000;

export interface FeedOptions {
  slug: string;
  /** Seconds of race per second of wall clock. */
  speed: number;
  signal?: AbortSignal;
  print: (line: string) => void;
  /** Wall clock, epoch ms. */
  now?: () => number;
  /** Root of the server: what the mat sees then comes from simulated boxes over their own protocols, and only the tablet's notes over HTTP. */
  boxesAt?: string;
}

export class Feed {
  readonly tally: Tally = emptyTally();
  private next = 0;
  private boxes: BoxPair | undefined;
  private hoursTold = 0;

  constructor(
    private readonly client: Client,
    private readonly race: SimRace,
    private readonly options: FeedOptions,
  ) {}

  /** Runs until the race is over and everything is delivered. */
  async run(): Promise<Tally> {
    const { race, options } = this;
    const now = options.now ?? Date.now;
    const gunMs = Math.ceil(now() / 1000) * 1000;
    const ready = await ensureRace(this.client, {
      definition: definitionOf(race, options.slug, new Date(gunMs).toISOString()),
      entrantsCsv: entrantsCsv(race.field),
      startMs: gunMs,
      check: () => this.checkField(),
    });
    options.print(this.opening(ready.created, ready.startMs));
    const { slug, boxesAt, signal } = options;
    if (boxesAt !== undefined)
      this.boxes = await BoxPair.open(this.client, {
        slug,
        url: boxesAt,
        startMs: ready.startMs,
        ...(signal ? { signal } : {}),
      });
    try {
      await this.play(now, ready.startMs);
    } finally {
      await this.boxes?.close();
    }
    if (!ready.ended) await this.stop(ready.startMs + race.durationMs);
    options.print(`race over: ${this.counts()}`);
    return this.tally;
  }

  private async play(now: () => number, startMs: number): Promise<void> {
    const { race, options } = this;
    while (this.next < race.reads.length) {
      const raceMs = (now() - startMs) * options.speed;
      await this.sendDue(raceMs, startMs);
      this.tellHour(raceMs);
      if (this.next < race.reads.length) await pause(TICK_MS, options.signal);
    }
    if (this.boxes === undefined) return;
    if (!(await this.boxes.drained()))
      throw new Error('the server has not taken what the boxes noted for a minute; start the simulator again to go on');
    for (const line of await this.boxes.told()) options.print(line);
  }

  /** Another seed or field under the same slug would mix two races; bibs and names tell them apart. */
  private async checkField(): Promise<void> {
    const { slug } = this.options;
    const { entrants } = await this.client.get<{ entrants: EntrantListed[] }>(`/races/${slug}/entrants`);
    const ours = new Map(this.race.field.map((runner) => [runner.bib, runner.name]));
    const same = entrants.length === ours.size && entrants.every((e) => ours.get(e.bib) === e.name);
    if (entrants.length > 0 && !same)
      throw new Error(
        `race "${slug}" is there with other runners; run the simulator with the seed and field it was made with, or give another --slug`,
      );
  }

  private async sendDue(raceMs: number, startMs: number): Promise<void> {
    const { reads, options } = this.race;
    while (this.next < reads.length) {
      const rest = reads.slice(this.next, this.next + BATCH_MAX);
      const later = rest.findIndex((read) => read.dueMs > raceMs);
      const due = later < 0 ? rest : rest.slice(0, later);
      if (due.length === 0) return;
      const before = this.tally.complaints.length;
      const byHttp = this.boxes === undefined ? due : due.filter(({ device }) => device !== MAT);
      if (this.boxes !== undefined)
        for (const read of due) {
          if (read.device !== MAT) continue;
          this.boxes.detect(read);
          this.tally.sent++;
        }
      const passings = byHttp.map((read) => passingOf(read, options.seed, this.options.slug, startMs));
      if (passings.length > 0) await sendBatch(this.client, this.options.slug, passings, this.tally);
      for (const complaint of this.tally.complaints.slice(before)) this.options.print(`refused: ${complaint}`);
      this.next += due.length;
    }
  }

  private stop(atMs: number): Promise<unknown> {
    const at = new Date(atMs).toISOString();
    return this.client.send('POST', `/races/${this.options.slug}/stop`, jsonBody({ at, reason: 'final signal' }));
  }

  private opening(created: boolean, startMs: number): string {
    const { race, options } = this;
    const gun = new Date(startMs).toISOString();
    const field = `${race.field.length} runners, seed ${race.options.seed}, ${options.speed} times as fast as life`;
    return created
      ? `${options.slug}: started ${gun}, ${field}`
      : `${options.slug}: continues the race of ${gun}, ${field}`;
  }

  private tellHour(raceMs: number): void {
    const { hours } = this.race.options;
    const hour = Math.min(hours, Math.floor(raceMs / HOUR_MS));
    if (hour <= this.hoursTold) return;
    this.hoursTold = hour;
    const onCourse = this.race.races.filter((r) => r.quitMs === null || r.quitMs > hour * HOUR_MS).length;
    this.options.print(`hour ${hour} of ${hours}: ${onCourse} runners in the race, ${this.counts()}`);
  }

  private counts(): string {
    const { sent, duplicate, rejected } = this.tally;
    const n = (value: number): string => value.toLocaleString('en-US');
    return `${n(sent)} passings sent, ${n(duplicate)} duplicate, ${n(rejected)} rejected`;
  }
}
