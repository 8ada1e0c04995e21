/** What the distance chart shows: the runner against own targets, records and closing times, and how far the end is expected to be. Pure. */
import { type RaceHeader, closingMs } from '#libs/domain/index.js';
import type { CardRecord } from '#libs/contracts/index.js';
import { curveDistanceM, curveElapsedMs, type RecordCurve } from '#libs/records/compare/curve.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { gunMsOf, nightsOf, type Span } from './nights.js';

export interface Way {
  elapsedMs: number;
  distanceM: number;
}

/** One thing to be ahead of. */
export interface Line {
  id: string;
  kind: 'target' | 'record' | 'closing';
  label: string;
  points: readonly Way[];
  /** No point on the way is known: drawn at even pace. */
  isEven: boolean;
}

/** The end as it is expected: over a time the metres, over a distance the race time. */
export type Fan =
  | { kind: 'metres'; from: Way; endMs: number; p10: number; p50: number; p90: number }
  | { kind: 'time'; from: Way; endM: number; p10: number; p50: number; p90: number };

export interface DistanceData {
  own: Way[];
  lines: Line[];
  fan?: Fan;
  nights: Span[];
  endMs: number;
  maxM: number;
}

/** More lines than these can no longer be told apart. */
const RECORDS_MAX = 3;
const GUN: Way = { elapsedMs: 0, distanceM: 0 };

export interface LineTarget {
  label: string;
  metres: number;
  ms: number;
}

/** The curve of a record as its card has it; undefined for yards. */
export function curveOf({ id, curve }: Pick<CardRecord, 'id' | 'curve'>): RecordCurve | undefined {
  if (curve === undefined || curve.length < 2) return undefined;
  const points = curve.map(({ rough = false, ...point }) => ({ ...point, rough }));
  return { recordId: id, points, evenPace: points.length === 2 };
}

/** Records of the race itself before those on the way, open ones before the others; the chosen one always. */
export function drawnRecords(records: readonly CardRecord[], chosen?: string): CardRecord[] {
  const weight = (record: CardRecord) =>
    (record.id === chosen ? -4 : 0) + (record.enRoute ? 2 : 0) + (record.verdict === 'out-of-reach' ? 1 : 0);
  return records
    .filter(({ curve }) => curve !== undefined && curve.length > 1)
    .toSorted((a, b) => weight(a) - weight(b))
    .filter((record, i) => record.id === chosen || (!record.enRoute && i < RECORDS_MAX))
    .slice(0, RECORDS_MAX);
}

type Card = Pick<RunnerCardAnswer, 'laps' | 'forecast' | 'records' | 'row'>;

/** Null before the first crossing, and where all run at the pace of a bell. */
export function distanceData(
  card: Card,
  race: RaceHeader,
  targets: readonly LineTarget[],
  chosen?: string,
): DistanceData | null {
  const { laps } = card;
  const last = laps.at(-1);
  if (last === undefined || race.format.kind === 'backyard') return null;
  const own = [GUN, ...laps.map(({ elapsedMs, distanceM }) => ({ elapsedMs, distanceM }))];
  const fan = fanOf(card, race, own.at(-1) ?? GUN);
  const lines: Line[] = [
    ...targets.map(({ label, metres, ms }, i) => ({
      ...{ id: `target-${i}`, kind: 'target' as const, label, isEven: true },
      points: [GUN, { elapsedMs: ms, distanceM: metres }],
    })),
    ...drawnRecords(card.records ?? [], chosen).flatMap((record): Line[] => {
      const curve = curveOf(record);
      return curve ? [{ ...lineOf(record), points: curve.points, isEven: curve.evenPace }] : [];
    }),
    ...closingLine(race),
  ];
  const endMs = endOf(race, fan, lines, last.elapsedMs);
  const within = lines.flatMap(({ points }) => points.filter(({ elapsedMs }) => elapsedMs <= endMs));
  const top = fan?.kind === 'metres' ? fan.p90 : (fan?.endM ?? 0);
  return {
    ...{ own, lines, endMs },
    ...(fan && { fan }),
    nights: nightsOf(gunMsOf(card.row, race), race, endMs),
    maxM: Math.max(last.distanceM, top, ...within.map(({ distanceM }) => distanceM)),
  };
}

const lineOf = ({ id, title, mark }: CardRecord) => ({ id, kind: 'record' as const, label: `${title}, ${mark}` });

function fanOf({ forecast, row }: Card, race: RaceHeader, from: Way): Fan | undefined {
  const gunMs = gunMsOf(row, race);
  if (forecast === undefined || gunMs === undefined) return undefined;
  if (forecast.final && race.format.kind === 'fixed-time') {
    const { p10, p50, p90 } = forecast.final;
    return { kind: 'metres', from, endMs: race.format.durationMs, p10, p50, p90 };
  }
  if (forecast.finishAt) {
    const endM = race.format.kind === 'fixed-distance' ? race.format.distanceM : (race.course.points.at(-1)?.atM ?? 0);
    const [p10, p50, p90] = [forecast.finishAt.from, forecast.finishAt.likely, forecast.finishAt.to].map(
      (iso) => Date.parse(iso) - gunMs,
    ) as [number, number, number];
    return { kind: 'time', from, endM, p10, p50, p90 };
  }
  return undefined;
}

/** Closing times of a course as a line one has to stay above. */
function closingLine(race: RaceHeader): Line[] {
  if (race.course.kind !== 'line') return [];
  const points = race.course.points.flatMap((point) => {
    const elapsedMs = closingMs(race, point);
    return elapsedMs === undefined ? [] : [{ elapsedMs, distanceM: point.atM }];
  });
  return points.length === 0
    ? []
    : [{ id: 'closing', kind: 'closing', label: '', points: [GUN, ...points], isEven: false }];
}

/** As long as the race, or as long as there is something to see. */
function endOf({ format }: RaceHeader, fan: Fan | undefined, lines: readonly Line[], lastMs: number): number {
  if (format.kind === 'fixed-time') return Math.max(format.durationMs, lastMs);
  const ends = lines.filter(({ kind }) => kind !== 'record').map(({ points }) => points.at(-1)?.elapsedMs ?? 0);
  return Math.max(lastMs, fan?.kind === 'time' ? fan.p90 : 0, ...ends);
}

/** Metres of a line at a race time; undefined past its end. */
export function metresAt({ points }: Pick<Line, 'points'>, elapsedMs: number): number | undefined {
  if (elapsedMs > (points.at(-1)?.elapsedMs ?? 0)) return undefined;
  return curveDistanceM({ recordId: '', points: points.map(rough), evenPace: false }, elapsedMs);
}

/** Race time of a line at a distance; undefined past its end. */
export function timeAt({ points }: Pick<Line, 'points'>, distanceM: number): number | undefined {
  return curveElapsedMs({ recordId: '', points: points.map(rough), evenPace: false }, distanceM);
}

const rough = ({ elapsedMs, distanceM }: Way) => ({ elapsedMs, distanceM, rough: false });
