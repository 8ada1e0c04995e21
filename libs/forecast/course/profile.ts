/** A course nobody is known to have run: legs by their distance and climb at the pace so far, and how much of it rests cost elsewhere. */
import { LogSpread } from './log-spread.js';
import { type PaceLaw, type RestFactors, restFactors } from './no-history.js';
import type { Way } from './way-fit.js';

/** A metre of climb costs as much as so many on the flat (Scarf 2007, 10.1080/02640410600874906). */
const CLIMB_COSTS = 7.92;
/** A single leg at the pace so far: 10, 50 and 90 % of what it took on the courses of the set when the law has none. */
const LEG = { p10: 0.8, p50: 1.1, p90: 1.6 };

/** What each point costs from the start, in mm of even ground; points without an altitude lie as high as the one before. */
export function effortOf(points: readonly { distanceMm: number; altitudeM?: number | undefined }[]): number[] {
  let effort = 0;
  let beforeMm = 0;
  let altitudeM = points.find((point) => point.altitudeM !== undefined)?.altitudeM ?? 0;
  return points.map((point) => {
    const here = point.altitudeM ?? altitudeM;
    effort += point.distanceMm - beforeMm + CLIMB_COSTS * 1000 * Math.max(0, here - altitudeM);
    beforeMm = point.distanceMm;
    altitudeM = here;
    return effort;
  });
}

/** The way between two points: a leg alone varies by itself, the whole rest as the law says, in between between the two. */
export function profileWay(law: PaceLaw, effortMm: readonly number[], from: number, to: number): Way {
  const done = effortMm[from]!;
  const rest = effortMm.at(-1)! - done;
  const even = (effortMm[to]! - done) / done;
  const share = (effortMm[to]! - done) / rest;
  const leg = law.leg ?? LEG;
  const whole = restFactors(law, done / effortMm.at(-1)!);
  const at = (name: keyof RestFactors): number => Math.log(even * ((1 - share) * leg[name] + share * whole[name]));
  const middle = at('p50');
  return { middle, spread: LogSpread.ofRange(at('p10') - middle, at('p90') - middle) };
}
