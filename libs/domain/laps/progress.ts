/** What every format knows of a runner: counted crossings, and how far the runner was at each. */
import type { Track, TrackFollower } from '../claims/track.js';
import type { PassedMetric } from '../formats/loop-metric.js';
import type { Verdict } from '../formats/strategy.js';
import type { Cursors } from './cursor.js';
import type { MovingTime } from './moving.js';

/** Counted crossings of a runner up to some instant: of a line, at the end of a yard, or of the points of a course. */
export class Passed {
  constructor(
    /** Instants, ascending; the first `n` are valid. */
    readonly crossings: Float64Array,
    readonly n: number,
    readonly gunMs: number,
    readonly moving: MovingTime,
    private readonly metric: PassedMetric,
    /** The same object for as long as crossings were only added at the end, where that is known. */
    readonly unbroken?: object,
  ) {}

  /** Distance in mm after the first `count` crossings; without `count` after all. */
  distanceMm(count = this.n): number {
    return this.metric.distanceMm(count, this.crossings, this.gunMs);
  }

  /** Instant of the last crossing; undefined before the first. */
  get lastMs(): number | undefined {
    return this.n === 0 ? undefined : this.crossings[this.n - 1]!;
  }

  /** Name of the point of crossing `index`; undefined: the line. */
  pointAt(index: number): string | undefined {
    return this.metric.pointAt?.(index);
  }

  /** Was the instant of crossing `index` measured? A yard may be known to be in time, and no more (R9.7). */
  isTimed(index: number): boolean {
    return this.metric.isTimed?.(index) ?? true;
  }

  /** Instant the runner left the point of crossing `index`; undefined when nobody saw it. */
  leftMsAt(index: number): number | undefined {
    return this.metric.leftMsAt?.(index);
  }

  /** No more than the first `n` crossings. */
  upTo(n: number): Passed {
    return n >= this.n ? this : new Passed(this.crossings, n, this.gunMs, this.moving, this.metric);
  }
}

/** Who is followed. */
export interface RunnerPlace {
  readonly index: number;
  readonly bib: string;
  readonly track: Track;
}

/** The race a runner runs in. */
export interface ProgressHost {
  readonly cursors: Cursors;
  /** What people said of a bib's yards: by yard, in time or not. */
  yardRulings(bib: string): ReadonlyMap<number, boolean> | undefined;
  /** Laps or last crossing of the runner changed. */
  progressed(runner: RunnerProgress): void;
  /** Another point of the loop saw the runner. */
  sighted(runner: RunnerProgress): void;
}

/**
 * Told of every claim that may be a crossing, in order of time: its place in the track and what its crossing is taken for.
 * `opens`: it begins a crossing, else it is a further read of one; `gives`: it gives the crossing its time.
 */
export type Witness = (place: number, verdict: Verdict, opens: boolean, gives: boolean) => void;

/** One runner in one race, derived from the track of the bib and kept up to date claim by claim. */
export interface RunnerProgress extends RunnerPlace, TrackFollower {
  /** Counted crossings. */
  readonly laps: number;
  /** Last counted crossing, or NONE_MS. */
  readonly lastMs: number;
  /** Distance of the counted crossings in mm. */
  readonly distanceMm: number;
  readonly gunMs: number;
  readonly endMs: number;
  /** Derives everything anew: the runner's own gun or end changed. Does not tell the host. */
  rebuild(gunMs: number, endMs: number): void;
  /** As of now; valid until the next fact. */
  passed(): Passed;
  /** As of an instant, by claims up to it. */
  passedAt(atMs: number): Passed;
  /** Derives once more, by claims up to an instant, telling what each is taken for. */
  witness(atMs: number, see: Witness): void;
  /** A crossing between gun and `upToMs`, counted or not: the runner is under way. */
  hasCrossed(upToMs: number): boolean;
}
