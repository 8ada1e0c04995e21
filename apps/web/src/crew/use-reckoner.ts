/** The next passing reckoned on this device while the server is not heard. Model and parameters are fetched once the page stands and is idle. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RaceHeader } from '#libs/domain/index.js';
import type { CrewCard } from '../server/page-request.js';
import type { Reckoned } from './reckon.js';
import type { Reckoner } from './reckoner.js';

/** After the page stands; whoever has so poor a network that it takes longer has it later. */
const IDLE_MS = 4_000;
/** A new reckoning every so many ms; between them nothing to see would change. */
const EVERY_MS = 5_000;

export function useReckoner(
  race: RaceHeader,
  isCutOff: boolean,
  nowMs: number,
): (card: CrewCard) => Reckoned | undefined {
  const reckoner = useSignal<Reckoner | null>(null);
  const isWanted = race.state === 'running' && race.format.kind === 'fixed-time' && race.course.kind === 'loop';
  useEffect(() => {
    if (!isWanted || reckoner.value !== null) return undefined;
    const timer = setTimeout(() => {
      void import('./reckoner.js')
        .then(({ loadReckoner }) => loadReckoner())
        .then(
          (loaded) => (reckoner.value = loaded),
          // Without it the page says that the data is late, as before.
          () => undefined,
        );
    }, IDLE_MS);
    return () => clearTimeout(timer);
  }, [isWanted]);
  const loaded = reckoner.value;
  if (!isCutOff || loaded === null) return () => undefined;
  return (card) => loaded(card, race, Math.floor(nowMs / EVERY_MS) * EVERY_MS);
}
