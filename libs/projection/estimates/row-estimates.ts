/** Estimates as a board row has them: rounded, and kept as they are until they moved by more than anybody wants to read. */
import {
  type BoardRow,
  type ExpectedAt,
  MINUTE_MS,
  mFromMm,
  type RowRecord,
  SECOND_MS,
  YARD_MM,
} from '#libs/domain/index.js';
import type { Expected, ExpectedMs } from './expected.js';

export type RowEstimates = Pick<BoardRow, 'nextAt' | 'lateSince' | 'final' | 'finishAt' | 'records'>;
type Final = NonNullable<BoardRow['final']>;
export const ROW_ESTIMATES = ['nextAt', 'lateSince', 'final', 'finishAt', 'records'] as const;

/** The likely instant is told anew when it moved by more than this, its range when that did by more than this, ... */
const NEXT_MOVED_MS = 5 * SECOND_MS;
const RANGE_MOVED_MS = 30 * SECOND_MS;
/** ... a finish by more than a minute, its range by five, ... */
const FINISH_MOVED_MS = MINUTE_MS;
const FINISH_RANGE_MOVED_MS = 5 * MINUTE_MS;
/** ... a distance, rounded to hectometres, when it moved by more than half a kilometre, ... */
const FINAL_STEP_M = 100;
const FINAL_MOVED_M = 500;
/** ... a chance by more than this. Whoever crosses is told anew. */
const CHANCE_MOVED = 0.02;

/** @param gunMs of the runner @param row as it stands, for what is run and what officials gave or took */
export function rowEstimates(
  { next, finalM, yards, finish, state }: Expected,
  gunMs: number,
  row: BoardRow,
  records: RowRecord[],
): RowEstimates {
  const estimates: RowEstimates = {};
  // Given that there is another passing; of whom none is likely it says nothing.
  const instants = ({ from, likely, to }: ExpectedMs, stepMs: number): ExpectedAt => {
    const at = (ms: number): string => new Date(Math.round((gunMs + ms) / stepMs) * stepMs).toISOString();
    return { from: at(from), likely: at(likely), to: at(to) };
  };
  const isComing = state !== 'probably-out';
  if (next !== undefined && isComing) estimates.nextAt = instants(next, SECOND_MS);
  if (finish !== undefined && isComing) estimates.finishAt = instants(finish, SECOND_MS);
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

/**
 * What to tell of a runner that did not cross since: a field that hardly moved stays the object it was.
 * @param distanceM run; it may have been corrected since
 */
export function settled(before: RowEstimates | undefined, after: RowEstimates, distanceM: number): RowEstimates {
  if (before === undefined) return after;
  const kept = { ...after };
  const { nextAt, final, finishAt, records } = before;
  if (nextAt && after.nextAt && isSameInstant(nextAt, after.nextAt, NEXT_MOVED_MS, RANGE_MOVED_MS))
    kept.nextAt = nextAt;
  if (finishAt && after.finishAt && isSameInstant(finishAt, after.finishAt, FINISH_MOVED_MS, FINISH_RANGE_MOVED_MS))
    kept.finishAt = finishAt;
  if (final && after.final && final.p10 >= distanceM && isSameDistance(final, after.final)) kept.final = final;
  if (records && after.records && areSameRecords(records, after.records)) kept.records = records;
  return kept;
}

/** Its beginning moves along with the clock: that says nothing. */
const isSameInstant = (a: ExpectedAt, b: ExpectedAt, movedMs: number, rangeMovedMs: number): boolean =>
  Math.abs(Date.parse(a.likely) - Date.parse(b.likely)) <= movedMs &&
  Math.abs(Date.parse(a.to) - Date.parse(b.to)) <= rangeMovedMs;

const isSameDistance = (a: Final, b: Final): boolean =>
  [a.p10 - b.p10, a.p50 - b.p50, a.p90 - b.p90].every((byM) => Math.abs(byM) <= FINAL_MOVED_M);

function areSameRecords(a: readonly RowRecord[], b: readonly RowRecord[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ id, aheadM, chance }, i) => {
      const other = b[i]!;
      if (id !== other.id || aheadM !== other.aheadM) return false;
      return chance === other.chance || Math.abs((chance ?? NaN) - (other.chance ?? NaN)) <= CHANCE_MOVED + 1e-9;
    })
  );
}
