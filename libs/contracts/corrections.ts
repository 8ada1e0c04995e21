/** `POST /races/{slug}/corrections` (contract section 5). */
import * as v from 'valibot';
import {
  bibSchema,
  chipSchema,
  deviceOffsetMsSchema,
  deviceSchema,
  deviceZoneSchema,
  durationMsSchema,
  instantSchema,
  metresSchema,
  pointSchema,
  reasonSchema,
  textSchema,
  uuidSchema,
} from './common.js';

const base = { id: uuidSchema, reason: reasonSchema };
const edge = v.optional(v.picklist(['in', 'out'], 'must be "in" or "out"'));
const personSchema = v.pipe(textSchema, v.minLength(1, 'say who'));
const markerSchema = v.pipe(
  v.string('must be text, such as "17"'),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(16, 'must be at most 16 characters'),
);
const signed = <T extends number>(schema: v.GenericSchema<T>, unit: string) =>
  v.pipe(
    v.number(`must be a number of ${unit}, negative to take away`),
    v.check((size) => size !== 0 && v.is(schema, Math.abs(size)), `must be ${unit} within limits, and not 0`),
  );
/** Yards of a backyard; the longest so far had 119. */
const YARDS_MAX = 10_000;

const standings = [
  v.object({
    ...base,
    type: v.literal('status'),
    bib: bibSchema,
    status: v.picklist(
      ['dns', 'stopped', 'returned', 'dnf', 'dsq', 'refused-to-continue'],
      'must be dns, stopped, returned, dnf, dsq or refused-to-continue',
    ),
    at: v.optional(instantSchema),
    point: v.optional(pointSchema),
  }),
  v.object({
    ...base,
    type: v.literal('yard'),
    bib: bibSchema,
    yard: v.pipe(
      v.number('must be the number of the yard'),
      v.safeInteger('must be a whole number'),
      v.minValue(1, 'must be at least 1'),
      v.maxValue(YARDS_MAX, `must be at most ${YARDS_MAX}`),
    ),
    inTime: v.boolean('must be true or false'),
  }),
  v.object({
    ...base,
    type: v.literal('part-lap'),
    bib: bibSchema,
    pastLineM: v.optional(metresSchema),
    marker: v.optional(markerSchema),
    measuredBy: personSchema,
  }),
  v.object({
    ...base,
    type: v.literal('part-lap-marker'),
    marker: markerSchema,
    pastLineM: metresSchema,
    measuredBy: personSchema,
  }),
  v.object({ ...base, type: v.literal('part-lap-signed'), target: uuidSchema, by: personSchema }),
  v.object({
    ...base,
    type: v.literal('adjustment'),
    bib: bibSchema,
    distanceM: v.optional(signed(metresSchema, 'metres')),
    timeMs: v.optional(signed(durationMsSchema, 'milliseconds')),
  }),
] as const;

const raceWide = [
  v.object({
    ...base,
    type: v.literal('course-changed'),
    lapM: v.pipe(metresSchema, v.minValue(1, 'must be at least 1 m')),
    fromLap: v.optional(
      v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(1, 'must be at least 1')),
    ),
    fromAt: v.optional(instantSchema),
  }),
  v.object({
    ...base,
    type: v.literal('worry-dismissed'),
    worry: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  }),
  v.object({
    ...base,
    type: v.literal('results-state'),
    state: v.picklist(['provisional', 'official', 'amended'], 'must be provisional, official or amended'),
  }),
] as const;

export const correctionSchema = v.variant(
  'type',
  [
    v.object({ ...base, type: v.literal('void'), target: uuidSchema }),
    v.object({ ...base, type: v.literal('restore'), target: uuidSchema }),
    v.object({
      ...base,
      type: v.literal('add-passing'),
      bib: bibSchema,
      at: instantSchema,
      point: v.optional(pointSchema),
      edge,
    }),
    v.object({ ...base, type: v.literal('reassign'), target: uuidSchema, bib: bibSchema }),
    v.object({ ...base, type: v.literal('assign-tap'), target: uuidSchema, bib: bibSchema }),
    v.object({ ...base, type: v.literal('retime'), target: uuidSchema, at: instantSchema }),
    v.object({
      ...base,
      type: v.literal('chip-assigned'),
      chip: chipSchema,
      bib: v.nullable(bibSchema),
      from: v.optional(instantSchema),
      to: v.optional(instantSchema),
    }),
    v.object({
      ...base,
      type: v.literal('reader'),
      device: deviceSchema,
      point: v.optional(pointSchema),
      timeZone: v.optional(deviceZoneSchema),
      statedZone: v.optional(v.picklist(['trust', 'ignore'], 'must be "trust" or "ignore"')),
      setAt: v.optional(instantSchema),
      offsetMs: v.optional(deviceOffsetMsSchema),
      from: v.optional(instantSchema),
      to: v.optional(instantSchema),
    }),
    ...standings,
    ...raceWide,
  ],
  'must be one of void, restore, add-passing, reassign, assign-tap, retime, chip-assigned, reader, status, yard, part-lap, part-lap-marker, part-lap-signed, adjustment, course-changed, worry-dismissed, results-state',
);
export type CorrectionInput = v.InferOutput<typeof correctionSchema>;
/** What a recorder may post, and only about its own entries. */
export const RECORDER_CORRECTIONS: readonly CorrectionInput['type'][] = [
  'void',
  'restore',
  'reassign',
  'assign-tap',
  'retime',
];
