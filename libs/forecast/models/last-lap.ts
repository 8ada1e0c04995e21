/** What becomes of the lap that is under way at the final signal (R5.1), and so what a distance at the signal comes to. */
import type { EndPolicy } from '#libs/domain/index.js';
import type { Spread } from './fixed-time.js';

/** `measured` to where the runner is, `lost`, or `finished` and counted whole. */
export type LastLap = 'measured' | 'lost' | 'finished';

/** R5.1: fixed parts of a lap are as good as measured; a lap is far longer than a part. */
export function lastLapOf(end: EndPolicy): LastLap {
  if (end === 'finish-lap') return 'finished';
  return end === 'whole-laps' ? 'lost' : 'measured';
}

export interface LapsRun {
  /** The loop in mm; 0 when it is not known. */
  lapMm: number;
  /** A distance in mm at which a lap ends. */
  lapEndMm: number;
  /** Distance of the laps that count already, mm; none is below it. */
  doneMm: number;
  /** As far as the runner gets in time: hardly faster than so far, and faster than anybody; mm. */
  likelyMm: number;
  mostMm: number;
  /** A lap was begun and the runner has not stopped. */
  isUnderWay: boolean;
}

/** What counts of a distance at the signal. Where the loop is not known that is the distance itself. */
export function counted(spread: Spread, lastLap: LastLap, laps: LapsRun): Spread {
  if (lastLap === 'measured' || laps.lapMm <= 0) return spread;
  const whole = inWholeLaps(spread, laps);
  return lastLap === 'lost' ? whole : withLapBegun(whole, laps);
}

/**
 * In whole laps: the middle to the nearest, ranges to the laps within them, so that they hold what they held. Near the end a lap is under way that
 * nobody finishes in time, however far along it the runner is.
 */
function inWholeLaps(spread: Spread, { lapMm, lapEndMm, doneMm, likelyMm, mostMm }: LapsRun): Spread {
  const endOf = (round: (laps: number) => number, mm: number): number =>
    lapEndMm + lapMm * round((mm - lapEndMm) / lapMm);
  const lapped = (round: (laps: number) => number, mm: number, reachMm: number): number =>
    Math.max(doneMm, Math.min(endOf(Math.floor, reachMm), endOf(round, mm)));
  const p50 = lapped(Math.round, spread.p50, likelyMm);
  const low = (mm: number): number => Math.min(p50, lapped(Math.ceil, mm, likelyMm));
  const high = (mm: number): number => Math.max(p50, lapped(Math.floor, mm, mostMm));
  return { p5: low(spread.p5), p10: low(spread.p10), p50, p90: high(spread.p90), p95: high(spread.p95) };
}

/**
 * R5.1b: whoever still runs at the signal gets one more lap than fits into the time. What was learnt from finished races is mostly of whole laps in time,
 * so the lap comes on top; who gets no farther in time has it if one is under way.
 */
function withLapBegun({ p5, p10, p50, p90, p95 }: Spread, { lapMm, doneMm, isUnderWay }: LapsRun): Spread {
  const more = (mm: number): number => (mm > doneMm || isUnderWay ? mm + lapMm : mm);
  return { p5: more(p5), p10: more(p10), p50: more(p50), p90: more(p90), p95: more(p95) };
}
