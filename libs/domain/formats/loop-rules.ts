/** What a loop course decides about laps: lengths, shortest lap, quiet time. */
import type { LoopCourse } from '../race.js';
import { mmFromM } from '../units.js';

/** No human runs a loop faster than 2:00 per km (the mile record is 2:18/km): the default shortest lap, in ms per metre. */
export const HUMAN_LIMIT_MS_PER_M = 120;
/** Default quiet time (contract section 3). On loops run in less than twice this, half the shortest lap. */
export const DEFAULT_QUIET_MS = 20_000;

export interface LoopRules {
  lapMm: number;
  firstLapMm: number;
  /** A crossing sooner than this after the last counted one is no lap. */
  minLapMs: number;
  /** A crossing sooner than this after the gun is the start crossing. */
  minFirstLapMs: number;
  quietMs: number;
}

/** Resolves the defaults. Two claims at the same instant are always one crossing, whatever is set: quiet time is at least 1 ms. */
export function loopRules(course: LoopCourse): LoopRules {
  const lapMm = mmFromM(course.lapM);
  const firstLapMm = mmFromM(course.firstLapM ?? course.lapM);
  const minLapMs = course.minLapMs ?? Math.round(course.lapM * HUMAN_LIMIT_MS_PER_M);
  return {
    lapMm,
    firstLapMm,
    minLapMs,
    minFirstLapMs: (minLapMs * firstLapMm) / lapMm,
    quietMs: Math.max(1, course.quietMs ?? Math.min(DEFAULT_QUIET_MS, Math.floor(minLapMs / 2))),
  };
}
