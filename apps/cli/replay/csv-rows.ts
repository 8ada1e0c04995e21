/** The race CSV of the contract's section 6 as rows with integer units. */
import { bibSchema } from '#libs/contracts/index.js';
import { MM_PER_M, SECOND_MS } from '#libs/domain/index.js';
import { parse } from 'csv-parse/sync';
import { safeParse } from 'valibot';
import { NotReplayableError } from './recording.js';

export interface CsvRow {
  /** Line of the file, header = 1. */
  line: number;
  raceId: string;
  format: string;
  bib: string;
  sex: string;
  age: string;
  /** What ends here as the file calls it: `17` a lap, `mi17` a mile, `10km` a checkpoint; empty when the file does not say. */
  label: string;
  elapsedMs: number;
  /** Cumulative; null where the file gives none. */
  distanceMm: number | null;
}

export interface CsvFile {
  raceId: string;
  format: string;
  /** Half a unit of the last decimal of the distances as published. */
  roundingMm: number;
  /** Rows of each bib in order of time; bibs in the order of the file. */
  byBib: Map<string, CsvRow[]>;
}

const NEEDED = ['race_id', 'format', 'bib', 'elapsed_s', 'cum_distance_m'] as const;

/** @throws NotReplayableError with the line and what is wrong with it */
export function readCsv(text: string): CsvFile {
  const records = parseRecords(text);
  const rows = records.map((record, i) => rowOf(record, i + 2));
  const [first] = rows;
  if (!first) throw new NotReplayableError('The file has a header and no rows.');
  const stranger = rows.find((row) => row.raceId !== first.raceId || row.format !== first.format);
  if (stranger)
    throw new NotReplayableError(
      `The file holds more than one race (${first.raceId} and, in line ${stranger.line}, ${stranger.raceId}); replay them one at a time.`,
    );
  const decimals = Math.max(
    ...records.map((record) => /\.(\d+)$/.exec(record['cum_distance_m'] ?? '')?.[1]?.length ?? 0),
  );
  const byBib = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const own = byBib.get(row.bib);
    if (own) own.push(row);
    else byBib.set(row.bib, [row]);
  }
  for (const own of byBib.values()) own.sort((a, b) => a.elapsedMs - b.elapsedMs);
  return { raceId: first.raceId, format: first.format, roundingMm: MM_PER_M / 2 / 10 ** decimals, byBib };
}

function parseRecords(text: string): Record<string, string>[] {
  let records: Record<string, string>[];
  try {
    records = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch (error) {
    throw new NotReplayableError(`The CSV cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const missing = NEEDED.filter((name) => records[0] && !(name in records[0]));
  if (missing.length > 0) throw new NotReplayableError(`The CSV lacks the column ${missing.join(', ')}.`);
  return records;
}

function rowOf(record: Record<string, string>, line: number): CsvRow {
  const bib = safeParse(bibSchema, record['bib']);
  if (!bib.success) throw new NotReplayableError(`Line ${line}: the bib ${bib.issues[0].message}.`);
  const elapsedS = numberOf(record['elapsed_s'], line, 'elapsed_s');
  const distance = record['cum_distance_m'] ?? '';
  return {
    line,
    raceId: record['race_id'] ?? '',
    format: record['format'] ?? '',
    bib: bib.output,
    sex: record['sex'] ?? '',
    age: record['age'] ?? '',
    label: record['lap_or_checkpoint'] ?? '',
    elapsedMs: Math.round(elapsedS * SECOND_MS),
    distanceMm: distance === '' ? null : Math.round(numberOf(distance, line, 'cum_distance_m') * MM_PER_M),
  };
}

function numberOf(text: string | undefined, line: number, column: string): number {
  const value = Number(text);
  if (text === undefined || text === '' || !(value >= 0) || value === Infinity)
    throw new NotReplayableError(`Line ${line}: ${column} must be a number, not "${text ?? ''}".`);
  return value;
}
