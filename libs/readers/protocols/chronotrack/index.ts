/** ChronoTrack: the CTP01 socket of SimpleClient and TimingSense, and the files of a controller (protocols 2.4). */
import * as v from 'valibot';
import { recordedTalk, shareOf } from '../../imports/recorded-talk.js';
import { type FileFormat, type RecordingFormat, type SocketProtocol, isRefused } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { ControllerMarkers } from './markers.js';
import { fileMarker, fileRead, isMarkerLine } from './record.js';
import { ChronotrackSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'chronotrack',
  roles: ['listen'],
  defaultPort: 61_611,
  settings: settingsOf({
    /** What we ask for; `normal` has no date. */
    timeFormat: v.optional(v.picklist(['iso', 'normal', 'unix'], 'must be iso, normal or unix'), 'iso'),
  }),
  times: 'local',
  silenceMsMax: 35_000,
  open: (options) => new ChronotrackSession(options),
};

export const format: FileFormat = {
  name: 'chronotrack-csv',
  times: 'local',
  looksLike: (lines) =>
    lines.length === 0 ? 0 : lines.filter((line) => line.startsWith('TO~') || isMarkerLine(line)).length / lines.length,
  open: ({ lines = [] }) => {
    const markers = new ControllerMarkers(lines);
    return {
      line: (text) => {
        const line = text.trim();
        if (line === '') return undefined;
        if (!line.startsWith('TO~')) return fileMarker(line);
        const found = fileRead(line);
        return isRefused(found) ? found : markers.applied(found);
      },
    };
  },
};

const STREAM = /^(CT01_\d+~|ack~|err~)|~CTP01$/;
/** Our greeting and its features, and what we ask. */
const OURS =
  /^(start|ping|getlocations|geteventinfo|getconnectionid|authorize)(~|$)|^[a-z-]{1,32}=[\w-]{1,32}$|^[^~]{1,64}~[\w.]{1,32}~\d{1,3}$/;

/** The stream of SimpleClient, written down. */
export const streamFormat: RecordingFormat = {
  name: 'chronotrack',
  times: 'local',
  looksLike: (lines) => shareOf(lines, (line) => STREAM.test(line.trim()) || OURS.test(line.trim())) * 0.95,
  openRecording: (options) => recordedTalk(protocol, { end: '\r\n', ours: OURS }, options),
};
