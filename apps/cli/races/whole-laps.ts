/** Whether a race counted whole laps only: a rule everybody knew before the start, and files do not name. */
import type { FinishedRace } from './race-folder.js';

/** Finals this near to a whole lap, in laps, are whole laps: loops are published rounded. */
export const NEAR_LAPS = 0.02;
/** So many finals of a race that counts whole laps are: one or two are put right by hand. */
const SHARE = 0.95;

export function countsWholeLaps({ lapMm, runners }: Pick<FinishedRace, 'lapMm' | 'runners'>): boolean {
  const finals = runners.map(({ finalMm }) => finalMm / lapMm).filter(Number.isFinite);
  const whole = finals.filter((laps) => Math.abs(laps - Math.round(laps)) < NEAR_LAPS);
  return finals.length > 0 && whole.length >= SHARE * finals.length;
}

/** A distance at which a lap ends where rows are finer than laps; undefined where each row ends one. */
export const lapEndMmOf = ({ kind }: Pick<FinishedRace, 'kind'>): number | undefined =>
  kind === 'loop-laps' || kind === '' ? undefined : 0;
