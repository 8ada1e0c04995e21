/** From what a box said to facts of the log. Everything a setting may change later stands beside the record (`clock`, `point`), never in it. */
import type { ReaderInput } from '#libs/contracts/index.js';
import { type DeviceZone, instantOf } from '#libs/domain/index.js';
import type { ClockOffset, NewFact } from '#libs/log/index.js';
import { type CanonicalRead, NAME_CHARS_MAX, RAW_CHARS_MAX } from '#libs/readers/index.js';
import { derivedId } from '../fact-ids.js';
import { clockErrorMs, wallOffsetMs } from './race-days.js';

/** Who says it, and how that is to be understood now. */
export interface ReadContext {
  logId: string;
  readerId: string;
  /** Written as the author. */
  by: string;
  config: Pick<ReaderInput, 'point' | 'points' | 'statedZone'>;
  /** Points of the races of the log, by what the source may call them. */
  pointsByName: ReadonlyMap<string, string>;
  /** The zone of the box's clock. */
  zone: DeviceZone;
  receivedAtMs: number;
  asked?: AskedClock;
  /** Of a time of day that is of another day than its receipt: to be added to what the receipt makes of it, ms. */
  otherDayMs?: number;
}

/** The box was asked for its time. */
export interface AskedClock {
  /** To be added to its figures, ms: zone and error together. */
  offsetMs: number;
  /** Does the reader's setting let it be applied? */
  applied: boolean;
  /** Is it a day of the race? Else its records are of another day, and only the small error of its clock is theirs as well. */
  isNow: boolean;
}

/** Name of a box in the log: the reader's, or the reader's and the box's. */
export function deviceOf(readerId: string, box: string | undefined): string {
  return box === undefined ? readerId : `${readerId}/${box}`.slice(0, NAME_CHARS_MAX);
}

/** Which point a place at the source is. A name that nobody mapped, while others are, is kept as it is: it counts nowhere, and is seen. */
export function pointOf(place: string | undefined, context: Pick<ReadContext, 'config' | 'pointsByName'>): string {
  const { point, points } = context.config;
  if (place === undefined) return point;
  const mapped = points?.[place] ?? context.pointsByName.get(place.toLowerCase());
  if (mapped !== undefined) return mapped;
  return points === undefined || Object.keys(points).length === 0 ? point : place.slice(0, NAME_CHARS_MAX);
}

/** The fact a record becomes. The same record is the same fact, however often it is sent and whatever was changed in between. */
export function factOfRead(read: CanonicalRead, context: ReadContext): NewFact {
  const { logId, readerId, receivedAtMs, by } = context;
  const device = deviceOf(readerId, read.box);
  const point = pointOf(read.place, context);
  const fields: Record<string, unknown> = { point };
  let kind: NewFact['kind'] = 'marker';
  if (read.kind === 'gun' || read.kind === 'marker') fields['marker'] = read.marker ?? read.kind;
  else kind = read.bib === undefined ? 'read' : 'passing';
  if (read.bib !== undefined) fields['bib'] = read.bib;
  if (read.chip !== undefined) fields['chip'] = read.chip;
  if (read.antenna !== undefined) fields['antenna'] = read.antenna;
  if (read.rssi !== undefined) fields['rssi'] = read.rssi;
  // The same figures in the second of two equal hours are another record.
  const second = read.said.later === true ? ['second'] : [];
  const own = read.seq === undefined ? ['~', ...(read.identity ?? []), ...second] : [String(read.seq)];
  return {
    id: derivedId(logId, 'box', device, read.epoch ?? '', ...own),
    kind,
    atMs: read.said.ms,
    receivedAtMs,
    source: {
      device,
      ...(read.epoch ? { epoch: read.epoch } : {}),
      ...(read.seq === undefined ? {} : { seq: read.seq }),
    },
    by,
    clock: clockOf(read, context),
    raw: read.raw.slice(0, RAW_CHARS_MAX),
    fields,
  };
}

/** What its figures mean, as far as is known on receipt. */
function clockOf({ said, replay, jumpMs }: CanonicalRead, context: ReadContext): ClockOffset {
  const { config, zone, receivedAtMs, asked, otherDayMs } = context;
  const more = replay === true ? { replay } : {};
  const saysItAll = said.basis === 'since-start' || (said.basis === 'local' && asked?.applied === true && asked.isNow);
  if (asked !== undefined && saysItAll) {
    // The box itself said what its figures mean: no zone has a say in it.
    const offsetMs = said.basis === 'local' ? wallOffsetMs(asked.offsetMs) : Math.round(asked.offsetMs);
    return { offsetMs, basis: 'since-start', measuredMs: offsetMs, ...more };
  }
  const isZoned = hasZone(said, config);
  const meant = (what: CanonicalRead['said']): number => instantOf(what, isZoned ? zone : undefined, receivedAtMs);
  const meantMs = meant(said);
  const errorMs =
    asked?.applied === true && said.basis === 'local' ? clockErrorMs(asked.offsetMs, zone, receivedAtMs) : undefined;
  // The zone of the day it was, not of the day its clock showed.
  const jumpedMs = jumpMs === undefined ? undefined : meant({ ...said, ms: said.ms + jumpMs }) - meantMs;
  const measuredMs = jumpedMs ?? errorMs ?? (said.basis === 'time-of-day' ? otherDayMs : undefined);
  return {
    offsetMs: meantMs - said.ms + (measuredMs ?? 0),
    basis: said.basis,
    ...(measuredMs === undefined ? {} : { measuredMs }),
    ...(isZoned ? { timeZone: zone.timeZone } : {}),
    ...(said.later === undefined ? {} : { later: said.later }),
    ...(said.zoneMs === undefined ? {} : { zoneMs: said.zoneMs }),
    ...more,
  };
}

const hasZone = ({ basis }: CanonicalRead['said'], { statedZone }: Pick<ReaderInput, 'statedZone'>): boolean =>
  basis !== 'since-start' && (basis !== 'stated' || statedZone === 'ignore');

/** What a record that the box was not asked about means under other settings, ms; the error a person stated is not in it. */
export const instantUnder = (
  said: CanonicalRead['said'],
  config: Pick<ReaderInput, 'statedZone'>,
  zone: DeviceZone,
  receivedAtMs: number,
): number => Math.round(instantOf(said, hasZone(said, config) ? zone : undefined, receivedAtMs));

/** The instant a fact was understood to mean. */
export const instantOfFact = (fact: NewFact): number => Math.round(fact.atMs + (fact.clock?.offsetMs ?? 0));
