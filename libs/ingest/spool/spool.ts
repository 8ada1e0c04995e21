/**
 * Keeps accepted facts on local disk while the log cannot take them, and hands them over in order when it can.
 * Handing over twice (a crash between append and unlink) is harmless: the log knows every id.
 */
import { mkdir, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import {
  type AppendOutcome,
  type FactLog,
  InvalidFactError,
  LogUnavailableError,
  type NewFact,
  UnknownLogError,
} from '#libs/log/index.js';
import type { Logger } from '#libs/platform/logging.js';
import { SpoolFile, readLines } from './spool-file.js';
import { type SpooledFact, contentOf, lineOf, parseLine } from './spool-line.js';

export const SEGMENT_BYTES_MAX = 8 * 1024 * 1024;
export const SPOOL_BYTES_MAX = 1024 * 1024 * 1024;
export const DRAIN_RETRY_MS = 500;
/** Rows handed to the log at once while draining. */
export const DRAIN_ROWS_MAX = 1000;

const SEGMENT = /^spool-(\d{12})\.ndjson$/;

export class SpoolFullError extends Error {
  override name = 'SpoolFullError';
}

export type SpoolOutcome = 'kept' | 'duplicate' | 'id-reused';

export class Spool {
  private active: SpoolFile | undefined;
  private segments: string[] = [];
  private nextNumber = 1;
  private bytes = 0;
  private readonly contents = new Map<string, string>();
  /** Writes under way, by the facts they hold. */
  private readonly writing = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly folder: string,
    private readonly log: FactLog,
    private readonly logger: Logger,
    private readonly bytesMax = SPOOL_BYTES_MAX,
  ) {}

  /** Finds what an earlier process left and begins to hand it over. */
  async start(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(this.folder)).filter((name) => SEGMENT.test(name)).sort();
    this.segments = names.map((name) => path.join(this.folder, name));
    const last = names.at(-1);
    this.nextNumber = last ? Number(SEGMENT.exec(last)?.[1]) + 1 : 1;
    for (const file of this.segments) {
      for (const line of await readLines(file)) {
        this.bytes += Buffer.byteLength(line) + 1;
        this.remember(parseLine(line) ?? []);
      }
    }
    this.schedule(0);
  }

  /** Facts that wait here; 0 means the log has everything. */
  get waiting(): number {
    return this.contents.size;
  }

  /** While this is true every new fact must come here too, so that the order of arrival is kept. */
  get inUse(): boolean {
    return this.segments.length > 0 || this.active !== undefined;
  }

  /** Resolves when the facts are on disk. @throws SpoolFullError, or the disk's own error: then nothing may be acknowledged */
  async keep(logId: string, facts: readonly NewFact[]): Promise<SpoolOutcome[]> {
    const fresh: NewFact[] = [];
    const awaited = new Set<Promise<void>>();
    const outcomes = facts.map((fact): SpoolOutcome => {
      const key = `${logId} ${fact.id}`;
      const content = contentOf(fact);
      const known = this.contents.get(key);
      if (known === undefined) {
        // Known from now on, so that the same id in this call or in one beside it meets it.
        this.contents.set(key, content);
        fresh.push(fact);
        return 'kept';
      }
      const underWay = this.writing.get(key);
      if (underWay) awaited.add(underWay);
      return known === content ? 'duplicate' : 'id-reused';
    });
    if (fresh.length > 0) awaited.add(this.writeKnown(logId, fresh));
    // A duplicate of what is still on its way to the disk is no more kept than the first one.
    await Promise.all(awaited);
    return outcomes;
  }

  /** Writes facts that are known already; forgets them when the disk refuses. */
  private writeKnown(logId: string, facts: NewFact[]): Promise<void> {
    const keys = facts.map((fact) => `${logId} ${fact.id}`);
    const written = this.write(lineOf(logId, facts))
      .catch((error: unknown) => {
        for (const key of keys) this.contents.delete(key);
        throw error;
      })
      .finally(() => keys.forEach((key) => this.writing.delete(key)));
    for (const key of keys) this.writing.set(key, written);
    return written;
  }

  private async write(line: string): Promise<void> {
    const bytes = Buffer.byteLength(line) + 1;
    if (this.bytes + bytes > this.bytesMax) throw new SpoolFullError('The local spool is full.');
    this.bytes += bytes;
    try {
      // The line joins the segment's queue inside the turn: a segment that retires later waits for it.
      const { onDisk } = await this.inTurn(async () => ({ onDisk: (await this.openSegment()).append(line) }));
      await onDisk;
    } catch (error) {
      this.bytes -= bytes;
      throw error;
    }
    this.schedule(DRAIN_RETRY_MS);
  }

  private async openSegment(): Promise<SpoolFile> {
    if (this.active && !this.active.broken && this.active.bytes < SEGMENT_BYTES_MAX) return this.active;
    if (this.active) await this.retire();
    const name = path.join(this.folder, `spool-${String(this.nextNumber++).padStart(12, '0')}.ndjson`);
    this.active = await SpoolFile.create(name, this.folder);
    return this.active;
  }

  private async retire(): Promise<void> {
    const file = this.active;
    if (!file) return;
    this.active = undefined;
    this.segments.push(file.path);
    await file.close().catch((error: unknown) => this.logger.debug({ err: error }, 'a segment did not close'));
  }

  private remember(facts: readonly SpooledFact[]): void {
    for (const fact of facts) this.contents.set(`${fact.logId} ${fact.id}`, contentOf(fact));
  }

  private schedule(ms: number): void {
    if (this.closed || this.timer || !this.inUse) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.drain();
    }, ms);
  }

  /** Hands over what is here; resolves when nothing is left or the log refuses. Safe to call at any time. */
  drain(): Promise<void> {
    this.draining ??= this.drainAll().finally(() => {
      this.draining = undefined;
      this.schedule(DRAIN_RETRY_MS);
    });
    return this.draining;
  }

  private async drainAll(): Promise<void> {
    try {
      while (this.inUse && !this.closed) {
        if (this.segments.length === 0) await this.inTurn(() => this.retire());
        const file = this.segments[0];
        if (file === undefined) return;
        await this.handOver(file);
      }
    } catch (error) {
      const expected = error instanceof LogUnavailableError;
      this.logger[expected ? 'debug' : 'error']({ err: error, waiting: this.waiting }, 'spool not handed over yet');
    }
  }

  private async handOver(file: string): Promise<void> {
    const lines = (await readLines(file)).map(parseLine);
    const facts = lines.flatMap((line) => line ?? []);
    let refused = 0;
    let impossible = lines.includes(undefined);
    for (let i = 0; i < facts.length;) {
      const logId = facts[i]?.logId ?? '';
      let end = i;
      while (end < facts.length && end - i < DRAIN_ROWS_MAX && facts[end]?.logId === logId) end++;
      const batch = facts.slice(i, end).map(({ logId: _logId, ...fact }) => fact);
      const outcomes = await this.append(logId, batch);
      refused += outcomes.filter((outcome) => outcome?.status === 'refused').length;
      impossible ||= outcomes.includes(undefined);
      i = end;
    }
    if (refused > 0) this.logger.warn({ count: refused }, 'spooled facts refused by the log; kept as evidence');
    if (impossible) {
      this.logger.error({ file: `${file}.unreadable` }, 'the log cannot take all of a spooled file; it is kept aside');
      await rename(file, `${file}.unreadable`);
    } else await unlink(file);
    this.segments.shift();
    for (const fact of facts) this.contents.delete(`${fact.logId} ${fact.id}`);
    if (!this.inUse) this.bytes = 0;
    this.logger.info({ facts: facts.length, waiting: this.waiting }, 'spool handed over');
  }

  /** One fact that the log can never take must not hold up all that came after it: its outcome is undefined. */
  private async append(logId: string, batch: NewFact[]): Promise<(AppendOutcome | undefined)[]> {
    try {
      return await this.log.append(logId, batch);
    } catch (error) {
      if (error instanceof UnknownLogError) return batch.map(() => undefined);
      if (!(error instanceof InvalidFactError)) throw error;
      if (batch.length === 1) return [undefined];
      const outcomes: (AppendOutcome | undefined)[] = [];
      for (const fact of batch) outcomes.push(...(await this.append(logId, [fact])));
      return outcomes;
    }
  }

  /** Opening and retiring segments happens one after the other. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.turn.then(work, work);
    this.turn = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.draining;
    await this.inTurn(async () => this.active?.close());
  }
}
