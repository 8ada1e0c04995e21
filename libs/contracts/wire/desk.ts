/** What the director's desk reads. */
import * as v from 'valibot';
import type { CorrectionsAnswer, RunnerFactAnswer, RunnerFactsAnswer } from '../desk.js';
import type { WireFact } from '../facts.js';
import { uncountedWhy } from './answers.js';
import { facts } from './facts.js';
import { bib, flag, instant, list, maybe, orNull, shape, whole } from './shape.js';

const fact = v.union(Object.values(facts)) as unknown as v.GenericSchema<WireFact>;

/** `GET .../runners/{bib}/facts`. */
export const runnerFacts = shape<RunnerFactsAnswer>({
  bib,
  facts: list(
    shape<RunnerFactAnswer>({
      fact,
      inForce: flag,
      at: maybe(instant),
      lap: maybe(whole),
      why: maybe(uncountedWhy),
      movedTo: maybe(orNull(bib)),
    }),
  ),
});

/** `GET .../corrections`. */
export const corrections = shape<CorrectionsAnswer>({
  corrections: list(v.strictObject({ fact, inForce: flag })),
});
