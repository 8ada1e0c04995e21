/** ChronoTrack: the CTP01 socket of SimpleClient and TimingSense, and the files of a controller (protocols 2.4). */
import * as v from 'valibot';
import { type FileFormat, type SocketProtocol, isRefused } from '../../protocol.js';
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
