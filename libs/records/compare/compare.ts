/** One runner against one record, now. Facts in, facts out: what is claimable decides, everything else is an estimate and is named so. */
import { HUMAN_LIMIT_MS_PER_M, mmFromM, mFromMm, paceMsPerKm, YARD_MM } from '#libs/domain/index.js';
import type { RelevantRecord } from '../choose/relevant.js';
import type { RecordRow } from '../row.js';
import { probabilityFrom, probabilityUpTo, type Quantile, UNDECIDED_MAX, UNDECIDED_MIN } from './chance.js';
import { type Claim, claimOf, type Needed, neededFor } from './claim.js';
import { curveDistanceM, curveElapsedMs, evenCurve, isRoughAt, type RecordCurve, recordCurve } from './curve.js';
import {
  bestMsPerKm,
  crossingCount,
  lastCrossing,
  recentMsPerKm,
  type RunnerCrossing,
  type RunnerSoFar,
} from './runner.js';

/** Against a record at one moment. Positive is ahead. */
export interface Ahead {
  /** Metres further than the record was at this time, whole, rounded towards the record. */
  aheadM: number;
  /** Earlier than the record was at this distance, in ms; null beyond the mark, where the record never was. */
  aheadMs: number | null;
  /** The record's way here is drawn between rounded points. */
  rough: boolean;
}

/**
 * `fallen`: beaten by a claimable figure, and by nothing else. `equalled`: the same mark, decided. `stands`: decided, not beaten. `part-lap`: full
 * laps do not beat it, the part lap to be measured may. `possible`: the pace of late is enough. `needs`: a faster one is needed. `out-of-reach`:
 * no human pace is enough, or next to no chance.
 */
export type Verdict = 'fallen' | 'equalled' | 'stands' | 'part-lap' | 'possible' | 'needs' | 'out-of-reach';

export interface Comparison {
  id: string;
  /** Inside a longer race: marks get a "+" (R8.3). */
  enRoute: boolean;
  /** R8.13: how "ahead" was found. `none`: yards, which all run at one pace. */
  method: 'own-splits' | 'even-pace' | 'none';
  /** At the last crossing; null before the first and once the mark's time or distance is past. */
  last: Ahead | null;
  /** At this moment, estimated; null where no estimate was given or the record has ended. */
  now: Ahead | null;
  /** At the last crossing against even pace, beside the record's own splits. */
  even: Ahead | null;
  claimable: RunnerCrossing | null;
  /** For display; nothing is announced from it. */
  interpolated: RunnerCrossing | null;
  /** Until it is decided: metres to the line where it can be claimed, and the time left. Null for yards and when decided. */
  toGoM: number | null;
  leftMs: number | null;
  /** From now, rounded down: slower does not suffice (R3.7, R14.2). */
  requiredMsPerKm: number | null;
  /** Over the last ten laps. */
  recentMsPerKm: number | null;
  yardsToGo: number | null;
  /** 1 and 0 only when decided; null without a forecast. */
  chance: number | null;
  verdict: Verdict;
}

/** Less than this is next to no chance. */
export const OUT_OF_REACH_CHANCE = 0.005;
/** Without a forecast: nobody runs the rest this much faster than the best ten laps so far. */
const OUT_OF_REACH_SPEED_UP = 1.25;

/** Chance to get to `toM` metres by `byMs`; undefined where nothing can be said. */
export type ChanceOf = (toM: number, byMs: number) => number | undefined;

/**
 * @param forecast quantiles of what decides the record: metres at its time, ms at its distance, or yards; or, for what lies on the way, the chance of a
 *   distance by a time; absent: no chance is told
 */
export function compareWithRecord(
  { row, aim }: Pick<RelevantRecord, 'row' | 'aim'>,
  runner: RunnerSoFar,
  forecast?: readonly Quantile[] | ChanceOf,
): Comparison {
  const curve = recordCurve(row, aim.targetM);
  const claim = claimOf(row, aim, runner);
  const needed = neededFor(row, aim, runner);
  const decided = decidedOf(claim, runner, aim.enRoute);
  const open = decided === undefined;
  const required = needed && open ? requiredOf(needed, runner) : undefined;
  const recent = recentMsPerKm(runner);
  const chance = chanceOf(row, needed, runner, decided, required, forecast);
  return {
    id: row.id,
    enRoute: aim.enRoute,
    method: curve === undefined ? 'none' : curve.evenPace ? 'even-pace' : 'own-splits',
    ...placesOf(row, curve, runner),
    claimable: claim.claimable,
    interpolated: claim.interpolated,
    toGoM: required?.toGoM ?? null,
    leftMs: required?.leftMs ?? null,
    requiredMsPerKm: required?.msPerKm ?? null,
    recentMsPerKm: recent,
    yardsToGo: row.kind === 'laps' && open ? (row.markLaps ?? 0) + 1 - crossingCount(runner) : null,
    chance,
    verdict: decided ?? openVerdict(required, runner, recent, chance),
  };
}

type Decided = Extract<Verdict, 'fallen' | 'equalled' | 'stands' | 'part-lap'>;

function decidedOf(claim: Claim, runner: RunnerSoFar, enRoute: boolean): Decided | undefined {
  if (claim.result === 'better') return 'fallen';
  if (!claim.final) return undefined;
  // The part lap is of the final signal: on the way full laps are all there is, unless somebody measured then.
  if (runner.partPending === true && runner.barred !== true && !enRoute) return 'part-lap';
  return claim.result === 'equal' ? 'equalled' : 'stands';
}

interface Required {
  toGoM: number;
  leftMs: number;
  /** Null when the distance is there by estimate and only the line is missing. */
  msPerKm: number | null;
  /** No human can. */
  impossible: boolean;
}

function requiredOf({ toM, byMs }: Needed, runner: RunnerSoFar): Required {
  const fromM = Math.max(lastCrossing(runner).distanceM, runner.nowM ?? 0);
  const toGoMm = Math.max(0, mmFromM(toM) - mmFromM(fromM));
  const leftMs = byMs - runner.clockMs;
  const msPerKm = toGoMm > 0 && leftMs > 0 ? Math.floor((leftMs * 1_000_000) / toGoMm) : null;
  // Measured from the last crossing, which is sure, with all the time since: an estimate must not decide.
  const sureM = toM - lastCrossing(runner).distanceM;
  const sureMs = byMs - lastCrossing(runner).elapsedMs;
  return {
    toGoM: mFromMm(toGoMm),
    leftMs: Math.max(0, leftMs),
    msPerKm,
    impossible: leftMs <= 0 || sureMs < sureM * HUMAN_LIMIT_MS_PER_M,
  };
}

function chanceOf(
  row: RecordRow,
  needed: Needed | undefined,
  runner: RunnerSoFar,
  decided: Decided | undefined,
  required: Required | undefined,
  forecast: readonly Quantile[] | ChanceOf | undefined,
): number | null {
  if (decided === 'fallen') return 1;
  if (decided === 'equalled' || decided === 'stands' || required?.impossible === true) return 0;
  if (forecast === undefined) return null;
  if (typeof forecast === 'function') {
    const chance = needed && forecast(needed.toM, needed.byMs);
    // What is not decided is never told as none or as certain.
    return chance === undefined ? null : Math.min(UNDECIDED_MAX, Math.max(UNDECIDED_MIN, chance));
  }
  if (row.kind === 'laps') return probabilityFrom(forecast, (row.markLaps ?? 0) + 1);
  if (needed === undefined) return null;
  return row.kind === 'time' ? probabilityFrom(forecast, needed.toM) : probabilityUpTo(forecast, needed.byMs);
}

function openVerdict(
  required: Required | undefined,
  runner: RunnerSoFar,
  recent: number | null,
  chance: number | null,
): Verdict {
  if (required?.impossible === true) return 'out-of-reach';
  if (chance !== null && chance < OUT_OF_REACH_CHANCE) return 'out-of-reach';
  // Yards: nobody is behind or ahead of the clock.
  if (required === undefined) return 'needs';
  const { msPerKm } = required;
  if (msPerKm === null) return 'possible';
  if (recent !== null && recent <= msPerKm) return 'possible';
  const best = chance === null && runner.brief !== true ? bestMsPerKm(runner) : null;
  return best !== null && msPerKm * OUT_OF_REACH_SPEED_UP < best ? 'out-of-reach' : 'needs';
}

function placesOf(
  row: RecordRow,
  curve: RecordCurve | undefined,
  runner: RunnerSoFar,
): Pick<Comparison, 'last' | 'now' | 'even'> {
  if (curve === undefined) return { last: yardPlace(row, runner), now: null, even: null };
  const last = lastCrossing(runner);
  const endMs = curve.points.at(-1)!.elapsedMs;
  // A record of a fixed time has no place after its signal; one of a distance waits at its finish.
  const isPast = (ms: number): boolean => row.kind === 'time' && ms > endMs;
  const known = crossingCount(runner) > 0 && !isPast(last.elapsedMs);
  const { nowM, clockMs } = runner;
  return {
    last: known ? aheadOf(curve, last.distanceM, last.elapsedMs) : null,
    now: nowM === undefined || isPast(clockMs) ? null : aheadOf(curve, nowM, clockMs),
    even: known && !curve.evenPace ? aheadOf(evenCurve(curve), last.distanceM, last.elapsedMs) : null,
  };
}

/** Where a runner at a distance and a time is against a curve. */
export function aheadOf(curve: RecordCurve, distanceM: number, elapsedMs: number): Ahead {
  const recordMs = curveElapsedMs(curve, distanceM);
  return {
    aheadM: Math.floor(distanceM - curveDistanceM(curve, elapsedMs)),
    aheadMs: recordMs === undefined ? null : Math.floor(recordMs - elapsedMs),
    rough: isRoughAt(curve, elapsedMs),
  };
}

/** In a backyard everybody still in is level; who is out is behind by what is missing, who went on is ahead. */
function yardPlace({ markLaps = 0 }: RecordRow, runner: RunnerSoFar): Ahead | null {
  const done = crossingCount(runner);
  if (done === 0) return null;
  const counted = done > markLaps || runner.over === true ? done - markLaps : 0;
  return { aheadM: mFromMm(counted * YARD_MM), aheadMs: null, rough: false };
}

/** What a board row says of a record; a figure that is not known is absent. */
export interface RecordOnBoard {
  id: string;
  /** At the last crossing. */
  aheadM?: number;
  chance?: number;
}

/** The chance on a board has this many decimals: finer ones would change a row for nothing. */
const BOARD_DECIMALS = 2;

/** For the board. Two comparisons that look alike there are equal. 0 and 1 stay for what is decided. */
export function recordOnBoard({ id, last, chance, verdict }: Comparison): RecordOnBoard {
  const row: RecordOnBoard = { id };
  if (last !== null) row.aheadM = last.aheadM;
  if (chance !== null) row.chance = chance;
  if (chance !== null && chance > 0 && chance < 1 && verdict !== 'fallen') {
    const step = 10 ** -BOARD_DECIMALS;
    row.chance = Math.min(1 - step, Math.max(step, Number(chance.toFixed(BOARD_DECIMALS))));
  }
  return row;
}

/** Pace of a mark over its whole distance, in ms per km, to the nearest: 319.614 km in 24 h are 4:30.3/km (R14.2). */
export function markMsPerKm(row: RecordRow): number | null {
  return paceMsPerKm(mmFromM(row.targetM ?? row.markM ?? 0), row.markMs ?? row.targetMs ?? 0);
}
