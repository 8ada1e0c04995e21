/**
 * Notices when the device's wall clock jumps against its monotonic one. Going back is always a changed clock: entries keep the right time
 * because the offset is moved by the same amount. Going forward may also be sleep (the monotonic clock stands still then), so nothing is
 * moved; it is said, and the clock is measured again.
 */
import type { ClockSample } from '../queue/entry.js';

export const STEP_MS = 2_000;
/** Two measurements closer than this tell the same clock. */
export const SAME_MS = 2_000;

export interface ClockState {
  sample: ClockSample | null;
  /** A jump not yet explained by a new measurement. */
  jump: { byMs: number; at: string } | null;
  /** Wall minus monotonic at the last look. */
  lead: number | null;
}

export function newClockState(sample: ClockSample | null): ClockState {
  return { sample, jump: null, lead: null };
}

/** Looks at both clocks. Returns the same state when nothing happened. */
export function lookAtClocks(state: ClockState, wallMs: number, monotonicMs: number): ClockState {
  const lead = wallMs - monotonicMs;
  const byMs = state.lead === null ? 0 : lead - state.lead;
  if (state.lead !== null && Math.abs(byMs) < STEP_MS) return state;
  if (state.lead === null) return { ...state, lead };
  const sample =
    state.sample && byMs < 0 ? { ...state.sample, offsetMs: state.sample.offsetMs - Math.round(byMs) } : state.sample;
  return { sample, lead, jump: { byMs: Math.round(byMs), at: new Date(wallMs).toISOString() } };
}

/** Takes a new measurement; it explains any jump. `changedMs` is how far the clock turned out to be from what was believed. */
export function takeSample(state: ClockState, sample: ClockSample): { state: ClockState; changedMs: number } {
  const changedMs = state.sample ? sample.offsetMs - state.sample.offsetMs : 0;
  return { state: { ...state, sample, jump: null }, changedMs: Math.abs(changedMs) >= SAME_MS ? changedMs : 0 };
}

/** The stored queue knows a later moment than the device's clock shows: the clock was set back while the page was closed. */
export function clockWentBack(lastCreatedAt: string | undefined, wallMs: number): number {
  if (lastCreatedAt === undefined) return 0;
  const backMs = Date.parse(lastCreatedAt) - wallMs;
  return backMs > STEP_MS ? backMs : 0;
}
