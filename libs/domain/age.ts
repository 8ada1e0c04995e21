/** Ages and age classes (R11.1 to R11.3). */
import type { Sex } from './race.js';

/** Lower edges of the masters classes when a race sets none (R11.2). */
export const DEFAULT_AGE_EDGES: readonly number[] = [35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95];

const LETTERS: Readonly<Record<Sex, string>> = { M: 'M', F: 'W', X: 'X' };

/**
 * Class of a runner: `W40` for a woman of 40 to 44; the bare letter (`M`, `W`, `X`) below the first edge.
 * @param age whole years on the day of the start (R11.3)
 * @param edges lower edges in years, in any order
 * @returns undefined when sex or age is not known: a class is never guessed
 */
export function ageClass(
  sex: Sex | undefined,
  age: number | undefined,
  edges: readonly number[] = DEFAULT_AGE_EDGES,
): string | undefined {
  if (sex === undefined || age === undefined || !Number.isFinite(age)) return undefined;
  let lower = -1;
  for (const edge of edges) if (edge <= age && edge > lower) lower = edge;
  return lower < 0 ? LETTERS[sex] : `${LETTERS[sex]}${lower}`;
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:$|T)/;

/** Month lengths by trying: a date that does not exist comes back as another one. */
function parseDay(iso: string): { year: number; monthDay: number } | undefined {
  const match = DAY.exec(iso);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return { year, monthDay: month * 100 + day };
}

/**
 * Whole years on a day; the age changes on the birthday (R11.1), for 29 February in other years on 1 March.
 * @param birthDateIso `YYYY-MM-DD`
 * @param dayIso `YYYY-MM-DD`, the day of the start where the race is held
 * @returns undefined when either is no date or the birth lies after the day
 */
export function ageOn(birthDateIso: string, dayIso: string): number | undefined {
  const birth = parseDay(birthDateIso);
  const day = parseDay(dayIso);
  if (birth === undefined || day === undefined) return undefined;
  const age = day.year - birth.year - (day.monthDay < birth.monthDay ? 1 : 0);
  return age < 0 ? undefined : age;
}
