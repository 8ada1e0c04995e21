/** Zebra IoT Connector, Impinj Speedway Connect and R700, and CrossMgr's `rfid.js`, over HTTP (protocols 3.1, 3.6). */
import * as v from 'valibot';
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { isDocumentLike, recordedDocuments, shareOf } from '../../imports/recorded-talk.js';
import { type JsonProtocol, type RecordingFormat, isRefused } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { fieldsOf, tagRead, textOf } from './record.js';

const DIGITS_MESSAGE = 'must be how many figures at the end of the EPC are the bib, 1 to 9';
const settings = settingsOf({
  /** So many figures at the end of the EPC are the bib. */
  bibDigits: v.optional(
    v.pipe(
      v.number(DIGITS_MESSAGE),
      v.integer(DIGITS_MESSAGE),
      v.minValue(1, DIGITS_MESSAGE),
      v.maxValue(9, DIGITS_MESSAGE),
    ),
  ),
});

/** One record; undefined for what is none and needs none, such as a heartbeat. */
type ReadOne = (value: unknown, bibDigits: number | undefined) => CanonicalRead | RefusedRecord | undefined;

function preset(name: string, listOf: (document: unknown) => readonly unknown[], readOne: ReadOne): JsonProtocol {
  return {
    name,
    settings,
    times: 'stated',
    read: (document, { bibDigits }) => {
      const digits = typeof bibDigits === 'number' ? bibDigits : undefined;
      const found = listOf(document).flatMap((value) => readOne(value, digits) ?? []);
      return { reads: found.filter((one): one is CanonicalRead => !isRefused(one)), refused: found.filter(isRefused) };
    },
  };
}

const oneOrMany = (document: unknown): readonly unknown[] => (Array.isArray(document) ? document : [document]);
const notAnObject = (value: unknown, example: string): RefusedRecord =>
  refusedRecord('invalid-record', `a record is an object such as ${example}`, textOf(value));

/** `{"data":{"eventNum":5938,"format":"epc","idHex":"…"},"timestamp":"2024-09-05T01:07:01.785-0600","type":"CUSTOM"}` */
const zebra = preset('zebra-json', oneOrMany, (value, digits) => {
  const record = fieldsOf(value);
  const data = fieldsOf(record?.['data']);
  if (record === undefined) return notAnObject(value, '{"data":{"idHex":"…"},"timestamp":"…"}');
  // Its other events: heartbeats, antennas, firmware.
  if (data === undefined || !('idHex' in data))
    return 'type' in record && data !== undefined && !('format' in data)
      ? undefined
      : tagRead({ epc: undefined, time: undefined }, value, digits);
  const rssi = data['peakRssi'];
  const parts = { epc: data['idHex'], time: record['timestamp'], antenna: data['antenna'], box: data['hostName'] };
  return tagRead({ ...parts, rssi: typeof rssi === 'number' ? rssi : undefined }, value, digits);
});

/** Speedway: `{"antennaPort":7,"epc":"…","firstSeenTimestamp":"…","peakRssi":-51,"isHeartBeat":false}`; R700: `{"eventType":"tagInventory","timestamp":"…","tagInventoryEvent":{"epcHex":"…","antennaPort":1,"peakRssiCdbm":-5234}}` */
const impinj = preset('impinj-json', tagsOf, (value, digits) => {
  const record = fieldsOf(value);
  if (record === undefined) return notAnObject(value, '{"epc":"…","firstSeenTimestamp":"…"}');
  if (record['isHeartBeat'] === true) return undefined;
  const event = fieldsOf(record['tagInventoryEvent']);
  if (event === undefined && typeof record['eventType'] === 'string') return undefined;
  if (event !== undefined) {
    const rssi = event['peakRssiCdbm'];
    const parts = {
      epc: event['epcHex'] ?? event['epc'],
      time: record['timestamp'],
      antenna: event['antennaPort'],
      box: record['hostname'],
    };
    return tagRead({ ...parts, rssi: typeof rssi === 'number' ? rssi / 100 : undefined }, value, digits);
  }
  const { epc, firstSeenTimestamp, antennaPort, peakRssi } = record;
  const rssi = typeof peakRssi === 'number' ? peakRssi : undefined;
  return tagRead(
    { epc, time: firstSeenTimestamp, antenna: antennaPort, rssi, box: record['readerName'] },
    value,
    digits,
  );
});

/** Speedway Connect may send `{"tag_reads":[…]}`. */
function tagsOf(document: unknown): readonly unknown[] {
  const list = fieldsOf(document)?.['tag_reads'];
  return Array.isArray(list) ? list : oneOrMany(document);
}

/** `{"reader_id":10,"data":[{"tag":"…","t":"…"}]}` */
const crossmgr: JsonProtocol = {
  ...preset('crossmgr-json', oneOrMany, () => undefined),
  read: (document, { bibDigits }) => {
    const reads: CanonicalRead[] = [];
    const refused: RefusedRecord[] = [];
    for (const message of oneOrMany(document)) {
      const whole = fieldsOf(message);
      const data = whole?.['data'];
      if (whole === undefined || !Array.isArray(data)) {
        refused.push(notAnObject(message, '{"reader_id":10,"data":[{"tag":"…","t":"…"}]}'));
        continue;
      }
      const id = whole['reader_id'];
      const box = typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : id;
      for (const value of data) {
        const record = fieldsOf(value);
        const digits = typeof bibDigits === 'number' ? bibDigits : undefined;
        const found = tagRead({ epc: record?.['tag'], time: record?.['t'], box }, value, digits);
        if (isRefused(found)) refused.push(found);
        else reads.push(found);
      }
    }
    return { reads, refused };
  },
};

export const jsons: readonly JsonProtocol[] = [zebra, impinj, crossmgr];

const recording = (
  protocol: JsonProtocol,
  has: (fields: Readonly<Record<string, unknown>>) => boolean,
): RecordingFormat => ({
  name: protocol.name,
  times: protocol.times,
  looksLike: (lines) => shareOf(lines, (line) => isDocumentLike(line, has)),
  openRecording: (options) => recordedDocuments(protocol, options),
});

/** Bodies they sent, one a line. */
export const formats: readonly RecordingFormat[] = [
  recording(zebra, (fields) => {
    const data = fieldsOf(fields['data']);
    return data !== undefined && ('idHex' in data || ('timestamp' in fields && 'type' in fields));
  }),
  recording(
    impinj,
    (fields) =>
      Array.isArray(fields['tag_reads']) ||
      'firstSeenTimestamp' in fields ||
      'isHeartBeat' in fields ||
      typeof fields['eventType'] === 'string',
  ),
  recording(crossmgr, (fields) => 'reader_id' in fields && Array.isArray(fields['data'])),
];
