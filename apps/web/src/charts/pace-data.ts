/** What the pace chart shows: laps over race time, their rolling median, stops, nights, and the next lap as it is expected. Pure. */
import { type RaceHeader, mmFromM, paceMsPerKm, MILE_MM, MM_PER_KM } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { gunMsOf, nightsOf, type Span } from './nights.js';

/** What is drawn upwards: the time of a lap, or the pace of it. */
export type Measure = 'lap' | '/km' | '/mi';

export interface PacePoint {
  lap: number;
  /** Race time at the end of the lap, ms. */
  elapsedMs: number;
  lapMs: number;
  /** Length of the lap. */
  metres: number;
  /** By the measure, ms. */
  value: number;
  /** Rolling median of the last five laps without a stop; null where the line breaks (a stop). */
  median: number | null;
  pauseMs?: number;
  isDoubtful: boolean;
}

/** One lap ahead, by the measure; the range is that of the next lap, continued. */
export interface BandPoint {
  elapsedMs: number;
  from: number;
  likely: number;
  to: number;
}

export interface StopSpan extends Span {
  lap: number;
  pauseMs: number;
}

export interface PaceData {
  measure: Measure;
  points: PacePoint[];
  stops: StopSpan[];
  nights: Span[];
  /** Absent without a forecast; begins at the last crossing. */
  band?: { points: BandPoint[]; laps: number };
  /** Values that bound the chart: outliers by stops do not flatten the rest. */
  fastest: number;
  slowest: number;
  median: number;
  /** Right edge, ms of race time. */
  endMs: number;
}

const WINDOW = 5;
/** What is slower than this many times the median sits on the lower edge: a stop must not flatten the laps beside it. */
const CUT = 1.5;
/** The range of the next lap is continued over so many laps in all. */
const BAND_LAPS = 5;

/** Middle value; the lower one of two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** A lap by the measure: its time, or ms for one km or mile of it. */
export function measured(lapMs: number, metres: number, measure: Measure): number {
  if (measure === 'lap') return lapMs;
  const perKm = paceMsPerKm(mmFromM(metres), lapMs) ?? 0;
  return measure === '/km' ? perKm : Math.round((perKm * MILE_MM) / MM_PER_KM);
}

type Card = Pick<RunnerCardAnswer, 'laps' | 'stops' | 'forecast' | 'row'>;

/** Chart of a card; null when there is nothing to draw yet. */
export function paceData(card: Card, race: RaceHeader, measure: Measure): PaceData | null {
  const points = pointsOf(card, measure);
  if (points.length < 2) return null;
  const values = points.map(({ value }) => value);
  const middle = median(values);
  const band = bandOf(card, race, measure);
  const endMs = Math.max(points.at(-1)?.elapsedMs ?? 1, band?.points.at(-1)?.elapsedMs ?? 0);
  // Stops have their own mark: the laps run and the range expected bound the chart.
  const run = points.flatMap(({ value, pauseMs }) => (pauseMs === undefined ? [value] : []));
  const all = [...(run.length > 0 ? run : values), ...(band?.points ?? []).flatMap(({ from, to }) => [from, to])];
  const byLap = new Map(points.map((point) => [point.lap, point]));
  const stops = card.stops.flatMap(({ lap, pauseMs }) => {
    const point = byLap.get(lap);
    return point ? [{ lap, pauseMs, fromMs: point.elapsedMs - point.lapMs, toMs: point.elapsedMs }] : [];
  });
  return {
    ...{ measure, points, stops },
    nights: nightsOf(gunMsOf(card.row, race), race, endMs),
    ...(band && { band }),
    fastest: Math.min(...all),
    slowest: Math.min(Math.max(...all), middle * CUT),
    median: middle,
    endMs,
  };
}

function pointsOf({ laps, stops }: Card, measure: Measure): PacePoint[] {
  const pauses = new Map(stops.map(({ lap, pauseMs }) => [lap, pauseMs]));
  const running: (number | null)[] = [];
  return laps.flatMap(({ lap, lapMs, elapsedMs, distanceM, doubt }, i) => {
    // A yard that is only known to be in time has no length.
    if (lapMs === undefined) return [];
    const metres = distanceM - (laps[i - 1]?.distanceM ?? 0);
    const value = measured(lapMs, metres, measure);
    const pauseMs = pauses.get(lap);
    running.push(pauseMs === undefined ? value : null);
    const near = running.slice(-WINDOW).filter((each) => each !== null);
    return [
      {
        ...{ lap, elapsedMs, lapMs, metres, value },
        median: pauseMs === undefined ? median(near) : null,
        ...(pauseMs === undefined ? {} : { pauseMs }),
        isDoubtful: doubt !== undefined,
      },
    ];
  });
}

/** The next lap as a range, continued while the runner is on the usual way round: who is late has one lap to finish first. */
function bandOf({ forecast, laps, row }: Card, race: RaceHeader, measure: Measure): PaceData['band'] {
  const next = forecast?.next ?? row.nextAt;
  const last = laps.at(-1);
  const isOnLoop = race.course.kind === 'loop' && race.startedAt !== undefined && race.state === 'running';
  if (next === undefined || last === undefined || row.lastAt === undefined || !isOnLoop) return undefined;
  if (race.format.kind === 'backyard' || forecast?.state === 'probably-out') return undefined;
  const lastMs = Date.parse(row.lastAt);
  const [from, likely, to] = [next.from, next.likely, next.to].map((iso) => Date.parse(iso) - lastMs) as [
    number,
    number,
    number,
  ];
  if (from <= 0) return undefined;
  const metres = race.course.kind === 'loop' ? race.course.lapM : 0;
  const by = (ms: number) => measured(ms, metres, measure);
  const range = { from: by(from), likely: by(likely), to: by(to) };
  const endMs = race.endsAt === undefined ? Infinity : Date.parse(race.endsAt) - Date.parse(race.startedAt ?? '');
  const isUsual = forecast?.state === undefined || forecast.state === 'running';
  const points: BandPoint[] = [{ elapsedMs: last.elapsedMs, ...range }];
  for (let lap = 1; lap <= (isUsual ? BAND_LAPS : 1); lap++) {
    const elapsedMs = last.elapsedMs + lap * likely;
    if (lap > 1 && elapsedMs > endMs) break;
    points.push({ elapsedMs: Math.min(elapsedMs, endMs), ...range });
  }
  return { points, laps: points.length - 1 };
}
