/** When a runner is expected next, and what the waiting means. Pure: a card, the late data and an instant in, a state out. */
import type { ExpectedAt, RaceHeader } from '#libs/domain/index.js';
import { nextPoint } from '#libs/domain/index.js';
import { comparable, usualLap } from '../outlook/usual-lap.js';
import type { CrewCard, LateData } from '../server/page-request.js';

const MINUTE_MS = 60_000;
/** Without a range, this much on either side of the usual lap is "about now". */
const ABOUT_MS = MINUTE_MS;
/** Our own connection is silent for so long: what the page counts down is old. */
export const CONNECTION_LATE_MS = 60_000;

export type Arrival =
  /** Nobody is waited for: out, finished, before the start, after the end. */
  | { kind: 'none' }
  /** Racing, and nothing to go by. */
  | { kind: 'unknown' }
  /** The early edge of the range is ahead. */
  | { kind: 'ahead'; inMs: number; range: ExpectedAt }
  | { kind: 'now'; range: ExpectedAt }
  /** Past the likely instant, within the range. */
  | { kind: 'overdue'; byMs: number; range: ExpectedAt }
  /** Past the upper edge; the range is the one before, or what is expected of one who still comes. */
  | { kind: 'longer'; range: ExpectedAt }
  /** Due by now, but something between runner and page is silent. */
  | { kind: 'data-late' }
  /** Without a forecast: by the usual lap alone, so without a range. */
  | { kind: 'usual-ahead'; inMs: number; usualMs: number }
  | { kind: 'usual-now'; usualMs: number }
  | { kind: 'usual-past'; byMs: number; usualMs: number; longestMs: number };

const WAITED_FOR = new Set<string>(['entered', 'racing', 'resting', 'overdue']);

/** The estimate of the card, or of its row. */
export function expected({ forecast, row }: CrewCard): ExpectedAt | undefined {
  return forecast?.next ?? row.nextAt;
}

/** What of the late data concerns this runner: a silent point other than the next one does not. */
export function concerning(late: readonly LateData[], card: CrewCard, race: RaceHeader): LateData[] {
  const next = card.forecast?.next?.point ?? nextPoint(race, card.row)?.point.id;
  const isKnown = race.course.points.some(({ id }) => id === next);
  return late.filter(({ point }) => point === undefined || !isKnown || point === next);
}

/**
 * The state of the waiting.
 * @param nowMs the race's now
 * @param isDataLate data of this runner's next point, or our own connection, is late: what is missing says nothing of the runner
 */
export function arrivalOf(card: CrewCard, race: RaceHeader, nowMs: number, isDataLate: boolean): Arrival {
  const range = expected(card);
  const { status } = card.row;
  // Whoever waits in the corral for the bell comes by again only by an estimate.
  const isWaitedFor = WAITED_FOR.has(status) || (status === 'corral' && range !== undefined);
  if (race.state !== 'running' || !isWaitedFor) return { kind: 'none' };
  return range ? byRange(range, card, nowMs, isDataLate) : byUsualLap(card, race, nowMs, isDataLate);
}

/** Later than nine of ten such laps, as the forecast sees it. */
function isBeyondRange({ forecast }: CrewCard): boolean {
  return forecast?.state !== undefined && forecast.state !== 'running';
}

/**
 * Estimates are made for "not here yet", so the newer one of a late runner always begins after now, and nobody would ever be late. Until the
 * next crossing the one made first is kept; once the forecast itself says the runner is beyond it, its new one stands.
 */
export function holdRanges(before: readonly CrewCard[], after: CrewCard[]): CrewCard[] {
  const known = new Map(before.map((card) => [card.row.bib, card]));
  return after.map((card) => {
    const old = known.get(card.row.bib);
    const isSame = old?.row.lastAt === card.row.lastAt && old?.row.seenAt === card.row.seenAt;
    if (old === undefined || !isSame || expected(old) === undefined || isBeyondRange(card)) return card;
    const { next } = old.forecast ?? {};
    const { nextAt } = old.row;
    return {
      ...card,
      row: { ...card.row, ...(nextAt && { nextAt }) },
      ...(card.forecast && { forecast: { ...card.forecast, ...(next && { next }) } }),
    };
  });
}

function byRange(range: ExpectedAt, card: CrewCard, nowMs: number, isDataLate: boolean): Arrival {
  if (isBeyondRange(card)) return isDataLate ? { kind: 'data-late' } : { kind: 'longer', range };
  const inMs = Date.parse(range.from) - nowMs;
  if (inMs > 0) return { kind: 'ahead', inMs, range };
  if (isDataLate) return { kind: 'data-late' };
  const byMs = nowMs - Date.parse(range.likely);
  if (nowMs > Date.parse(range.to)) return { kind: 'longer', range };
  // "Overdue by 0 min" would say nothing.
  return byMs < MINUTE_MS ? { kind: 'now', range } : { kind: 'overdue', byMs, range };
}

function byUsualLap(card: CrewCard, race: RaceHeader, nowMs: number, isDataLate: boolean): Arrival {
  const usualMs = usualLap(card, race);
  if (usualMs === undefined || card.row.lastAt === undefined) return { kind: 'unknown' };
  const inMs = Date.parse(card.row.lastAt) + usualMs - nowMs;
  if (inMs > ABOUT_MS) return { kind: 'usual-ahead', inMs, usualMs };
  if (isDataLate) return { kind: 'data-late' };
  if (inMs > -ABOUT_MS) return { kind: 'usual-now', usualMs };
  return { kind: 'usual-past', byMs: -inMs, usualMs, longestMs: Math.max(...comparable(card, race)) };
}

/** No alarm colour before the runner's own pattern is exceeded. */
export function isBeyondPattern(arrival: Arrival): boolean {
  if (arrival.kind === 'usual-past') return arrival.usualMs + arrival.byMs > arrival.longestMs;
  return arrival.kind === 'longer';
}
