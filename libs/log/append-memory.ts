/**
 * What this process has just committed, for the tails that follow the same log here: they need not read back what was in memory a moment ago.
 * A short cut only. Where it cannot tell every fact in its place, it tells none, and the tail reads the log.
 */
import type { Fact, Source } from '#libs/domain/index.js';
import type { FactRow } from './fact-row.js';
import type { NewFact } from './ports.js';
import { saidBy, toldFact } from './told-fact.js';

/** Rows kept for one tail; one that falls further behind reads the log again. */
export const RECENT_ROWS_MAX = 5_000;

export interface RecentFacts {
  /** The facts right after `after`, at most `limit` and at least one; undefined when they are not known here. */
  take(after: number, limit: number): Fact[] | undefined;
  close(): void;
}

/** A log that knows what it committed itself. */
export interface Followable {
  follow(logId: string): RecentFacts;
}

export class CommittedFacts implements Followable {
  private readonly followers = new Map<string, Set<Recent>>();

  follow(logId: string): RecentFacts {
    const known = this.followers.get(logId) ?? new Set();
    this.followers.set(logId, known);
    const made = new Recent(() => {
      known.delete(made);
      if (known.size === 0 && this.followers.get(logId) === known) this.followers.delete(logId);
    });
    known.add(made);
    return made;
  }

  /** `rows` are on the disk, in this order, the last of them at `head`. */
  committed(logId: string, head: number, rows: readonly FactRow[]): void {
    const followers = this.followers.get(logId);
    if (!followers || !rows.every(({ fact }) => isTellable(fact))) return;
    for (const follower of followers) follower.put(head - rows.length + 1, rows);
  }
}

/** A run of offsets from one commit. */
interface Run {
  first: number;
  rows: readonly FactRow[];
}

class Recent implements RecentFacts {
  private runs: Run[] = [];
  private kept = 0;

  constructor(readonly close: () => void) {}

  put(first: number, rows: readonly FactRow[]): void {
    if (this.kept + rows.length > RECENT_ROWS_MAX) this.forget(this.runs.length);
    this.runs.push({ first, rows });
    this.kept += rows.length;
  }

  take(after: number, limit: number): Fact[] | undefined {
    const past = this.runs.findIndex(({ first, rows }) => first + rows.length - 1 > after);
    this.forget(past < 0 ? this.runs.length : past);
    const facts: Fact[] = [];
    for (const { first, rows } of this.runs) {
      const next = after + facts.length + 1;
      // Somebody else appended in between.
      if (first > next) break;
      for (let at = next - first; at < rows.length && facts.length < limit; at++) {
        facts.push(factOf((rows[at] as FactRow).fact, first + at));
      }
      if (facts.length === limit) break;
    }
    return facts.length > 0 ? facts : undefined;
  }

  private forget(runs: number): void {
    for (const { rows } of this.runs.splice(0, runs)) this.kept -= rows.length;
  }
}

/**
 * Only the log resolves a target and joins a person. Other facts come back from it as they went in if their fields are plain values
 * that JSON keeps as they are.
 */
function isTellable({ target, person, kind, fields }: NewFact): boolean {
  if (target !== undefined || person !== undefined || kind === 'entrant' || kind === 'erase') return false;
  for (const name in fields) {
    const value = fields[name];
    const type = typeof value;
    if (type !== 'string' && type !== 'boolean' && value !== null && !isKeptNumber(value)) return false;
  }
  return true;
}

/** JSON has no infinity, and no zero below zero. */
const isKeptNumber = (value: unknown): boolean => Number.isFinite(value) && !Object.is(value, -0);

/** As a page of the log would tell it. */
function factOf({ id, kind, atMs, receivedAtMs, source, clock, by, reason, fields }: NewFact, offset: number): Fact {
  const resolved = clock ? Math.round(atMs + clock.offsetMs) : atMs;
  const common = { offset, id, kind, atMs: resolved, receivedAtMs, by, reason, source: source && sourceOf(source) };
  return toldFact(common, fields, saidBy(atMs, clock));
}

function sourceOf({ device, epoch, seq }: Source): Source {
  const source: Source = { device };
  if (epoch) source.epoch = epoch;
  if (seq !== undefined) source.seq = seq;
  return source;
}
