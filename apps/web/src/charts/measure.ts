/** Lap time, per km or per mile: as it was last chosen on this device. */
import type { Measure } from './pace-data.js';

const KEY = 'loopline.measure';

export function keptMeasure(): Measure {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === '/km' || kept === '/mi' ? kept : 'lap';
  } catch {
    return 'lap';
  }
}

export function keepMeasure(measure: Measure): void {
  try {
    localStorage.setItem(KEY, measure);
  } catch {
    // It holds for this page then.
  }
}
