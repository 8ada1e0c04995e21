/** One blocking read for all topics of a process; hands each message to the topic's listeners. Survives restarts and flushes of Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isAfter, NO_ID, type StreamMessage, type StreamTail } from './stream-tail.js';

/** How long a read waits; a topic asked for meanwhile is first heard after it. */
const BLOCK_MS = 200;
const COUNT_MAX = 500;
const RETRY_MS = 100;
/** A stream that began anew with smaller ids (flushed, and the clock stepped back) is noticed after this. */
const CHECK_MS = 1_000;

export interface StreamReader {
  /** Messages after each cursor, waiting up to `waitMs` for the first. Rejects while Redis is away. */
  read(
    cursors: readonly (readonly [key: string, id: string])[],
    waitMs: number,
    countMax: number,
  ): Promise<{ key: string; messages: StreamMessage[] }[]>;
  /** `NO_ID` when the stream does not exist. */
  newestId(key: string): Promise<string>;
}

interface Stream {
  /** Read up to here; undefined until the first listener knows where it begins. */
  cursor: string | undefined;
  tails: Set<StreamTail>;
}

export class RedisTailer {
  private readonly streams = new Map<string, Stream>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private wake: (() => void) | undefined;
  private checkedMs = 0;

  constructor(private readonly reader: StreamReader) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.wake?.();
    for (const { tails } of this.streams.values()) for (const tail of tails) tail.close();
    await this.running;
  }

  add(key: string, tail: StreamTail): void {
    const stream = this.streams.get(key) ?? { cursor: undefined, tails: new Set() };
    this.streams.set(key, stream);
    stream.tails.add(tail);
  }

  /** A listener's beginning is known; the first one's says where reading starts. */
  primed(key: string, newest: string): void {
    const stream = this.streams.get(key);
    if (!stream) return;
    stream.cursor ??= newest;
    this.wake?.();
  }

  remove(key: string, tail: StreamTail): void {
    tail.close();
    const stream = this.streams.get(key);
    stream?.tails.delete(tail);
    if (stream?.tails.size === 0) this.streams.delete(key);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const cursors = this.cursors();
      if (cursors.length === 0) {
        await new Promise<void>((resolve) => (this.wake = resolve));
        continue;
      }
      try {
        if (performance.now() - this.checkedMs > CHECK_MS) await this.check(cursors);
        for (const { key, messages } of await this.reader.read(this.cursors(), BLOCK_MS, COUNT_MAX))
          this.dispatch(key, messages);
      } catch {
        this.checkedMs = 0;
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private cursors(): [string, string][] {
    const known: [string, string][] = [];
    for (const [key, { cursor }] of this.streams) if (cursor !== undefined) known.push([key, cursor]);
    return known;
  }

  private dispatch(key: string, messages: readonly StreamMessage[]): void {
    const stream = this.streams.get(key);
    const last = messages.at(-1);
    if (!stream || !last) return;
    stream.cursor = last.id;
    for (const message of messages) for (const tail of stream.tails) tail.put(message);
  }

  private async check(cursors: readonly [string, string][]): Promise<void> {
    const newest = await Promise.all(cursors.map(([key]) => this.reader.newestId(key)));
    cursors.forEach(([key, cursor], at) => {
      const stream = this.streams.get(key);
      if (!stream || stream.cursor !== cursor || !isAfter(cursor, newest[at] ?? NO_ID)) return;
      stream.cursor = NO_ID;
      for (const tail of stream.tails) tail.restart();
    });
    this.checkedMs = performance.now();
  }
}
