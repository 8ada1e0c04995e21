/** The finished-race CSV of contract section 6 as one past edition of a course: anonymous runs at its points, and what is wrong with other rows. */
import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import {
  bibSchema,
  EDITION_POINTS_MAX,
  EDITION_ROWS_MAX,
  EDITION_RUNNERS_MAX,
  type EditionPut,
} from '#libs/contracts/index.js';
import { mFromMm, MM_PER_M, SECOND_MS } from '#libs/domain/index.js';
import type { StoredEdition } from '#libs/log/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';

const NEEDED = ['bib', 'elapsed_s', 'cum_distance_m'] as const;
const REJECTED_SHOWN_MAX = 1000;
const ELAPSED_S_MAX = 60 * 86_400;
const DISTANCE_M_MAX = 5_000_000;
/** A point that fewer runners than this share were seen at is none of the course. */
const POINT_SHARE = 0.02;
/** Whoever was seen this near to the end of the course is at the finish. */
const FINISH_MM = 1000;

interface Row {
  line: number;
  bib: string;
  elapsedMs: number;
  mm: number;
}

export interface EditionRows {
  edition: Omit<StoredEdition, 'name'>;
  rejected: EditionPut['rejected'];
}

/** @throws ProblemError 400, 413 or 422 when nothing of it can be an edition */
export function editionRows(text: string): EditionRows {
  const rejected: EditionPut['rejected'] = [];
  const reject = (line: number, code: string, message: string): void => {
    if (rejected.length < REJECTED_SHOWN_MAX) rejected.push({ line, code, message });
  };
  const rows = records(text).flatMap(({ record, info }) => {
    const row = rowOf(record, info.lines);
    if ('mm' in row) return row.mm > 0 && row.elapsedMs > 0 ? [row] : [];
    reject(row.line, row.code, row.message);
    return [];
  });
  const byBib = new Map<string, Row[]>();
  for (const row of rows) byBib.set(row.bib, [...(byBib.get(row.bib) ?? []), row]);
  if (byBib.size > EDITION_RUNNERS_MAX)
    throw new ProblemError(413, 'too-many-runners', `An edition has at most ${EDITION_RUNNERS_MAX} runners.`);
  const runs = [...byBib.values()].map((own) => ascending(own, reject));
  const points = pointsOf(runs);
  if (points.length === 0)
    throw new ProblemError(
      422,
      'no-rows',
      `No row can be used${rejected[0] ? `; the first fault is in line ${rejected[0].line}: ${rejected[0].message}` : ''}. Send bib, elapsed_s and cum_distance_m of each passing.`,
    );
  return { edition: { points, runs: runs.flatMap((own) => runOf(own, points)) }, rejected };
}

/** By line of the file. @throws ProblemError */
function records(text: string): { record: Record<string, string>; info: { lines: number } }[] {
  let found: { record: Record<string, string>; info: { lines: number } }[];
  try {
    found = parse(text.replaceAll('\r\n', '\n'), {
      ...{ columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()), bom: true, trim: true },
      ...{ skip_empty_lines: true, skip_records_with_empty_values: true, relax_column_count: true, info: true },
    }) as unknown as typeof found;
  } catch (error) {
    throw new ProblemError(400, 'invalid-csv', `The CSV cannot be read: ${(error as Error).message}.`);
  }
  if (found.length > EDITION_ROWS_MAX)
    throw new ProblemError(413, 'too-many-rows', `An edition has at most ${EDITION_ROWS_MAX} rows.`);
  const first = found[0]?.record ?? {};
  const missing = NEEDED.filter((name) => !(name in first));
  if (missing.length > 0)
    throw new ProblemError(
      400,
      'invalid-csv-header',
      `The header line lacks ${missing.join(', ')}; columns are race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m.`,
    );
  return found;
}

function rowOf(record: Record<string, string>, line: number): Row | { line: number; code: string; message: string } {
  const bib = v.safeParse(bibSchema, record['bib']);
  if (!bib.success) return { line, code: 'invalid-bib', message: `bib ${bib.issues[0].message}` };
  const elapsedS = numberOf(record['elapsed_s']);
  if (!(elapsedS <= ELAPSED_S_MAX))
    return {
      line,
      code: 'invalid-time',
      message: `elapsed_s must be seconds from the start, not "${shown(record['elapsed_s'])}"`,
    };
  const metres = numberOf(record['cum_distance_m']);
  if (!(metres <= DISTANCE_M_MAX))
    return {
      line,
      code: 'invalid-distance',
      message: `cum_distance_m must be metres from the start, not "${shown(record['cum_distance_m'])}"; without it nobody knows which point it was`,
    };
  return { line, bib: bib.output, elapsedMs: Math.round(elapsedS * SECOND_MS), mm: Math.round(metres * MM_PER_M) };
}

const numberOf = (text = ''): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);
const shown = (text = ''): string => text.slice(0, 40);

/** In order of time; farther with each row. */
function ascending(rows: readonly Row[], reject: (line: number, code: string, message: string) => void): Row[] {
  const kept: Row[] = [];
  for (const row of [...rows].sort((a, b) => a.elapsedMs - b.elapsedMs || a.mm - b.mm)) {
    const before = kept.at(-1);
    if (before === undefined || (row.mm > before.mm && row.elapsedMs > before.elapsedMs)) kept.push(row);
    else
      reject(
        row.line,
        'not-ahead',
        `bib ${row.bib} is not farther than in line ${before.line} (${mFromMm(before.mm)} m); rows of a runner must go on in time and distance`,
      );
  }
  return kept;
}

function pointsOf(runs: readonly (readonly Row[])[]): number[] {
  const seen = new Map<number, number>();
  for (const run of runs) for (const { mm } of run) seen.set(mm, (seen.get(mm) ?? 0) + 1);
  const least = POINT_SHARE * runs.length;
  const points = [...seen].flatMap(([mm, n]) => (n >= least ? [mm] : [])).sort((a, b) => a - b);
  if (points.length > EDITION_POINTS_MAX)
    throw new ProblemError(
      422,
      'too-many-points',
      `The rows have ${points.length} different distances; a course has at most ${EDITION_POINTS_MAX} points. Give cum_distance_m of the checkpoint, the same for everybody.`,
    );
  return points;
}

function runOf(rows: readonly Row[], points: readonly number[]): StoredEdition['runs'] {
  const places = new Map(points.map((mm, i) => [mm, i]));
  const at = rows.flatMap(({ mm, elapsedMs }) => {
    const point = places.get(mm);
    return point === undefined ? [] : [{ point, elapsedMs }];
  });
  const last = at.at(-1);
  if (last === undefined) return [];
  const finished = points[last.point]! >= points.at(-1)! - FINISH_MM;
  return [{ finished, points: at.map(({ point }) => point), timesMs: at.map(({ elapsedMs }) => elapsedMs) }];
}
