/** What is expected of one runner, before it is rounded for a row or put in words for a card. */
import type { CardForecast, FieldFigures, ForecastState } from '#libs/contracts/index.js';
import type { Crossed } from '#libs/domain/index.js';
import type { RunnerTrace } from '#libs/forecast/index.js';
import type { ChanceOf, Quantile } from '#libs/records/index.js';

/** Ms: by `from` one of ten have it behind them, by `likely` half, by `to` nine of ten. */
export interface ExpectedMs {
  from: number;
  likely: number;
  to: number;
}

/** All times are from the runner's gun. */
export interface Expected {
  state?: ForecastState;
  returns?: number;
  next?: ExpectedMs;
  /** In metres. */
  finalM?: NonNullable<CardForecast['final']>;
  yards?: NonNullable<CardForecast['yards']>;
  finish?: ExpectedMs;
  /** Chance to finish. */
  finishes?: number;
  /** Id of the point `next` is about; the line without it. */
  nextPoint?: string;
  /** Of a course: those ahead, the finish last. */
  points?: (ExpectedMs & { point: string; reach?: number })[];
  /** The next closing time. */
  cutoff?: { point: string; chance: number };
  /** Estimated distance now. */
  nowM?: number;
  /** Of what decides the record of the race itself: metres, yards, or ms. */
  quantiles?: Quantile[];
  /** Of what lies on the way. It costs a forecast each time it is asked. */
  chanceOf?: ChanceOf;
  why?: string;
}

/** A runner as a forecaster knows it. */
export interface ForecastRunner {
  /** Place in the race, the same for as long as the race lasts. */
  readonly index: number;
  readonly crossed: Crossed;
  /** Still in the race. */
  readonly isIn: boolean;
}

/** The way of one format to forecast. Told of changed runners, looked at now and then, asked runner by runner. */
export interface Forecaster {
  /** Crossings of a runner changed, at the end or anywhere. @returns how many crossings were taken anew */
  tell(runner: ForecastRunner): number;
  /** @param elapsedMs from the first gun of the race */
  look(elapsedMs: number): void;
  /** @param elapsedMs from the runner's gun, not before the last crossing @param isCard all there is to say; else what a row has */
  of(runner: ForecastRunner, elapsedMs: number, isCard: boolean): Expected;
  heldToday?(): { held: number; of: number };
  /** Past editions are known, and enough of them. */
  restsOnPast?(): boolean;
  /** What the next passing was reckoned with of the field. */
  fieldFigures?(): FieldFigures | undefined;
  /** Of a race against time. */
  traceOf?(index: number): RunnerTrace | undefined;
}

export const NO_CROSSING = 'No crossing yet.';
