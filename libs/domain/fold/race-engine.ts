/** One race of a log: its facts, its plan, its runners and its board. Written by the log's fold, read by `RaceFold`. */
import { insertByOffset } from '../claims/by-offset.js';
import type { ClaimBook } from '../claims/claim-book.js';
import { newestInForce, type Ledger } from '../claims/ledger.js';
import type { EntrantFact, RaceFact, StartedFact, StatusFact, StoppedFact } from '../facts.js';
import { planFor } from '../formats/registry.js';
import { NONE_MS, type RacePlan } from '../formats/strategy.js';
import { Cursors } from '../laps/cursor.js';
import { silenceAt } from '../laps/pattern.js';
import { DirtySet } from './dirty.js';
import { RunnerLaps, type LapHost, type LapSlice } from '../laps/runner-laps.js';
import type { RunnerStatus } from '../race.js';
import { BoardOrder } from '../standings/order.js';
import { Declarations } from '../standings/declarations.js';
import { EntrantGroups } from '../standings/groups.js';
import { Ranks } from '../standings/ranks.js';

export class RaceEngine implements LapHost {
  /** Newest definition. Everything below is empty until there is one. */
  fact: RaceFact | undefined = undefined;
  readonly rows = new Map<string, EntrantFact>();
  readonly runners: RunnerLaps[] = [];
  readonly board = new BoardOrder();
  readonly cursors = new Cursors();
  readonly ranks = new Ranks();
  readonly groups = new EntrantGroups();
  readonly declarations: Declarations;
  readonly #starts: StartedFact[] = [];
  readonly #stops: StoppedFact[] = [];
  readonly #byBib = new Map<string, RunnerLaps>();
  readonly #dirty = new DirtySet();
  #plan: RacePlan | undefined = undefined;
  #newestMs = -Infinity;
  #newestRunner = -1;
  #newestStale = false;
  #ranksVersion = -1;

  constructor(
    readonly slug: string,
    private readonly claims: ClaimBook,
    private readonly ledger: Ledger,
  ) {
    this.declarations = new Declarations(ledger);
  }

  /** Throws when there is no definition yet; runners exist only after it. */
  get plan(): RacePlan {
    if (this.#plan === undefined) throw new Error(`race ${this.slug} has no definition`);
    return this.#plan;
  }

  runner(bib: string): RunnerLaps | undefined {
    return this.#byBib.get(bib);
  }

  row(runner: RunnerLaps): EntrantFact {
    return this.rows.get(runner.bib)!;
  }

  define(fact: RaceFact): void {
    if (this.fact !== undefined && this.fact.offset > fact.offset) return;
    const first = this.fact === undefined;
    this.fact = fact;
    this.replan();
    if (first) for (const row of this.rows.values()) this.#enter(row);
  }

  enter(row: EntrantFact): void {
    this.rows.set(row.bib, row);
    if (this.#plan !== undefined) this.#enter(row);
  }

  signal(fact: StartedFact | StoppedFact): void {
    if (fact.kind === 'started') insertByOffset(this.#starts, fact);
    else insertByOffset(this.#stops, fact);
    this.replan();
  }

  declare(fact: StatusFact): void {
    this.declarations.add(fact);
    this.review(fact.bib);
  }

  /** What was declared of a bib changed. */
  review(bib: string): void {
    const runner = this.#byBib.get(bib);
    if (runner !== undefined) this.lapsChanged(runner);
  }

  /** Definition or signals changed: everything is derived anew, nobody is lost. */
  replan(): void {
    if (this.fact === undefined) return;
    this.#plan = planFor(this.fact.definition, {
      startMs: newestInForce(this.#starts, this.ledger)?.atMs,
      stoppedMs: newestInForce(this.#stops, this.ledger)?.atMs,
    });
    for (const runner of this.runners) {
      this.#rebuild(runner);
      this.groups.set(runner.index, this.row(runner), this.fact.definition.categories);
      this.board.put(runner.index, this.#tierOf(runner), this.#distanceOf(runner), this.#lastOf(runner));
      this.#dirty.mark(runner.index);
    }
    this.board.sort();
    this.#newestStale = true;
  }

  lapsChanged(runner: RunnerLaps): void {
    const { laps, lastMs } = runner;
    this.board.update(runner.index, this.#tierOf(runner), this.plan.distanceMm(laps), laps === 0 ? 0 : lastMs);
    this.#dirty.mark(runner.index);
    if (lastMs >= this.#newestMs) {
      this.#newestMs = lastMs;
      this.#newestRunner = runner.index;
    } else if (runner.index === this.#newestRunner) this.#newestStale = true;
  }

  /** Newest counted crossing of anybody, or -Infinity. */
  newestCrossingMs(): number {
    if (this.#newestStale) {
      this.#newestMs = -Infinity;
      this.#newestRunner = -1;
      for (const runner of this.runners) {
        if (runner.lastMs <= this.#newestMs) continue;
        this.#newestMs = runner.lastMs;
        this.#newestRunner = runner.index;
      }
      this.#newestStale = false;
    }
    return this.#newestMs;
  }

  /** Lets declarations take effect that are true at `nowMs` (or no longer are), then ranks everybody if anything moved. */
  settle(nowMs: number): void {
    if (this.declarations.moveTo(nowMs)) {
      for (const bib of this.declarations.bibs()) this.review(bib);
    }
    if (this.#ranksVersion === this.board.version) return;
    this.ranks.compute(this.board, this.groups);
    this.#ranksVersion = this.board.version;
  }

  /**
   * Status of a runner with these laps at an instant.
   * @param live the board of now, where a logged stop ends the race and every crossing known has happened, whatever the clock says;
   * else the board of that instant, before which the race was on and after which nothing has happened
   */
  statusOf(runner: RunnerLaps, slice: LapSlice, atMs: number, live: boolean): RunnerStatus {
    const { plan } = this;
    return plan.status({
      declared: this.declarations.at(runner.bib, atMs),
      laps: slice.n,
      crossed: slice.n > 0 || runner.hasCrossed(live ? Infinity : atMs),
      lastMs: slice.n === 0 ? NONE_MS : slice.crossings[slice.n - 1]!,
      over: live ? plan.isOver(atMs, runner.endMs) : plan.signals.startMs !== undefined && atMs >= runner.endMs,
      endMs: runner.endMs,
      silence: silenceAt(slice, plan, atMs),
    });
  }

  /** Earliest gun of the race and its waves; Infinity before the start. */
  firstGunMs(): number {
    const waves = this.plan.definition.waves ?? [];
    return Math.min(this.plan.gunMs(undefined), ...waves.map((wave) => this.plan.gunMs(wave.id)));
  }

  takeDirty(): string[] {
    const bibs = this.dirtyBibs();
    this.#dirty.clear();
    return bibs;
  }

  dirtyBibs(): string[] {
    return this.#dirty.peek().map((index) => this.runners[index]!.bib);
  }

  restoreDirty(bibs: readonly string[]): void {
    this.#dirty.clear();
    for (const bib of bibs) this.#dirty.mark(this.#byBib.get(bib)!.index);
  }

  #enter(row: EntrantFact): void {
    const categories = this.fact?.definition.categories;
    let runner = this.#byBib.get(row.bib);
    if (runner === undefined) {
      const track = this.claims.trackOfBib(row.bib);
      runner = new RunnerLaps(this.board.add(row.bib), row.bib, track, this);
      this.runners.push(runner);
      this.#byBib.set(row.bib, runner);
      track.followers.push(runner);
      this.#rebuild(runner);
    } else if (this.plan.gunMs(row.wave) !== runner.gunMs) this.#rebuild(runner);
    this.groups.set(runner.index, row, categories);
    this.board.version++;
    this.lapsChanged(runner);
  }

  #rebuild(runner: RunnerLaps): void {
    const gunMs = this.plan.gunMs(this.row(runner).wave);
    runner.rebuild(gunMs, this.plan.endMs(gunMs));
  }

  #tierOf(runner: RunnerLaps): number {
    return this.plan.tier(this.declarations.current(runner.bib));
  }

  #distanceOf(runner: RunnerLaps): number {
    return this.plan.distanceMm(runner.laps);
  }

  #lastOf(runner: RunnerLaps): number {
    return runner.laps === 0 ? 0 : runner.lastMs;
  }
}
