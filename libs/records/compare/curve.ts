/**
 * The way a record was run: known points joined by straight lines, from the gun. Even pace only where no point is known, and then it says so.
 * Points that are rounded or whole laps only are drawn with the others and judge nothing: a fall is decided by the mark alone.
 */
import { formatKm } from '#libs/domain/index.js';
import { endsAtMark } from '../parse/splits.js';
import type { RecordRow } from '../row.js';

export interface CurvePoint {
  distanceM: number;
  elapsedMs: number;
  /** To draw only: rounded, estimated, or whole laps (`approx`, `lap_floor`). */
  rough: boolean;
}

export interface RecordCurve {
  recordId: string;
  /** From the gun, ascending in both; the last one is the mark. */
  points: readonly CurvePoint[];
  /** No point on the way is known: a straight line from the gun to the mark. */
  evenPace: boolean;
}

const GUN: CurvePoint = { distanceM: 0, elapsedMs: 0, rough: false };
const ROUGH: ReadonlySet<string> = new Set(['approx', 'lap_floor']);

/**
 * @param lengthM length of the course as it is run today, for records of a course: its points are moved in proportion (a course is printed as
 *   246, 245.3 and 244.7 km)
 * @returns undefined for backyards, which all run at one pace
 */
export function recordCurve(row: RecordRow, lengthM?: number): RecordCurve | undefined {
  if (row.kind === 'laps') return undefined;
  const scale = row.kind === 'course' && lengthM !== undefined && row.targetM !== undefined ? lengthM / row.targetM : 1;
  const points: CurvePoint[] = [GUN];
  let ended = false;
  for (const split of row.splits ?? []) {
    points.push({
      distanceM: split.distanceM * scale,
      elapsedMs: split.elapsedMs,
      rough: ROUGH.has(split.precision),
    });
    ended = endsAtMark(split, row);
  }
  if (!ended) points.push({ distanceM: endM(row) * scale, elapsedMs: endMs(row), rough: false });
  return { recordId: row.id, points, evenPace: points.length === 2 };
}

const endM = (row: RecordRow): number => (row.kind === 'time' ? (row.markM ?? 0) : (row.targetM ?? 0));
const endMs = (row: RecordRow): number => (row.kind === 'time' ? (row.targetMs ?? 0) : (row.markMs ?? 0));

/** The same mark at even pace. */
export function evenCurve(curve: RecordCurve): RecordCurve {
  return { recordId: curve.recordId, points: [GUN, curve.points.at(-1)!], evenPace: true };
}

/** Metres of the record at an elapsed time; at the mark it stands still. */
export function curveDistanceM({ points }: RecordCurve, elapsedMs: number): number {
  const end = points.at(-1)!;
  if (elapsedMs <= 0) return 0;
  if (elapsedMs >= end.elapsedMs) return end.distanceM;
  const i = points.findIndex((point) => point.elapsedMs > elapsedMs);
  const [a, b] = [points[i - 1]!, points[i]!];
  return a.distanceM + ((elapsedMs - a.elapsedMs) / (b.elapsedMs - a.elapsedMs)) * (b.distanceM - a.distanceM);
}

/** Elapsed ms of the record at a distance; undefined beyond the mark, where it never was. */
export function curveElapsedMs({ points }: RecordCurve, distanceM: number): number | undefined {
  const end = points.at(-1)!;
  if (distanceM <= 0) return 0;
  if (distanceM > end.distanceM) return undefined;
  if (distanceM === end.distanceM) return end.elapsedMs;
  const i = points.findIndex((point) => point.distanceM > distanceM);
  const [a, b] = [points[i - 1]!, points[i]!];
  return a.elapsedMs + ((distanceM - a.distanceM) / (b.distanceM - a.distanceM)) * (b.elapsedMs - a.elapsedMs);
}

/** Does the line at an elapsed time begin or end at a rough point? */
export function isRoughAt({ points }: RecordCurve, elapsedMs: number): boolean {
  const i = points.findIndex((point) => point.elapsedMs >= elapsedMs);
  return i > 0 && (points[i - 1]!.rough || points[i]!.rough);
}

/** A straight line over more than this share of the mark hides how it was run. */
const LONG_GAP = 0.5;

/** How the curve was made, in words: what R8.13 asks to be said beside "ahead" and "behind". */
export function methodWords(curve: RecordCurve): string {
  const { points, evenPace } = curve;
  if (evenPace) return 'against even pace: no splits of this record are known';
  const known = points.length - 2;
  const rough = points.filter((point) => point.rough).length;
  const gaps = points.slice(1).map((point, i) => point.distanceM - points[i]!.distanceM);
  const longest = Math.max(...gaps);
  const parts = [`against the record's own splits: ${known} known ${known === 1 ? 'point' : 'points'}`];
  if (rough > 0) parts.push(rough === known ? 'all rounded or interpolated' : `${rough} of them rounded or whole laps`);
  if (longest > LONG_GAP * points.at(-1)!.distanceM)
    parts.push(`a straight line over ${formatKm(longest)} km between two of them`);
  return parts.join('; ');
}
