/** One row of our own line protocol: a JSON object, or `seq,tag,time,antenna,rssi,kind`. */
import type { CanonicalRead, ReadKind, RefusedRecord } from '../../canonical.js';
import { RAW_CHARS_MAX, refusedRecord } from '../../canonical.js';
import { isBib, isChip, isName } from '../../names.js';
import { isoWall } from '../../wall-clock.js';

type Fields = Record<string, unknown>;
const COLUMNS_MAX = 6;
const KINDS: ReadonlySet<string> = new Set(['read', 'manual', 'gun', 'marker']);

/** @param epoch of the connection's HELLO */
export function rowOf(text: string, epoch: string): CanonicalRead | RefusedRecord {
  const fields = text.startsWith('{') ? jsonFields(text) : csvFields(text);
  if (fields === undefined)
    return refusedRecord('invalid-row', 'must be a JSON object or seq,tag,time,antenna,rssi,kind', text);
  const wrong = (field: string, message: string): RefusedRecord =>
    refusedRecord(`invalid-${field}`, `${field} ${message}`, text);
  const { seq, kind = 'read', antenna, rssi, bib } = fields;
  const chip = fields['tag'] ?? fields['chip'];
  if (!Number.isSafeInteger(seq) || (seq as number) < 0) return wrong('seq', 'must be a whole number from 0');
  if (typeof kind !== 'string' || !KINDS.has(kind)) return wrong('kind', 'must be read, manual, gun or marker');
  if (chip !== undefined && !isChip(chip)) return wrong('tag', 'must be 1 to 64 characters');
  if (bib !== undefined && !isBib(bib)) return wrong('bib', 'must be 1 to 16 characters without spaces or / ? # , ;');
  if (chip === undefined && bib === undefined && (kind === 'read' || kind === 'manual'))
    return wrong('tag', 'or bib is missing');
  const time = fields['time'] ?? fields['at'];
  const said = timeOf(time);
  if (said === undefined) return wrong('time', 'must be ISO 8601 such as 2026-10-03T08:00:00.000Z, or ms since 1970');
  if (antenna !== undefined && !(Number.isInteger(antenna) && (antenna as number) >= 0 && (antenna as number) <= 255))
    return wrong('antenna', 'must be a whole number from 0 to 255');
  if (rssi !== undefined && !Number.isFinite(rssi)) return wrong('rssi', 'must be a number');
  const place = fields['point'] ?? fields['place'];
  if (place !== undefined && !isName(place)) return wrong('point', 'must be 1 to 64 characters');
  const read: CanonicalRead = {
    kind: kind as ReadKind,
    epoch,
    seq: seq as number,
    said,
    raw: text.slice(0, RAW_CHARS_MAX),
  };
  if (typeof chip === 'string') read.chip = chip;
  if (typeof bib === 'string') read.bib = bib;
  if (antenna !== undefined) read.antenna = antenna as number;
  if (rssi !== undefined) read.rssi = rssi as number;
  if (typeof place === 'string') read.place = place;
  if (kind === 'gun' || kind === 'marker')
    read.marker = typeof fields['marker'] === 'string' ? fields['marker'].slice(0, 64) : kind;
  return read;
}

function jsonFields(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function csvFields(text: string): Fields | undefined {
  const cells = text.split(',');
  if (cells.length < 3 || cells.length > COLUMNS_MAX) return undefined;
  const time = cell(cells[2]);
  return {
    seq: number(cell(cells[0])),
    tag: cell(cells[1]),
    time: time !== undefined && /^\d+$/.test(time) ? Number(time) : time,
    antenna: number(cell(cells[3])),
    rssi: number(cell(cells[4])),
    kind: cell(cells[5]),
  };
}

/** An empty one is none. */
function cell(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** Later than the year 2286 is no time in ms. */
const MS_MAX = 10_000_000_000_000;

function timeOf(time: unknown): CanonicalRead['said'] | undefined {
  if (typeof time === 'number')
    return Number.isInteger(time) && time >= 0 && time < MS_MAX ? { basis: 'stated', ms: time, zoneMs: 0 } : undefined;
  if (typeof time !== 'string' || time.length > 40) return undefined;
  const wall = isoWall(time);
  if (wall === undefined) return undefined;
  return wall.zoneMs === undefined
    ? { basis: 'local', ms: wall.ms }
    : { basis: 'stated', ms: wall.ms, zoneMs: wall.zoneMs };
}
