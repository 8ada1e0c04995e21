/** What the log holds of a race beside its laps, up to an offset: signals, edits, part laps, devices. Read once, page by page. */
import { factToWire } from '#libs/contracts/index.js';
import { type FactLog, type StoredFact, storedToFact } from '#libs/log/index.js';
import { breathe } from '../heavy.js';

const PAGE = 2000;

export interface Device {
  device: string;
  epochs: Set<string>;
  kinds: Set<string>;
  points: Set<string>;
  facts: number;
  firstAtMs: number;
  lastAtMs: number;
  /** Greatest correction of its clock, either way. */
  clockOffsetMs: number;
}

export interface Evidence {
  signals: StoredFact[];
  partLaps: StoredFact[];
  /** What people changed, in any race of the log: a passing may be shared. */
  edits: StoredFact[];
  devices: Device[];
}

const SIGNALS: ReadonlySet<string> = new Set(['started', 'stopped', 'marker']);
const PART_LAPS: ReadonlySet<string> = new Set(['part-lap', 'part-lap-marker', 'part-lap-signed']);
const NO_EDITS: ReadonlySet<string> = new Set(['read', 'tap', 'entrant', 'marker', 'worry-dismissed']);

export async function readEvidence(log: FactLog, logId: string, offset: number, slug: string): Promise<Evidence> {
  const evidence: Evidence = { signals: [], partLaps: [], edits: [], devices: [] };
  const devices = new Map<string, Device>();
  for await (const fact of stored(log, logId, offset)) {
    const { race } = fact.fields;
    const isOurs = race === undefined || race === slug;
    if (fact.source !== undefined) count(devices, fact);
    if (!isOurs) continue;
    if (SIGNALS.has(fact.kind)) evidence.signals.push(fact);
    if (PART_LAPS.has(fact.kind)) evidence.partLaps.push(fact);
    // Recorders and readers give no reason: with one, a passing is a person's correction.
    if (!NO_EDITS.has(fact.kind) && (fact.kind !== 'passing' || fact.reason !== undefined)) evidence.edits.push(fact);
  }
  evidence.devices = [...devices.values()];
  return evidence;
}

function count(devices: Map<string, Device>, { source, kind, fields, atMs, deviceAtMs }: StoredFact): void {
  const name = source!.device;
  const known = devices.get(name) ?? {
    ...{ device: name, epochs: new Set<string>(), kinds: new Set<string>(), points: new Set<string>() },
    ...{ facts: 0, firstAtMs: atMs, lastAtMs: atMs, clockOffsetMs: 0 },
  };
  devices.set(name, known);
  if (source!.epoch) known.epochs.add(source!.epoch);
  if (typeof fields['point'] === 'string') known.points.add(fields['point']);
  known.kinds.add(kind);
  known.facts += 1;
  known.firstAtMs = Math.min(known.firstAtMs, atMs);
  known.lastAtMs = Math.max(known.lastAtMs, atMs);
  const offMs = atMs - deviceAtMs;
  if (Math.abs(offMs) > Math.abs(known.clockOffsetMs)) known.clockOffsetMs = offMs;
}

async function* stored(log: FactLog, logId: string, offset: number): AsyncIterable<StoredFact> {
  for (let after = 0; after < offset;) {
    const facts = await log.readStored(logId, after, Math.min(PAGE, offset - after));
    const last = facts.at(-1);
    if (!last) return;
    yield* facts;
    after = last.offset;
    await breathe();
  }
}

/** The log as `GET log` tells it, in pieces of many lines. */
export async function* wireLines(log: FactLog, logId: string, offset: number): AsyncIterable<string> {
  let lines: string[] = [];
  for await (const fact of stored(log, logId, offset)) {
    const { raw, deviceAtMs, atMs } = fact;
    const extra = {
      ...(raw === undefined ? {} : { raw }),
      ...(deviceAtMs === atMs ? {} : { deviceAt: new Date(deviceAtMs).toISOString() }),
    };
    lines.push(`${JSON.stringify(factToWire(storedToFact(fact), extra))}\n`);
    if (lines.length < PAGE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
