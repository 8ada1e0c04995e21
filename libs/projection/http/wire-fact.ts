/** A stored fact as a line of `GET log`. */
import { type WireFact, factToWire } from '#libs/contracts/index.js';
import { type StoredFact, storedToFact } from '#libs/log/index.js';

export function wireFact(stored: StoredFact): WireFact {
  const { raw, clock, deviceAtMs, atMs } = stored;
  return factToWire(storedToFact(stored), {
    ...(raw === undefined ? {} : { raw }),
    ...(clock === undefined ? {} : { clock }),
    ...(deviceAtMs === atMs ? {} : { deviceAt: new Date(deviceAtMs).toISOString() }),
  });
}
