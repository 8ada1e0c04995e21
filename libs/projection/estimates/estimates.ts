/** Estimates, race by race: what rows and cards say of what is to come. They change no result and take a small share of the time at most. */
import type { CardForecast, CardRecord } from '#libs/contracts/index.js';
import { isoInstant, type RaceFold, type RaceForecast } from '#libs/domain/index.js';
import type { AllModels } from '#libs/forecast/index.js';
import { NO_OWN_RECORDS, type OwnRecordSource } from '../own-records.js';
import { NO_PAST, type Past } from './past-editions.js';
import { RaceEstimates } from './race-estimates.js';
import { RaceForecasts } from './race-forecasts.js';
import type { RowEstimates } from './row-estimates.js';

/** While nothing is folded only the silence of runners changes an estimate. */
const QUIET_MS = 10_000;
/** Looks take at most this share of the time, however big the field. */
const SHARE = 0.03;
/** ... but this one while runners wait, as after a start of this process. */
const SHARE_BEHIND = 0.15;
/** One look holds up everything else no longer than this, give or take a runner. */
export const LOOK_MS = 15;
const RACES_MAX = 200;
/** After a fault that left no race at all, boards do without estimates for so long. */
const REST_MS = 10_000;
/** What a card says where a forecast failed. */
const FAULT_WORDS =
  'The estimate failed because of a fault of this server, which was counted; laps and places are not touched.';
/** Earlier editions may come any time. */
const PAST_EVERY_MS = 2000;

export type EstimatesByBib = ReadonlyMap<string, RowEstimates>;
export const NO_ESTIMATES: EstimatesByBib = new Map();

interface Look {
  offset: number;
  atMs: number;
  /** When its past was looked up. */
  pastAtMs: number;
  costMs: number;
  race: RaceEstimates;
  /** The race's own records as they were. */
  own: readonly unknown[];
}

export class Estimates {
  private readonly looks = new Map<string, Look>();
  private readonly forecasts: RaceForecasts;
  /** Beside those a race counts itself. */
  private lostFaults = 0;
  private restUntilMs = -Infinity;

  /** @param models asked for when the first race needs them @param pasts what is known of earlier editions of a race's course */
  constructor(
    private readonly models: () => AllModels,
    private readonly own: OwnRecordSource = NO_OWN_RECORDS,
    private readonly pasts: (race: RaceFold, nowMs: number) => Past = () => NO_PAST,
  ) {
    this.forecasts = new RaceForecasts(models);
  }

  /** Runners that could not be forecast because of a bug, each time it was tried: in the races held, and on cards. */
  get faults(): number {
    return [...this.looks.values()].reduce((n, { race }) => n + race.counts.faults, this.lostFaults);
  }

  /** Of the runners that are in a race under way; a crossing is in them after a moment. */
  of(race: RaceFold, offset: number, nowMs: number): EstimatesByBib {
    if (race.header(nowMs).state !== 'running') {
      this.looks.delete(race.slug);
      return NO_ESTIMATES;
    }
    if (nowMs < this.restUntilMs) return NO_ESTIMATES;
    try {
      const look = this.look(race, nowMs);
      const own = this.own.recordsOf(race.slug);
      if (own === look.own && nowMs - look.atMs < waitMs(look, offset)) return look.race.rows;
      const began = performance.now();
      look.race.look(nowMs, () => performance.now() - began < LOOK_MS);
      Object.assign(look, { own, offset, atMs: nowMs, costMs: performance.now() - began });
      return look.race.rows;
    } catch {
      // A bug of ours, or parameters that cannot be read: boards go on without.
      this.rest(nowMs);
      return NO_ESTIMATES;
    }
  }

  private rest(nowMs: number): void {
    this.lostFaults++;
    this.restUntilMs = nowMs + REST_MS;
  }

  /** What is said of all of them together. Asked before `of`, it knows the last count of a race that has just ended. */
  forecast(race: RaceFold, offset: number, nowMs: number): RaceForecast | undefined {
    if (nowMs < this.restUntilMs) return undefined;
    try {
      const look = this.looks.get(race.slug);
      const seen = look?.race.race === race ? look.race : undefined;
      const began = performance.now();
      return this.forecasts.of(race, offset, nowMs, seen, () => performance.now() - began < LOOK_MS);
    } catch {
      this.rest(nowMs);
      return undefined;
    }
  }

  /** Of one runner, at this moment. A bug of ours costs the estimate, never the card: it says so, and the metric counts it. */
  card(race: RaceFold, bib: string, nowMs: number): { forecast: CardForecast; records: CardRecord[] } {
    try {
      const isRunning = race.header(nowMs).state === 'running';
      // What is over is not kept.
      const estimates = isRunning ? this.look(race, nowMs).race : new RaceEstimates(race, this.models(), this.own);
      const began = performance.now();
      return estimates.card(bib, nowMs, isRunning, () => performance.now() - began < LOOK_MS);
    } catch {
      this.lostFaults++;
      return { forecast: { at: isoInstant(race.raceNowMs(nowMs)), why: FAULT_WORDS }, records: [] };
    }
  }

  /** What is held of a race; a race that was defined anew, or has another past, begins anew. */
  private look(race: RaceFold, nowMs: number): Look {
    const { slug } = race;
    const known = this.looks.get(slug);
    if (known?.race.race === race && known.race.definition === race.definition) {
      if (nowMs - known.pastAtMs < PAST_EVERY_MS) return known;
      known.pastAtMs = nowMs;
      if (this.pasts(race, nowMs).key === known.race.past.key) return known;
    }
    const estimates = new RaceEstimates(race, this.models(), this.own, this.pasts(race, nowMs));
    const look: Look = { own: [], offset: -1, atMs: -Infinity, pastAtMs: nowMs, costMs: 0, race: estimates };
    this.looks.delete(slug);
    this.looks.set(slug, look);
    for (const [oldest] of this.looks) if (this.looks.size > RACES_MAX) this.looks.delete(oldest);
    return look;
  }
}

function waitMs({ costMs, race, ...known }: Look, offset: number): number {
  if (race.behind) return costMs / SHARE_BEHIND;
  const leastMs = costMs / SHARE;
  return known.offset === offset ? Math.max(QUIET_MS, leastMs) : leastMs;
}
