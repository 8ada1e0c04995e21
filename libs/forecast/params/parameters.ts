/**
 * Fitted parameters as data: one JSON file per question, each with the set it was fitted on, the day, and its figures. Whoever runs the forecaster reads
 * the files (a server from disk, a page over HTTP) and hands the parsed values in; this library does no I/O.
 */
import type { YardModel } from '../backyard/yards.js';
import type { LeanTable } from '../conformal/lean.js';
import type { StretchTable } from '../conformal/stretch.js';
import type { PaceLaw } from '../course/no-history.js';
import type { EnRouteModel } from '../en-route/distance-at.js';
import type { ForecastModels } from '../forecaster.js';
import type { FixedTimeModel } from '../models/fixed-time.js';
import type { BackTest, HeldByFormat } from './held.js';
import type { NextLegModel } from '../next-passing/next-leg.js';
import type { ReturnsModel } from '../silence/silence.js';
import { decodeEnsemble, encodeEnsemble, type EnsembleText } from '../trees/codec.js';
import type { Binning } from '../trees/ensemble.js';

/** Of the files' form; another one cannot be read. */
export const PARAMETERS_VERSION = 2;

/** The files, beside this one. */
export const PARAMETER_FILES = ['fixed-time', 'next-leg', 'returns', 'backyard', 'pace-law', 'en-route'] as const;
export type ParameterFile = (typeof PARAMETER_FILES)[number];

/** Where a fit comes from. */
export interface Origin {
  version: number;
  /** Name of the set of races. */
  set: string;
  /** Day of the fit, ISO. */
  fitted: string;
  races: number;
  runners: number;
  /** Out of sample, by races left out whole. */
  figures: Record<string, number>;
  held?: HeldByFormat;
}

export interface FixedTimeText extends Origin {
  binning: Binning;
  lengthHours: readonly number[];
  middle: EnsembleText;
  middleByLength: EnsembleText[];
  ranges: EnsembleText[];
  lean?: LeanTable;
  stretch80: StretchTable;
  stretch90: StretchTable;
}

export interface NextLegText extends Origin {
  binning: Binning;
  levels: EnsembleText[];
  stretch: number;
  tail: number;
}

export interface ReturnsText extends Origin {
  binning: Binning;
  odds: EnsembleText;
}

export interface BackyardText extends Origin {
  binning: Binning;
  last: EnsembleText;
  more: EnsembleText[];
  next: EnsembleText[];
}

export interface ParameterTexts {
  'fixed-time': FixedTimeText;
  'next-leg': NextLegText;
  returns: ReturnsText;
  backyard: BackyardText;
  'pace-law': Origin & PaceLaw;
  'en-route': Origin & EnRouteModel;
}

export interface AllModels extends ForecastModels {
  backyard?: YardModel;
  paceLaw?: PaceLaw;
  /** Of which fit each file is, and how its ranges held then. */
  backTests?: Partial<Record<ParameterFile, BackTest>>;
  /** Distances at instants before the end. */
  enRoute?: EnRouteModel;
}

/**
 * Models at work from parsed files; a file that is absent leaves its question unanswered.
 * @throws RangeError when a file has another version or is cut short
 */
export function modelsFrom(texts: Partial<ParameterTexts>): AllModels {
  for (const [name, text] of Object.entries(texts)) {
    if (text.version !== PARAMETERS_VERSION)
      throw new RangeError(
        `Parameters "${name}" have version ${text.version}; this engine reads ${PARAMETERS_VERSION}.`,
      );
  }
  const models: AllModels = { backTests: backTestsOf(texts) };
  if (texts['fixed-time'] !== undefined) models.fixedTime = fixedTimeFrom(texts['fixed-time']);
  if (texts['next-leg'] !== undefined) models.nextLeg = nextLegFrom(texts['next-leg']);
  if (texts.returns !== undefined)
    models.returns = { binning: texts.returns.binning, odds: decodeEnsemble(texts.returns.odds) };
  if (texts.backyard !== undefined) models.backyard = backyardFrom(texts.backyard);
  if (texts['pace-law'] !== undefined) models.paceLaw = texts['pace-law'];
  if (texts['en-route'] !== undefined) models.enRoute = texts['en-route'];
  return models;
}

function backTestsOf(texts: Partial<ParameterTexts>): AllModels['backTests'] {
  const tests = Object.entries(texts).map(([name, { fitted, held }]) => [name, held ? { fitted, held } : { fitted }]);
  return Object.fromEntries(tests) as AllModels['backTests'];
}

function fixedTimeFrom(text: FixedTimeText): FixedTimeModel {
  const ranges = text.ranges.map(decodeEnsemble);
  if (ranges.length !== 4) throw new RangeError('Parameters "fixed-time" need four ranges.');
  return {
    binning: text.binning,
    middle: decodeEnsemble(text.middle),
    middleByLength: text.middleByLength.map(decodeEnsemble),
    lengthHours: text.lengthHours,
    ranges: ranges as unknown as FixedTimeModel['ranges'],
    stretch80: text.stretch80,
    stretch90: text.stretch90,
    ...(text.lean && { lean: text.lean }),
  };
}

function nextLegFrom({ binning, levels, stretch, tail }: NextLegText): NextLegModel {
  return { binning, levels: levels.map(decodeEnsemble), stretch, tail };
}

function backyardFrom({ binning, last, more, next }: BackyardText): YardModel {
  return {
    binning,
    last: decodeEnsemble(last),
    more: more.map(decodeEnsemble) as unknown as YardModel['more'],
    next: next.map(decodeEnsemble) as unknown as YardModel['next'],
  };
}

export function fixedTimeText(origin: Origin, model: FixedTimeModel): FixedTimeText {
  const { binning, lengthHours, lean, stretch80, stretch90 } = model;
  return {
    ...origin,
    ...{ binning, lengthHours, stretch80, stretch90 },
    ...(lean && { lean }),
    middle: encodeEnsemble(model.middle),
    middleByLength: model.middleByLength.map(encodeEnsemble),
    ranges: model.ranges.map(encodeEnsemble),
  };
}

export function nextLegText(origin: Origin, { binning, levels, stretch, tail }: NextLegModel): NextLegText {
  return { ...origin, binning, levels: levels.map(encodeEnsemble), stretch, tail };
}

export function returnsText(origin: Origin, { binning, odds }: ReturnsModel): ReturnsText {
  return { ...origin, binning, odds: encodeEnsemble(odds) };
}

export function backyardText(origin: Origin, { binning, last, more, next }: YardModel): BackyardText {
  return {
    ...origin,
    binning,
    last: encodeEnsemble(last),
    more: more.map(encodeEnsemble),
    next: next.map(encodeEnsemble),
  };
}
