/** Lines of ChronoTrack hardware (protocols 2.4): the CTP01 stream, and the controller's own files. Its clock is local, whatever the form looks like. */
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isChip, isName } from '../../names.js';
import { dayMs, isoWall, ofDayMs, timeOfDayMs } from '../../wall-clock.js';

/** What a line of the stream is. */
export type StreamLine = { read: CanonicalRead } | { newLocation: string } | { refused: RefusedRecord };

/** `CT01_13~24~START~50101~15:54:48.90~1~117F37~8`: what it is, field 4 says, not field 1. The counter is a line number of this stream and no identity. */
export function streamLine(line: string): StreamLine {
  const fields = line.split('~');
  const { 0: form = '', 2: place = '', 3: tag = '', 4: time = '', 6: mac = '', 7: antennaText = '' } = fields;
  const refused = (code: string, message: string): StreamLine => ({ refused: refusedRecord(code, message, line) });
  if (!form.startsWith('CT01_'))
    return refused('invalid-line', 'a read is CT01_13~counter~location~tag~time~lap~reader~antenna');
  if (!isName(place)) return refused('invalid-location', 'the location must be 1 to 64 characters');
  if (tag === 'newlocation') return { newLocation: place };
  const said = timeOf(time);
  if (said === undefined)
    return refused('invalid-time', 'the time must be HH:MM:SS.cc, an ISO date and time, or seconds since 1970');
  const raw = line.slice(0, RAW_CHARS_MAX);
  const identity = [place, mac, antennaText, tag, String(said.ms)];
  const read: CanonicalRead = { kind: 'read', place, said, identity, raw };
  if (isName(mac)) read.box = mac;
  if (tag === 'guntime') {
    read.kind = 'gun';
    read.marker = 'gun';
    return { read };
  }
  if (!isChip(tag)) return refused('invalid-tag', 'the tag must be 1 to 64 characters');
  read.chip = tag;
  const antenna = Number(antennaText);
  if (/^\d{1,3}$/.test(antennaText) && antenna <= 255) read.antenna = antenna;
  return { read };
}

/** Seconds that look like Unix time are the figures of the local clock written as if they were UTC. */
function timeOf(text: string): CanonicalRead['said'] | undefined {
  const ofDay = timeOfDayMs(text);
  if (ofDay !== undefined) return { basis: 'time-of-day', ms: ofDay };
  const iso = isoWall(text);
  if (iso !== undefined)
    return iso.zoneMs === undefined
      ? { basis: 'local', ms: iso.ms }
      : { basis: 'stated', ms: iso.ms, zoneMs: iso.zoneMs };
  const seconds = secondsMs(text);
  return seconds === undefined ? undefined : { basis: 'local', ms: seconds };
}

/** `1620458668.64`: exact, without the rounding of a product of fractions. */
function secondsMs(text: string): number | undefined {
  const found = /^(\d{1,10})(?:\.(\d{1,3}))?$/.exec(text);
  return found ? Number(found[1]) * 1000 + Number((found[2] ?? '').padEnd(3, '0')) : undefined;
}

/** `TO~line~tag~timer~event~time~mac~antenna~rssi~readerSeq~P~hits`; boxes differ in padding and leave the last field out. */
export function fileRead(line: string): CanonicalRead | RefusedRecord {
  const fields = line.split('~');
  const [, , tag = '', , , time = '', mac = '', antennaText = '', rssiText = '', seqText = ''] = fields;
  if (fields.length < 10 || fields.length > 12)
    return refusedRecord(
      'invalid-line',
      `a line of the controller has 11 or 12 fields, this one has ${fields.length}`,
      line,
    );
  const ms = secondsMs(time);
  if (!isChip(tag)) return refusedRecord('invalid-tag', 'the tag must be 1 to 64 characters', line);
  if (ms === undefined) return refusedRecord('invalid-time', 'the time must be seconds with two decimals', line);
  if (!isName(mac)) return refusedRecord('invalid-reader', 'the address of the reader is missing', line);
  if (!/^\d{1,12}$/.test(seqText))
    return refusedRecord('invalid-sequence', 'the number of the record must be figures', line);
  const read: CanonicalRead = {
    ...{ kind: 'read', box: mac, chip: tag, said: { basis: 'local', ms }, replay: true },
    // The number alone comes again after a restart of the reader, and a file goes on when the box is carried to another place.
    ...{ identity: [mac, String(Number(seqText)), tag, String(ms)], raw: line.slice(0, RAW_CHARS_MAX) },
  };
  if (/^\d{1,3}$/.test(antennaText) && Number(antennaText) <= 255) read.antenna = Number(antennaText);
  if (/^-?\d{1,4}(\.\d{1,4})?$/.test(rssiText)) read.rssi = Number(rssiText);
  return read;
}

export const MARKER = /^([^,~]{1,64}),(\d{1,9}),([A-Za-z]{2,32}),(\d{0,12}),(\d{14}),(.*)$/;
export const isMarkerLine = (line: string): boolean => MARKER.test(line);

/** `Box,seq,Name,nextReadIndex,YYMMDDHHMMSScc,value`: guns, buttons, clock changes, places. Kept, never a lap. */
export function fileMarker(line: string): CanonicalRead | RefusedRecord {
  const found = MARKER.exec(line);
  const ms = found ? stampMs(found[5]!) : undefined;
  if (!found || ms === undefined)
    return refusedRecord('invalid-marker', 'a marker is Box,number,Name,index,YYMMDDHHMMSScc,value', line);
  const [, box = '', number = '', name = '', , stamp = '', value = ''] = found;
  return {
    kind: name === 'Gun' ? 'gun' : 'marker',
    box,
    said: { basis: 'local', ms },
    marker: (value === '' ? name : `${name}: ${value}`).slice(0, 64),
    replay: true,
    identity: [box, number, name, stamp],
    raw: line.slice(0, RAW_CHARS_MAX),
  };
}

/** `21050808005516`: 2021-05-08 08:00:55.16. A clock that was never set stands in 1980. */
export function stampMs(text: string): number | undefined {
  const part = (from: number): number => Number(text.slice(from, from + 2));
  const day = dayMs(part(0) < 70 ? 2000 + part(0) : 1900 + part(0), part(2), part(4));
  const time = ofDayMs(part(6), part(8), part(10), part(12) * 10);
  return day === undefined || time === undefined ? undefined : day + time;
}
