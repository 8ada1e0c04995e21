/** The yards of one runner of a backyard, kept up to date claim by claim. */
import { LINE_POINT } from '../claims/names.js';
import { FLAG_OUT, FLAG_VOID, type Track } from '../claims/track.js';
import { NONE_MS } from '../formats/strategy.js';
import type { YardRules } from '../formats/yard-rules.js';
import { MovingTime } from './moving.js';
import { Passed, type ProgressHost, type RunnerPlace, type RunnerProgress, type Witness } from './progress.js';
import { YardWalk } from './yard-walk.js';

const SKIPPED = FLAG_OUT | FLAG_VOID;

export class RunnerYards implements RunnerProgress {
  readonly index: number;
  readonly bib: string;
  readonly track: Track;
  gunMs = Infinity;
  endMs = Infinity;
  readonly #moving = new MovingTime();
  #walk: YardWalk;

  constructor(
    place: RunnerPlace,
    readonly rules: YardRules,
    private readonly host: ProgressHost,
  ) {
    this.index = place.index;
    this.bib = place.bib;
    this.track = place.track;
    this.#walk = this.#fresh();
  }

  get laps(): number {
    return this.#walk.yards;
  }

  get lastMs(): number {
    return this.laps === 0 ? NONE_MS : this.#walk.ends[this.laps - 1]!;
  }

  get distanceMm(): number {
    return this.rules.metric.distanceMm(this.laps, this.#walk.ends, this.gunMs);
  }

  claimAppended(): void {
    const i = this.track.size - 1;
    if (!this.#isCrossing(i)) {
      if (this.rules.points?.atMm(this.track.pointAt(i)) !== undefined) this.host.sighted(this);
      return;
    }
    const { laps, lastMs } = this;
    this.#walk.take(this.track.timeAt(i), this.track.rssiAt(i));
    this.#walk.addWords(Infinity);
    if (laps === this.laps && lastMs === this.lastMs) return;
    this.#moving.truncate(Math.max(0, Math.min(laps, this.laps) - 1));
    this.host.progressed(this);
  }

  claimsChanged(): void {
    this.rebuild(this.gunMs, this.endMs);
    this.host.progressed(this);
  }

  rebuild(gunMs: number, endMs: number): void {
    this.gunMs = gunMs;
    this.endMs = endMs;
    this.#moving.truncate(0);
    this.#walk = this.#walked(Infinity);
  }

  passed(): Passed {
    return new Passed(this.#walk.ends, this.laps, this.gunMs, this.#moving, this.#walk);
  }

  passedAt(atMs: number): Passed {
    const walk = this.#walked(atMs);
    return new Passed(walk.ends, walk.yards, this.gunMs, new MovingTime(), walk);
  }

  hasCrossed(upToMs: number): boolean {
    const { gunMs, track } = this;
    for (let i = track.countUpTo(Math.min(upToMs, this.endMs)) - 1; i >= 0 && track.timeAt(i) >= gunMs; i--) {
      if (this.#isCrossing(i)) return true;
    }
    return false;
  }

  witness(atMs: number, see: Witness): void {
    this.#walked(atMs, see);
  }

  #walked(upToMs: number, see?: Witness): YardWalk {
    const walk = this.#fresh();
    const size = this.track.countUpTo(upToMs);
    for (let i = 0; i < size; i++) {
      if (!this.#isCrossing(i)) continue;
      const verdict = walk.take(this.track.timeAt(i), this.track.rssiAt(i));
      see?.(i, verdict, walk.opens, walk.gives);
    }
    walk.addWords(upToMs);
    return walk;
  }

  #fresh(): YardWalk {
    return new YardWalk(this.rules, this.gunMs, this.endMs, this.host.yardRulings(this.bib));
  }

  #isCrossing(i: number): boolean {
    return this.track.isAt(i, LINE_POINT, SKIPPED);
  }
}
