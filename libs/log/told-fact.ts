/** A fact as the fold reads it: the kind's fields beside the common ones. */
import type { Fact, SaidBy } from '#libs/domain/index.js';
import type { ClockOffset, StoredFact } from './ports.js';

type Common = Pick<
  StoredFact,
  'offset' | 'id' | 'kind' | 'atMs' | 'receivedAtMs' | 'source' | 'target' | 'targetOffset' | 'by' | 'reason'
>;

/**
 * A common field wins over one of the kind's own. Built from the common ones up and property by property: a spread or a rest pattern here
 * costs twenty times as much, more than all else that is done with a lap between the database and the fold.
 */
export function toldFact(common: Common, fields: Readonly<Record<string, unknown>>, said?: SaidBy): Fact {
  const { offset, id, kind, atMs, receivedAtMs, source, target, targetOffset, by, reason } = common;
  const fact: Record<string, unknown> = { offset, id, kind, atMs, receivedAtMs };
  if (source !== undefined) fact['source'] = source;
  if (target !== undefined) fact['target'] = target;
  if (targetOffset !== undefined) fact['targetOffset'] = targetOffset;
  if (by !== undefined) fact['by'] = by;
  if (reason !== undefined) fact['reason'] = reason;
  if (said !== undefined) fact['said'] = said;
  // `in` also keeps `__proto__` out.
  for (const name in fields) if (!(name in fact)) fact[name] = fields[name];
  return fact as unknown as Fact;
}

/** What a box's clock showed, where the log has figures and not an instant. */
export function saidBy(deviceAtMs: number, clock: ClockOffset | undefined): SaidBy | undefined {
  if (clock?.basis === undefined) return undefined;
  const said: SaidBy = { basis: clock.basis, ms: deviceAtMs };
  if (clock.measuredMs !== undefined) said.measuredMs = clock.measuredMs;
  if (clock.zoneMs !== undefined) said.zoneMs = clock.zoneMs;
  if (clock.later !== undefined) said.later = clock.later;
  return said;
}
