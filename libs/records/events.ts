/** The catalogue of events the book has marks for (R1.1, R1.3), in the order lists show them. */
import { DAY_MS, HOUR_MS, MILE_MM, mFromMm } from '#libs/domain/index.js';
import type { RecordKind } from './words.js';

export interface RecordEvent {
  kind: RecordKind;
  name: string;
  targetM?: number;
  targetMs?: number;
}

const distance = (name: string, targetM: number): RecordEvent => ({ kind: 'distance', name, targetM });
const miles = (name: string, n: number): RecordEvent => distance(name, mFromMm(n * MILE_MM));
const time = (name: string, targetMs: number): RecordEvent => ({ kind: 'time', name, targetMs });

export const RECORD_EVENTS: Readonly<Record<string, RecordEvent>> = {
  MILE: miles('1 mile', 1),
  '5000T': distance('5000 m track', 5000),
  '5K': distance('5 km', 5000),
  '10000T': distance('10,000 m track', 10_000),
  '10K': distance('10 km', 10_000),
  HM: distance('half marathon', 21_097.5),
  MAR: distance('marathon', 42_195),
  '50K': distance('50 km', 50_000),
  '50MI': miles('50 miles', 50),
  '100K': distance('100 km', 100_000),
  '100MI': miles('100 miles', 100),
  '200K': distance('200 km', 200_000),
  '1000K': distance('1000 km', 1_000_000),
  '1000MI': miles('1000 miles', 1000),
  '6H': time('6 hours', 6 * HOUR_MS),
  '12H': time('12 hours', 12 * HOUR_MS),
  '24H': time('24 hours', DAY_MS),
  '48H': time('48 hours', 2 * DAY_MS),
  '72H': time('72 hours', 3 * DAY_MS),
  '6D': time('6 days', 6 * DAY_MS),
  SPART: { kind: 'course', name: 'Spartathlon (Athens-Sparta)', targetM: 246_000 },
  BYU: { kind: 'laps', name: 'Backyard ultra (yards)' },
};

/** Events in the order of the catalogue; unknown ones last. */
export function eventOrder(code: string): number {
  const at = Object.keys(RECORD_EVENTS).indexOf(code);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
}
