/** Measures the tablet's clock against the server's: five questions, the one with the shortest round trip is believed. */
import type { ClockSample } from '../queue/entry.js';

export const PROBES = 5;
/** An answer slower than this says nothing about a clock. */
const PROBE_TIMEOUT_MS = 4_000;

export interface ProbeWorld {
  /** Wall clock of the device, epoch ms. */
  wall(): number;
  /** Monotonic ms. */
  now(): number;
  /** The server's instant, epoch ms, and how far it may be off by its own coarseness; null when there is no answer. */
  ask(timeoutMs: number): Promise<{ serverMs: number; coarseMs: number } | null>;
}

/** The best of five; null when nobody answered. */
export async function measureClock(world: ProbeWorld): Promise<ClockSample | null> {
  let best: { offset: number; roundTrip: number } | null = null;
  for (let i = 0; i < PROBES; i++) {
    const asked = world.now();
    const wallAsked = world.wall();
    const answer = await world.ask(PROBE_TIMEOUT_MS);
    if (!answer) {
      if (i === 0) return null;
      continue;
    }
    const trip = world.now() - asked;
    const roundTrip = trip + answer.coarseMs;
    // The wall clock was read before asking; half of the way later the server read its own.
    const offset = answer.serverMs - (wallAsked + trip / 2);
    if (!best || roundTrip < best.roundTrip) best = { offset, roundTrip };
  }
  if (!best) return null;
  return {
    offsetMs: Math.round(best.offset),
    roundTripMs: Math.round(best.roundTrip),
    measuredAt: new Date(world.wall()).toISOString(),
  };
}

/** Asks `GET /api/v1/time`; where that is missing, the Date header of the answer serves, coarse to a second. */
export async function askServer(
  fetcher: (input: string, init?: RequestInit) => Promise<Response>,
  timeoutMs: number,
): Promise<{ serverMs: number; coarseMs: number } | null> {
  try {
    const response = await fetcher('/api/v1/time', {
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body: unknown = response.ok ? await response.json().catch(() => null) : null;
    const now = typeof body === 'object' && body !== null && 'now' in body ? body.now : null;
    const exact = typeof now === 'string' ? Date.parse(now) : typeof now === 'number' ? now : Number.NaN;
    if (Number.isFinite(exact)) return { serverMs: exact, coarseMs: 0 };
    const header = Date.parse(response.headers.get('date') ?? '');
    // The header is cut to the second: on average the server was half a second further.
    return Number.isFinite(header) ? { serverMs: header + 500, coarseMs: 1000 } : null;
  } catch {
    return null;
  }
}
