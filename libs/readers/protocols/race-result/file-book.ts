/** Which passings of the decoder's present file we have, and which are to be pulled. */
import type { Cursor } from '../../session.js';

interface Span {
  first: number;
  last: number;
}

/** Spans that are remembered; a decoder that skips more often is asked for the whole in between. */
const SPANS_MAX = 500;
/** How often a number that is not given is asked for. */
const TRIES_MAX = 3;

export class FileBook {
  /** Number of the file, as the decoder says it; before it has, the newest of which we have passings. */
  epoch: string;
  /** Passings the decoder has in it. */
  count = 0;
  #known = false;
  #newest: number;
  #wanted: (Span & { tries: number })[] = [];
  /** Asked for by a gap, so that its filling can be told. */
  #gaps: Span[] = [];

  constructor(private readonly cursors: readonly Cursor[]) {
    const [newest] = cursors;
    this.epoch = newest?.epoch ?? '1';
    this.#newest = newest?.lastSeq ?? 0;
  }

  /**
   * The decoder said how many it has, and in which file.
   * @returns what changed: another file, or the same number counted anew (`isOther`); undefined when nothing did
   */
  counted(
    count: number,
    file: string | undefined,
  ): { isOther: boolean; left?: { file: string; lastSeq: number } } | undefined {
    const wasKnown = this.#known;
    const isOther = file !== undefined && baseOf(this.epoch) !== file;
    // The count went down and the file is called the same: what it has is not what we have.
    const isAnew = !isOther && count < this.#newest;
    const former = { file: this.epoch, lastSeq: this.#newest };
    this.#known = true;
    this.count = count;
    if (isOther || isAnew) {
      this.epoch = isAnew ? nextRun(this.epoch) : (file ?? this.epoch);
      const cursor = this.cursors.find(({ epoch }) => epoch === this.epoch);
      this.#newest = cursor?.lastSeq ?? 0;
      this.#wanted = (cursor?.missing ?? []).map((span) => ({ ...span, tries: 0 }));
      this.#gaps = [];
    } else if (!wasKnown) {
      const cursor = this.cursors.find(({ epoch }) => epoch === this.epoch);
      this.#wanted = (cursor?.missing ?? []).map((span) => ({ ...span, tries: 0 }));
    }
    if (count > this.#newest) this.want(this.#newest + 1, count);
    if (isOther || isAnew) return { isOther: true, ...(former.lastSeq > 0 ? { left: former } : {}) };
    return wasKnown ? undefined : { isOther: false };
  }

  /** Is it the number of the file the decoder is in? */
  isOf(file: string): boolean {
    return baseOf(file) === baseOf(this.epoch);
  }

  /** Is this one still to be pulled? */
  wants(no: number): boolean {
    return this.#wanted.some(({ first, last }) => first <= no && no <= last);
  }

  want(first: number, last: number): void {
    if (last < first) return;
    this.#wanted.push({ first, last, tries: 0 });
    this.#wanted = merged(this.#wanted);
    if (this.#wanted.length > SPANS_MAX) {
      const [oldest] = this.#wanted;
      this.#wanted = [{ first: oldest!.first, last: this.#wanted.at(-1)!.last, tries: 0 }];
    }
  }

  /** A passing came. @returns the numbers that were passed over before it */
  took(no: number, epoch: string | undefined): Span | undefined {
    if (epoch !== this.epoch) return undefined;
    this.#wanted = this.#wanted.flatMap((span) => without(span, no));
    const gap = no > this.#newest + 1 ? { first: this.#newest + 1, last: no - 1 } : undefined;
    this.#newest = Math.max(this.#newest, no);
    // What is being pulled anyway is no gap.
    if (gap === undefined || this.#wanted.some(({ first, last }) => first <= gap.first && last >= gap.last))
      return undefined;
    this.want(gap.first, gap.last);
    this.#gaps.push(gap);
    if (this.#gaps.length > SPANS_MAX) this.#gaps.shift();
    return gap;
  }

  /** The next numbers to pull, at most so many. */
  next(most: number): Span | undefined {
    const [span] = this.#wanted;
    return span && { first: span.first, last: Math.min(span.last, span.first + most - 1) };
  }

  /**
   * A block is over: what was asked for and not given is asked for again a few times, then given up.
   * @param gave it gave a part: some give less at once than they are asked for
   */
  settle(first: number, last: number, gave: boolean): (Span & { filled: boolean })[] {
    const givenUp: Span[] = [];
    this.#wanted = this.#wanted.flatMap((span) => {
      if (span.last < first || span.first > last) return [span];
      const tries = gave ? span.tries : span.tries + 1;
      const below = span.first < first ? [{ first: span.first, last: first - 1, tries: span.tries }] : [];
      const inside = { first: Math.max(span.first, first), last: Math.min(span.last, last), tries };
      const rest = span.last > last ? [{ first: last + 1, last: span.last, tries: span.tries }] : [];
      if (gave) return [...below, inside, ...rest];
      if (inside.tries < TRIES_MAX) return [...below, ...rest, inside];
      givenUp.push(inside);
      return [...below, ...rest];
    });
    const among = (spans: readonly Span[], gap: Span): boolean =>
      spans.some((span) => span.first <= gap.last && span.last >= gap.first);
    // One that was given up is never filled, and stays told.
    this.#gaps = this.#gaps.filter((gap) => !among(givenUp, gap));
    const filled = this.#gaps.filter((gap) => !among(this.#wanted, gap));
    this.#gaps = this.#gaps.filter((gap) => !filled.includes(gap));
    return filled.map((gap) => ({ ...gap, filled: true }));
  }
}

/** A file that is counted anew under its old number is another epoch: `177`, `177.2`, `177.3` ... */
function baseOf(epoch: string): string {
  const dot = epoch.indexOf('.');
  return dot === -1 ? epoch : epoch.slice(0, dot);
}
function nextRun(epoch: string): string {
  const [base, run = '1'] = epoch.split('.');
  return `${base}.${Number(run) + 1}`;
}

function without<T extends Span>(span: T, no: number): T[] {
  if (no < span.first || no > span.last) return [span];
  const parts: T[] = [];
  if (no > span.first) parts.push({ ...span, last: no - 1 });
  if (no < span.last) parts.push({ ...span, first: no + 1 });
  return parts;
}

function merged<T extends Span>(spans: readonly T[]): T[] {
  const sorted = [...spans].sort((a, b) => a.first - b.first);
  const result: T[] = [];
  for (const span of sorted) {
    const before = result.at(-1);
    if (before !== undefined && span.first <= before.last + 1) before.last = Math.max(before.last, span.last);
    else result.push({ ...span });
  }
  return result;
}
