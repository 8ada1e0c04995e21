/**
 * Bare UHF readers that send JSON, and CrossMgr's web reader (protocols 3.1, 3.6): every single read comes, tens for a crossing. They are grouped where
 * crossings are made; nothing is thrown away here.
 */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isBib, isChip, isName } from '../../names.js';
import { isoWall } from '../../wall-clock.js';

export type Fields = Record<string, unknown>;

interface Parts {
  epc: unknown;
  time: unknown;
  antenna?: unknown;
  rssi?: number | undefined;
  box?: unknown;
  kind?: 'read' | 'manual';
}

/** @param bibDigits so many figures at the end of the EPC are the bib, by the rule of the house; undefined: the EPC is the chip */
export function tagRead(parts: Parts, whole: unknown, bibDigits: number | undefined): CanonicalRead | RefusedRecord {
  const raw = textOf(whole);
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, raw);
  const { epc, time, antenna, rssi, box } = parts;
  if (!isChip(epc)) return refused('invalid-tag', 'the tag must be text of 1 to 64 characters');
  const wall = typeof time === 'string' && time.length <= 48 ? isoWall(time) : undefined;
  if (wall === undefined)
    return refused('invalid-time', 'the time must be a date and a time such as 2026-10-03T08:00:00.000Z');
  const chip = epc.toUpperCase();
  const said: CanonicalRead['said'] =
    wall.zoneMs === undefined ? { basis: 'local', ms: wall.ms } : { basis: 'stated', ms: wall.ms, zoneMs: wall.zoneMs };
  const bib = bibOf(chip, bibDigits);
  const isAntenna = Number.isInteger(antenna) && (antenna as number) >= 0 && (antenna as number) <= 255;
  return {
    kind: parts.kind ?? 'read',
    ...(isName(box) ? { box } : {}),
    chip,
    ...(bib === undefined ? {} : { bib }),
    said,
    ...(isAntenna ? { antenna: antenna as number } : {}),
    ...(rssi !== undefined && Number.isFinite(rssi) ? { rssi } : {}),
    // Two reads of one tag within a ms are told apart by how well it was heard.
    identity: [chip, String(said.ms), isAntenna ? String(antenna) : '', String(rssi ?? '')],
    raw,
  };
}

function bibOf(epc: string, digits: number | undefined): string | undefined {
  if (digits === undefined) return undefined;
  const end = epc.slice(-digits);
  if (!/^\d+$/.test(end)) return undefined;
  const bib = end.replace(/^0+/, '');
  return isBib(bib) ? bib : undefined;
}

export function textOf(value: unknown): string {
  try {
    return (JSON.stringify(value) ?? '').slice(0, RAW_CHARS_MAX);
  } catch {
    return '';
  }
}

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
