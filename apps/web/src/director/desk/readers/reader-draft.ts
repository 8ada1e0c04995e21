/** Settings of a box as they are typed, and as they are sent. Pure. */
import type { ReaderAnswer, ReaderInput } from '#libs/contracts/index.js';
import { slugFrom } from '../../slug.js';
import { type System, isWebhook, systemOf } from './systems.js';

/** A place by the name the source gives it, and which point that is. */
export interface PlaceRow {
  place: string;
  point: string;
}

export interface ReaderDraft {
  protocol: string;
  name: string;
  way: 'dial' | 'listen';
  host: string;
  port: string;
  allow: string;
  bound: string;
  point: string;
  places: PlaceRow[];
  /** `race`: the race's own; `other`: what stands in `zone`. */
  zoneIs: 'race' | 'UTC' | 'other';
  zone: string;
  clockChange: string;
  statedZone: string;
  clock: string;
  /** Seconds to add to its times, as text. */
  offset: string;
  settings: Record<string, string>;
}

export const NEW_READER: ReaderDraft = {
  ...{ protocol: 'race-result', name: '', way: 'dial', host: '', port: '', allow: '', bound: '', point: 'line' },
  ...{ places: [], zoneIs: 'race', zone: '', clockChange: 'stays', statedZone: 'trust', clock: 'apply', offset: '' },
  settings: {},
};

/** @param raceZone the race's own zone, which needs no saying */
export function draftOf(reader: ReaderAnswer, raceZone: string): ReaderDraft {
  const { protocol, name = '', connect, listen, point, points, timeZone, offsetMs } = reader;
  const known = timeZone === undefined || timeZone === raceZone ? 'race' : timeZone === 'UTC' ? 'UTC' : 'other';
  return {
    ...{ protocol, name, way: connect === undefined ? 'listen' : 'dial', host: connect?.host ?? '' },
    port: String(connect?.port ?? listen?.port ?? ''),
    allow: listen?.allow?.join(', ') ?? '',
    bound: listen?.host ?? '',
    ...{ point, places: rowsOf(points), zoneIs: known, zone: known === 'other' ? (timeZone ?? '') : '' },
    ...{ clockChange: reader.clockChange, statedZone: reader.statedZone, clock: reader.clock },
    offset: offsetMs === undefined || offsetMs === 0 ? '' : String(offsetMs / 1000),
    settings: Object.fromEntries(Object.entries(reader.settings ?? {}).map(([key, value]) => [key, String(value)])),
  };
}

export const rowsOf = (points: ReaderInput['points']): PlaceRow[] =>
  Object.entries(points ?? {}).map(([place, point]) => ({ place, point }));

/** Empty rows are left out. */
export function pointsOf(rows: readonly PlaceRow[]): ReaderInput['points'] {
  const named = rows.filter(({ place }) => place.trim() !== '');
  return named.length === 0 ? undefined : Object.fromEntries(named.map(({ place, point }) => [place.trim(), point]));
}

/** The way a system can go: what was chosen, unless it cannot. */
export const wayOf = (draft: Pick<ReaderDraft, 'way'>, { roles }: System): 'dial' | 'listen' | undefined =>
  roles.includes(draft.way) ? draft.way : roles[0];

/** Body of the PUT; the server says what is wrong with it, but for figures that are none. */
export function inputOf(draft: ReaderDraft, raceZone: string): Record<string, unknown> {
  const system = systemOf(draft.protocol);
  const way = wayOf(draft, system);
  const port = numberOf(draft.port);
  const offset = numberOf(draft.offset.replace(',', '.'));
  const allow = draft.allow.split(/[\s,;]+/).filter(Boolean);
  const zone = { race: raceZone, UTC: 'UTC', other: draft.zone.trim() }[draft.zoneIs];
  const needsZone = draft.zoneIs !== 'race' || draft.statedZone === 'ignore';
  const name = draft.name.trim();
  const points = system.hasPlaces ? pointsOf(draft.places) : undefined;
  const settings = settingsOf(draft, system);
  return {
    protocol: draft.protocol,
    ...(name === '' ? {} : { name }),
    ...(way === 'dial' ? { connect: { host: draft.host.trim(), ...(port === undefined ? {} : { port }) } } : {}),
    ...(way === 'listen' ? { listen: listenOf(draft.bound.trim(), port, allow) } : {}),
    point: draft.point,
    ...(points ? { points } : {}),
    ...(needsZone ? { timeZone: zone } : {}),
    ...(draft.clockChange === 'follows' ? { clockChange: 'follows' } : {}),
    ...(system.statesZone && draft.statedZone === 'ignore' ? { statedZone: 'ignore' } : {}),
    ...(system.tellsTime && draft.clock === 'watch' ? { clock: 'watch' } : {}),
    ...(offset === undefined || offset === 0
      ? {}
      : { offsetMs: typeof offset === 'number' ? Math.round(offset * 1000) : offset }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}

const listenOf = (host: string, port: number | string | undefined, allow: readonly string[]): object => ({
  ...(host === '' ? {} : { host }),
  ...(port === undefined ? {} : { port }),
  ...(allow.length === 0 ? {} : { allow }),
});

/** What is no number goes out as it was typed: the server names the field. */
function numberOf(text: string): number | string | undefined {
  const typed = text.trim();
  if (typed === '') return undefined;
  const value = Number(typed);
  return Number.isFinite(value) ? value : typed;
}

function settingsOf(draft: ReaderDraft, system: System): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const setting of system.settings) {
    const typed = draft.settings[setting.name]?.trim() ?? '';
    if (typed === '') continue;
    if (setting.kind === 'tick') found[setting.name] = typed === 'true';
    else if (setting.kind === 'list') found[setting.name] = typed.split(/[\s,;]+/).filter(Boolean);
    else if (setting.kind === 'whole' || (setting.kind === 'choice' && setting.isWhole))
      found[setting.name] = numberOf(typed);
    else found[setting.name] = typed;
  }
  return found;
}

/** The settings of a reader as they would be sent unchanged: to change one of them and leave the others. */
export function inputOfAnswer({
  id: _id,
  url: _url,
  token: _token,
  beta: _beta,
  state: _state,
  ...input
}: ReaderAnswer): ReaderInput {
  return input;
}

const ID_MAX = 32;

/** An id for a new box by its name, or by its system, that no other has. */
export function freeId(draft: Pick<ReaderDraft, 'name' | 'protocol'>, taken: readonly string[]): string {
  const cut = (text: string, max: number): string => text.slice(0, max).replace(/-+$/, '');
  const wanted = cut(slugFrom(draft.name), ID_MAX) || draft.protocol;
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${cut(wanted, ID_MAX - 1 - String(n).length)}-${n}`;
    if (!taken.includes(id)) return id;
  }
}

/** Paths of the server's errors, by the field of the form that they belong to. */
export const FIELD_PATHS: Readonly<Record<string, readonly string[]>> = {
  protocol: ['protocol'],
  name: ['name'],
  host: ['connect.host', 'connect'],
  port: ['connect.port', 'listen.port'],
  allow: ['listen.allow', 'listen'],
  bound: ['listen.host'],
  point: ['point', 'points'],
  zone: ['timeZone'],
  clockChange: ['clockChange'],
  statedZone: ['statedZone'],
  clock: ['clock'],
  offset: ['offsetMs'],
};

/** Does the way of a webhook need anything of the network? */
export const needsNetwork = (protocol: string): boolean => !isWebhook(systemOf(protocol));
