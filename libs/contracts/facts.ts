/** Facts on the wire (`GET log`, contract section 5): the same fields as the domain's facts, instants as ISO 8601. */
import { type Fact, mFromMm, mmFromM } from '#libs/domain/index.js';

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

/** Fields whose unit differs between the domain (mm, epoch ms) and the wire (metres, instants), by kind. */
const METRES = [
  ['pastLineMm', 'pastLineM'],
  ['distanceMm', 'distanceM'],
  ['lapMm', 'lapM'],
] as const;
const INSTANTS: { readonly [K in Fact['kind']]?: readonly (readonly [domain: string, wire: string])[] } = {
  'chip-assigned': [
    ['fromMs', 'from'],
    ['toMs', 'to'],
  ],
  'course-changed': [['fromMs', 'fromAt']],
  reader: [
    ['fromMs', 'from'],
    ['toMs', 'to'],
    ['setAtMs', 'setAt'],
  ],
};

/** A domain fact as one line of the log. `extra` carries what only the log knows: the raw text, the clock offset. */
export function factToWire(fact: Fact, extra?: Record<string, unknown>): WireFact {
  // What its device's clock showed stands in `clock` and `deviceAt`.
  const { offset, id, kind, atMs, receivedAtMs, said: _said, ...own } = fact as Fact & { said?: unknown };
  const wire: WireFact = { offset, id, kind, at: iso(atMs), receivedAt: iso(receivedAtMs), ...own, ...extra };
  for (const [from, to] of METRES) move(wire, from, to, mFromMm);
  for (const [from, to] of INSTANTS[kind] ?? []) move(wire, from, to, iso);
  return wire;
}

/** What the clock of a line says that the domain must know. */
interface WireClock {
  basis?: string;
  offsetMs?: number;
  measuredMs?: number;
  zoneMs?: number;
  later?: boolean;
}

/** A line of the log back to a domain fact; `factFromWire(factToWire(f))` is `f`. Fields the domain does not know are dropped with the raw text. */
export function factFromWire(wire: WireFact): Fact {
  const { at, receivedAt, raw: _raw, clock, deviceAt, pointSaid, ...own } = wire;
  const { basis, offsetMs = 0, ...rest } = (clock ?? {}) as WireClock;
  // As it was understood when it came: what is believed by now follows from the facts about its device.
  const deviceAtMs = Date.parse((deviceAt as string | undefined) ?? at);
  const atMs = deviceAt === undefined ? deviceAtMs : Math.round(deviceAtMs + offsetMs);
  const fact: Record<string, unknown> = { ...own, atMs, receivedAtMs: Date.parse(receivedAt) };
  if (pointSaid !== undefined) fact['point'] = pointSaid;
  if (basis !== undefined) {
    const said: Record<string, unknown> = { basis, ms: deviceAtMs };
    for (const name of ['measuredMs', 'zoneMs', 'later'] as const)
      if (rest[name] !== undefined) said[name] = rest[name];
    fact['said'] = said;
  }
  for (const [to, from] of METRES) move(fact, from, to, mmFromM);
  for (const [to, from] of INSTANTS[wire.kind] ?? []) move(fact, from, to, Date.parse);
  // The log wrote these fields from a Fact; the shape is its own.
  return fact as unknown as Fact;
}

function move<T>(fields: Record<string, unknown>, from: string, to: string, convert: (value: T) => unknown): void {
  const value = fields[from];
  if (value === undefined) return;
  delete fields[from];
  fields[to] = convert(value as T);
}
