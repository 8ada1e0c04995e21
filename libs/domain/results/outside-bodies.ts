/** What bodies outside ask of results (R12.1 to R12.3, R7.7). */
import type { RunnerStatus } from '../race.js';
import type { ResultRow } from './result-rows.js';

const DUV_MIN_M = 45_000;
const SIX_HOURS_MS = 21_600_000;

/** R12.1: from 45.0 km; in a 6 h race women from 75 and men from 80 also below. */
export function isForDuv(row: ResultRow, age: number | undefined, durationMs: number | undefined): boolean {
  if (row.officialMs !== undefined) return true;
  if ((row.officialM ?? 0) >= DUV_MIN_M) return true;
  const oldest = row.sex === 'F' ? 75 : row.sex === 'M' ? 80 : Infinity;
  return durationMs === SIX_HOURS_MS && age !== undefined && age >= oldest && (row.officialM ?? 0) > 0;
}

/** R12.3: 1 finished, 2 DNF, 3 DNS, 4 unofficial, 5 DQ. */
export function ultraSignupStatus(status: RunnerStatus): 1 | 2 | 3 | 4 | 5 {
  switch (status) {
    case 'finished':
      return 1;
    case 'dns':
    case 'entered':
      return 3;
    case 'dsq':
      return 5;
    case 'dnf':
    case 'out':
    case 'stopped':
      return 2;
    default:
      return 4;
  }
}

/** Family and first names of one text: `Example, Ada` says which is which, else the last word is the family's. */
export function splitName(name: string | undefined): { family: string; first: string } {
  const text = (name ?? '').trim();
  const comma = text.indexOf(',');
  if (comma >= 0) return { family: text.slice(0, comma).trim(), first: text.slice(comma + 1).trim() };
  const space = text.lastIndexOf(' ');
  return space < 0
    ? { family: text, first: '' }
    : { family: text.slice(space + 1), first: text.slice(0, space).trim() };
}
