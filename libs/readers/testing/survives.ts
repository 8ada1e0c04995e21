/** The fuzz every parser must bear: hostile records by the hundred thousand, each read or refused, none out of bounds (protocols: what tests must show). */
import type { CanonicalRead, RefusedRecord } from '../canonical.js';
import { isRefused } from '../protocol.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from './hostile.js';

/** @returns how many of the hostile inputs were still records; throws at the first that is out of bounds */
export function survives(
  seed: number,
  good: readonly string[],
  parse: (text: string) => CanonicalRead | RefusedRecord | undefined,
  inputs = HOSTILE_INPUTS,
): number {
  const random = seeded(seed);
  let reads = 0;
  for (let i = 0; i < inputs; i++) {
    const text = hostileLine(random, good);
    const found = parse(text);
    if (found === undefined) continue;
    const isFine = isRefused(found) ? found.raw.length <= 200 && found.message !== '' : isWithinBounds(found);
    if (!isFine) throw new Error(`out of bounds: ${JSON.stringify(text)}`);
    if (!isRefused(found)) reads++;
  }
  return reads;
}

function isWithinBounds({
  said,
  chip = 'x',
  bib = 'x',
  box = 'x',
  place = 'x',
  epoch = 'x',
  seq = 0,
  raw,
  marker = 'x',
}: CanonicalRead): boolean {
  const names = [chip, box, place, epoch, marker].every((name) => name.length > 0 && name.length <= 64);
  const whole =
    Number.isSafeInteger(said.ms) &&
    Number.isSafeInteger(seq) &&
    seq >= 0 &&
    (said.zoneMs === undefined || Number.isSafeInteger(said.zoneMs));
  return names && whole && bib.length <= 16 && !/[\s/?#,;]/.test(bib) && raw.length <= 4096;
}
