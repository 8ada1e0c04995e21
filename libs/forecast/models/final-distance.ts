/** Distance at the end of a race against time, bounded by what is run and by what can still be run. */
import type { FieldState } from '../features/field-state.js';
import { FIXED_TIME_SIZE, fixedTimeFeatures } from '../features/fixed-time.js';
import { isActive, usualLegMs } from '../features/windows.js';
import { returnsChance, type ReturnsModel } from '../silence/silence.js';
import type { RunnerTrace } from '../trace/runner-trace.js';
import { conformedShares, middleShare, rawShares, type FixedTimeModel, type Spread } from './fixed-time.js';
import { counted, type LastLap } from './last-lap.js';

export interface TimedRace {
  durationMs: number;
  /** The loop in mm; 0 when it is not known. */
  lapMm: number;
  lastLap: LastLap;
  /** A distance in mm at which a lap ends; absent: every crossing ends one. */
  lapEndMm?: number | undefined;
}

export interface TimedForecast {
  final: Spread;
  /** Distance at the signal, before it is put into whole laps: chances are reckoned from it. */
  spread: Spread;
  /** Chance of another crossing before the end; 1 without a model. */
  returns: number;
}

/** Nobody runs the rest faster than this many times the running pace. */
const FASTEST = 1.5;
/** Of laps that may just be finished in time: hardly anybody gets so much faster at the end. */
const BRISK = 1.2;
/** With less of a chance to return than this the middle of all that may happen is to stay away. */
const BELIEVED = 0.5;
/** Place of the middle among p5, p10, p50, p90, p95. */
const MIDDLE = 2;
const features = new Float64Array(FIXED_TIME_SIZE);
const bins = new Uint8Array(FIXED_TIME_SIZE);

/** What was to be said at a crossing, for as long as the crossings up to it and the field of then are the same. */
interface SaidAt {
  crossing: number;
  stamp: number;
  field: FieldState;
  middleMm: number;
}

/** Of one runner of one race; each place belongs to every `SMOOTH_CROSSINGS`th crossing. */
export type SaidBefore = SaidAt[];

/** @param trace with at least one crossing, none later than `nowMs` @param said spares what was reckoned before; begins empty */
export function timedForecast(
  model: FixedTimeModel,
  returnsModel: ReturnsModel | undefined,
  race: TimedRace,
  trace: RunnerTrace,
  nowMs: number,
  field: FieldState,
  said: SaidBefore = [],
): TimedForecast {
  const { durationMs } = race;
  if (trace.lastMs >= durationMs) return ranItAll(trace.distanceMm);
  // While data is late nobody gets slower; at the end what is known is all there is.
  const heardMs = Math.max(trace.lastMs, nowMs - field.unheardMs);
  const atMs = nowMs >= durationMs ? durationMs : heardMs;
  fixedTimeFeatures(trace, durationMs, race.lapMm, atMs, field, features);
  const active = isActive(trace, durationMs, atMs);
  const raw = rawShares(model, { durationMs, lastMs: trace.lastMs }, features, bins, active);
  const shares = conformedShares(model, raw, durationMs, atMs / durationMs, active);
  const doneMm = trace.distanceMm;
  const evenMm = (doneMm / trace.lastMs) * Math.max(0, durationMs - trace.lastMs);
  const aheadMm = aheadMmAt(race, trace, atMs);
  const mostMm = doneMm + aheadMm + begunMmAt(race, trace, atMs);
  const returns = returnsModel === undefined ? 1 : returnsChance(returnsModel, features, bins);
  const moveMm = smoothingMm(model, race, trace, atMs, field, doneMm + shares[2]! * evenMm, said);
  // Who is not believed to come back has no lap under way: the middle then falls to what is run as the time runs out. Between marks far apart nothing is known.
  const middleMostMm = returns < BELIEVED && race.lapMm > 0 ? doneMm + aheadMm : mostMm;
  const [p5, p10, p50, p90, p95] = shares.map((share, i) =>
    Math.round(Math.min(i <= MIDDLE ? middleMostMm : mostMm, Math.max(doneMm, doneMm + share * evenMm + moveMm))),
  ) as [number, number, number, number, number];
  const spread = { p5, p10, p50, p90, p95 };
  const { lapMm, lapEndMm = doneMm, lastLap } = race;
  const likelyMm = doneMm + likelyRestMm(race, trace, atMs);
  const final = counted(spread, lastLap, { lapMm, lapEndMm, doneMm, likelyMm, mostMm, isUnderWay: active });
  return { final, spread, returns: nowMs >= durationMs ? 0 : returns };
}

/** Of whoever finished a lap at the signal or after it, nothing is open. */
function ranItAll(mm: number): TimedForecast {
  const spread = { p5: mm, p10: mm, p50: mm, p90: mm, p95: mm };
  return { final: spread, spread, returns: 0 };
}

/** The middle is the mean over the last crossings, this many at most ... */
const SMOOTH_CROSSINGS = 6;
/** ... none longer ago than this share of the race. */
const SMOOTH_SHARE = 1 / 16;
/** A silence of so many usual legs says more than the crossings before it. */
const SMOOTH_GAP_LEGS = 2;

/**
 * Trees step where a feature crosses an edge; a lap like the others must not move a forecast by a step. So the middle is averaged over what was to be said
 * at the crossings just before, as long as no pause lies between. Only the crossings decide, not who asked when.
 * @param middleMm of this instant @returns mm to move by
 */
function smoothingMm(
  model: FixedTimeModel,
  race: TimedRace,
  trace: RunnerTrace,
  atMs: number,
  field: FieldState,
  middleMm: number,
  said: SaidBefore,
): number {
  const { n } = trace;
  const { durationMs } = race;
  const weight = Math.max(0, 1 - (atMs - trace.lastMs) / (SMOOTH_GAP_LEGS * usualLegMs(trace)));
  if (weight === 0 || atMs >= durationMs) return 0;
  let sum = 0;
  let count = 0;
  for (let k = n - 1; k > 0 && k > n - SMOOTH_CROSSINGS; k--) {
    const thenMs = trace.timesMs[k - 1]!;
    if (trace.pauseMs(k) > 0 || thenMs < atMs - SMOOTH_SHARE * durationMs) break;
    sum += middleAtMm(model, race, trace, k, field.asOf?.(thenMs) ?? field, said) - middleMm;
    count++;
  }
  return (weight * sum) / (count + 1);
}

/** The middle as it was to be said at crossing `k`, in mm. */
function middleAtMm(
  model: FixedTimeModel,
  { durationMs, lapMm }: TimedRace,
  trace: RunnerTrace,
  k: number,
  field: FieldState,
  said: SaidBefore,
): number {
  const place = k % SMOOTH_CROSSINGS;
  const stamp = trace.stamps[k - 1]!;
  const known = said[place];
  if (known?.crossing === k && known.stamp === stamp && known.field === field) return known.middleMm;
  const { n } = trace;
  try {
    trace.n = k;
    const { lastMs, distanceMm } = trace;
    fixedTimeFeatures(trace, durationMs, lapMm, lastMs, field, features);
    const share = middleShare(model, { durationMs, lastMs }, features, bins, true);
    const middleMm = distanceMm + share * (distanceMm / lastMs) * (durationMs - lastMs);
    said[place] = { crossing: k, stamp, field, middleMm };
    return middleMm;
  } finally {
    trace.n = n;
  }
}

/** What can still be run at most from here to the end: the rest at a fast pace. */
function aheadMmAt({ durationMs }: TimedRace, trace: RunnerTrace, atMs: number): number {
  return (FASTEST / trace.runningPace) * (durationMs - atMs);
}

/** What the lap under way has brought and the rest brings to who is hardly faster than so far. */
function likelyRestMm({ durationMs, lapMm }: TimedRace, trace: RunnerTrace, atMs: number): number {
  const { lastMs, runningPace } = trace;
  return Math.min(legMmOf(trace, lapMm), (atMs - lastMs) / runningPace) + (BRISK * (durationMs - atMs)) / runningPace;
}

/** To the next crossing; marks may lie farther apart than a loop is long. */
function legMmOf({ lastLegMm }: RunnerTrace, lapMm: number): number {
  return Math.max(lapMm, lastLegMm);
}

/** What the lap under way has brought at most. */
function begunMmAt({ durationMs, lapMm, lastLap }: TimedRace, trace: RunnerTrace, atMs: number): number {
  if (atMs >= durationMs && lastLap !== 'measured') return 0;
  const begunMm = (FASTEST / trace.runningPace) * (atMs - trace.lastMs);
  return lapMm > 0 ? Math.min(legMmOf(trace, lapMm), begunMm) : begunMm;
}
