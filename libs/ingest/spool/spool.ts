/**
 * Keeps accepted facts on local disk while the log cannot take them, and hands them over in order when it can.
 * Handing over twice (a crash between append and unlink) is harmless: the log knows every id.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { type FactLog, LogUnavailableError, type NewFact } from '#libs/log/index.js';
import type { Logger } from '#libs/platform/logging.js';
import { SpoolFile, readLines } from './spool-file.js';

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
  private timer: NodeJS.Timeout | undefined;
  private draining: Promise<void> | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly folder: string,
    private readonly log: FactLog,
    private readonly logger: Logger,
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
        this.bytes += line.length + 1;
        this.remember(parseLine(line)?.facts ?? []);
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
    const outcomes = facts.map((fact): SpoolOutcome => {
      const known = this.contents.get(`${logId} ${fact.id}`);
      if (known === undefined) {
        fresh.push(fact);
        return 'kept';
      }
      return known === contentOf(fact) ? 'duplicate' : 'id-reused';
    });
    if (fresh.length > 0) await this.write(JSON.stringify({ logId, facts: fresh }), logId, fresh);
    return outcomes;
  }

  private async write(line: string, logId: string, facts: NewFact[]): Promise<void> {
    if (this.bytes + line.length > SPOOL_BYTES_MAX) throw new SpoolFullError('The local spool is full.');
    this.bytes += line.length + 1;
    // The line joins the segment's queue inside the turn: a segment that retires later waits for it.
    const { onDisk } = await this.inTurn(async () => ({ onDisk: (await this.openSegment()).append(line) }));
    await onDisk;
    this.remember(facts.map((fact) => ({ ...fact, logId })));
    this.schedule(DRAIN_RETRY_MS);
  }

  private async openSegment(): Promise<SpoolFile> {
    if (this.active && this.active.bytes < SEGMENT_BYTES_MAX) return this.active;
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
    await file.close();
  }

  private remember(facts: readonly (NewFact & { logId: string })[]): void {
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
    const facts = lines.flatMap((line) => line?.facts ?? []);
    const refused: unknown[] = [];
    for (let i = 0; i < facts.length;) {
      const logId = facts[i]?.logId ?? '';
      let end = i;
      while (end < facts.length && end - i < DRAIN_ROWS_MAX && facts[end]?.logId === logId) end++;
      const batch = facts.slice(i, end).map(({ logId: _logId, ...fact }) => fact);
      const outcomes = await this.log.append(logId, batch);
      outcomes.forEach(
        (outcome, k) => outcome.status === 'refused' && refused.push({ logId, fact: batch[k], code: outcome.code }),
      );
      i = end;
    }
    if (refused.length > 0)
      this.logger.warn({ count: refused.length }, 'spooled facts refused by the log; kept as evidence');
    if (lines.includes(undefined)) await rename(file, `${file}.unreadable`);
    else await unlink(file);
    this.segments.shift();
    for (const fact of facts) this.contents.delete(`${fact.logId} ${fact.id}`);
    if (!this.inUse) this.bytes = 0;
    this.logger.info({ facts: facts.length, waiting: this.waiting }, 'spool handed over');
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

interface SpooledLine {
  facts: (NewFact & { logId: string })[];
}

function parseLine(line: string): SpooledLine | undefined {
  try {
    const { logId, facts } = JSON.parse(line) as { logId: string; facts: NewFact[] };
    return { facts: facts.map((fact) => ({ ...fact, logId })) };
  } catch {
    return undefined;
  }
}

/** What makes two facts of one id the same: everything but the times of receipt and the clock measured beside it. */
function contentOf(fact: NewFact): string {
  const { kind, atMs, source, target, fields } = fact;
  return createHash('sha256')
    .update(JSON.stringify([kind, atMs, source ?? null, target ?? null, fields]))
    .digest('base64');
}
