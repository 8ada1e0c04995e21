/** The back-test as the contract's section 6 writes it, from what the judges noted. */
import { durationOf, type FinishedRace } from '../races/race-folder.js';
import { fitRiegel, riegel, type BaselineCase } from './baselines.js';
import type { CourseFigures } from './judge-course.js';
import { type CutoffCase, cutoffFigures, type CutoffFigures } from './judge-cutoffs.js';
import { CURVE, CUTS, type FinalCase } from './judge-fixed-time.js';
import { nextFigures, type NextCase, type NextFigures } from './judge-next.js';
import type { YardFigures } from './judge-yards.js';
import { figuresOf, percent, sum, type Figures } from './metrics.js';
import { silenceFigures, type SilenceFigures } from './silence-figures.js';

export type CutFigures = Figures & { fraction: number; group: 'all' | 'active' };
export type BaselineFigures = Record<
  'constant_pace' | 'last_window' | 'riegel_fitted',
  { fraction: number; mae_pct: number; bias_pct: number }[]
>;

export interface FormatReport {
  races: number;
  runners: number;
  /** Where the file has marks; `with_holes` are all runners at all cuts. */
  at: CutFigures[];
  with_holes: CutFigures[];
  baselines: BaselineFigures;
  /** The same by kind of record, and by field (championship or open, as the race is named), `all` runners. */
  kinds: Record<string, CutFigures[]>;
  fields: Record<string, CutFigures[]>;
  /** All runners at every twelfth of the race. */
  curve: CutFigures[];
  silence: SilenceFigures;
}

/** Error at 25, 50 and 75 % when a fit sees a part of the events. */
export interface LearningStep {
  share: number;
  races: number;
  mae_pct: Record<string, number[]>;
}

export interface Report {
  races: number;
  runners: number;
  cross_validated: boolean;
  formats: Record<string, FormatReport>;
  next?: NextFigures & { by_format: Record<string, NextFigures> };
  finish: Record<string, CourseFigures[]>;
  /** Closing times, of the courses whose are known. */
  cutoffs?: CutoffFigures;
  backyard?: YardFigures;
  learning?: LearningStep[];
}

export interface Notes {
  cv: boolean;
  races: readonly FinishedRace[];
  finals: readonly FinalCase[];
  /** Of each race with every crossing. */
  next: readonly { format: string; cases: readonly NextCase[] }[];
  finish: Record<string, CourseFigures[]>;
  cutoffs: readonly CutoffCase[];
  yards: YardFigures | undefined;
}

/** Formats whose laps forecast.md section 5.3 counts. */
const NEXT_FORMATS = new Set(['12h', '24h', '48h']);

export function reportOf({ cv, races, finals, next, finish, cutoffs, yards }: Notes): Report {
  const names = [...new Set(finals.map(({ format }) => format))].sort((a, b) => durationOf(a) - durationOf(b));
  const report: Report = {
    races: races.length,
    runners: sum(races, ({ runners }) => runners.length),
    cross_validated: cv,
    formats: Object.fromEntries(
      names.map((name) => [name, formatReport(finals.filter(({ format }) => format === name))]),
    ),
    finish,
  };
  const counted = next.filter(({ format }) => NEXT_FORMATS.has(format));
  const overall = nextFigures((counted.length > 0 ? counted : next).flatMap(({ cases }) => cases));
  if (overall !== undefined) report.next = { ...overall, by_format: nextByFormat(next) };
  const closing = cutoffFigures(cutoffs);
  if (closing !== undefined) report.cutoffs = closing;
  if (yards !== undefined) report.backyard = yards;
  return report;
}

function nextByFormat(next: Notes['next']): Record<string, NextFigures> {
  const formats = [...new Set(next.map(({ format }) => format))];
  return Object.fromEntries(
    formats.flatMap((name) => {
      const figures = nextFigures(next.filter(({ format }) => format === name).flatMap(({ cases }) => cases));
      return figures === undefined ? [] : [[name, figures]];
    }),
  );
}

function formatReport(all: readonly FinalCase[]): FormatReport {
  const cases = all.filter(({ hole }) => !hole);
  const groups = (of: (one: FinalCase) => string): Record<string, CutFigures[]> =>
    Object.fromEntries(
      [...new Set(cases.map(of))].sort().map((name) => [
        name || 'unknown',
        cutFigures(
          cases.filter((one) => of(one) === name),
          'all',
        ),
      ]),
    );
  return {
    races: new Set(all.map(({ race }) => race)).size,
    runners: Math.max(...CUTS.map((cut) => all.filter(({ fraction }) => fraction === cut).length)),
    at: [
      ...cutFigures(cases, 'all'),
      ...cutFigures(
        cases.filter(({ active }) => active),
        'active',
      ),
    ],
    with_holes: cutFigures(all, 'all'),
    baselines: baselineFigures(cases),
    kinds: groups(({ kind }) => kind),
    fields: groups(({ field }) => field),
    curve: cutFigures(cases, 'all', CURVE),
    silence: silenceFigures(cases),
  };
}

function cutFigures(
  cases: readonly FinalCase[],
  group: 'all' | 'active',
  instants: readonly number[] = CUTS,
): CutFigures[] {
  return instants.flatMap((fraction) => {
    const own = cases.filter((one) => one.fraction === fraction);
    return own.length === 0 ? [] : [{ fraction, group, ...figuresOf(own) }];
  });
}

function baselineFigures(cases: readonly FinalCase[]): BaselineFigures {
  const at = (
    of: (own: readonly FinalCase[]) => (one: FinalCase) => number,
  ): { fraction: number; mae_pct: number; bias_pct: number }[] =>
    CUTS.flatMap((fraction) => {
      const own = cases.filter((one) => one.fraction === fraction);
      if (own.length === 0) return [];
      const said = of(own);
      const truths = sum(own, ({ truth }) => truth);
      return [
        {
          fraction,
          mae_pct: percent(sum(own, (one) => Math.abs(said(one) - one.truth)) / truths),
          bias_pct: percent(sum(own, (one) => said(one) - one.truth) / truths),
        },
      ];
    });
  return {
    constant_pace: at(
      () =>
        ({ baseline }) =>
          baseline.constant,
    ),
    last_window: at(
      () =>
        ({ baseline }) =>
          baseline.lastWindow,
    ),
    riegel_fitted: at(riegelElsewhere),
  };
}

/** Exponents fitted at the same cut on the other half of the races. */
function riegelElsewhere(own: readonly FinalCase[]): (one: FinalCase) => number {
  const ids = [...new Set(own.map(({ race }) => race))];
  const halves = [0, 1].map((half) => {
    const others = own.filter(({ race }) => ids.indexOf(race) % 2 !== half).map(({ baseline }) => baseline);
    return fitRiegel(others.length > 0 ? others : own.map(({ baseline }): BaselineCase => baseline));
  });
  return ({ race, baseline }) => riegel(baseline, halves[ids.indexOf(race) % 2]!);
}
