/** Whose count is in question, race by race; looked at now and then, because it asks the whole field. */
import type { Doubt, RaceFold } from '#libs/domain/index.js';
import { doubtsOf } from '#libs/domain/index.js';

/** A look is at most as old as this when something was folded since, ... */
const EVERY_MS = 5000;
/** ... and takes at most this share of the time, however big the field. */
const SHARE = 0.01;
/** While nothing is folded only the clock can change a doubt. */
const QUIET_MS = 60_000;
const RACES_MAX = 500;

export type DoubtsByBib = ReadonlyMap<string, readonly Doubt[]>;

interface Look {
  offset: number;
  atMs: number;
  costMs: number;
  byBib: DoubtsByBib;
}

export class Doubts {
  private readonly looks = new Map<string, Look>();

  /** As of a look that may be some seconds old. */
  of(race: RaceFold, offset: number, nowMs: number): DoubtsByBib {
    const { slug } = race;
    const known = this.looks.get(slug);
    if (known && nowMs - known.atMs < waitMs(known, offset)) return known.byBib;
    const began = performance.now();
    const byBib = doubtsOf(race.worries(nowMs).worries);
    this.looks.delete(slug);
    this.looks.set(slug, { offset, atMs: nowMs, costMs: performance.now() - began, byBib });
    for (const [oldest] of this.looks) if (this.looks.size > RACES_MAX) this.looks.delete(oldest);
    return byBib;
  }
}

const waitMs = (known: Look, offset: number): number =>
  known.offset === offset ? QUIET_MS : Math.max(EVERY_MS, known.costMs / SHARE);
