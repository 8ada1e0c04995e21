/** Numbers of an Ultra's log that were passed over: asked for until they come, a few times; what a box does not have it never gives. */
import type { Commands } from './commands.js';

const HOLES_MAX = 200;
const HOLE_AGAIN_MS = 15_000;
const HOLE_TRIES_MAX = 4;
/** A hole longer than this is not watched number by number: the first record of it is the answer. */
const WATCHED_MAX = 10_000;
/** Holes as near to each other as this are asked for in one go; what comes between them is known. */
const MERGED_RECORDS = 100;

export interface Span {
  first: number;
  last: number;
}

interface Hole extends Span {
  left: Set<number> | undefined;
  askedMs: number;
  tries: number;
}

export class Holes {
  #holes: Hole[] = [];

  constructor(private readonly commands: Commands) {}

  /** The box counts anew: what was missing it no longer has. */
  clear(): void {
    this.#holes = [];
  }

  want(spans: readonly Span[], nowMs: number): void {
    for (const hole of merged(spans)) {
      if (this.#holes.length >= HOLES_MAX) this.#holes.shift();
      const made: Hole = { ...hole, askedMs: nowMs, tries: 0 };
      this.#holes.push(made);
      this.#ask(made, nowMs);
    }
  }

  tick(nowMs: number): void {
    for (const hole of this.#holes) {
      if (nowMs - hole.askedMs < HOLE_AGAIN_MS) continue;
      hole.tries++;
      if (hole.tries < HOLE_TRIES_MAX) this.#ask(hole, nowMs);
    }
    this.#holes = this.#holes.filter(({ tries }) => tries < HOLE_TRIES_MAX);
  }

  /** A record came. @returns the hole that it filled up */
  fill(logId: number): Span | undefined {
    const hole = this.#holes.find(
      ({ first, last, left }) => logId >= first && logId <= last && left?.has(logId) !== false,
    );
    if (hole === undefined) return undefined;
    hole.left?.delete(logId);
    if (hole.left !== undefined && hole.left.size > 0) return undefined;
    this.#holes = this.#holes.filter((one) => one !== hole);
    return hole.left === undefined ? undefined : { first: hole.first, last: hole.last };
  }

  #ask(hole: Hole, nowMs: number): void {
    hole.askedMs = nowMs;
    this.commands.rewind({ by: '6', from: hole.first, to: hole.last }, hole.tries);
  }
}

function merged(spans: readonly Span[]): (Span & Pick<Hole, 'left'>)[] {
  const found: (Span & Pick<Hole, 'left'>)[] = [];
  for (const { first, last } of spans) {
    const before = found.at(-1);
    const isLong = last - first >= WATCHED_MAX;
    if (!isLong && before?.left !== undefined && first > before.last && first - before.last <= MERGED_RECORDS) {
      before.last = last;
      for (let no = first; no <= last; no++) before.left.add(no);
      continue;
    }
    const left = isLong ? undefined : new Set(Array.from({ length: last - first + 1 }, (_, i) => first + i));
    found.push({ first, last, left });
  }
  return found;
}
