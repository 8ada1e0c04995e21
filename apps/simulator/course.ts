/** The park the demo is run in. */
import { LINE, type LoopCourse } from '#libs/domain/index.js';

export const DEMO_LAP_M = 1512.4;
/** Nobody runs 1.5 km of park in four minutes; a rest beside the mat is shorter than that. */
export const DEMO_MIN_LAP_MS = 240_000;
export const DEMO_QUIET_MS = 20_000;

export const demoCourse = (): LoopCourse => ({
  kind: 'loop',
  lapM: DEMO_LAP_M,
  firstLapM: DEMO_LAP_M,
  points: [{ id: LINE, atM: 0, name: 'Boathouse line' }],
  minLapMs: DEMO_MIN_LAP_MS,
  quietMs: DEMO_QUIET_MS,
  readRule: 'first',
});
