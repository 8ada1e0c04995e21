/** What the director's desk reads: the facts behind a runner, and everything people said and changed in a race. */
import type { RunnerFact } from '#libs/domain/index.js';
import type { WireFact } from './facts.js';

/** One of a runner's facts: the line of the log, and what became of it. */
export interface RunnerFactAnswer extends Omit<RunnerFact, 'offset'> {
  fact: WireFact;
}

/** `GET /races/{slug}/runners/{bib}/facts`, ascending by offset. */
export interface RunnerFactsAnswer {
  bib: string;
  facts: RunnerFactAnswer[];
}

/** `GET /races/{slug}/corrections`, ascending by offset. */
export interface CorrectionsAnswer {
  corrections: { fact: WireFact; inForce: boolean }[];
  /** The `before` of the page with older ones; null when there are none. */
  next: number | null;
}
