/** The server's clock on this page, so that the moment of a press is the server's moment and not the device's. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { openSocket } from '../board/live/socket.js';
import { ServerClock } from '../shared/figures/server-clock.js';

const PROBES = 5;
const PROBE_EVERY_MS = 400;

export interface ServerTime {
  /** Half the best round trip, ms; null before the first answer. */
  errorMs: number | null;
  /** The server's instant at a moment of `performance.now()`; undefined while unknown. */
  at(monotonicMs: number): string | undefined;
}

/** Asks the live socket for the time, five times; the smallest round trip wins. */
export function useServerTime(race: string): ServerTime {
  const clock = useMemo(() => new ServerClock(), []);
  const errorMs = useSignal<number | null>(null);
  useEffect(() => {
    let left = PROBES;
    let since: number | undefined;
    let epoch: string | undefined;
    const opening = openSocket({
      onConnect: () => void probe(),
      onDisconnect: () => undefined,
      onBeat: () => undefined,
      onDelta: () => undefined,
    });
    const probe = async () => {
      const socket = await opening;
      const asked = performance.now();
      const answer = await socket.watch({ race, since, epoch }).catch(() => null);
      if (answer === null || 'error' in answer) return;
      clock.probe(asked, performance.now(), Date.parse(answer.serverNow));
      ({ seq: since, epoch } = answer);
      errorMs.value = clock.errorMs;
      if (--left > 0) setTimeout(() => void probe(), PROBE_EVERY_MS);
    };
    return () => void opening.then((socket) => socket.close());
  }, []);
  return {
    errorMs: errorMs.value,
    at: (monotonicMs) => (clock.offsetMs === null ? undefined : new Date(monotonicMs + clock.offsetMs).toISOString()),
  };
}
