/** RFID Timing Ultra and Joey (protocols 2.6), and files of theirs. Beta: no box was at hand. */
import * as v from 'valibot';
import { DatelessClock } from '../../imports/dateless-clock.js';
import type { FileFormat, SocketProtocol } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { isServerLine, serverLine, ultraRecord } from './record.js';
import { UltraSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'rfid-ultra',
  roles: ['dial'],
  defaultPort: 23,
  beta: true,
  settings: settingsOf({
    /** How the two zeros of a rewind are written: firmware differs. `auto` tries figures first. */
    rewindZeros: v.optional(v.picklist(['auto', 'ascii', 'binary'], 'must be auto, ascii or binary'), 'auto'),
  }),
  times: 'local',
  // It tells its battery every two seconds, and answers when it is asked.
  silenceMsMax: 30_000,
  open: (options) => new UltraSession(options),
};

const READ = /^0,[^,]{1,64},\d{1,10},\d{1,3},(?:[^,]*,){7}\d{1,10}$/;

export const format: FileFormat = {
  name: 'rfid-ultra',
  times: 'local',
  looksLike: (lines) =>
    lines.length === 0 ? 0 : lines.filter((line) => READ.test(line) || isServerLine(line)).length / lines.length,
  open: (options) => {
    const clock = new DatelessClock(options);
    return {
      line: (text) => {
        const line = text.trim();
        if (line === '' || /^(Connected|V=|S=|[uU])/.test(line)) return undefined;
        if (!line.startsWith('0,')) {
          const found = serverLine(line);
          return 'code' in found ? found : clock.date(found);
        }
        const found = ultraRecord(line);
        return 'code' in found ? found : { ...found.read, epoch: `u${found.box}`, replay: true };
      },
    };
  },
};
