/** Finished races of a folder (contract section 6): crossings and finals of every runner, for fitting and judging forecasts. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS, HOUR_MS, MM_PER_M, SECOND_MS } from '#libs/domain/index.js';
import { parse } from 'csv-parse/sync';
import { UsageError } from '../command.js';
import { readText } from '../replay/file.js';
import { readCsv, type CsvRow } from '../replay/csv-rows.js';
import { putRight } from './known-faults.js';

export interface RaceRunner {
  bib: string;
  /** The same runner in other races, or the bib in this one. */
  key: string;
  timesMs: Float64Array;
  /** NaN where the source gives none. */
  distancesMm: Float64Array;
  /** What ends at each crossing, as the file calls it. */
  labels: readonly string[];
  finalMm: number;
  /** Fixed distance and point to point; NaN without. */
  finalMs: number;
  status: string;
  /** False: the trace stops before the race did. */
  complete: boolean;
}

export interface FinishedRace {
  id: string;
  format: string;
  kind: string;
  /** Of a race against time; NaN of others. */
  durationMs: number;
  /** The loop in mm; 0 when it is not said. */
  lapMm: number;
  /** What `summary.csv` says besides. */
  note: string;
  runners: RaceRunner[];
}

const RACES_MAX = 2_000;
/** `24h`, `6d`; `6d-mixed` is as long as `6d`. */
const DURATION = /^(\d+)(h|d)(?:-mixed)?$/;

/** Length of a race against time by the name of its format, ms; NaN of other formats. */
export function durationOf(format: string): number {
  const match = DURATION.exec(format);
  return match === null ? Number.NaN : Number(match[1]) * (match[2] === 'h' ? HOUR_MS : DAY_MS);
}

/** Races in the order of their ids. @throws UsageError when the folder holds none */
export async function readRaces(folder: string, only?: (id: string) => boolean): Promise<FinishedRace[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`--races "${folder}" cannot be read (${error.code ?? error.message}).`);
  });
  const files = names.filter((name) => /\.csv(\.gz)?$/.test(name) && !/^(finals|summary)\.csv/.test(name)).sort();
  if (files.length === 0) throw new UsageError(`--races "${folder}" holds no race (*.csv or *.csv.gz).`);
  if (files.length > RACES_MAX) throw new UsageError(`--races "${folder}" holds more than ${RACES_MAX} races.`);
  const finals = await table(path.join(folder, 'finals.csv'), (row) => `${row['race_id']}\n${row['bib']}`);
  const kinds = await table(path.join(folder, 'summary.csv'), (row) => row['race_id'] ?? '');
  const races: FinishedRace[] = [];
  for (const file of files) {
    if (only !== undefined && !only(file.replace(/\.csv(\.gz)?$/, ''))) continue;
    const { raceId, format, byBib } = readCsv(await readText(path.join(folder, file)));
    const told = kinds.get(raceId);
    const lapMm = Math.round(Number(told?.['loop_m'] || 0) * MM_PER_M);
    const { kind = '', note = '' } = told ?? {};
    const runners = [...byBib].map(([bib, rows]) => runnerOf(raceId, bib, rows, finals.get(`${raceId}\n${bib}`)));
    for (const runner of runners) runner.complete &&= reachesEnd(runner, lapMm);
    races.push(putRight({ id: raceId, format, kind, durationMs: durationOf(format), lapMm, note, runners }));
  }
  return races;
}

type Row = Record<string, string>;

/** A table that may be missing, by key. */
async function table(file: string, keyOf: (row: Row) => string): Promise<Map<string, Row>> {
  const text = await readText(file).catch(() => null);
  const rows: Row[] = text === null ? [] : parse(text, { columns: true, relax_column_count: true, bom: true });
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function runnerOf(raceId: string, bib: string, all: readonly CsvRow[], final: Row | undefined): RaceRunner {
  const rows = ascending(all);
  const last = rows.at(-1);
  const number = (name: string): number => (final?.[name] ? Number(final[name]) : Number.NaN);
  const finalMm = Math.round(number('final_distance_m') * MM_PER_M);
  const finalMs = Math.round(number('final_time_s') * SECOND_MS);
  return {
    bib,
    key: final?.['runner_key'] || `${raceId}/${bib}`,
    timesMs: Float64Array.from(rows, (row) => row.elapsedMs),
    distancesMm: Float64Array.from(rows, (row) => row.distanceMm ?? Number.NaN),
    labels: rows.map((row) => row.label),
    finalMm: Number.isNaN(finalMm) ? (last?.distanceMm ?? Number.NaN) : finalMm,
    finalMs,
    status: final?.['status'] ?? '',
    complete: final?.['complete'] !== '0',
  };
}

/** A final farther beyond the last crossing than this many of the longest legs: marks ended before the runner did. */
const BEYOND_LEGS = 1.5;
/** ... and than this many loops, where rows are finer than the loop. */
const BEYOND_LOOPS = 2;

function reachesEnd({ distancesMm, finalMm }: RaceRunner, lapMm: number): boolean {
  let longestMm = 0;
  for (const [i, mm] of distancesMm.entries()) longestMm = Math.max(longestMm, mm - (distancesMm[i - 1] ?? 0));
  return !(finalMm - (distancesMm.at(-1) ?? 0) > Math.max(BEYOND_LEGS * longestMm, BEYOND_LOOPS * lapMm));
}

/** Only what a runner can have crossed: later than the crossing before, and farther. */
function ascending(rows: readonly CsvRow[]): CsvRow[] {
  const kept: CsvRow[] = [];
  for (const row of rows) {
    const before = kept.at(-1);
    if (row.elapsedMs <= (before?.elapsedMs ?? 0)) continue;
    if (row.distanceMm !== null && before?.distanceMm != null && row.distanceMm <= before.distanceMm) continue;
    if (row.distanceMm === 0) continue;
    kept.push(row);
  }
  return kept;
}
