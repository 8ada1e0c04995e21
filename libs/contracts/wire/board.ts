/** The board, its deltas, and what the socket says. */
import type {
  BackyardFormat,
  BoardRow,
  Course,
  CourseFormat,
  CoursePoint,
  Doubt,
  ExpectedAt,
  FixedDistanceFormat,
  FixedTimeFormat,
  Format,
  LineCourse,
  LoopCourse,
  LoopPoint,
  OutsideLimit,
  RaceHeader,
  RaceState,
  RowRecord,
  RunnerStatus,
  Sex,
  Surface,
  Visibility,
} from '#libs/domain/index.js';
import * as v from 'valibot';
import type { Beat, Board, Delta, RowChange } from '../live.js';
import { PROTOCOL } from '../live.js';
import { bib, code, flag, instant, list, maybe, metres, orNull, shape, text, whole } from './shape.js';

export const sex: v.GenericSchema<Sex> = v.picklist(['M', 'F', 'X']);
export const surface: v.GenericSchema<Surface> = v.picklist(['road', 'track', 'indoor_track', 'trail']);
export const visibility: v.GenericSchema<Visibility> = v.picklist(['public', 'unlisted', 'private']);
export const state: v.GenericSchema<RaceState> = v.picklist(['set-up', 'running', 'ended']);
const status: v.GenericSchema<RunnerStatus> = v.picklist([
  'entered',
  'racing',
  'resting',
  'overdue',
  'stopped',
  'finished',
  'dns',
  'dnf',
  'dsq',
  'corral',
  'out',
]);

const readRule = maybe(v.picklist(['first', 'last', 'strongest']));
const loop = shape<LoopCourse>({
  kind: v.literal('loop'),
  lapM: metres,
  firstLapM: maybe(metres),
  points: list(shape<LoopPoint>({ id: text, atM: metres, name: maybe(text) })),
  minLapMs: maybe(whole),
  quietMs: maybe(whole),
  readRule,
});
const line = shape<LineCourse>({
  kind: v.literal('line'),
  points: list(
    shape<CoursePoint>({
      id: text,
      name: text,
      atM: metres,
      altitudeM: maybe(metres),
      opensMs: maybe(whole),
      cutoffMs: maybe(whole),
      cutoffOn: maybe(v.picklist(['arrival', 'departure'])),
      dropBag: maybe(flag),
    }),
  ),
  quietMs: maybe(whole),
  readRule,
});
export const course: v.GenericSchema<Course> = v.union([loop, line]);

export const format: v.GenericSchema<Format> = v.union([
  shape<FixedTimeFormat>({
    kind: v.literal('fixed-time'),
    durationMs: whole,
    end: v.picklist(['measure', 'finish-lap', 'whole-laps', 'fractions']),
    fractionM: maybe(metres),
  }),
  shape<FixedDistanceFormat>({ kind: v.literal('fixed-distance'), distanceM: metres, limitMs: maybe(whole) }),
  shape<BackyardFormat>({ kind: v.literal('backyard'), intervalMs: whole, maxYards: maybe(whole) }),
  shape<CourseFormat>({ kind: v.literal('course'), limitMs: maybe(whole), strict: maybe(flag) }),
]);

export const header = shape<RaceHeader>({
  slug: text,
  name: text,
  format,
  course,
  timeZone: text,
  scheduledStart: instant,
  startedAt: maybe(instant),
  endsAt: maybe(instant),
  state,
  simulated: maybe(flag),
});

export const doubt = shape<Doubt>({
  kind: v.picklist(['missed-lap', 'impossible-lap', 'duplicate', 'swapped-bibs']),
  lap: maybe(whole),
  text,
});

export const chance: v.GenericSchema<number> = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const expectedEntries = { from: instant, likely: instant, to: instant };
const final = v.strictObject({ p10: metres, p50: metres, p90: metres });
/** Metres or ms; below zero behind. */
export const signed = v.pipe(v.number(), v.safeInteger());

export const rowEntries = {
  bib,
  name: maybe(text),
  sex: maybe(sex),
  category: maybe(text),
  country: maybe(text),
  club: maybe(text),
  team: maybe(text),
  rank: maybe(whole),
  rankSex: maybe(whole),
  rankCategory: maybe(whole),
  status,
  laps: maybe(whole),
  distanceM: metres,
  elapsedMs: maybe(whole),
  lastAt: maybe(instant),
  lastPoint: maybe(text),
  lastLapMs: maybe(whole),
  seenPoint: maybe(text),
  seenAt: maybe(instant),
  partM: maybe(metres),
  partState: maybe(v.picklist(['provisional', 'signed'])),
  adjustM: maybe(metres),
  adjustMs: maybe(signed),
  paceMsPerKm: maybe(whole),
  decayPct: maybe(v.number()),
  outsideLimit: maybe(shape<OutsideLimit>({ point: text, byMs: whole })),
  assist: maybe(flag),
  doubt: maybe(doubt),
  nextAt: maybe(shape<ExpectedAt>(expectedEntries)),
  final: maybe(final),
  finishAt: maybe(shape<ExpectedAt>(expectedEntries)),
  records: maybe(list(shape<RowRecord>({ id: text, aheadM: signed, chance: maybe(chance) }))),
};
export const row = shape<BoardRow>(rowEntries);

/** Any field may be missing (unchanged) or null (no longer applies). */
const changeEntries = Object.entries(rowEntries).map(([field, item]) => [
  field,
  field === 'bib' ? item : v.optional(v.nullable(item as v.GenericSchema)),
]);
const rowChange = v.strictObject(
  Object.fromEntries(changeEntries) as v.ObjectEntries,
) as unknown as v.GenericSchema<RowChange>;

export const board = shape<Board>({
  race: header,
  epoch: text,
  seq: whole,
  at: instant,
  lastReadAt: orNull(instant),
  offset: whole,
  rows: list(row),
});

export const delta = shape<Delta>({
  race: text,
  epoch: text,
  from: whole,
  seq: whole,
  at: instant,
  lastReadAt: orNull(instant),
  offset: whole,
  rows: list(rowChange),
  gone: list(bib),
  header: maybe(header),
});

export const beat = shape<Beat>({
  race: text,
  epoch: text,
  seq: whole,
  serverNow: instant,
  lastReadAt: orNull(instant),
});

const opening = { protocol: v.literal(PROTOCOL), epoch: text, seq: whole, serverNow: instant };
export const watchSnapshot = v.strictObject({ ...opening, snapshot: board });
export const watchDeltas = v.strictObject({ ...opening, deltas: list(delta) });
export const watchRefused = v.strictObject({ error: v.strictObject({ code, detail: text }) });
export const unwatched = v.strictObject({ race: text });
export const boardDeltas = v.strictObject({ epoch: text, seq: whole, deltas: list(delta) });
