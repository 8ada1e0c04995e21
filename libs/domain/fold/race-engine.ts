/** One race of a log: its facts, its plan, its runners and its board. Written by the log's fold, read by `RaceFold`. */
import type { ClaimBook } from '../claims/claim-book.js';
import type { Ledger } from '../claims/ledger.js';
import type { EntrantFact, RaceFact, StatusFact } from '../facts.js';
import { planFor } from '../formats/registry.js';
import type { RacePlan, StatusInputs } from '../formats/strategy.js';
import { Cursors } from '../laps/cursor.js';
import type { Passed, ProgressHost, RunnerProgress } from '../laps/progress.js';
import type { RunnerStatus } from '../race.js';
import { sightingsBetween, type Sighting } from '../laps/sightings.js';
import { Declarations } from '../standings/declarations.js';
import { EntrantGroups } from '../standings/groups.js';
import { leaderOf, type Leader } from '../standings/last-standing.js';
import { BoardOrder } from '../standings/order.js';
import { Ranks } from '../standings/ranks.js';
import { standingOf, type Standing } from '../standings/standing.js';
import { DirtySet } from './dirty.js';
import { Roster } from './roster.js';
import { Rulings, type RulingFact } from './rulings.js';

export class RaceEngine implements ProgressHost {
  /** Newest definition. Everything below is empty until there is one. */
  fact: RaceFact | undefined = undefined;
  readonly roster = new Roster();
  /** By bib, as the board shows them. */
  readonly rows = new Map<string, EntrantFact>();
  readonly runners: RunnerProgress[] = [];
  readonly board = new BoardOrder();
  cursors = new Cursors();
  readonly ranks = new Ranks();
  readonly groups = new EntrantGroups();
  readonly declarations: Declarations;
  readonly rulings: Rulings;
  readonly #byBib = new Map<string, number>();
  readonly #dirty = new DirtySet();
  #plan: RacePlan | undefined = undefined;
  #newestMs = -Infinity;
  #newestRunner = -1;
  #newestStale = false;
  #ranksVersion = -1;
  /** Backyard: by runner number, and who is ahead of all. */
  #yards: number[] = [];
  #leader: Leader = { index: -1, yards: 0 };

  constructor(
    readonly slug: string,
    private readonly claims: ClaimBook,
    ledger: Ledger,
  ) {
    this.declarations = new Declarations(ledger);
    this.rulings = new Rulings(ledger);
  }

  /** Throws when there is no definition yet; runners exist only after it. */
  get plan(): RacePlan {
    if (this.#plan === undefined) throw new Error(`race ${this.slug} has no definition`);
    return this.#plan;
  }

  runner(bib: string): RunnerProgress | undefined {
    const index = this.#byBib.get(bib);
    return index === undefined ? undefined : this.runners[index];
  }

  row(runner: RunnerProgress): EntrantFact {
    return this.rows.get(runner.bib)!;
  }

  define(fact: RaceFact): void {
    if (this.fact !== undefined && this.fact.offset > fact.offset) return;
    const first = this.fact === undefined;
    this.fact = fact;
    for (const bib of this.roster.bibs()) this.rows.set(bib, this.roster.row(bib, this.relay));
    this.replan();
    if (first) for (const row of this.rows.values()) this.#enter(row);
  }

  enter(row: EntrantFact): void {
    this.roster.put(row);
    const shown = this.roster.row(row.bib, this.relay);
    this.rows.set(row.bib, shown);
    if (this.#plan !== undefined) this.#enter(shown);
  }

  /** Several entrants share one bib. */
  get relay(): boolean {
    return this.fact?.definition.relay === true;
  }

  rule(fact: RulingFact): void {
    this.rulings.add(fact);
    this.reviewRuling(fact);
  }

  /** A ruling came, or its force changed. */
  reviewRuling(fact: RulingFact): void {
    switch (fact.kind) {
      case 'started':
      case 'stopped':
      case 'course-changed':
        return this.replan();
      case 'yard':
      case 'part-lap':
      case 'adjustment':
        return this.review(fact.bib);
      case 'part-lap-marker':
        for (const bib of this.rulings.bibsAt(fact.marker)) this.review(bib);
        return;
      case 'part-lap-signed':
      case 'results-state':
        for (const bib of this.rulings.measuredBibs()) this.review(bib);
        return;
      case 'worry-dismissed':
        return;
    }
  }

  declare(fact: StatusFact): void {
    this.declarations.add(fact);
    this.review(fact.bib);
  }

  /** What people said of a bib changed. */
  review(bib: string): void {
    const runner = this.runner(bib);
    if (runner === undefined) return;
    // In a backyard a person's word decides about yards; elsewhere about places only.
    if (this.plan.lastStanding) this.#rebuild(runner);
    this.progressed(runner);
  }

  yardRulings(bib: string): ReadonlyMap<number, boolean> | undefined {
    return this.rulings.yards(bib);
  }

  /** Definition or signals changed: everything is derived anew, nobody is lost. */
  replan(): void {
    if (this.fact === undefined) return;
    const plan = planFor(this.fact.definition, this.rulings.signals, this.claims.points);
    this.#plan = plan;
    this.cursors = new Cursors(Math.max(1, this.runners.length));
    for (const [index, old] of this.runners.entries()) {
      const { bib, track } = old;
      const runner = plan.follow({ index, bib, track }, this);
      this.runners[index] = runner;
      track.followers[track.followers.indexOf(old)] = runner;
      this.#rebuild(runner);
      this.groups.set(index, this.row(runner), this.fact.definition.categories);
      this.#dirty.mark(index);
    }
    this.#lead();
    for (const runner of this.runners) {
      const { tier, distanceMm, keyMs } = this.standing(runner);
      this.board.put(runner.index, tier, distanceMm, keyMs);
    }
    this.board.sort();
    this.#newestStale = true;
  }

  progressed(runner: RunnerProgress): void {
    const former = this.#leader;
    if (this.plan.lastStanding) this.#lead();
    this.#place(runner);
    if (former.index !== this.#leader.index || former.yards !== this.#leader.yards) {
      for (const { index } of [former, this.#leader]) {
        const other = this.runners[index];
        if (other !== undefined && other !== runner) this.#place(other);
      }
    }
    const { lastMs } = runner;
    if (lastMs >= this.#newestMs) {
      this.#newestMs = lastMs;
      this.#newestRunner = runner.index;
    } else if (runner.index === this.#newestRunner) this.#newestStale = true;
  }

  /** What counts of a runner now; valid until the next fact. */
  passed(runner: RunnerProgress): Passed {
    const passed = runner.passed();
    return runner.index === this.#leader.index ? passed.upTo(this.#leader.yards) : passed;
  }

  /** What orders the runner, and what it is made of. Without `atMs` now. */
  standing(runner: RunnerProgress, passed = this.passed(runner), atMs?: number): Standing {
    const over = atMs === undefined ? this.plan.isOver(-Infinity, runner.endMs) : this.isOverAt(runner, atMs);
    const declared =
      atMs === undefined ? this.declarations.current(runner.bib) : this.declarations.at(runner.bib, atMs);
    const crossedPart =
      this.plan.points && this.plan.crossedPart?.(passed, this.sightings(runner, passed, atMs ?? Infinity));
    return standingOf(this.plan, this.rulings, { runner, passed, declared, over, atMs, crossedPart });
  }

  /** A point of the loop saw the runner: how far into the lap is shown, and may count. */
  sighted(runner: RunnerProgress): void {
    this.#place(runner);
  }

  /** Crossings of the other points since the last of the line, ascending, up to an instant and the runner's own end. */
  sightings(runner: RunnerProgress, passed: Passed, atMs: number): Sighting[] {
    const { points } = this.plan;
    if (points === undefined || runner.gunMs === Infinity) return [];
    return sightingsBetween(runner.track, points, passed.lastMs ?? runner.gunMs, Math.min(atMs, runner.endMs));
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
    this.ranks.compute(this.board, this.groups, this.plan.ranksByDistance);
    this.#ranksVersion = this.board.version;
  }

  /** The own end of a runner has come, on the board of that instant. */
  isOverAt(runner: RunnerProgress, atMs: number): boolean {
    return this.plan.signals.startMs !== undefined && atMs >= runner.endMs;
  }

  /**
   * Status of a runner with these crossings at an instant.
   * @param live the board of now, where a logged stop ends the race and every crossing known has happened, whatever the clock says;
   * else the board of that instant, before which the race was on and after which nothing has happened
   */
  statusOf(runner: RunnerProgress, passed: Passed, atMs: number, live: boolean, alone: boolean): RunnerStatus {
    return this.plan.status(this.inputs(runner, passed, atMs, live, alone));
  }

  inputs(runner: RunnerProgress, passed: Passed, atMs: number, live: boolean, alone: boolean): StatusInputs {
    return {
      declared: this.declarations.at(runner.bib, atMs),
      passed,
      crossed: passed.n > 0 || runner.hasCrossed(live ? Infinity : atMs),
      over: live ? this.plan.isOver(atMs, runner.endMs) : this.isOverAt(runner, atMs),
      endMs: runner.endMs,
      atMs,
      alone,
      seen: this.sightings(runner, passed, live ? Infinity : atMs).at(-1),
    };
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

  /** Rises with everything that may change the runner's crossings or row, others and the clock aside. */
  revision(runner: RunnerProgress): number {
    return this.#dirty.revision(runner.index);
  }

  dirtyBibs(): string[] {
    return this.#dirty.peek().map((index) => this.runners[index]!.bib);
  }

  restoreDirty(bibs: readonly string[]): void {
    this.#dirty.clear();
    for (const bib of bibs) this.#dirty.mark(this.#byBib.get(bib)!);
  }

  #enter(row: EntrantFact): void {
    const categories = this.fact?.definition.categories;
    let runner = this.runner(row.bib);
    if (runner === undefined) {
      const track = this.claims.trackOfBib(row.bib);
      runner = this.plan.follow({ index: this.board.add(row.bib), bib: row.bib, track }, this);
      this.runners.push(runner);
      this.#byBib.set(row.bib, runner.index);
      track.followers.push(runner);
      this.#rebuild(runner);
    } else if (this.plan.gunMs(row.wave) !== runner.gunMs) this.#rebuild(runner);
    this.groups.set(runner.index, row, categories);
    this.board.version++;
    this.progressed(runner);
  }

  #rebuild(runner: RunnerProgress): void {
    const gunMs = this.plan.gunMs(this.row(runner).wave);
    runner.rebuild(gunMs, this.plan.endMs(gunMs, this.declarations.outMs(runner.bib)));
  }

  #place(runner: RunnerProgress): void {
    const { tier, distanceMm, keyMs } = this.standing(runner);
    this.board.update(runner.index, tier, distanceMm, keyMs);
    this.#dirty.mark(runner.index);
  }

  #lead(): void {
    if (!this.plan.lastStanding) {
      this.#leader = { index: -1, yards: 0 };
      return;
    }
    this.#yards = this.runners.map((runner) => runner.laps);
    this.#leader = leaderOf(this.#yards);
  }
}
