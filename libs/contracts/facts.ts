/** Facts on the wire (`GET log`, contract section 5): the same fields as the domain's facts, instants as ISO 8601. */
import type { Fact } from '#libs/domain/index.js';

/** One line of `GET log`: `{ offset, id, kind, at, receivedAt, source?, by?, reason?, ...its own fields }`. */
export interface WireFact {
  offset: number;
  id: string;
  kind: Fact['kind'];
  at: string;
  receivedAt: string;
  [field: string]: unknown;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** A domain fact as one line of the log. `extra` carries what only the log knows: the raw text, the clock offset. */
export function factToWire(fact: Fact, extra?: Record<string, unknown>): WireFact {
  const { offset, id, kind, atMs, receivedAtMs, ...own } = fact;
  const wire: WireFact = { offset, id, kind, at: iso(atMs), receivedAt: iso(receivedAtMs), ...own, ...extra };
  if (fact.kind === 'chip-assigned') {
    delete wire['fromMs'];
    delete wire['toMs'];
    if (fact.fromMs !== undefined) wire['from'] = iso(fact.fromMs);
    if (fact.toMs !== undefined) wire['to'] = iso(fact.toMs);
  }
  return wire;
}

/** A line of the log back to a domain fact; `factFromWire(factToWire(f))` is `f`. Fields the domain does not know are dropped with the raw text. */
export function factFromWire(wire: WireFact): Fact {
  const { at, receivedAt, from, to, raw: _raw, clock: _clock, deviceAt: _deviceAt, ...own } = wire;
  const fact: Record<string, unknown> = { ...own, atMs: Date.parse(at), receivedAtMs: Date.parse(receivedAt) };
  if (wire.kind === 'chip-assigned') {
    if (typeof from === 'string') fact['fromMs'] = Date.parse(from);
    if (typeof to === 'string') fact['toMs'] = Date.parse(to);
  }
  // The log wrote these fields from a Fact; the shape is its own.
  return fact as unknown as Fact;
}
