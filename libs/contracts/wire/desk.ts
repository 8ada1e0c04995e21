/** What the director's desk reads. */
import * as v from 'valibot';
import type { WorryKind } from '#libs/domain/index.js';
import { correctionSchema } from '../corrections.js';
import type { CorrectionsAnswer, RunnerFactAnswer, RunnerFactsAnswer } from '../desk.js';
import { EXPORT_KINDS, type ExportJobAnswer } from '../exports.js';
import type { WireFact } from '../facts.js';
import type { WorriesAnswer, WorryAnswer } from '../worries.js';
import { uncountedWhy } from './answers.js';
import { facts } from './facts.js';
import { bib, flag, instant, list, maybe, orNull, shape, text, whole } from './shape.js';

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
  next: orNull(whole),
});

const worryKind: v.GenericSchema<WorryKind> = v.picklist([
  'missed-lap',
  'impossible-lap',
  'duplicate',
  'unknown-chip',
  'unknown-bib',
  'overdue',
  'after-stop',
  'swapped-bibs',
  'silent-point',
  'clock',
  'id-reused',
  'sequence-gap',
  'reader-down',
]);

/** `GET .../worries`. */
export const worries = shape<WorriesAnswer>({
  worries: list(
    shape<WorryAnswer>({
      id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
      kind: worryKind,
      bib: maybe(bib),
      point: maybe(text),
      at: instant,
      evidence: shape<WorryAnswer['evidence']>({
        text,
        confidence: maybe(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
        usualLapMs: maybe(whole),
        lapMs: maybe(whole),
        lap: maybe(whole),
        laps: maybe(whole),
        neighbours: maybe(whole),
        count: maybe(whole),
        bibs: maybe(list(bib)),
        silence: maybe(text),
        reader: maybe(text),
        offsets: list(whole),
      }),
      settle: orNull(correctionSchema as v.GenericSchema<WorryAnswer['settle'] & object>),
    }),
  ),
  cut: flag,
});

/** `POST .../exports` and `GET .../exports/jobs/{id}`. */
export const exportJob = shape<ExportJobAnswer>({
  id: text,
  kind: v.picklist(EXPORT_KINDS),
  bib: maybe(bib),
  offset: whole,
  state: v.picklist(['queued', 'running', 'done', 'failed']),
  percent: v.pipe(whole, v.maxValue(100)),
  askedAt: instant,
  error: maybe(text),
  file: maybe(v.strictObject({ name: text, bytes: whole, url: text, until: instant })),
});
