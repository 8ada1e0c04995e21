/** Counts laps the plainest way there is, to check plans against: its own words for the contract's rules, sharing nothing with the domain library. */
import type { LapPlan } from './lap-plan.js';

export type CountingRule = Pick<
  LapPlan,
  'minLapMs' | 'quietMs' | 'firstLapMm' | 'lapMm' | 'durationMs' | 'end' | 'stopMs'
>;

/** @param timesMs passings of one runner in order, ms after the gun. @returns the times that end a lap */
export function countLaps(timesMs: readonly number[], rule: CountingRule): number[] {
  const endMs = rule.stopMs ?? rule.durationMs;
  const counted: number[] = [];
  let lastSeen = -Infinity;
  for (const time of timesMs) {
    const sameCrossing = time - lastSeen < Math.max(1, rule.quietMs);
    lastSeen = time;
    if (sameCrossing) continue;
    const last = counted.at(-1);
    const begun = last ?? 0;
    if (time > endMs && !(rule.end === 'finish-lap' && begun < endMs)) continue;
    const shortest = last === undefined ? (rule.minLapMs * rule.firstLapMm) / rule.lapMm : rule.minLapMs;
    if (time - begun >= shortest) counted.push(time);
  }
  return counted;
}
