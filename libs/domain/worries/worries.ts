/** All that needs a person in one race, worst first. Computed when asked; nothing here changes a result. */
import type { FoldState } from '../fold/log-fold.js';
import type { RaceEngine } from '../fold/race-engine.js';
import type { RunnerProgress } from '../laps/progress.js';
import type { RunnerStatus } from '../race.js';
import { FieldTimes } from './field-times.js';
import { type LapShapes, lapShapes } from './lap-shapes.js';
import { type Look, PROBABLE } from './look.js';
import { clockWorries, silenceNow, silentWorries } from './mats.js';
import { exchangeWorries } from './exchanges.js';
import { keyedWronglyWorries } from './keyed-wrongly.js';
import { type MissedLap, missedLaps } from './missed-laps.js';
import { missedPointWorries } from './missed-points.js';
import { missedWorry } from './missed-worry.js';
import { afterStopWorries, missedYardWorries, overdueWorries } from './people.js';
import { RestModel } from './rest-model.js';
import { shortLapWorries } from './short-laps.js';
import { strangerWorries } from './strangers.js';
import type { Worries, Worry, WorryKind } from './worry.js';

/** Most worries an answer holds. */
export const WORRIES_MAX = 300;
/** Of these, most that are missed laps less than probable: one in three of them is one. */
const POSSIBLE_SHARE = 0.5;

/** What hurts many comes before what hurts one, what hurts one before what only looks odd. */
const ORDER: Record<WorryKind, number> = {
  'reader-down': 0,
  clock: 1,
  'silent-point': 2,
  'unknown-chip': 3,
  'unknown-bib': 4,
  'swapped-bibs': 5,
  'missed-lap': 6,
  'after-stop': 7,
  'id-reused': 8,
  duplicate: 9,
  'impossible-lap': 10,
  overdue: 12,
  'sequence-gap': 13,
};
/** Missed laps that are less than probable, and points that eliminate nobody. */
const ORDER_POSSIBLE = 11;

export interface Instants {
  /** The race clock. */
  nowMs: number;
  /** What the server's clock says. */
  wallMs: number;
  over: boolean;
}

export function worriesOf(
  engine: RaceEngine,
  state: FoldState,
  instants: Instants,
  status: (runner: RunnerProgress) => RunnerStatus,
  others: readonly Worry[],
  max = WORRIES_MAX,
): Worries {
  const shapes = shapesOf(engine);
  const field = new FieldTimes(shapes);
  const { points } = engine.plan;
  const missed = shapes.length === 0 ? [] : missedLaps(shapes, field, new RestModel(shapes), points, instants.nowMs);
  const look: Look = { engine, state, ...instants, status, shapes, field, missed };
  const silence = silenceNow(look);
  const short = [...shortLapWorries(look), ...keyedWronglyWorries(look)];
  const all = [
    ...clockWorries(look),
    ...silentWorries(look, silence),
    ...strangerWorries(look),
    ...short,
    ...exchangeWorries(look),
    ...missed.filter((one) => !isFilled(one, short)).map((one) => missedWorry(one, field)),
    ...missedPointWorries(look),
    ...missedYardWorries(look),
    ...afterStopWorries(look),
    ...overdueWorries(look, silence),
    ...others,
  ];
  const { dismissed } = engine.rulings;
  return worstFirst(
    all.filter(({ id }) => !dismissed.has(id)),
    max,
  );
}

/** Is every crossing missing in a hole one that was recorded for somebody else? Then that is the worry. */
function isFilled({ shape, missed, begunMs, lapMs }: MissedLap, short: readonly Worry[]): boolean {
  const { bib } = shape.runner;
  const swapped = short.filter(({ kind, evidence, at }) => {
    const atMs = Date.parse(at);
    return kind === 'swapped-bibs' && evidence.bibs?.[0] === bib && atMs > begunMs && atMs < begunMs + lapMs;
  });
  return swapped.length >= missed;
}

/** In order, and no more than an answer holds; what is only possible never takes the place of what is sure. */
export function worstFirst(worries: readonly Worry[], max = WORRIES_MAX): Worries {
  const sorted = [...worries].sort(compare);
  let possible = 0;
  const kept = sorted.filter((worry) => !isPossible(worry) || ++possible <= max * POSSIBLE_SHARE).slice(0, max);
  return { worries: kept, cut: kept.length < sorted.length };
}

function compare(a: Worry, b: Worry): number {
  return (
    orderOf(a) - orderOf(b) ||
    (b.evidence.confidence ?? 1) - (a.evidence.confidence ?? 1) ||
    (a.at < b.at ? 1 : a.at > b.at ? -1 : a.id < b.id ? -1 : 1)
  );
}

function orderOf(worry: Worry): number {
  return isPossible(worry) || isQuiet(worry) ? ORDER_POSSIBLE : ORDER[worry.kind];
}

/** A point of a course without a record: no lap is in question. */
export function isQuiet({ kind, evidence }: Pick<Worry, 'kind' | 'evidence'>): boolean {
  return kind === 'missed-lap' && evidence.laps === undefined;
}

function isPossible({ kind, evidence }: Worry): boolean {
  return kind === 'missed-lap' && (evidence.confidence ?? 1) < PROBABLE;
}

/** Yards begin on the hour and legs of a course differ: there is nothing to compare. */
function shapesOf(engine: RaceEngine): LapShapes[] {
  const { firstComparable, lastStanding } = engine.plan;
  if (firstComparable === undefined || lastStanding) return [];
  return engine.runners.map((runner) => lapShapes(runner, engine.passed(runner), firstComparable));
}
