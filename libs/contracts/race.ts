/** Race definition (contract section 3). */
import type { RaceDefinition } from '#libs/domain/index.js';
import * as v from 'valibot';
import {
  ID_CHARS_MAX,
  durationMsSchema,
  instantSchema,
  isInstant,
  metresSchema,
  reasonSchema,
  slugSchema,
  textSchema,
} from './common.js';

export const POINTS_MAX = 200;
export const WAVES_MAX = 100;
/** Of a measurer, such as "A". */
const GRADE_CHARS_MAX = 16;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const lengthSchema = v.pipe(metresSchema, v.minValue(1, 'must be at least 1 m'));
const idSchema = v.pipe(v.string('must be text'), v.minLength(1), v.maxLength(ID_CHARS_MAX));

const loopPointSchema = v.object({ id: idSchema, atM: metresSchema, name: v.optional(textSchema) });

export const loopCourseSchema = v.pipe(
  v.object({
    kind: v.literal('loop', 'must be "loop"'),
    lapM: lengthSchema,
    firstLapM: v.optional(lengthSchema),
    points: v.pipe(
      v.optional(v.array(loopPointSchema, 'must be a list'), [{ id: 'line', atM: 0 }]),
      v.minLength(1, 'needs at least the point "line"'),
      v.maxLength(POINTS_MAX, `must have at most ${POINTS_MAX} points`),
    ),
    minLapMs: v.optional(durationMsSchema),
    quietMs: v.optional(durationMsSchema),
    readRule: v.optional(v.picklist(['first', 'last', 'strongest'], 'must be "first", "last" or "strongest"')),
  }),
  v.check(
    (course) => course.points.some((p) => p.id === 'line'),
    'points: needs a point with id "line", where a lap ends',
  ),
  v.check(
    (course) => new Set(course.points.map((p) => p.id)).size === course.points.length,
    'points: every id must be there once',
  ),
  v.check((course) => course.points.every((p) => p.atM < course.lapM), 'points: atM must be less than lapM'),
);

const quietMs = v.optional(durationMsSchema);
const readRule = v.optional(v.picklist(['first', 'last', 'strongest'], 'must be "first", "last" or "strongest"'));

/** A point of a course from A to B; without an `id` its name is what passings say. */
const coursePointSchema = v.pipe(
  v.object({
    id: v.optional(idSchema),
    name: v.pipe(textSchema, v.minLength(1, 'must not be empty')),
    atM: metresSchema,
    altitudeM: v.optional(v.number('must be a number of metres')),
    opensMs: v.optional(durationMsSchema),
    cutoffMs: v.optional(durationMsSchema),
    cutoffOn: v.optional(v.picklist(['arrival', 'departure'], 'must be "arrival" or "departure"')),
    dropBag: v.optional(v.boolean('must be true or false')),
  }),
  v.transform((point) => ({ ...point, id: point.id ?? point.name.slice(0, ID_CHARS_MAX) })),
);

export const lineCourseSchema = v.pipe(
  v.object({
    kind: v.literal('line', 'must be "line"'),
    points: v.pipe(
      v.array(coursePointSchema, 'must be a list of points, the last one the finish'),
      v.minLength(1, 'needs at least the finish'),
      v.maxLength(POINTS_MAX, `must have at most ${POINTS_MAX} points`),
    ),
    quietMs,
    readRule,
  }),
  v.check(
    (course) => new Set(course.points.map((p) => p.id)).size === course.points.length,
    'points: every id (or name, where there is no id) must be there once',
  ),
  v.check(
    (course) => course.points.every((p, i) => i === 0 || p.atM > (course.points[i - 1]?.atM ?? 0)),
    'points: atM must grow from point to point',
  ),
  v.check(
    (course) => (course.points[course.points.length - 1]?.atM ?? 0) > 0,
    'points: the last one is the finish, its atM the length of the course',
  ),
);

export const courseSchema = v.variant('kind', [loopCourseSchema, lineCourseSchema], 'kind must be "loop" or "line"');

export const fixedTimeFormatSchema = v.pipe(
  v.object({
    kind: v.literal('fixed-time', 'must be "fixed-time"'),
    durationMs: v.pipe(durationMsSchema, v.minValue(60_000, 'must be at least one minute')),
    end: v.optional(
      v.picklist(
        ['measure', 'finish-lap', 'whole-laps', 'fractions'],
        'must be "measure", "finish-lap", "whole-laps" or "fractions"',
      ),
      'measure',
    ),
    fractionM: v.optional(lengthSchema),
  }),
  v.check(
    (format) => (format.end === 'fractions') === (format.fractionM !== undefined),
    'fractionM goes with end "fractions", and only with it',
  ),
);

export const fixedDistanceFormatSchema = v.object({
  kind: v.literal('fixed-distance', 'must be "fixed-distance"'),
  distanceM: lengthSchema,
  limitMs: v.optional(durationMsSchema),
});

/** Most yards a cap may name; without one there is no cap (R9.7). */
const YARDS_MAX = 10_000;

export const backyardFormatSchema = v.object({
  kind: v.literal('backyard', 'must be "backyard"'),
  intervalMs: v.optional(v.pipe(durationMsSchema, v.minValue(60_000, 'must be at least one minute')), 3_600_000),
  maxYards: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(YARDS_MAX))),
});

export const courseFormatSchema = v.object({
  kind: v.literal('course', 'must be "course"'),
  limitMs: v.optional(durationMsSchema),
  strict: v.optional(v.boolean('must be true or false')),
});

export const formatSchema = v.variant(
  'kind',
  [fixedTimeFormatSchema, fixedDistanceFormatSchema, backyardFormatSchema, courseFormatSchema],
  'kind must be "fixed-time", "fixed-distance", "backyard" or "course"',
);

const teamsSchema = v.object({
  scoreBest: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1000)),
  by: v.literal('team', 'must be "team"'),
});

const categoriesSchema = v.pipe(
  v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(120))),
  v.maxLength(40),
  v.check((edges) => edges.every((e, i) => i === 0 || e > (edges[i - 1] ?? 0)), 'must be lower age edges, ascending'),
);

/** Past races of the same course that may be named. */
export const EDITIONS_MAX = 20;
const editionsSchema = v.pipe(
  v.array(slugSchema, 'must be a list of slugs of past races'),
  v.maxLength(EDITIONS_MAX, `must name at most ${EDITIONS_MAX} past races`),
);

const waveSchema = v.object({ id: idSchema, startOffsetMs: durationMsSchema });

const FIELD_MESSAGE = 'must be "mixed" or "women-only"';
const fieldSchema = v.picklist(['mixed', 'women-only'], FIELD_MESSAGE);
const nameSchema = v.pipe(textSchema, v.minLength(1, 'must not be empty; leave it out, or send null in a PATCH'));
const DAY_MESSAGE = 'must be a day of the calendar, such as "2026-03-14"';

/** Nothing of it changes a result: it is shown beside records (R2.2 to R2.4). */
export const certificateSchema = v.object(
  {
    number: v.optional(nameSchema),
    measurer: v.optional(nameSchema),
    grade: v.optional(
      v.pipe(nameSchema, v.maxLength(GRADE_CHARS_MAX, `must be at most ${GRADE_CHARS_MAX} characters`)),
    ),
    date: v.optional(
      v.pipe(
        v.string(DAY_MESSAGE),
        v.check((day) => isInstant(`${day}T00:00Z`), DAY_MESSAGE),
      ),
    ),
    separationM: v.optional(metresSchema),
    dropM: v.optional(
      v.pipe(
        v.number('must be a number of metres'),
        v.minValue(-10_000, 'must be at least -10,000 m'),
        v.maxValue(10_000, 'must be at most 10,000 m'),
      ),
    ),
  },
  'must be an object such as { "number": "ITA/001", "grade": "A", "date": "2026-03-14" }',
);

const definitionEntries = {
  slug: slugSchema,
  name: v.pipe(textSchema, v.minLength(1, 'must not be empty')),
  timeZone: v.pipe(
    v.string('must be an IANA time zone, such as "Europe/Rome"'),
    v.check(isTimeZone, 'must be an IANA time zone, such as "Europe/Rome"'),
  ),
  scheduledStart: instantSchema,
  surface: v.optional(
    v.picklist(['road', 'track', 'indoor_track', 'trail'], 'must be road, track, indoor_track or trail'),
  ),
  visibility: v.optional(
    v.picklist(['public', 'unlisted', 'private'], 'must be public, unlisted or private'),
    'public',
  ),
  course: courseSchema,
  format: formatSchema,
  waves: v.optional(v.pipe(v.array(waveSchema), v.maxLength(WAVES_MAX))),
  categories: v.optional(categoriesSchema),
  teams: v.optional(teamsSchema),
  relay: v.optional(v.boolean('must be true or false')),
  courseName: v.optional(nameSchema),
  field: v.optional(fieldSchema),
  label: v.optional(nameSchema),
  certificate: v.optional(certificateSchema),
  editions: v.optional(editionsSchema),
  group: v.optional(slugSchema),
  simulated: v.optional(v.boolean('must be true or false')),
};

/** `POST /races`. */
export const raceDefinitionSchema = v.pipe(
  v.object(definitionEntries),
  v.check(
    ({ course, format }) => (course.kind === 'line') === (format.kind === 'course'),
    'format: "course" runs on a "line", every other format on a "loop"',
  ),
);

/**
 * `PATCH /races/{slug}`: any part but the slug and the group; `course`, `format` and `certificate` are replaced whole. Null takes away what is
 * said for records.
 */
export const racePatchSchema = v.object({
  name: v.optional(definitionEntries.name),
  timeZone: v.optional(definitionEntries.timeZone),
  scheduledStart: v.optional(instantSchema),
  surface: definitionEntries.surface,
  visibility: v.optional(v.picklist(['public', 'unlisted', 'private'], 'must be public, unlisted or private')),
  course: v.optional(courseSchema),
  format: v.optional(formatSchema),
  waves: definitionEntries.waves,
  categories: definitionEntries.categories,
  teams: definitionEntries.teams,
  relay: definitionEntries.relay,
  courseName: v.nullish(nameSchema),
  field: v.nullish(fieldSchema),
  label: v.nullish(nameSchema),
  certificate: v.nullish(certificateSchema),
  editions: definitionEntries.editions,
  reason: v.optional(reasonSchema),
});

/** `POST /races/{slug}/start`, `/stop` and `/archive`. */
export const signalSchema = v.object({ at: v.optional(instantSchema), reason: v.optional(textSchema) });

export type RaceDefinitionInput = v.InferOutput<typeof raceDefinitionSchema>;
export type RacePatch = v.InferOutput<typeof racePatchSchema>;

/** The schema and the domain must agree on the shape; this line stops compiling when they part. */
export const asDefinition = (input: RaceDefinitionInput): RaceDefinition => input;
