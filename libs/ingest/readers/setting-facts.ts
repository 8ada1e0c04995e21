/** What a change of a reader's settings means for what its boxes said before: facts of kind `reader`, only where something changes. */
import { randomUUID } from 'node:crypto';
import type { ReaderInput } from '#libs/contracts/index.js';
import type { DeviceZone } from '#libs/domain/index.js';
import type { NewFact } from '#libs/log/index.js';
import { pointOf } from './read-facts.js';

/** A point no course has: what is said there is kept and counts nowhere. */
export const MUTED_POINT = 'muted';

/** What is kept beside the settings, to undo it later. */
export interface SettingFacts {
  /** The fact that says the zone and the offset. */
  clock?: string;
  /** The facts that mute it, and since when, ms. */
  mute?: { ids: string[]; sinceMs: number };
}

export interface KnownBox {
  device: string;
  place: string | undefined;
}

interface Change {
  readerId: string;
  before: { config: ReaderInput; zone: DeviceZone } | undefined;
  config: ReaderInput;
  zone: DeviceZone;
  boxes: readonly KnownBox[];
  pointsByName: ReadonlyMap<string, string>;
  kept: SettingFacts;
  by: string;
  nowMs: number;
}

/** The facts to append, in order, and what to keep beside the settings. */
export function settingFacts(change: Change): { facts: NewFact[]; kept: SettingFacts } {
  const facts: NewFact[] = [];
  const kept: SettingFacts = { ...change.kept };
  clockFacts(change, facts, kept);
  pointFacts(change, facts);
  muteFacts(change, facts, kept);
  return { facts, kept };
}

const factOf = (
  { by, nowMs }: Change,
  kind: NewFact['kind'],
  reason: string,
  fields: Record<string, unknown>,
): NewFact => ({
  id: randomUUID(),
  kind,
  atMs: nowMs,
  receivedAtMs: nowMs,
  by,
  reason,
  fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
});

function clockFacts(change: Change, facts: NewFact[], kept: SettingFacts): void {
  const { before, config, zone, readerId } = change;
  const is = clockFields(zone, config);
  if (before !== undefined && JSON.stringify(clockFields(before.zone, before.config)) === JSON.stringify(is)) return;
  if (kept.clock !== undefined)
    facts.push({ ...factOf(change, 'void', 'the reader was set up anew', {}), target: kept.clock });
  const fact = factOf(change, 'reader', 'the clock of the reader', { device: readerId, ...is });
  facts.push(fact);
  kept.clock = fact.id;
}

function clockFields(zone: DeviceZone, { offsetMs = 0, statedZone }: ReaderInput): Record<string, unknown> {
  return {
    timeZone: zone.timeZone,
    ...(zone.setAtMs === undefined ? {} : { setAtMs: zone.setAtMs }),
    ...(statedZone === 'ignore' ? { statedZone } : {}),
    ...(offsetMs === 0 ? {} : { offsetMs }),
  };
}

/** A box that is new says itself where it is; one that spoke before is somewhere else now. */
function pointFacts(change: Change, facts: NewFact[]): void {
  const { before, config, boxes, pointsByName, readerId } = change;
  if (before === undefined) return;
  const fromMs = config.from === undefined ? undefined : Date.parse(config.from);
  const known = boxes.some(({ device }) => device === readerId)
    ? boxes
    : [{ device: readerId, place: undefined }, ...boxes];
  for (const { device, place } of known) {
    const point = pointOf(place, { config, pointsByName });
    if (point === pointOf(place, { config: before.config, pointsByName })) continue;
    facts.push(factOf(change, 'reader', 'the place of the reader', { device, point, fromMs }));
  }
}

/** Muted from now on; what it said until then, and says later, counts. */
function muteFacts(change: Change, facts: NewFact[], kept: SettingFacts): void {
  const { config, boxes, readerId, nowMs } = change;
  if (config.muted && kept.mute === undefined) {
    const devices = new Set([readerId, ...boxes.map(({ device }) => device)]);
    const made = [...devices].map((device) =>
      factOf(change, 'reader', 'muted', { device, point: MUTED_POINT, fromMs: nowMs }),
    );
    facts.push(...made);
    kept.mute = { ids: made.map(({ id }) => id), sinceMs: nowMs };
    return;
  }
  if (config.muted || kept.mute === undefined) return;
  // The same span, closed: what it said while it was muted stays out.
  const { ids, sinceMs } = kept.mute;
  const devices = new Set([readerId, ...boxes.map(({ device }) => device)]);
  for (const device of devices)
    facts.push(factOf(change, 'reader', 'was muted', { device, point: MUTED_POINT, fromMs: sinceMs, toMs: nowMs }));
  for (const target of ids) facts.push({ ...factOf(change, 'void', 'heard again', {}), target });
  delete kept.mute;
}
