/** The passages of one runner through the points of a course, kept up to date claim by claim. */
import { FLAG_OUT, FLAG_VOID, type Track } from '../claims/track.js';
import type { PointRules } from '../formats/point-rules.js';
import { NONE_MS } from '../formats/strategy.js';
import { PointWalk } from './point-walk.js';
import type { Passed, ProgressHost, RunnerPlace, RunnerProgress, Witness } from './progress.js';

export class RunnerPoints implements RunnerProgress {
  readonly index: number;
  readonly bib: string;
  readonly track: Track;
  gunMs = Infinity;
  endMs = Infinity;
  #walk: PointWalk;

  constructor(
    place: RunnerPlace,
    readonly rules: PointRules,
    private readonly host: ProgressHost,
  ) {
    this.index = place.index;
    this.bib = place.bib;
    this.track = place.track;
    this.#walk = new PointWalk(rules, this.gunMs, this.endMs);
  }

  get laps(): number {
    return this.#walk.passed;
  }

  get lastMs(): number {
    return this.laps === 0 ? NONE_MS : this.#walk.arrivals[this.laps - 1]!;
  }

  get distanceMm(): number {
    return this.#walk.distanceMm(this.laps);
  }

  claimAppended(): void {
    if (this.#take(this.#walk, this.track.size - 1)) this.host.progressed(this);
  }

  claimsChanged(): void {
    this.rebuild(this.gunMs, this.endMs);
    this.host.progressed(this);
  }

  rebuild(gunMs: number, endMs: number): void {
    this.gunMs = gunMs;
    this.endMs = endMs;
    this.#walk = this.#walked(Infinity);
  }

  passed(): Passed {
    return this.#walk.passedUpTo(this.#walk.passed);
  }

  passedAt(atMs: number): Passed {
    const walk = this.#walked(atMs);
    return walk.passedUpTo(walk.passed);
  }

  hasCrossed(upToMs: number): boolean {
    const { gunMs, track } = this;
    for (let i = track.countUpTo(Math.min(upToMs, this.endMs)) - 1; i >= 0 && track.timeAt(i) >= gunMs; i--) {
      if (this.#pointAt(i) >= 0) return true;
    }
    return false;
  }

  witness(atMs: number, see: Witness): void {
    this.#walked(atMs, see);
  }

  #walked(upToMs: number, see?: Witness): PointWalk {
    const walk = new PointWalk(this.rules, this.gunMs, this.endMs);
    const size = this.track.countUpTo(upToMs);
    for (let i = 0; i < size; i++) this.#take(walk, i, see);
    return walk;
  }

  /** False when the claim is none of this course. */
  #take(walk: PointWalk, i: number, see?: Witness): boolean {
    const point = this.#pointAt(i);
    if (point < 0) return false;
    const { track } = this;
    const verdict = walk.take(track.timeAt(i), point, (track.flagsAt(i) & FLAG_OUT) !== 0, track.rssiAt(i));
    see?.(i, verdict, walk.opens, walk.gives);
    return true;
  }

  #pointAt(i: number): number {
    return (this.track.flagsAt(i) & FLAG_VOID) === 0 ? this.rules.pointOf(this.track.pointAt(i)) : -1;
  }
}
