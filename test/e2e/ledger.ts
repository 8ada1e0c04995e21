/** What senders were promised: every acknowledged passing must stand in the log once, whatever was killed meanwhile. */
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { type Call, type LogLine, type Passing, after, board, readLog, send } from './outsider.js';
import type { PassingResult } from '#libs/contracts/index.js';

const RETRY_MS = 25;
/** Just longer than the shortest lap that counts: thousands of them fit into the race. */
const SHORT_LAP_MS = 130_000;
/** The same numbers for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface LedgerOptions {
  slug: string;
  /** One per runner: sender i speaks for bib i + 1. */
  senders: number;
  /** The caller may change with the server. */
  call: () => Call;
  /** Where boards and logs are read, when that is another process. */
  reader?: () => Call;
  batchMax: number;
  random: () => number;
  /** Between an answer and the next batch of the same sender. */
  pauseMs?: number;
}

/** Senders that repeat a batch until it is acknowledged, then make the next one. */
export class Ledger {
  readonly acknowledged = new Map<string, Passing>();
  /** Rows that were answered `spooled: true`. */
  spooled = 0;
  /** Batches sent again after no answer or a refusal. */
  repeats = 0;
  readonly complaints: string[] = [];
  private ending = false;
  private runs: Promise<void>[] = [];

  constructor(private readonly options: LedgerOptions) {}

  start(): void {
    this.runs = Array.from({ length: this.options.senders }, (_, i) => this.run(i));
  }

  /** Every sender finishes the batch in its hands. */
  async finish(): Promise<void> {
    this.ending = true;
    await Promise.all(this.runs);
  }

  private async run(sender: number): Promise<void> {
    const { random, batchMax } = this.options;
    const bib = String(sender + 1);
    let lap = 0;
    while (!this.ending) {
      const size = 1 + Math.floor(random() * batchMax);
      const batch = Array.from({ length: size }, (): Passing => {
        lap += 1;
        const source = { device: `sender-${sender}`, epoch: '1', seq: lap };
        return { id: randomUUID(), bib, at: after(lap * SHORT_LAP_MS), point: 'line', source };
      });
      const results = await this.untilAnswered(batch);
      results.forEach((result, i) => {
        const sent = batch[i];
        if (sent === undefined || result.id !== sent.id || result.outcome === 'rejected')
          this.complaints.push(JSON.stringify(result));
        else this.acknowledged.set(sent.id, sent);
        if (result.spooled) this.spooled += 1;
      });
      if (this.options.pauseMs) await sleep(this.options.pauseMs);
    }
  }

  private async untilAnswered(batch: readonly Passing[]): Promise<PassingResult[]> {
    for (;;) {
      try {
        return (await send(this.options.call(), this.options.slug, batch)).results;
      } catch {
        this.repeats += 1;
        await sleep(RETRY_MS);
      }
    }
  }

  /** Empty when the log holds every acknowledged passing once, as it was sent, and nothing else, without a gap. */
  faults(log: readonly LogLine[]): string[] {
    const faults = [...this.complaints];
    log.forEach((line, i) => {
      if (line.offset !== i + 1) faults.push(`offset ${line.offset} at place ${i + 1}`);
    });
    const passings = log.filter((line) => line.kind === 'passing');
    const times = new Map<string, number>();
    for (const { id } of passings) times.set(id, (times.get(id) ?? 0) + 1);
    for (const [id, n] of times) {
      if (n !== 1) faults.push(`${id} stands ${n} times in the log`);
      if (!this.acknowledged.has(id)) faults.push(`${id} was never acknowledged and stands in the log`);
    }
    for (const { id } of this.acknowledged.values()) if (!times.has(id)) faults.push(`${id} is lost`);
    for (const line of passings) {
      const sent = this.acknowledged.get(line.id);
      if (sent && (sent.bib !== line.bib || sent.at !== line.at)) faults.push(`${line.id} was changed`);
    }
    return faults;
  }

  /** Laps each bib must have: one per acknowledged passing. */
  laps(): Map<string, number> {
    const laps = new Map<string, number>();
    for (const { bib = '' } of this.acknowledged.values()) laps.set(bib, (laps.get(bib) ?? 0) + 1);
    return laps;
  }

  async lapsServed(): Promise<Map<string, number>> {
    const { rows } = await board(this.reader(), this.options.slug);
    return new Map(rows.filter((row) => row.laps! > 0).map((row) => [row.bib, row.laps!]));
  }

  readLog(): Promise<LogLine[]> {
    return readLog(this.reader(), this.options.slug);
  }

  private reader(): Call {
    return (this.options.reader ?? this.options.call)();
  }
}
