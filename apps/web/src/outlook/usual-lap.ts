/** Which laps can be compared, and what is usual. Pure. */
import type { RaceHeader } from '#libs/domain/index.js';
import { median } from '../charts/pace-data.js';
import type { RunnerCardAnswer } from '../server/page-request.js';

/** Laps whose median is the usual lap, as on the card. */
const USUAL_WINDOW = 9;
/** Laps over which "has run lately" is told (docs/records.md). */
export const RECENT_LAPS = 10;

type Card = Pick<RunnerCardAnswer, 'laps'>;

/** Times of laps of one length that nobody doubts, in ms; none where no two legs are alike, and of yards, which all last as long. */
export function comparable({ laps }: Card, { course, format }: RaceHeader): number[] {
  if (course.kind !== 'loop' || format.kind === 'backyard') return [];
  const whole = course.firstLapM !== undefined && course.firstLapM !== course.lapM ? laps.slice(1) : laps;
  return whole.flatMap(({ lapMs, doubt }) => (lapMs === undefined || doubt ? [] : lapMs));
}

/** The median of the last nine comparable laps, in ms; undefined without one. */
export function usualLap(card: Card, race: RaceHeader): number | undefined {
  const times = comparable(card, race).slice(-USUAL_WINDOW);
  return times.length === 0 ? undefined : Math.round(median(times));
}

/** The mean of the last ten comparable laps, stops and all, and how many they were. */
export function recentLap(card: Card, race: RaceHeader): { ms: number; laps: number } | undefined {
  const times = comparable(card, race).slice(-RECENT_LAPS);
  if (times.length === 0) return undefined;
  return { ms: Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length), laps: times.length };
}
