/** Estimates of one race, kept up to date: a crossing costs one runner's forecast, whatever the field and however many laps. */
import type { CardForecast, CardRecord } from '#libs/contracts/index.js';
import {
  type BoardRow,
  type Crossed,
  isoInstant,
  type RaceDefinition,
  type RaceFold,
  SECOND_MS,
} from '#libs/domain/index.js';
import { type AllModels, type RunnerTrace, trackRecord } from '#libs/forecast/index.js';
import { NO_OWN_RECORDS, type OwnRecordSource } from '../own-records.js';
import type { Expected, Forecaster } from './expected.js';
import { cardForecast, saysAnything } from './card-forecast.js';
import { forecasterFor } from './forecaster-for.js';
import { NO_PAST, type Past } from './past-editions.js';
import { rowEstimates, type RowEstimates, settled } from './row-estimates.js';
import { RunnerRecords } from './runner-records.js';

/** The field is looked at this often; ... */
export const FIELD_EVERY_MS = 5000;
/** ... a runner later than likely is forecast anew this often, ... */
export const SILENT_EVERY_MS = 15_000;
/** ... one on the usual way round, of whom time alone says nothing new, this often. */
const USUAL_EVERY_MS = 120_000;

/** A range said so soon after a crossing is that of the crossing. */
const FRESH_MS = 60_000;

/** Of whom there is something to expect. */
const IN_RACE: ReadonlySet<BoardRow['status']> = new Set(['entered', 'racing', 'resting', 'overdue', 'corral']);
const NOTHING_KNOWN: Crossed = { n: 0, elapsedMs: () => 0, distanceMm: () => 0 };

interface Followed {
  index: number;
  bib: string;
  revision: number;
  /** When it is to be forecast again. */
  dueMs: number;
  /** Another last crossing than when it was forecast last. */
  moved: boolean;
  crossings: number;
  lastMs: number;
  /** Upper edge of the range of the next passing as it stood at the last crossing; epoch ms. */
  byMs?: number;
}

export class RaceEstimates {
  readonly definition: RaceDefinition;
  readonly rows = new Map<string, RowEstimates>();
  /** Work done so far, counted. */
  readonly counts = { looks: 0, forecasts: 0, crossingsTold: 0, faults: 0 };
  /** Runners wait for the next look. */
  behind = false;
  readonly #forecaster: Forecaster | undefined;
  readonly #records: RunnerRecords;
  readonly #trackRecord: ReturnType<typeof trackRecord>;
  readonly #followed: Followed[] = [];
  #fieldAtMs = -Infinity;
  /** Crossings told when the field was looked at last. */
  #fieldOfCrossings = 0;
  #recordsToldOf = 0;

  constructor(
    readonly race: RaceFold,
    models: AllModels,
    own: OwnRecordSource = NO_OWN_RECORDS,
    readonly past: Past = NO_PAST,
  ) {
    this.definition = race.definition;
    this.#forecaster = forecasterFor(this.definition, models, past.editions);
    this.#trackRecord = trackRecord(models.backTests, this.definition.format, this.restsOnPast);
    this.#records = new RunnerRecords(race, own);
  }

  /**
   * Brings rows up to date: who changed first, then who is due, the longest waiting first.
   * @param mayGoOn asked before each runner but the first; the others wait for the next look
   */
  look(nowMs: number, mayGoOn: () => boolean = () => true): void {
    this.counts.looks++;
    this.behind = false;
    const raceNowMs = this.race.raceNowMs(nowMs);
    this.#enter(nowMs);
    // Who is compared with other records than before is told anew.
    this.#records.renew();
    if (this.#records.version !== this.#recordsToldOf) for (const runner of this.#followed) runner.dueMs = 0;
    this.#recordsToldOf = this.#records.version;
    this.#tellChanged(nowMs, mayGoOn);
    // As after a start of this process: beside half of a field everybody stands elsewhere.
    if (this.behind) return;
    this.#lookAtField(raceNowMs);
    const due = this.#followed.filter(({ dueMs }) => dueMs <= raceNowMs).sort((a, b) => a.dueMs - b.dueMs);
    this.#each(due, mayGoOn, (runner) => this.#refresh(runner, nowMs, raceNowMs));
  }

  #tellChanged(nowMs: number, mayGoOn: () => boolean): void {
    const changed = this.#followed.filter(({ bib, revision }) => this.race.revision(bib) !== revision);
    this.#each(changed, mayGoOn, (runner) => this.#tell(runner, nowMs));
  }

  #each(runners: readonly Followed[], mayGoOn: () => boolean, work: (runner: Followed) => void): void {
    for (const [i, runner] of runners.entries()) {
      if (i > 0 && !mayGoOn()) {
        this.behind = true;
        return;
      }
      try {
        work(runner);
      } catch {
        // A bug here must not stop the board; the metric says that there is one.
        this.counts.faults++;
        this.rows.delete(runner.bib);
      }
    }
  }

  /** One runner at this moment, not rounded. @param mayGoOn asked before each changed runner but the first is told: a card is of the whole field */
  card(
    bib: string,
    nowMs: number,
    isRunning: boolean,
    mayGoOn: () => boolean = () => true,
  ): { forecast: CardForecast; records: CardRecord[] } {
    const raceNowMs = this.race.raceNowMs(nowMs);
    this.#enter(nowMs);
    const runner = this.#followed.find((one) => one.bib === bib);
    const row = this.race.row(bib, nowMs);
    const at = isoInstant(raceNowMs);
    if (runner === undefined || row === undefined)
      return { forecast: { at, why: 'Nobody runs with this bib.' }, records: [] };
    if (this.race.revision(bib) !== runner.revision) this.#tell(runner, nowMs);
    if (isRunning) this.#tellChanged(nowMs, mayGoOn);
    this.#lookAtField(raceNowMs);
    const { expected, why } = this.#expected(runner, row, raceNowMs, isRunning, true);
    const gunMs = this.race.gunMs(bib) ?? raceNowMs;
    const crossed = this.race.crossed(bib) ?? NOTHING_KNOWN;
    const clockMs = Math.max(0, raceNowMs - gunMs);
    return {
      forecast: {
        ...cardForecast(this.definition, expected, at, gunMs, row, why),
        ...(saysAnything(expected) && this.#about(expected)),
      },
      records: this.#records.onCard(row, crossed, clockMs, expected, this.#starters(nowMs)),
    };
  }

  /** By past editions of the course. */
  get restsOnPast(): boolean {
    return this.#forecaster?.restsOnPast?.() ?? false;
  }

  /** Ranges of next passings scored so far, where there are some. */
  get heldToday(): { held: number; of: number } | undefined {
    return this.#forecaster?.heldToday?.();
  }

  /** Crossings as the forecast of a race against time holds them. */
  traceOf(bib: string): RunnerTrace | undefined {
    const runner = this.#followed.find((one) => one.bib === bib);
    return runner && this.#forecaster?.traceOf?.(runner.index);
  }

  #enter(nowMs: number): void {
    const { bibs, size } = this.race.ranks(nowMs);
    for (let index = this.#followed.length; index < size; index++) {
      const bib = bibs[index] ?? '';
      this.#followed.push({ index, bib, revision: -1, dueMs: 0, moved: false, crossings: 0, lastMs: 0 });
    }
  }

  #tell(runner: Followed, nowMs: number): void {
    const { bib, index } = runner;
    const crossed = this.race.crossed(bib) ?? NOTHING_KNOWN;
    runner.revision = this.race.revision(bib);
    const status = this.race.statusAt(bib, nowMs);
    const isIn = status !== undefined && IN_RACE.has(status);
    this.counts.crossingsTold += this.#forecaster?.tell({ index, crossed, isIn }) ?? 0;
    const lastMs = crossed.n === 0 ? 0 : crossed.elapsedMs(crossed.n);
    runner.moved ||= crossed.n !== runner.crossings || lastMs !== runner.lastMs;
    runner.dueMs = 0;
    runner.crossings = crossed.n;
    runner.lastMs = lastMs;
  }

  #lookAtField(raceNowMs: number): void {
    const { startedAtMs } = this.race;
    // The field is never asked about a past one: a learner does not go back.
    if (startedAtMs === undefined) return;
    // More crossings since than runners: a box that was silent, an import, a start of this process. What was said beside the field before does not stand.
    const isAnother = this.counts.crossingsTold - this.#fieldOfCrossings > this.#followed.length;
    if (!isAnother && raceNowMs - this.#fieldAtMs < FIELD_EVERY_MS) return;
    if (isAnother) for (const runner of this.#followed) runner.dueMs = 0;
    this.#fieldAtMs = raceNowMs;
    this.#fieldOfCrossings = this.counts.crossingsTold;
    try {
      this.#forecaster?.look(Math.max(0, raceNowMs - startedAtMs));
    } catch {
      this.counts.faults++;
    }
  }

  #refresh(runner: Followed, nowMs: number, raceNowMs: number): void {
    const { bib, moved } = runner;
    runner.dueMs = raceNowMs + SILENT_EVERY_MS;
    runner.moved = false;
    const row = this.race.row(bib, nowMs);
    const gunMs = this.race.gunMs(bib);
    if (row === undefined || gunMs === undefined || runner.crossings === 0 || !IN_RACE.has(row.status)) {
      this.rows.delete(bib);
      return;
    }
    const { expected } = this.#expected(runner, row, raceNowMs, true, false);
    if (moved) runner.byMs = this.#dueBy(runner, row, expected, gunMs, raceNowMs);
    const records = this.#records.onRow(row, this.race.crossed(bib) ?? NOTHING_KNOWN, raceNowMs - gunMs, expected);
    const told = rowEstimates(expected, gunMs, row, records);
    if (runner.byMs !== undefined && runner.byMs < raceNowMs) told.lateSince = isoInstant(runner.byMs);
    this.rows.set(bib, moved ? told : settled(this.rows.get(bib), told, row.distanceM));
    const likelyMs = gunMs + (expected.next?.likely ?? 0);
    runner.dueMs = Math.max(runner.dueMs, Math.min(likelyMs, raceNowMs + USUAL_EVERY_MS));
  }

  /** Of a runner not heard of for a while, as after a start of this process, what was said at the crossing is said again. */
  #dueBy(runner: Followed, row: BoardRow, now: Expected, gunMs: number, raceNowMs: number): number | undefined {
    const { lastMs } = runner;
    const isFresh = raceNowMs - gunMs - lastMs <= FRESH_MS;
    const { next } = isFresh ? now : this.#expected(runner, row, gunMs + lastMs, true, false).expected;
    return next === undefined ? undefined : Math.round((gunMs + next.to) / SECOND_MS) * SECOND_MS;
  }

  #expected(
    { bib, index }: Followed,
    row: BoardRow,
    raceNowMs: number,
    isRunning: boolean,
    isCard: boolean,
  ): { expected: Expected; why?: string } {
    const gunMs = this.race.gunMs(bib);
    if (!isRunning) return { expected: {}, why: 'The race is not under way.' };
    if (gunMs === undefined || raceNowMs < gunMs) return { expected: {}, why: 'The runner has not started.' };
    if (!IN_RACE.has(row.status)) return { expected: {}, why: `Nothing more is expected: ${row.status}.` };
    if (this.#forecaster === undefined) return { expected: {}, why: 'Races of this kind are not forecast.' };
    this.counts.forecasts++;
    const crossed = this.race.crossed(bib) ?? NOTHING_KNOWN;
    const expected = this.#forecaster.of({ index, crossed, isIn: true }, raceNowMs - gunMs, isCard);
    return expected.why === undefined ? { expected } : { expected, why: expected.why };
  }

  /** What a card says beside the estimate itself. */
  #about({ next }: Expected): Partial<CardForecast> {
    const today = this.heldToday;
    const field = next === undefined ? undefined : this.#forecaster?.fieldFigures?.();
    return {
      ...this.#trackRecord,
      ...(next !== undefined && today !== undefined && today.of > 0 && { heldToday: pctOf(today) }),
      ...(field && { field }),
    };
  }

  #starters(nowMs: number): { M: number; F: number } {
    const starters = { M: 0, F: 0 };
    for (const bib of this.race.ranks(nowMs).bibs) {
      const sex = this.race.entrantsOf(bib)[0]?.sex;
      if ((sex === 'M' || sex === 'F') && (this.race.crossed(bib)?.n ?? 0) > 0) starters[sex]++;
    }
    return starters;
  }
}

const pctOf = ({ held, of }: { held: number; of: number }) => ({ pct: Math.round((1000 * held) / of) / 10, of });
