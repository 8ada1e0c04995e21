/**
 * How far a runner will be at an instant before the end of the race: what a 24-hour race holds of 6 and 12 hours, and, read the other way, of 50 and 100 km.
 *
 * The model of races against time is asked as if the race ended at that instant, and what it says is corrected by how it erred at such instants inside longer
 * races: nobody stops at 6 hours of 24 because 6 hours are nearly over, so runners get farther than in a race of 6 hours. The correction is conformal: each
 * quantile is put where it would have stood in the races it was fitted on (Romano et al. 2019), side by side with their own ranges as the measure.
 */
import { HOUR_MS } from '#libs/domain/index.js';
import { fieldState, type FieldState } from '../features/field-state.js';
import { isActive } from '../features/windows.js';
import { timedForecast, type TimedRace } from '../models/final-distance.js';
import type { FixedTimeModel, Spread } from '../models/fixed-time.js';
import type { RunnerTrace } from '../trace/runner-trace.js';

/** Where p5, p10, p50, p90 and p95 stand, in half ranges of the model's 80 % range about its middle, to the side they are on. */
export type Places = readonly [number, number, number, number, number];

export interface EnRouteModel {
  /** Upper ends of the bands of instants in hours; the last has none. */
  readonly hours: readonly number[];
  /** Shares of the time up to the instant, ascending. */
  readonly shares: readonly number[];
  /** Band by band, share by share. */
  readonly places: readonly (readonly Places[])[];
}

/** Instants nearer to the gun were never judged. */
export const EN_ROUTE_FROM_MS = 2.5 * HOUR_MS;
/** Before this share of the time up to the instant nothing is said. */
export const EN_ROUTE_EARLIEST = 0.05;
/** Nobody is said to run faster than this many times the running pace. */
const FASTEST = 1.5;
/** Least half range, as a share of the distance. */
const FLOOR_SHARE = 0.002;

/** What the model says unasked for the correction: distances in mm, as if the race ended at `atMs`. */
export function uncorrected(
  fixedTime: FixedTimeModel,
  { lapMm }: Pick<TimedRace, 'lapMm'>,
  trace: RunnerTrace,
  nowMs: number,
  atMs: number,
  field: FieldState,
): Spread {
  return timedForecast(fixedTime, undefined, { durationMs: atMs, lapMm, lastLap: 'measured' }, trace, nowMs, field)
    .final;
}

/** The two half ranges that places are told in, mm. */
export function halfRanges({ p10, p50, p90 }: Spread): { low: number; high: number } {
  const floor = Math.max(1, FLOOR_SHARE * p50);
  return { low: Math.max(floor, p50 - p10), high: Math.max(floor, p90 - p50) };
}

/** Can anything be said at `nowMs` of the distance at `atMs`? Of who did not cross lately ranges held seven times of ten: too seldom to be told. */
export function isSaid(trace: RunnerTrace, nowMs: number, atMs: number): boolean {
  if (atMs < EN_ROUTE_FROM_MS || nowMs >= atMs || nowMs < EN_ROUTE_EARLIEST * atMs || trace.n < 2) return false;
  return isActive(trace, atMs, nowMs);
}

/**
 * @param nowMs elapsed, at or after the last crossing told
 * @param atMs elapsed, before the end of the race
 * @param field at `nowMs`, of a race that ends at `atMs`: `fieldState(traces, atMs, nowMs)`
 * @returns distances in mm, ascending, none below what is run; undefined where nothing can be said
 */
export function distanceAt(
  fixedTime: FixedTimeModel,
  enRoute: EnRouteModel,
  race: Pick<TimedRace, 'lapMm'>,
  trace: RunnerTrace,
  nowMs: number,
  atMs: number,
  field: FieldState,
): Spread | undefined {
  if (!isSaid(trace, nowMs, atMs)) return undefined;
  const said = uncorrected(fixedTime, race, trace, nowMs, atMs, field);
  const { low, high } = halfRanges(said);
  const places = placesAt(enRoute, atMs, nowMs / atMs);
  const doneMm = trace.distanceMm;
  const mostMm = doneMm + (FASTEST / trace.runningPace) * (atMs - trace.lastMs);
  let least = doneMm;
  const [p5, p10, p50, p90, p95] = places.map((place) => {
    const mm = said.p50 + place * (place > 0 ? high : low);
    return (least = Math.max(least, Math.round(Math.min(mostMm, mm))));
  }) as [number, number, number, number, number];
  return { p5, p10, p50, p90, p95 };
}

/** Between shares in a straight line. */
function placesAt({ hours, shares, places }: EnRouteModel, atMs: number, share: number): Places {
  const rows = places[bandAt(hours, atMs)]!;
  let i = 0;
  while (i < shares.length && shares[i]! < share) i++;
  if (i === 0 || i === shares.length) return rows[Math.min(i, shares.length - 1)]!;
  const weight = (share - shares[i - 1]!) / (shares[i]! - shares[i - 1]!);
  return rows[i]!.map((place, q) => rows[i - 1]![q]! * (1 - weight) + place * weight) as unknown as Places;
}

export function bandAt(hours: readonly number[], atMs: number): number {
  let band = 0;
  while (band < hours.length && atMs > hours[band]! * HOUR_MS) band++;
  return band;
}

/** Instants whose field is kept at once: a record each. */
const FIELDS_MAX = 100;

/** The field as races that end at other instants would see it: one look at everybody an instant, and only when it is asked for. */
export class FieldsAt {
  readonly #fields = new Map<number, FieldState>();
  #nowMs = 0;

  constructor(private readonly traces: readonly RunnerTrace[]) {}

  /** A new moment. */
  look(nowMs: number): void {
    this.#nowMs = nowMs;
    this.#fields.clear();
  }

  of(atMs: number): FieldState {
    let field = this.#fields.get(atMs);
    if (field === undefined) {
      if (this.#fields.size >= FIELDS_MAX) this.#fields.clear();
      field = fieldState(this.traces, atMs, this.#nowMs);
      this.#fields.set(atMs, field);
    }
    return field;
  }
}
