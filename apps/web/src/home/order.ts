/** The order of races in lists. Pure. */
import type { RaceListItem } from '../server/page-request.js';

/** Races of one state: the next start first, the newest of those that started first. */
export function racesIn(races: readonly RaceListItem[], state: RaceListItem['state']): RaceListItem[] {
  const sign = state === 'set-up' ? 1 : -1;
  return races
    .filter((race) => race.state === state)
    .sort(
      (a, b) => sign * (Date.parse(a.scheduledStart) - Date.parse(b.scheduledStart)) || a.name.localeCompare(b.name),
    );
}
