/** Writes the figures of a back-test into docs/forecast.md, between its two marks, and the plots beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format as pretty } from './markdown.js';
import type { CutoffFigures } from './judge-cutoffs.js';
import { plotsOf } from './docs-plots.js';
import type { CutFigures, Report } from './report.js';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url)).replace(
  `${path.sep}dist${path.sep}docs`,
  `${path.sep}docs`,
);
const LEARNT_FORMATS = new Set(['6h', '12h', '24h', '48h', '72h', '6d']);
const BEGIN = '<!-- figures: npm run backtest -- --races DIR --cv --docs -->';
const END = '<!-- end of figures -->';

/** @returns the files written */
export async function writeDocs(report: Report, folder = DOCS): Promise<string[]> {
  const page = path.join(folder, 'forecast.md');
  const text = await readFile(page, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`docs/forecast.md lacks the marks "${BEGIN}" and "${END}".`);
  const plots = path.join(folder, 'forecast');
  await mkdir(plots, { recursive: true });
  const files = [
    [page, text.slice(0, begin + BEGIN.length) + `${figuresOf(report)}\n` + text.slice(end)],
    ...Object.entries(plotsOf(report)).map(([name, svg]) => [path.join(plots, name), svg] as const),
  ] as const;
  for (const [file, content] of files) await writeFile(file, content);
  return files.map(([file]) => path.relative(process.cwd(), file));
}

const all = (at: readonly CutFigures[]): CutFigures[] => at.filter(({ group }) => group === 'all');
const n1 = (value: number | undefined): string => (value === undefined || Number.isNaN(value) ? '-' : value.toFixed(1));

function figuresOf(report: Report): string {
  const parts = [
    `\n\n${report.races} races, ${report.runners} runners; ${report.cross_validated ? 'fits that saw neither the event nor its runners' : 'the shipped fit'}.\n`,
    '### Distance at the end\n',
    finals(report),
    '### Where files have no marks\n',
    holes(report),
    '### By kind of record\n',
    groups(report, 'kinds', 'kind'),
    '### By field\n',
    'A race whose name says championship, trophy, invitational or solstice is a championship; the others are open.\n',
    groups(report, 'fields', 'field'),
    '### Silent runners\n',
    silence(report),
    gaps(report),
    '### Next passing\n',
    next(report),
    '### What is learnt from more races\n',
    'Error at 25 / 50 / 75 % of the time when a fit sees a part of the events (the middle alone).\n',
    learning(report),
    '### Point to point\n',
    finish(report),
    '### Backyard\n',
    backyard(report),
  ];
  return parts.join('\n');
}

function finals({ formats }: Report): string {
  const rows = Object.entries(formats).flatMap(([name, { at, baselines }]) =>
    at.map((cut) => {
      const i = cut.group === 'all' ? all(at).indexOf(cut) : -1;
      const spread = cut.coverage80_races;
      return [
        name,
        cut.group,
        String(cut.fraction),
        String(cut.n),
        n1(cut.mae_pct),
        n1(cut.median_pct),
        n1(cut.bias_pct),
        n1(cut.coverage80),
        n1(cut.width80_pct),
        n1(cut.coverage90),
        n1(cut.width90_pct),
        spread === undefined ? '-' : `${n1(spread.min)} / ${n1(spread.p10)} / ${n1(spread.median)}`,
        i < 0
          ? ''
          : `${n1(baselines.constant_pace[i]?.mae_pct)} / ${n1(baselines.last_window[i]?.mae_pct)} / ${n1(baselines.riegel_fitted[i]?.mae_pct)}`,
      ];
    }),
  );
  return pretty(
    [
      'race',
      'group',
      'at',
      'n',
      'error',
      'median',
      'bias',
      '80 % covers',
      'width',
      '90 % covers',
      'width',
      '80 % by race: least / p10 / median',
      'constant / window / Riegel',
    ],
    rows,
  );
}

function holes({ formats }: Report): string {
  const rows = Object.entries(formats).flatMap(([name, { at, with_holes: whole }]) =>
    whole.flatMap((cut) => {
      const marked = all(at).find(({ fraction }) => fraction === cut.fraction);
      if (marked?.n === cut.n) return [];
      const figures = [cut.mae_pct, cut.bias_pct, cut.coverage80].map(n1);
      return [[name, String(cut.fraction), String(cut.n - (marked?.n ?? 0)), String(cut.n), ...figures]];
    }),
  );
  return pretty(['race', 'at', 'in holes', 'n with them', 'error', 'bias', '80 % covers'], rows);
}

function groups({ formats }: Report, key: 'kinds' | 'fields', name: string): string {
  const rows = Object.entries(formats).flatMap(([format, { [key]: own }]) =>
    Object.entries(own).map(([group, at]) => [
      format,
      group,
      String(Math.max(...at.map(({ n }) => n))),
      at.map((cut) => n1(cut.mae_pct)).join(' / '),
      at.map((cut) => n1(cut.bias_pct)).join(' / '),
      at.map((cut) => n1(cut.coverage80)).join(' / '),
    ]),
  );
  return pretty(['race', name, 'runners', 'error at 10 / 25 / 50 / 75 / 90 %', 'bias', '80 % covers'], rows);
}

function gaps({ formats }: Report): string {
  const rows = Object.entries(formats).flatMap(([name, { silence: own }]) =>
    own.gaps.map(({ minutes, said, happened, n }) => [
      name,
      String(minutes),
      (100 * said).toFixed(0),
      (100 * happened).toFixed(0),
      String(n),
    ]),
  );
  return pretty(['race', 'no crossing for, min', 'said to return, %', 'returned, %', 'cases'], rows);
}

function learning({ learning: steps }: Report): string {
  if (steps === undefined) return 'Not measured: it needs --cv.\n';
  const formats = Object.keys(steps[0]!.mae_pct).filter((name) => LEARNT_FORMATS.has(name));
  const rows = steps.map(({ share, races, mae_pct: mae }) => [
    `${Math.round(100 * share)} % (${races} races)`,
    ...formats.map((name) => mae[name]!.map(n1).join(' / ')),
  ]);
  return pretty(['events learnt from', ...formats], rows);
}

function silence({ formats }: Report): string {
  const rows = Object.entries(formats).flatMap(([name, { silence: own }]) =>
    own.n === 0
      ? []
      : [
          [
            name,
            String(own.n),
            String(own.brier),
            String(own.brier_base_rate),
            own.calibration.map(({ said, happened, n }) => `${said} -> ${happened} (${n})`).join(', '),
          ],
        ],
  );
  return pretty(['race', 'silent at a cut', 'Brier', 'base rate', 'chance to return: said -> happened (n)'], rows);
}

function next({ next: told }: Report): string {
  if (told === undefined) return 'None.\n';
  const rows = [['12, 24 and 48 h', told] as const, ...Object.entries(told.by_format)].map(([name, one]) => [
    name,
    String(one.laps),
    n1(one.median_pct),
    n1(one.median_of_five.median_pct),
    String(one.mae_s),
    String(one.median_of_five.mae_s),
    n1(one.coverage80),
    String(one.width80_s),
    `${n1(one.before_pct.from)} / ${n1(one.before_pct.likely)} / ${n1(one.before_pct.to)}`,
  ]);
  return pretty(
    [
      'races',
      'laps',
      'median error %',
      'median of five',
      'mean s',
      'median of five',
      '80 % covers',
      'width s',
      'before from / likely / to, %',
    ],
    rows,
  );
}

function finish({ finish: courses, cutoffs }: Report): string {
  const rows = Object.entries(courses).flatMap(([id, cuts]) =>
    cuts.map((cut) => [
      id,
      `${cut.fraction} (${cut.at_share})`,
      String(cut.n),
      n1(cut.mae_pct),
      n1(cut.mae_min),
      n1(cut.constant_pace_mae_pct),
      n1(cut.coverage80),
      n1(cut.width80_pct),
      `${cut.brier} / ${cut.brier_base_rate} / ${cut.brier_limit_rule}`,
      `${n1(cut.next?.mae_pct)} / ${n1(cut.next?.without_today_mae_pct)}`,
      n1(cut.next?.coverage80),
    ]),
  );
  const table = pretty(
    [
      'edition',
      'at (point)',
      'finishers',
      'error %',
      'minutes',
      'constant pace %',
      '80 % covers',
      'width',
      'Brier of finishing / base rate / limit rule',
      'next point, % of the leg / without today',
      '80 % covers',
    ],
    rows,
  );
  return cutoffs === undefined ? table : `${table}\n### Closing times\n\n${closing(cutoffs)}`;
}

function closing({ points, calibration, n, brier, brier_base_rate, brier_rule }: CutoffFigures): string {
  const km = (metres: number): string => (metres / 1000).toFixed(1);
  const rows = points.map((one) => [
    km(one.from_m),
    km(one.to_m),
    String(one.n),
    n1(one.missed_pct),
    ...[one.brier, one.base, one.rule].map(String),
  ]);
  const all = ['all', '', String(n), '', ...[brier, brier_base_rate, brier_rule].map(String)];
  const table = pretty(
    ['at km', 'closes at km', 'runners', 'missed %', 'Brier', 'base rate', 'likely in time'],
    [...rows, all],
  );
  const bins = calibration.map(({ said, happened, n: of }) => [said.toFixed(3), happened.toFixed(3), String(of)]);
  return `${table}\n${pretty(['chance said', 'happened', 'n'], bins)}`;
}

function backyard({ backyard: yards }: Report): string {
  if (yards === undefined) return 'None.\n';
  const rows = [
    [
      String(yards.yards),
      String(yards.brier),
      String(yards.brier_base_rate),
      String(yards.next_mae_s),
      String(yards.next_last_yard_mae_s),
      n1(yards.next_coverage80),
      n1(yards.final_mae_pct),
      n1(yards.final_coverage80),
    ],
  ];
  const calibration = yards.calibration.map(({ said, happened }) => [said.toFixed(3), happened.toFixed(3)]);
  return `${pretty(['yards', 'Brier of "last yard"', 'base rate', 'next yard s', 'last yard as guess', '80 % covers', 'yards at the end, error %', '80 % covers'], rows)}\n${pretty(['said', 'happened'], calibration)}`;
}
