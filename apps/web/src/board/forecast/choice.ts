/** Is the forecast shown? What the address says, else what this device chose last, else by the time of the race. Pure but for the keeping. */
import { HOUR_MS, type RaceHeader } from '#libs/domain/index.js';
import type { BoardView } from '../view/query.js';

/** Before this a start says little about an end. */
export const FORECAST_AFTER_MS = HOUR_MS;
const KEY = 'loopline.forecast';

type Choice = BoardView['forecast'];

/** There is something to switch on. */
export function isOffered(race: Pick<RaceHeader, 'state' | 'forecast'>): boolean {
  return race.state === 'running' && race.forecast !== undefined;
}

export function isOn(
  choice: Choice,
  race: Pick<RaceHeader, 'state' | 'forecast' | 'startedAt'>,
  nowMs: number,
): boolean {
  if (!isOffered(race)) return false;
  return choice ? choice === '1' : nowMs - Date.parse(race.startedAt ?? '') >= FORECAST_AFTER_MS;
}

export function keptChoice(): Choice {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === '1' || kept === '0' ? kept : '';
  } catch {
    return '';
  }
}

export function keepChoice(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds for this visit then.
  }
}
