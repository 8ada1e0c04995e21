/** A race in a few words. */
import type { Course, Format } from '#libs/domain/index.js';
import { t } from '../messages/shared.js';
import { decimal } from './format.js';

/** `24 hours`, `90 minutes`: a race's length. */
export function lengthWords(durationMs: number): string {
  const hours = durationMs / 3_600_000;
  return Number.isInteger(hours)
    ? t('format.hours', { hours })
    : t('format.minutes', { minutes: Math.round(durationMs / 60_000) });
}

/** `24 hours on a 1,526 m loop`. */
export function aboutRace(race: { format: Format; course: Course }): string {
  const { lapM } = race.course;
  const metres = decimal(lapM, Number.isInteger(lapM) ? 0 : 2);
  return t('format.about', { duration: lengthWords(race.format.durationMs), metres });
}
