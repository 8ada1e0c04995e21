/** What may be asked of one race. Every answer is a pure function of the facts applied and of the instant given. */
import { usualLapMs } from '../laps/pattern.js';
import type { RunnerProgress } from '../laps/progress.js';
import type { RaceDefinition, RunnerStatus } from '../race.js';
import type { RankTable } from '../standings/ranks.js';
import { type TeamStanding, teamStandings } from '../standings/teams.js';
import { winnerAt } from '../standings/winner.js';
import { compareBibs } from '../standings/natural.js';
import { type ResultRow, resultRows } from '../results/result-rows.js';
import type { Fact, ResultsStateFact } from '../facts.js';
import type { BoardRow, EntrantView, RaceHeader, RunnerCard, RunnerFact, Unknowns } from '../views.js';
import { runnerCard } from '../card/card.js';
import type { Crossed } from '../card/marks.js';
import { crossedOf } from '../card/splits.js';
import { runnerFacts } from '../card/runner-facts.js';
import { boardRow, entrantView, isoInstant } from './board-row.js';
import type { FoldState } from './log-fold.js';
import type { RaceEngine } from './race-engine.js';
import { boardAt } from './time-travel.js';
import { unknowns } from './unknowns.js';
import { mFromMm } from '../units.js';
import { worriesOf } from '../worries/worries.js';
import type { Worries, Worry } from '../worries/worry.js';

export class RaceFold {
  #winnerVersion = -1;
  #winnerAtMs = NaN;
  #winnerIndex = -1;

  constructor(
    private readonly engine: RaceEngine,
    private readonly state: FoldState,
  ) {}

  get slug(): string {
    return this.engine.slug;
  }

  get definition(): RaceDefinition {
    return this.engine.plan.definition;
  }

  get archived(): boolean {
    return this.engine.fact?.archived === true;
  }

  /** The gun, by the newest `started` in force. */
  get startedAtMs(): number | undefined {
    return this.engine.plan.signals.startMs;
  }

  /** The final signal, by the newest `stopped` in force. */
  get stoppedAtMs(): number | undefined {
    return this.engine.plan.signals.stoppedMs;
  }

  /** The final signal, or start + duration (of the last wave); undefined before the start. */
  get endsAtMs(): number | undefined {
    return this.engine.plan.endsAtMs;
  }

  /** Newest crossing that counts for anybody: a read outside the race, or one that is no lap, does not move it. */
  get lastReadAtMs(): number | undefined {
    const newest = this.engine.newestCrossingMs();
    return newest === -Infinity ? undefined : newest;
  }

  /** Comparisons the board has made so far: its cost, counted. */
  get boardComparisons(): number {
    return this.engine.board.comparisons;
  }

  /** The race clock: the wall clock, or the newest counted crossing when that is later (replays run ahead of the wall). */
  raceNowMs(nowMs: number): number {
    return Math.max(nowMs, this.engine.newestCrossingMs());
  }

  /** Other loop lengths in force, oldest word first (R2.7, R2.8); a newer one beats an older where both hold. */
  get lengthChanges(): { lapM: number; fromLap?: number; fromMs?: number }[] {
    return this.engine.plan.signals.lengths.map(({ lapMm, fromLap, fromMs }) => ({
      lapM: mFromMm(lapMm),
      ...(fromLap === undefined ? {} : { fromLap }),
      ...(fromMs === undefined ? {} : { fromMs }),
    }));
  }

  /** Rises with every correction in the log: the same number, the same answer of `corrections`. */
  get correctionsVersion(): number {
    return this.state.corrections.all().length;
  }

  header(nowMs: number): RaceHeader {
    const { definition } = this;
    const header: RaceHeader = {
      slug: definition.slug,
      name: definition.name,
      format: definition.format,
      course: definition.course,
      timeZone: definition.timeZone,
      scheduledStart: definition.scheduledStart,
      state: this.#stateAt(nowMs),
    };
    if (this.startedAtMs !== undefined) header.startedAt = isoInstant(this.startedAtMs);
    if (this.endsAtMs !== undefined) header.endsAt = isoInstant(this.endsAtMs);
    if (definition.simulated !== undefined) header.simulated = definition.simulated;
    return header;
  }

  /** Bibs entered in this race, in natural order. */
  bibs(): string[] {
    return this.engine.runners.map((runner) => runner.bib).sort(compareBibs);
  }

  /** The start list; of a relay everybody who runs under a bib. */
  entrants(): EntrantView[] {
    return this.bibs().flatMap((bib) => this.entrantsOf(bib));
  }

  /** Who is entered under a bib, in a relay everybody; nobody for an unknown one. */
  entrantsOf(bib: string): EntrantView[] {
    const { roster, rows, relay } = this.engine;
    const row = rows.get(bib);
    if (row === undefined) return [];
    return (relay ? roster.of(bib) : [row]).map((one) => entrantView(one, this.definition));
  }

  /** Bib that wears a chip at an instant (R4.8), in whichever race of the group; undefined: nobody. */
  wearer(chip: string, atMs: number): string | undefined {
    return this.state.claims.chips.find(chip)?.bibAt(atMs);
  }

  row(bib: string, nowMs: number): BoardRow | undefined {
    const runner = this.engine.runner(bib);
    if (runner === undefined) return undefined;
    const raceNowMs = this.raceNowMs(nowMs);
    this.engine.settle(raceNowMs);
    return this.#row(runner, raceNowMs);
  }

  /** All rows in board order (R7.1, R7.3). */
  rows(nowMs: number): BoardRow[] {
    const raceNowMs = this.raceNowMs(nowMs);
    this.engine.settle(raceNowMs);
    const { board, runners } = this.engine;
    const rows: BoardRow[] = [];
    for (let i = 0; i < board.size; i++) rows.push(this.#row(runners[board.order[i]!]!, raceNowMs));
    return rows;
  }

  /** Results as of now, or of an instant; whether anybody waits for part laps depends on the newest word on their state (R5.8, R13.3). */
  results(nowMs: number): ResultRow[] {
    const signed = this.resultsState === 'official' || this.resultsState === 'amended';
    return resultRows(this.rows(nowMs), this.definition.format, this.header(nowMs).state, signed);
  }

  /** The newest word of a person on the results; undefined before the first: they are live. */
  get resultsState(): ResultsStateFact['state'] | undefined {
    return this.engine.rulings.resultsState?.state;
  }

  /** Offset of the newest `official` in force: what came after it and changes a result amends it (R13.3). */
  get officialOffset(): number | undefined {
    return this.engine.rulings.official?.offset;
  }

  /** Teams by the sum of their best runners (R7.6); undefined when the race scores none. */
  teams(nowMs: number): TeamStanding[] | undefined {
    const scoring = this.definition.teams;
    return scoring === undefined ? undefined : teamStandings(this.rows(nowMs), scoring.scoreBest);
  }

  /** The board at an instant of race time: what happened at or before it, with everything known now, corrections included. */
  rowsAt(atMs: number): BoardRow[] {
    return boardAt(this.engine, atMs);
  }

  /** The board's order and ranks, without rows; valid until the next call or fact. */
  ranks(nowMs: number): RankTable {
    this.engine.settle(this.raceNowMs(nowMs));
    const { board, ranks } = this.engine;
    return {
      size: board.size,
      version: board.version,
      order: board.order,
      bibs: board.bibs,
      rank: ranks.rank,
      rankSex: ranks.rankSex,
      rankCategory: ranks.rankCategory,
    };
  }

  /** Status alone, for the slow tick. */
  statusAt(bib: string, nowMs: number): RunnerStatus | undefined {
    const runner = this.engine.runner(bib);
    return runner === undefined ? undefined : this.#status(runner, this.raceNowMs(nowMs));
  }

  /** Backyard: did the runner's yards let another one win (R9.6)? For the slow tick, too: others' yards and the clock decide. */
  assistAt(bib: string, nowMs: number): boolean {
    const runner = this.engine.runner(bib);
    return runner !== undefined && this.#assists(runner, this.engine.passed(runner).n, this.raceNowMs(nowMs));
  }

  /** Everything about one runner; with `atMs` as of that instant of race time. */
  card(bib: string, nowMs: number, atMs?: number): RunnerCard | undefined {
    const runner = this.engine.runner(bib);
    if (runner === undefined) return undefined;
    const row = atMs === undefined ? this.row(bib, nowMs) : this.rowsAt(atMs).find((other) => other.bib === bib);
    return row === undefined
      ? undefined
      : runnerCard(this.engine, this.state, runner, row, atMs ?? this.raceNowMs(nowMs), atMs);
  }

  /** Every fact behind a runner, counted or not, and the corrections that touch it; undefined for unknown bibs. */
  facts(bib: string, nowMs: number): RunnerFact[] | undefined {
    const runner = this.engine.runner(bib);
    const card = this.card(bib, nowMs);
    return runner === undefined || card === undefined ? undefined : runnerFacts(this.state, runner, card);
  }

  /** What people said and changed in this race or on its mats, ascending by offset, undone ones too (R4.7). */
  corrections(): { fact: Fact; inForce: boolean }[] {
    return this.state.corrections
      .all()
      .filter((fact) => !('race' in fact) || fact.race === this.slug)
      .map((fact) => ({ fact, inForce: this.state.ledger.inForce(fact.offset) }));
  }

  /** Median of the last nine laps in ms: when the runner may be expected back. Undefined before the first. */
  usualLapMs(bib: string): number | undefined {
    const runner = this.engine.runner(bib);
    const usual = runner === undefined ? undefined : usualLapMs(this.engine.passed(runner), this.engine.plan);
    return usual === undefined ? undefined : Math.round(usual);
  }

  /** The last counted crossing: its instant and the number of the lap it ended. */
  lastCrossing(bib: string): { atMs: number; lap: number } | undefined {
    const runner = this.engine.runner(bib);
    return runner === undefined || runner.laps === 0 ? undefined : { atMs: runner.lastMs, lap: runner.laps };
  }

  /** Instants of all counted crossings of a runner, ascending; a copy. Empty for unknown bibs. */
  crossingsMs(bib: string): Float64Array {
    const runner = this.engine.runner(bib);
    if (runner === undefined) return new Float64Array(0);
    const { crossings, n } = this.engine.passed(runner);
    return crossings.slice(0, n);
  }

  /** The same crossings from the gun, with the distance at each: a view, nothing is copied. Valid until the next fact; undefined for unknown bibs. */
  crossed(bib: string): Crossed | undefined {
    const runner = this.engine.runner(bib);
    return runner && crossedOf(this.engine.passed(runner));
  }

  /** Another number than before: crossings or row of a runner may have changed since, be it by a correction. For those who keep what they derived. */
  revision(bib: string): number {
    const runner = this.engine.runner(bib);
    return runner === undefined ? 0 : this.engine.revision(runner);
  }

  /** Own gun of a runner: the common one, or the wave's. Undefined for unknown bibs and before the start. */
  gunMs(bib: string): number | undefined {
    const gunMs = this.engine.runner(bib)?.gunMs;
    return gunMs === Infinity ? undefined : gunMs;
  }

  /** Bibs whose row may have changed since the last call, pure shifts of rank, and of status and assist by the clock or by others, aside. */
  takeDirty(): string[] {
    return this.engine.takeDirty();
  }

  /** Chips and bibs seen in this log that no entrant has, newest first, at most `UNKNOWN_MAX` of each. */
  unknown(): Unknowns {
    return unknowns(this.state.claims);
  }

  /**
   * What needs a person, worst first (R4.5, R4.6): probable mistakes with their evidence and the correction that would settle each.
   * @param others worries that no fold can know, about what never became a fact; they are put in their place and may be dismissed alike
   * @param max most worries of the answer; without it what a person can look through
   */
  worries(nowMs: number, others: readonly Worry[] = [], max?: number): Worries {
    const raceNowMs = this.raceNowMs(nowMs);
    const instants = { nowMs: raceNowMs, wallMs: nowMs, over: this.#stateAt(nowMs) !== 'running' };
    return worriesOf(this.engine, this.state, instants, (runner) => this.#status(runner, raceNowMs), others, max);
  }

  #row(runner: RunnerProgress, raceNowMs: number): BoardRow {
    const { engine } = this;
    const { ranks, plan } = engine;
    const passed = engine.passed(runner);
    const standing = engine.standing(runner, passed);
    const status = this.#status(runner, raceNowMs);
    const seen = engine.sightings(runner, passed, Infinity).at(-1);
    const row = boardRow(engine.row(runner), plan, passed, standing, status, ranks.of(runner.index), seen);
    if (this.#assists(runner, passed.n, raceNowMs)) row.assist = true;
    return row;
  }

  #assists(runner: RunnerProgress, yards: number, raceNowMs: number): boolean {
    const { engine } = this;
    const winner = this.#winner(raceNowMs);
    return winner >= 0 && winner !== runner.index && yards === engine.passed(engine.runners[winner]!).n - 1;
  }

  #status(runner: RunnerProgress, raceNowMs: number): RunnerStatus {
    const alone = this.#winner(raceNowMs) === runner.index;
    return this.engine.statusOf(runner, this.engine.passed(runner), raceNowMs, true, alone);
  }

  /** Number of the winner of a backyard, or -1; looked up once per change and instant. */
  #winner(raceNowMs: number): number {
    const { engine } = this;
    if (!engine.plan.lastStanding) return -1;
    if (this.#winnerVersion !== engine.board.version || this.#winnerAtMs !== raceNowMs) {
      const passed = engine.runners.map((runner) => engine.passed(runner));
      this.#winnerIndex = winnerAt(engine, passed, raceNowMs, true);
      this.#winnerVersion = engine.board.version;
      this.#winnerAtMs = raceNowMs;
    }
    return this.#winnerIndex;
  }

  /** Backyard: somebody has won, or nobody is left who could (R9.5). */
  #isDecided(raceNowMs: number): boolean {
    const { engine } = this;
    const { plan, runners } = engine;
    if (!plan.lastStanding || runners.length === 0) return false;
    if (this.#winner(raceNowMs) >= 0) return true;
    return runners.every((runner) => plan.isOut(engine.inputs(runner, engine.passed(runner), raceNowMs, true, false)));
  }

  #stateAt(nowMs: number): RaceHeader['state'] {
    const { startedAtMs, endsAtMs } = this;
    if (startedAtMs === undefined) return 'set-up';
    const raceNowMs = this.raceNowMs(nowMs);
    // A backyard, and a course without a limit, have no instant at which they end.
    if (this.engine.plan.isOver(raceNowMs, endsAtMs ?? Infinity) || this.#isDecided(raceNowMs)) return 'ended';
    return raceNowMs < this.engine.firstGunMs() && this.lastReadAtMs === undefined ? 'set-up' : 'running';
  }
}
