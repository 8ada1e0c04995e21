/**
 * What is said to an Ultra. Its commands have no end, so two in one packet would be one that it does not know: they go out one by one. The two zeros in a
 * rewind are figures to some firmware and zero bytes to other (protocols 2.6): figures are tried first, and what was answered is kept to.
 */
import type { Output } from '../../session.js';

/** Between two commands at least. */
const PACE_MS = 250;
/** Commands that wait; one too many is a hole that is asked for again later. */
const WAITING_MAX = 300;

export type Zeros = 'ascii' | 'binary';

/** `600<from>CR<to>` by log id, `800<from>CR<to>` by seconds since 1980, `8000CR0` for all. */
export interface Rewind {
  by: '6' | '8';
  from: number;
  to: number;
}

interface Waiting {
  text: string;
  /** Of a rewind: which zeros it is written with. */
  zeros?: Zeros;
}

export class Commands {
  #waiting: Waiting[] = [];
  #sentMs = Number.NEGATIVE_INFINITY;
  #known: Zeros | undefined;
  #lastZeros: Zeros | undefined;

  /** @param zeros as the operator knows them, or undefined: to be found out */
  constructor(zeros: Zeros | undefined) {
    this.#known = zeros;
  }

  say(text: string): void {
    this.#push({ text });
  }

  /** @param tries how often it was asked before, in vain: the other zeros are tried in turn */
  rewind(rewind: Rewind, tries = 0): void {
    const zeros = this.#known ?? (tries % 2 === 0 ? 'ascii' : 'binary');
    this.#push({ text: rewindText(rewind, zeros), zeros });
  }

  /** Old records came: the zeros of the last rewind were understood. */
  answered(): void {
    this.#known ??= this.#lastZeros;
  }

  /** The next command, when its time has come. @returns what was sent */
  flush(outputs: Output[], nowMs: number): string | undefined {
    if (nowMs - this.#sentMs < PACE_MS) return undefined;
    const next = this.#waiting.shift();
    if (next === undefined) return undefined;
    this.#sentMs = nowMs;
    this.#lastZeros = next.zeros ?? this.#lastZeros;
    outputs.push({ kind: 'send', text: next.text });
    return next.text;
  }

  #push(one: Waiting): void {
    if (this.#waiting.length >= WAITING_MAX || this.#waiting.some(({ text }) => text === one.text)) return;
    this.#waiting.push(one);
  }
}

const rewindText = ({ by, from, to }: Rewind, zeros: Zeros): string =>
  `${by}${zeros === 'ascii' ? '00' : '\0\0'}${from}\r${to}`;
