/** Codes of marks (`50K`, `100MI`, `12H`, `6D`) in words, and what was done at them. Pure. */
import type { Split, SplitMark } from '#libs/domain/index.js';
import { km, time } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';

const UNITS = { K: 'split.km', MI: 'split.mi', H: 'split.h', D: 'split.d' } as const;
type Unit = keyof typeof UNITS;

function parse(code: string): { n: number; unit: Unit } | null {
  const match = /^(\d+)(K|MI|H|D)$/.exec(code);
  return match ? { n: Number(match[1]), unit: match[2] as Unit } : null;
}

/** `50 km`, `100 miles`, `12 hours`; an unknown code stays as it is. */
export function markName(code: string): string {
  const mark = parse(code);
  return mark ? r(UNITS[mark.unit], { n: mark.n }) : code;
}

/** What was done at the mark: a time for a distance, a distance for a time; the other figure beside it where it differs. */
export function markValue(split: Split, mark: SplitMark, exact: boolean): string {
  const timed = parse(split.code)?.unit === 'H' || parse(split.code)?.unit === 'D';
  const values = { time: time(mark.elapsedMs), km: km(mark.distanceM) };
  if (!exact) return r('split.about', { value: timed ? r('fig.km', { km: values.km }) : values.time });
  return r(timed ? 'split.kmAt' : 'split.timeAt', values);
}
