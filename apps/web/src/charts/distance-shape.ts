/** The shapes of the distance chart that both the server's drawing and the live one have. Pure. */
import type { Fan, Way } from './distance-data.js';

export type { DistanceData, Way } from './distance-data.js';

/** How lines are told apart without colour, in CSS px: by their place in the list. */
export const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4], [12, 5]];

/** Corners of the fan, and the line down its middle. */
export function fanCorners(fan: Fan): { shape: Way[]; middle: Way[] } {
  const { from, p10, p50, p90 } = fan;
  const at = (value: number): Way =>
    fan.kind === 'metres' ? { elapsedMs: fan.endMs, distanceM: value } : { elapsedMs: value, distanceM: fan.endM };
  return { shape: [from, at(p90), at(p10)], middle: [from, at(p50)] };
}
