/** `POST /races/{slug}/passings` (contract section 3). */
import * as v from 'valibot';
import {
  INSTANT_MESSAGE,
  bibSchema,
  chipSchema,
  instantSchema,
  objectMessage,
  pointSchema,
  sourceSchema,
  uuidSchema,
} from './common.js';

export const PASSINGS_PER_BATCH_MAX = 5000;
/** Clock offsets beyond this are a wrong clock, not an offset: ten days. */
export const CLOCK_OFFSET_MS_MAX = 864_000_000;

const OFFSET_MESSAGE = `must be a whole number of milliseconds, from -${CLOCK_OFFSET_MS_MAX} to ${CLOCK_OFFSET_MS_MAX} (ten days)`;
const ROUND_TRIP_MESSAGE = 'must be a number of milliseconds, 0 or more; leave it out when it was not measured';
const ANTENNA_MESSAGE = 'must be the number of the antenna, a whole number from 0 to 255';
const RSSI_MESSAGE = 'must be the signal strength as a number, such as -61.5';

export const clockSchema = v.object(
  {
    offsetMs: v.pipe(
      v.number(OFFSET_MESSAGE),
      v.safeInteger(OFFSET_MESSAGE),
      v.minValue(-CLOCK_OFFSET_MS_MAX, OFFSET_MESSAGE),
      v.maxValue(CLOCK_OFFSET_MS_MAX, OFFSET_MESSAGE),
    ),
    roundTripMs: v.nullish(v.pipe(v.number(ROUND_TRIP_MESSAGE), v.minValue(0, ROUND_TRIP_MESSAGE))),
    measuredAt: v.nullish(instantSchema),
  },
  objectMessage('must be an object such as { "offsetMs": -1830, "roundTripMs": 24 }; leave it out when not measured', {
    offsetMs: OFFSET_MESSAGE,
  }),
);

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
      antenna: v.nullish(
        v.pipe(
          v.number(ANTENNA_MESSAGE),
          v.safeInteger(ANTENNA_MESSAGE),
          v.minValue(0, ANTENNA_MESSAGE),
          v.maxValue(255, ANTENNA_MESSAGE),
        ),
      ),
      rssi: v.nullish(v.pipe(v.number(RSSI_MESSAGE), v.finite(RSSI_MESSAGE))),
    },
    objectMessage('must be an object such as { "id", "bib", "at", "source" }', { at: INSTANT_MESSAGE }),
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
