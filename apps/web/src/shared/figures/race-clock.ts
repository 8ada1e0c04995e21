/** The race's own clock on this device: server time plus what has passed here since, never the device's clock alone. Pure. */
import type { RaceHeader } from '#libs/domain/index.js';

export interface ClockAnchor {
  /** The instant the newest board or frame speaks of, epoch ms. In a simulation it runs ahead of the server's clock. */
  atMs: number;
  /** This device's monotonic clock when it came. */
  heardAtMs: number;
  /** Server epoch ms minus this device's monotonic clock, from the best probe; null before the first. */
  offsetMs: number | null;
}

/** The race's now. Never behind the newest frame, and between frames as fast as any clock. */
export function raceNow(anchor: ClockAnchor, monotonicMs: number): number {
  const fromFrame = anchor.atMs + Math.max(0, monotonicMs - anchor.heardAtMs);
  return anchor.offsetMs === null ? fromFrame : Math.max(fromFrame, monotonicMs + anchor.offsetMs);
}

export interface RaceTime {
  phase: 'before' | 'due' | 'running' | 'ended';
  /** Before: until the scheduled start. After the gun: since it, capped at the end. */
  ms: number;
  /** Share of the race's time, 0 to 1. */
  progress: number;
  /** Undefined when no clock ends the race: a backyard, a course without a limit. */
  durationMs: number | undefined;
}

/** How long a race may last by its definition. */
function durationOf({ format }: RaceHeader): number | undefined {
  if (format.kind === 'fixed-time') return format.durationMs;
  return format.kind === 'backyard' ? undefined : format.limitMs;
}

/** What the race clock shows at an instant. */
export function raceTime(race: RaceHeader, nowMs: number): RaceTime {
  const durationMs = durationOf(race);
  if (race.startedAt === undefined) {
    const untilMs = Date.parse(race.scheduledStart) - nowMs;
    return untilMs > 0
      ? { phase: 'before', ms: untilMs, progress: 0, durationMs }
      : { phase: 'due', ms: 0, progress: 0, durationMs };
  }
  const startMs = Date.parse(race.startedAt);
  if (nowMs < startMs) return { phase: 'before', ms: startMs - nowMs, progress: 0, durationMs };
  const spanMs = race.endsAt === undefined ? durationMs : Date.parse(race.endsAt) - startMs;
  const sinceMs = nowMs - startMs;
  const ended = race.state === 'ended';
  if (spanMs === undefined)
    return { phase: ended ? 'ended' : 'running', ms: sinceMs, progress: ended ? 1 : 0, durationMs };
  const ms = ended ? spanMs : Math.min(sinceMs, spanMs);
  return {
    phase: ended ? 'ended' : 'running',
    ms,
    progress: spanMs > 0 ? Math.min(1, ms / spanMs) : 1,
    durationMs: spanMs,
  };
}
