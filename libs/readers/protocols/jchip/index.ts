/** J-Chip readers, and CrossMgr's bridges to Impinj, Alien and Ubidium (protocols 3.6). */
import { DatelessClock } from '../../imports/dateless-clock.js';
import { shareOf } from '../../imports/recorded-talk.js';
import type { FileFormat, SocketProtocol } from '../../protocol.js';
import { noSettings } from '../../settings.js';
import { jchipRead } from './record.js';
import { JchipSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'jchip',
  roles: ['listen'],
  defaultPort: 53_135,
  settings: noSettings,
  times: 'local',
  silenceMsMax: 86_400_000,
  open: () => new JchipSession(),
};

const READ = /^D[A-Za-z]\S+\s+\d{1,2}:\d{2}:\d{2}\.\d{2,4}/;
/** Its name and its clock, at the beginning of a talk that was recorded. */
const TALK = /^(N\d{4}|GT\d{9}|GT$|S0000)/;

export const format: FileFormat = {
  name: 'jchip',
  times: 'local',
  looksLike: (lines) => shareOf(lines, (line) => READ.test(line) || TALK.test(line.trim())),
  open: (options) => {
    const clock = new DatelessClock(options);
    return {
      line: (text) => {
        const line = text.trim();
        if (line === '' || /^(N|GT|S)(\d|$)/.test(line)) return undefined;
        const found = jchipRead(line);
        return 'code' in found ? found : clock.date({ ...found, replay: true });
      },
    };
  },
};
