/** Estimates as a board row has them: rounded, and kept as they are until they moved by more than anybody wants to read. */
import { type BoardRow, mFromMm, type RowRecord, SECOND_MS, YARD_MM } from '#libs/domain/index.js';
import type { Expected } from './expected.js';

export type RowEstimates = Pick<BoardRow, 'nextAt' | 'final' | 'records'>;
export const ROW_ESTIMATES = ['nextAt', 'final', 'records'] as const;

/** A moved instant is told from this on, ... */
const NEXT_MOVED_MS = 5 * SECOND_MS;
/** ... a distance is rounded to this and told when it moved by more, ... */
const FINAL_STEP_M = 100;
/** ... and so is a chance. Whoever crosses is told anew. */
const CHANCE_MOVED = 0.02;

/** @param gunMs of the runner @param row as it stands, for what is run and what officials gave or took */
export function rowEstimates(
  { next, finalM, yards, state }: Expected,
  gunMs: number,
  row: BoardRow,
  records: RowRecord[],
): RowEstimates {
  const estimates: RowEstimates = {};
  // Given that there is another passing; of whom none is likely it says nothing.
  if (next !== undefined && state !== 'probably-out') {
    const at = (ms: number): string => new Date(Math.round((gunMs + ms) / SECOND_MS) * SECOND_MS).toISOString();
    estimates.nextAt = { from: at(next.from), likely: at(next.likely), to: at(next.to) };
  }
  if (finalM !== undefined) {
    const { distanceM, adjustM = 0 } = row;
    const said = (m: number): number =>
      Math.max(Math.ceil(distanceM), Math.round((m + adjustM) / FINAL_STEP_M) * FINAL_STEP_M);
    estimates.final = { p10: said(finalM.p10), p50: said(finalM.p50), p90: said(finalM.p90) };
  } else if (yards !== undefined) {
    const m = (count: number): number => mFromMm(count * YARD_MM);
    estimates.final = { p10: m(yards.p10), p50: m(yards.p50), p90: m(yards.p90) };
  }
  if (records.length > 0) estimates.records = records;
  return estimates;
}

/** What to tell of a runner that did not cross since: a field that hardly moved stays the object it was. */
export function settled(before: RowEstimates | undefined, after: RowEstimates): RowEstimates {
  if (before === undefined) return after;
  const kept = { ...after };
  const { nextAt, final, records } = before;
  if (nextAt && after.nextAt && isNear(nextAt, after.nextAt, NEXT_MOVED_MS, Date.parse)) kept.nextAt = nextAt;
  if (final && after.final && isNear(final, after.final, FINAL_STEP_M, Number)) kept.final = final;
  if (records && after.records && isSameField(records, after.records)) kept.records = records;
  return kept;
}

function isNear<T extends object>(a: T, b: T, by: number, read: (value: string) => number): boolean {
  const others = Object.values(b) as string[];
  return (Object.values(a) as string[]).every((value, i) => Math.abs(read(value) - read(others[i]!)) <= by);
}

function isSameField(a: readonly RowRecord[], b: readonly RowRecord[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, aheadM, chance }, i) => {
      const other = b[i]!;
      if (id !== other.id || aheadM !== other.aheadM) return false;
      return chance === other.chance || Math.abs((chance ?? NaN) - (other.chance ?? NaN)) <= CHANCE_MOVED + 1e-9;
    })
  );
}
