/** A race in a few words. */
import { type Course, type Format, HOUR_MS, MILE_MM, MM_PER_M } from '#libs/domain/index.js';
import { t } from '../messages/shared.js';
import { decimal } from './format.js';

/** `24 hours`, `90 minutes`: a race's length. */
export function lengthWords(durationMs: number): string {
  const hours = durationMs / 3_600_000;
  return Number.isInteger(hours)
    ? t('format.hours', { hours })
    : t('format.minutes', { minutes: Math.round(durationMs / 60_000) });
}

/** Whole miles are said as miles (R1.1), all else in km. */
function distanceWords(distanceM: number): string {
  const miles = (distanceM * MM_PER_M) / MILE_MM;
  return Math.abs(miles - Math.round(miles)) < 1e-6
    ? t('format.miles', { miles: Math.round(miles) })
    : t('format.km', { km: decimal(distanceM / 1000, decimals(distanceM)) });
}

/** As many as say something, up to three. */
function decimals(distanceM: number): number {
  if (distanceM % 1000 === 0) return 0;
  if (distanceM % 100 === 0) return 1;
  return distanceM % 10 === 0 ? 2 : 3;
}

/** What there is to run: `24 hours`, `100 miles`, `Backyard`, `246 km, point to point`. */
export function raceWords({ format, course }: { format: Format; course: Course }): string {
  switch (format.kind) {
    case 'fixed-time':
      return lengthWords(format.durationMs);
    case 'fixed-distance':
      return distanceWords(format.distanceM);
    case 'backyard':
      return format.intervalMs === HOUR_MS
        ? t('format.backyard')
        : t('format.backyard.every', { interval: lengthWords(format.intervalMs) });
    case 'course':
      return t('format.course', { distance: distanceWords(course.points.at(-1)?.atM ?? 0) });
  }
}

/** `1,526 m loop`; empty for a course from A to B. */
export function loopWords(course: Course): string {
  return course.kind === 'loop' ? t('format.loop', { metres: lapMetres(course.lapM) }) : '';
}

/** `24 hours on a 1,526 m loop`. */
export function aboutRace(race: { format: Format; course: Course }): string {
  const { course } = race;
  return course.kind === 'loop'
    ? t('format.about', { race: raceWords(race), metres: lapMetres(course.lapM) })
    : raceWords(race);
}

const lapMetres = (lapM: number): string => decimal(lapM, Number.isInteger(lapM) ? 0 : 2);
