/** Where only whole laps count, a distance at the end is one of few. */
import type { Spread } from './fixed-time.js';

/**
 * The same spread in whole laps: the middle to the nearest, ranges to the laps within them, so that they hold what they held.
 * @param fromMm a distance at which a lap ends @param doneMm none is below it
 */
export function inWholeLaps(spread: Spread, lapMm: number, fromMm: number, doneMm: number): Spread {
  const lapped = (round: (laps: number) => number, mm: number): number =>
    Math.max(doneMm, fromMm + lapMm * round((mm - fromMm) / lapMm));
  const p50 = lapped(Math.round, spread.p50);
  const low = (mm: number): number => Math.min(p50, lapped(Math.ceil, mm));
  const high = (mm: number): number => Math.max(p50, lapped(Math.floor, mm));
  return { p5: low(spread.p5), p10: low(spread.p10), p50, p90: high(spread.p90), p95: high(spread.p95) };
}
