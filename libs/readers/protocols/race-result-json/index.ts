/** RACE RESULT 12 and 14 through their exporter over HTTP (protocols 2.1). */
import { isDocumentLike, recordedDocuments, shareOf } from '../../imports/recorded-talk.js';
import type { JsonProtocol, RecordingFormat } from '../../protocol.js';
import { noSettings } from '../../settings.js';
import { byItself, jsonRecord, zoneDoubtMs } from './record.js';

export const json: JsonProtocol = {
  name: 'race-result-json',
  settings: noSettings,
  times: 'stated',
  byItself,
  read: (document) => {
    const found = (Array.isArray(document) ? document : [document]).map(jsonRecord);
    const refused = found.flatMap((one) => ('read' in one ? [] : [one]));
    const good = found.flatMap((one) => ('read' in one ? [one] : []));
    const doubts = good.flatMap(({ read, receivedMs }) => {
      if (receivedMs === undefined || read.said.basis !== 'stated') return [];
      return zoneDoubtMs(read.said.ms - (read.said.zoneMs ?? 0), receivedMs) ?? [];
    });
    const [byMs] = doubts;
    const hours = byMs === undefined ? '' : `${Math.abs(byMs) / 3_600_000} h ${byMs < 0 ? 'after' : 'before'}`;
    return {
      reads: good.map(({ read }) => read),
      refused,
      ...(byMs === undefined
        ? {}
        : {
            notices: [
              {
                code: 'zone-doubt',
                message: `UTCTime is about ${hours} Received: its zone is probably wrong. If the figures are local time, set statedZone to "ignore" and timeZone to the event's.`,
              },
            ],
          }),
    };
  },
};

/** Bodies it sent, one a line. */
export const format: RecordingFormat = {
  name: json.name,
  times: json.times,
  looksLike: (lines) =>
    shareOf(lines, (line) => isDocumentLike(line, (fields) => 'ID' in fields && typeof fields['Passing'] === 'object')),
  openRecording: (options) => recordedDocuments(json, options),
};
