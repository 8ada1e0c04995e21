/** Lines of `GET log`, by kind. */
import type { FactKind } from '#libs/domain/index.js';
import * as v from 'valibot';
import { definition } from './answers.js';
import { sex } from './board.js';
import { bib, flag, instant, list, maybe, metres, orNull, text, whole } from './shape.js';

const source = v.strictObject({ device: text, epoch: maybe(text), seq: maybe(whole) });
const basis = v.picklist(['stated', 'local', 'time-of-day', 'since-start']);
const clock = v.strictObject({
  offsetMs: v.pipe(v.number(), v.safeInteger()),
  roundTripMs: maybe(v.number()),
  measuredAt: maybe(instant),
  basis: maybe(basis),
  measuredMs: maybe(v.number()),
  zoneMs: maybe(v.number()),
  later: maybe(flag),
  timeZone: maybe(text),
  replay: maybe(flag),
});
/** What every fact may say of itself; `deviceAt`, `clock` and `raw` are there when they say more than `at`. */
const base = {
  offset: whole,
  id: text,
  at: instant,
  receivedAt: instant,
  source: maybe(source),
  by: maybe(text),
  reason: maybe(text),
  raw: maybe(text),
  clock: maybe(clock),
  deviceAt: maybe(instant),
};
const place = { point: text, pointSaid: maybe(text), edge: maybe(v.picklist(['in', 'out'])) };
const target = { target: text, targetOffset: whole };
const race = { race: text };

const OWN_FIELDS: Record<FactKind, v.ObjectEntries> = {
  read: { chip: text, ...place, antenna: maybe(whole), rssi: maybe(v.number()) },
  passing: { bib, ...place, chip: maybe(text) },
  tap: place,
  void: target,
  restore: target,
  reassign: { ...target, bib },
  retime: target,
  'chip-assigned': { chip: text, bib: orNull(bib), from: maybe(instant), to: maybe(instant) },
  entrant: {
    ...race,
    entrantId: text,
    bib,
    name: maybe(text),
    sex: maybe(sex),
    age: maybe(whole),
    country: maybe(text),
    club: maybe(text),
    team: maybe(text),
    category: maybe(text),
    chips: maybe(list(text)),
    hidden: maybe(flag),
    wave: maybe(text),
  },
  race: { ...race, definition, archived: maybe(flag) },
  started: race,
  stopped: race,
  status: {
    ...race,
    bib,
    status: v.picklist(['dns', 'stopped', 'returned', 'dnf', 'dsq', 'refused-to-continue']),
    point: maybe(text),
  },
  yard: { ...race, bib, yard: whole, inTime: flag },
  'part-lap': { ...race, bib, pastLineM: maybe(metres), marker: maybe(text), measuredBy: text },
  'part-lap-marker': { ...race, marker: text, pastLineM: metres, measuredBy: text },
  'part-lap-signed': { ...race, ...target, signedBy: text },
  adjustment: { ...race, bib, distanceM: maybe(metres), timeMs: maybe(v.pipe(v.number(), v.safeInteger())) },
  'course-changed': { ...race, lapM: metres, fromLap: maybe(whole), fromAt: maybe(instant) },
  'worry-dismissed': { ...race, worry: text },
  'results-state': { ...race, state: v.picklist(['provisional', 'official', 'amended']) },
  marker: { marker: text, point: maybe(text), chip: maybe(text) },
  reader: {
    device: text,
    point: maybe(text),
    timeZone: maybe(text),
    statedZone: maybe(v.picklist(['trust', 'ignore'])),
    setAt: maybe(instant),
    offsetMs: maybe(v.pipe(v.number(), v.safeInteger())),
    from: maybe(instant),
    to: maybe(instant),
  },
  erase: { entrantId: text },
};

/** `fact.read`, `fact.passing` ...: one schema a kind. */
export const facts: Record<string, v.GenericSchema> = Object.fromEntries(
  Object.entries(OWN_FIELDS).map(([kind, own]) => [
    `fact.${kind}`,
    v.strictObject({ ...base, kind: v.literal(kind), ...own }),
  ]),
);
