/** What the calls answer. */
import type {
  CorrectionNote,
  CourseCertificate,
  ExpectedAt,
  Lap,
  LapPoint,
  RaceDefinition,
  Split,
  SplitMark,
  Stop,
  TeamScoring,
  TeamStanding,
  Uncounted,
  Wave,
} from '#libs/domain/index.js';
import * as v from 'valibot';
import type { PairingAnswer, RedeemAnswer, SessionAnswer } from '../access.js';
import type { EntrantListed, EntrantsAnswer, EraseAnswer } from '../entrants.js';
import {
  type CardCurvePoint,
  type CardCutoff,
  type CardForecast,
  type CardPoint,
  type CardRecord,
  type FieldFigures,
  type FinalQuantiles,
  FORECAST_STATES,
  type RivalPlace,
  type Rivals,
} from '../forecast.js';
import type { PassingResult, PassingsAnswer } from '../passings.js';
import type { Problem, ProblemItem } from '../problem.js';
import type { RefusedFact, RefusalsAnswer } from '../refusals.js';
import {
  chance,
  course,
  doubt,
  expectedEntries,
  format,
  header,
  held,
  row,
  sex,
  signed,
  state,
  surface,
  visibility,
} from './board.js';
import { bib, code, flag, instant, list, maybe, metres, orNull, shape, text, whole } from './shape.js';

export const definitionFields = {
  slug: text,
  name: text,
  timeZone: text,
  scheduledStart: instant,
  surface: maybe(surface),
  visibility,
  course,
  format,
  waves: maybe(list(shape<Wave>({ id: text, startOffsetMs: whole }))),
  categories: maybe(list(whole)),
  group: maybe(text),
  courseName: maybe(text),
  field: maybe(v.picklist(['mixed', 'women-only'])),
  label: maybe(text),
  certificate: maybe(
    shape<CourseCertificate>({
      number: maybe(text),
      measurer: maybe(text),
      grade: maybe(text),
      date: maybe(text),
      separationM: maybe(metres),
      dropM: maybe(metres),
    }),
  ),
  teams: maybe(shape<TeamScoring>({ scoreBest: whole, by: v.literal('team') })),
  relay: maybe(flag),
  editions: maybe(list(text)),
  simulated: maybe(flag),
};
export const definition = shape<RaceDefinition>(definitionFields);
const instants = { startedAt: maybe(instant), endsAt: maybe(instant) };

/** `POST /races`, `PATCH /races/{slug}`, `POST .../archive`. */
export const race = v.strictObject({ ...definitionFields, archived: flag, offset: whole });
/** `GET /races/{slug}`. */
export const raceDetail = v.strictObject({ ...definitionFields, ...instants, state, archived: flag, runners: whole });
/** `GET /races`. */
export const races = v.strictObject({
  races: list(
    v.strictObject({
      slug: text,
      name: text,
      scheduledStart: instant,
      timeZone: text,
      state,
      format,
      course,
      visibility,
      runners: whole,
      at: instant,
      ...instants,
      simulated: maybe(flag),
    }),
  ),
});
/** `POST .../start` and `/stop`. */
export const signalled = v.strictObject({ offset: whole, at: instant });
/** `POST .../corrections`. */
export const corrected = v.strictObject({ offset: whole });

export const entrantsAnswer = shape<EntrantsAnswer>({
  created: whole,
  updated: whole,
  rejected: list(v.strictObject({ line: whole, code, message: text })),
});
export const erased = shape<EraseAnswer>({ erased: whole });
export const startList = v.strictObject({
  entrants: list(
    shape<EntrantListed>({
      bib,
      name: maybe(text),
      sex: maybe(sex),
      birthDate: maybe(text),
      age: maybe(whole),
      country: maybe(text),
      club: maybe(text),
      team: maybe(text),
      category: maybe(text),
      chips: maybe(list(text)),
      hidden: maybe(flag),
      wave: maybe(text),
    }),
  ),
});

export const passingsAnswer = shape<PassingsAnswer>({
  head: orNull(whole),
  results: list(
    shape<PassingResult>({
      id: orNull(text),
      outcome: v.picklist(['accepted', 'duplicate', 'rejected']),
      offset: maybe(whole),
      spooled: maybe(v.literal(true)),
      code: maybe(code),
      message: maybe(text),
    }),
  ),
});

export const refusalsAnswer = shape<RefusalsAnswer>({
  refusals: list(
    shape<RefusedFact>({
      no: whole,
      id: text,
      code: v.picklist(['id-reused', 'sequence-reused', 'unknown-target']),
      message: text,
      offset: maybe(whole),
      refusedAt: instant,
      fact: v.looseObject({ kind: text, at: instant, receivedAt: instant }),
    }),
  ),
  next: orNull(whole),
});

/** Why a claim made no lap. */
export const uncountedWhy: v.GenericSchema<Uncounted['why']> = v.picklist([
  'before-start',
  'start-crossing',
  'same-crossing',
  'under-minimum-lap',
  'after-end',
  'after-finish',
  'same-yard',
  'out-of-race',
  'point-behind',
  'other-point',
  'void',
]);

const lapFields = {
  lap: whole,
  lapMs: maybe(whole),
  elapsedMs: whole,
  distanceM: metres,
  at: maybe(instant),
  point: maybe(text),
  leftAt: maybe(instant),
  points: maybe(list(shape<LapPoint>({ point: text, at: instant, lapMs: whole }))),
  reversed: maybe(flag),
  offsets: list(whole),
  doubt: maybe(doubt),
};
const mark = orNull(shape<SplitMark>({ elapsedMs: whole, distanceM: metres }));
const cardForecast = shape<CardForecast>({
  at: instant,
  state: maybe(v.picklist(FORECAST_STATES)),
  returns: maybe(chance),
  next: maybe(shape<NonNullable<CardForecast['next']>>({ ...expectedEntries, point: text })),
  final: maybe(shape<FinalQuantiles>({ p5: metres, p10: metres, p50: metres, p90: metres, p95: metres })),
  yards: maybe(shape<NonNullable<CardForecast['yards']>>({ p10: whole, p50: whole, p90: whole, lastChance: chance })),
  finishAt: maybe(shape<ExpectedAt>(expectedEntries)),
  finishes: maybe(chance),
  points: maybe(list(shape<CardPoint>({ ...expectedEntries, point: text, reach: maybe(chance) }))),
  cutoff: maybe(shape<CardCutoff>({ point: text, at: instant, chance })),
  why: maybe(text),
  heldToday: maybe(held),
  held: maybe(held),
  fitted: maybe(text),
  field: maybe(shape<FieldFigures>({ lastLeg: metres, widen: metres })),
});
const cardRecord = shape<CardRecord>({
  id: text,
  event: text,
  title: text,
  status: text,
  mark: text,
  enRoute: flag,
  aheadM: maybe(signed),
  aheadMs: maybe(signed),
  requiredMsPerKm: maybe(whole),
  chance: maybe(chance),
  verdict: v.picklist(['fallen', 'equalled', 'stands', 'part-lap', 'possible', 'needs', 'out-of-reach']),
  words: text,
  method: text,
  caveats: list(text),
  curve: maybe(list(shape<CardCurvePoint>({ elapsedMs: whole, distanceM: metres, rough: maybe(flag) }))),
});
const rival = shape<RivalPlace>({ rank: whole, byM: whole, byMs: maybe(whole) });

/** `GET .../runners/{bib}`. */
export const runnerCard = v.strictObject({
  race: header,
  bib,
  name: maybe(text),
  row,
  laps: list(
    shape<Lap & { sources: string[]; seenBy: string[] }>({ ...lapFields, sources: list(text), seenBy: list(text) }),
  ),
  splits: list(shape<Split>({ code: text, claimable: mark, interpolated: mark })),
  stops: list(shape<Stop>({ lap: whole, at: instant, pauseMs: whole })),
  uncounted: list(
    shape<Uncounted & { id?: string }>({
      offset: whole,
      at: instant,
      why: uncountedWhy,
      id: maybe(text),
    }),
  ),
  corrections: list(
    shape<CorrectionNote>({
      id: text,
      offset: whole,
      kind: text,
      target: maybe(text),
      at: instant,
      by: maybe(text),
      reason: maybe(text),
      undone: flag,
    }),
  ),
  forecast: cardForecast,
  records: list(cardRecord),
  rivals: maybe(shape<Rivals>({ ahead: maybe(rival), behind: maybe(rival) })),
});

export const pairingAnswer = shape<PairingAnswer>({ code: text, expiresAt: instant, url: text });
export const redeemAnswer = shape<RedeemAnswer>({ token: text, race: text, point: text, device: text });
export const sessionAnswer = shape<SessionAnswer>({ role: v.literal('director'), name: text, csrf: text });
export const timeAnswer = v.strictObject({ now: instant });

export const problem = shape<Problem>({
  type: text,
  title: text,
  status: whole,
  detail: text,
  code,
  errors: maybe(list(shape<ProblemItem>({ path: text, code, message: text }))),
});

export const teamStanding = shape<TeamStanding>({
  team: text,
  rank: maybe(whole),
  distanceM: v.number(),
  scorers: list(bib),
  runners: whole,
});
/** `GET .../teams`. */
export const teams = v.strictObject({ teams: list(teamStanding) });
