/** "Raw Data Record JSON" of RACE RESULT's exporter (protocols 2.1): one object a passing. */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isBib, isChip, isName } from '../../names.js';
import { isoWall } from '../../wall-clock.js';

type Fields = Record<string, unknown>;

const QUARTER_MS = 900_000;
const SLACK_MS = 90_000;

export interface JsonRecord {
  read: CanonicalRead;
  /** When the timing software had it, ms; by this its zone can be doubted. */
  receivedMs?: number;
}

export function jsonRecord(document: unknown): JsonRecord | RefusedRecord {
  const raw = textOf(document);
  const refused = (code: string, message: string): RefusedRecord => refusedRecord(code, message, raw);
  if (!isFields(document))
    return refused(
      'invalid-record',
      'a passing is an object such as {"ID":1,"Bib":17,"TimingPoint":"FINISH","Passing":{...}}',
    );
  const passing = document['Passing'];
  if (!isFields(passing)) return refused('invalid-passing', 'Passing is missing');
  const time = passing['UTCTime'];
  const wall = typeof time === 'string' && time.length <= 40 ? isoWall(time) : undefined;
  if (wall === undefined)
    return refused('invalid-utctime', 'Passing.UTCTime must be a date and a time such as 2026-10-03T08:00:00.000Z');
  const id = document['ID'];
  if (!isWhole(id)) return refused('invalid-id', 'ID must be a whole number');
  const place = document['TimingPoint'];
  if (!isName(place)) return refused('invalid-timingpoint', 'TimingPoint must be 1 to 64 characters');
  if (!('Bib' in document)) return refused('invalid-bib', 'Bib is missing; 0 is for nobody');
  const bib = bibOf(document['Bib']);
  const chip = passing['Transponder'];
  const isMarker = passing['IsMarker'] === true;
  if (bib === undefined && !isChip(chip) && !isMarker)
    return refused('invalid-transponder', 'neither a bib nor a transponder');
  const said: CanonicalRead['said'] =
    wall.zoneMs === undefined ? { basis: 'local', ms: wall.ms } : { basis: 'stated', ms: wall.ms, zoneMs: wall.zoneMs };
  const read: CanonicalRead = { kind: isMarker ? 'marker' : 'read', place, said, raw, ...identityOf(passing, id) };
  if (isMarker) read.marker = isChip(chip) ? `trigger: ${chip}`.slice(0, 64) : 'trigger';
  else {
    if (bib !== undefined) read.bib = bib;
    if (isChip(chip)) read.chip = chip;
    // 0 is what it says where it did not measure any.
    if (isNumber(passing['RSSI']) && passing['RSSI'] !== 0) read.rssi = passing['RSSI'];
    if (typeof document['Invalid'] === 'boolean') read.invalid = document['Invalid'];
  }
  const received = passing['Received'];
  const receivedWall = typeof received === 'string' && received.length <= 40 ? isoWall(received) : undefined;
  const receivedMs = receivedWall?.zoneMs === undefined ? undefined : receivedWall.ms - receivedWall.zoneMs;
  return { read, ...(receivedMs === undefined ? {} : { receivedMs }) };
}

/** The box's own number where it is told, else the number of the record in the event file. */
function identityOf(passing: Fields, id: number): Pick<CanonicalRead, 'box' | 'epoch' | 'seq' | 'identity'> {
  const { DeviceID: device, FileNo: file, PassingNo: no } = passing;
  const box = isName(device) ? { box: device } : {};
  if (isName(device) && isWhole(file) && isWhole(no) && file > 0 && no > 0)
    return { ...box, epoch: String(file), seq: no };
  return { ...box, identity: ['rr', String(id)] };
}

/** Another ID at another time is another passing, whatever numbers of the box it carries: a decoder whose files were cleared counts them anew. */
export function byItself(read: CanonicalRead, storedRaw: string): CanonicalRead | undefined {
  const [now, before] = [read.raw, storedRaw].map(idAndTimeOf);
  if (now === undefined || before === undefined || now.id === before.id || now.time === before.time) return undefined;
  const { seq: _seq, ...rest } = read;
  return { ...rest, identity: ['rr', String(now.id), now.time] };
}

function idAndTimeOf(raw: string): { id: number; time: string } | undefined {
  const id = /"ID":(\d{1,15})[,}]/.exec(raw)?.[1];
  const time = /"UTCTime":"([^"]{1,40})"/.exec(raw)?.[1];
  return id === undefined || time === undefined ? undefined : { id: Number(id), time };
}

function bibOf(value: unknown): string | undefined {
  const text = isWhole(value) && value > 0 ? String(value) : typeof value === 'string' ? value.trim() : '';
  return text !== '' && text !== '0' && isBib(text) ? text : undefined;
}

/**
 * By how many ms the time seems to be off when it is off by whole quarter hours: the zone it states cannot be right.
 * @param receivedMs when the timing software, or we, had the record: a passing cannot be later, and is mostly seconds older
 */
export function zoneDoubtMs(instantMs: number, receivedMs: number): number | undefined {
  const lateMs = receivedMs - instantMs;
  const quarters = Math.round(lateMs / QUARTER_MS);
  return quarters !== 0 && Math.abs(lateMs - quarters * QUARTER_MS) <= SLACK_MS ? quarters * QUARTER_MS : undefined;
}

function textOf(document: unknown): string {
  try {
    return (JSON.stringify(document) ?? '').slice(0, RAW_CHARS_MAX);
  } catch {
    return '';
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
