/** `record-splits.csv`: known points on the way, put to the rows they belong to. */
import type { RecordFault, RecordRow, RecordSplit } from '../row.js';
import { SPLIT_KINDS, SPLIT_PRECISIONS } from '../words.js';
import { Cells } from './cells.js';
import { csvLines } from './csv.js';
import { type ParsedRows, withoutUnknown } from './rows.js';

/** Most points on the way to one mark. */
export const SPLITS_PER_RECORD_MAX = 500;

const COLUMNS = ['record_id', 'seq', 'split_kind', 'distance_m', 'elapsed_s', 'label', 'precision', 'source_url'];

/**
 * Rows with their splits, and what is wrong with the points: unknown records, gaps in `seq`, points that do not ascend, an end that is not the mark.
 * A record with a faulty point is given without splits.
 * @throws Error when the text is no CSV with the columns of the file
 */
export function parseSplits(text: string, rows: readonly RecordRow[]): ParsedRows {
  const faults: RecordFault[] = [];
  const byRecord = new Map<string, { line: number; split: RecordSplit }[]>();
  for (const { line, cells: texts } of csvLines(text, COLUMNS)) {
    const id = texts['record_id'] ?? '';
    const cells = new Cells(line, id, texts, faults);
    const split: RecordSplit = withoutUnknown({
      kind: cells.word('split_kind', SPLIT_KINDS),
      distanceM: cells.metres('distance_m') ?? 0,
      elapsedMs: cells.thousandths('elapsed_s') ?? 0,
      label: cells.needed('label'),
      precision: cells.word('precision', SPLIT_PRECISIONS),
      source: cells.needed('source_url'),
      notes: cells.text('notes'),
    });
    const points = byRecord.get(id) ?? [];
    if (cells.count('seq') !== points.length + 1) cells.fault('seq', `must be ${points.length + 1}`);
    points.push({ line, split });
    byRecord.set(id, points);
  }
  const known = new Map(rows.map((row) => [row.id, row]));
  for (const [id, points] of byRecord) checkPoints(known.get(id), id, points, faults);
  const faulty = new Set(faults.map(({ id }) => id));
  return {
    rows: rows.map((row) => {
      const splits = byRecord.get(row.id)?.map(({ split }) => split);
      return splits === undefined || faulty.has(row.id) ? row : { ...row, splits };
    }),
    faults,
  };
}

function checkPoints(
  row: RecordRow | undefined,
  id: string,
  points: readonly { line: number; split: RecordSplit }[],
  faults: RecordFault[],
): void {
  const fault = (line: number, field: string, message: string) => faults.push({ line, id, field, message });
  if (row === undefined) return void fault(points[0]!.line, 'record_id', 'is no row of the book');
  if (points.length > SPLITS_PER_RECORD_MAX)
    fault(points[0]!.line, 'record_id', `has more than ${SPLITS_PER_RECORD_MAX} points`);
  points.forEach(({ line, split }, i) => {
    const before = points[i - 1]?.split;
    if (before === undefined) return;
    if (split.distanceM <= before.distanceM) fault(line, 'distance_m', 'must be further than the point before');
    if (split.elapsedMs <= before.elapsedMs) fault(line, 'elapsed_s', 'must be later than the point before');
  });
  const end = points.at(-1)!;
  if (!endsAtMark(end.split, row)) fault(end.line, 'distance_m', 'the last point must be the mark itself');
}

/** An en-route mark at a distance may have been claimed at the first line past it (R8.1): then the curve ends there. */
export function endsAtMark({ distanceM, elapsedMs, precision }: RecordSplit, row: RecordRow): boolean {
  if (row.kind === 'time') return precision === 'final' && distanceM === row.markM && elapsedMs === row.targetMs;
  if (elapsedMs !== row.markMs || row.targetM === undefined) return false;
  return precision === 'final' ? distanceM === row.targetM : row.enRoute && distanceM >= row.targetM;
}
