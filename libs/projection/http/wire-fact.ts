/** A stored fact as a line of `GET log`. */
import { type WireFact, factToWire } from '#libs/contracts/index.js';
import type { Fact, LogFold } from '#libs/domain/index.js';
import { type StoredFact, storedToFact } from '#libs/log/index.js';

/** @param fold tells what is believed of a device's clock and place by now; without it, what was believed when the fact came */
export function wireFact(stored: StoredFact, fold?: LogFold): WireFact {
  const { raw, clock, deviceAtMs } = stored;
  const fact = storedToFact(stored);
  const isClaim = fact.kind === 'read' || fact.kind === 'passing' || fact.kind === 'tap';
  const understood = isClaim ? fold?.understood(fact) : undefined;
  const atMs = understood?.atMs ?? stored.atMs;
  const moved = understood !== undefined && 'point' in fact && understood.point !== fact.point;
  return factToWire({ ...fact, atMs, ...(moved ? { point: understood.point } : {}) } as Fact, {
    ...(raw === undefined ? {} : { raw }),
    ...(clock === undefined ? {} : { clock }),
    ...(deviceAtMs === atMs ? {} : { deviceAt: new Date(deviceAtMs).toISOString() }),
    ...(moved ? { pointSaid: fact.point } : {}),
  });
}
