/** Standard marks a runner has reached, beside a record at the same marks. Pure. */
import { type Split, type SplitMark, DISTANCE_MARKS, TIME_MARKS } from '#libs/domain/index.js';
import type { CardRecord } from '#libs/contracts/index.js';
import { curveDistanceM, curveElapsedMs, type RecordCurve } from '#libs/records/compare/curve.js';
import { curveOf } from '../charts/distance-data.js';

export interface SplitRow {
  split: Split;
  isTimed: boolean;
  /** What is compared: between passings where that is known, else what may be claimed. */
  compared: SplitMark;
  /** The record at the mark; null once it had ended. */
  record?: { elapsedMs: number; distanceM: number; isKnown: boolean; aheadM: number; aheadMs: number } | null;
}

/** A mark and a known point of a curve are the same within this. */
const SAME_M = 0.5;
const SAME_MS = 500;

/** Marks reached, distances first, against a record where one is given. */
export function splitRows(splits: readonly Split[], record: CardRecord | undefined): SplitRow[] {
  const curve = record && curveOf(record);
  return splits.flatMap((split) => {
    const compared = split.interpolated ?? split.claimable;
    if (compared === null) return [];
    const isTimed = TIME_MARKS.some(({ code }) => code === split.code);
    return [{ split, isTimed, compared, ...(curve && { record: recordAt(split, isTimed, compared, curve) }) }];
  });
}

function recordAt(split: Split, isTimed: boolean, own: SplitMark, curve: RecordCurve): SplitRow['record'] {
  const markMs = TIME_MARKS.find(({ code }) => code === split.code)?.elapsedMs;
  const markMm = DISTANCE_MARKS.find(({ code }) => code === split.code)?.distanceMm;
  const end = curve.points.at(-1);
  const atMs = isTimed ? markMs : markMm === undefined ? undefined : curveElapsedMs(curve, markMm / 1000);
  if (atMs === undefined || end === undefined || atMs > end.elapsedMs) return null;
  const atM = isTimed ? curveDistanceM(curve, atMs) : (markMm ?? 0) / 1000;
  // Where the runner was at a time mark without a lap since, the last line is all that is sure.
  const elapsedMs = isTimed ? (markMs ?? own.elapsedMs) : own.elapsedMs;
  const whenThere = curveElapsedMs(curve, own.distanceM);
  const isKnown = curve.points.some(
    (point) => Math.abs(isTimed ? point.elapsedMs - atMs : point.distanceM - atM) <= (isTimed ? SAME_MS : SAME_M),
  );
  return {
    ...{ elapsedMs: atMs, distanceM: atM, isKnown },
    aheadM: Math.floor(own.distanceM - curveDistanceM(curve, elapsedMs)),
    aheadMs: Math.floor((whenThere ?? end.elapsedMs) - elapsedMs),
  };
}

/** Records a runner can be laid beside, those of the race itself first. */
export function comparableRecords(records: readonly CardRecord[] | undefined): CardRecord[] {
  return (records ?? [])
    .filter((record) => curveOf(record) !== undefined)
    .toSorted((a, b) => Number(a.enRoute) - Number(b.enRoute));
}
