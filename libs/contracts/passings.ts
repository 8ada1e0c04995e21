/** `POST /races/{slug}/passings` (contract section 3). */
import * as v from 'valibot';
import { bibSchema, chipSchema, instantSchema, pointSchema, sourceSchema, uuidSchema } from './common.js';

export const PASSINGS_PER_BATCH_MAX = 5000;
/** Clock offsets beyond this are a wrong clock, not an offset: ten days. */
export const CLOCK_OFFSET_MS_MAX = 864_000_000;

export const clockSchema = v.object({
  offsetMs: v.pipe(
    v.number(),
    v.safeInteger('must be a whole number of milliseconds'),
    v.minValue(-CLOCK_OFFSET_MS_MAX),
    v.maxValue(CLOCK_OFFSET_MS_MAX),
  ),
  roundTripMs: v.nullish(v.pipe(v.number(), v.minValue(0))),
  measuredAt: v.nullish(instantSchema),
});

/** One row. Without `id` it needs `source.epoch` or `source.seq` to have an identity of its own. Unknown fields are kept with the raw text. */
export const passingSchema = v.pipe(
  v.object(
    {
      id: v.nullish(uuidSchema),
      bib: v.nullish(bibSchema),
      chip: v.nullish(chipSchema),
      at: instantSchema,
      point: v.nullish(pointSchema),
      edge: v.nullish(v.picklist(['in', 'out'], 'must be "in" or "out"')),
      source: v.nullish(sourceSchema),
      clock: v.nullish(clockSchema),
      antenna: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(255))),
      rssi: v.nullish(v.pipe(v.number(), v.finite())),
    },
    'must be an object such as { "id", "bib", "at", "source" }',
  ),
  v.check((p) => p.id != null || p.source?.seq != null, 'needs an id (a UUID) or source.device with source.seq'),
);

export const passingsEnvelopeSchema = v.object({
  passings: v.pipe(
    v.array(v.unknown(), 'must be a list'),
    v.minLength(1, 'must hold at least one passing'),
    v.maxLength(
      PASSINGS_PER_BATCH_MAX,
      `must hold at most ${PASSINGS_PER_BATCH_MAX} passings; send the rest in another request`,
    ),
  ),
});

export type PassingInput = v.InferOutput<typeof passingSchema>;

export interface PassingResult {
  id: string | null;
  outcome: 'accepted' | 'duplicate' | 'rejected';
  offset?: number;
  spooled?: true;
  code?: string;
  message?: string;
}

export interface PassingsAnswer {
  /** Last offset of the log after this request; null while the database is away. */
  head: number | null;
  results: PassingResult[];
}
