/** IPICO Lite, Elite and SuperElite (protocols 2.5): their stream, and files of it. */
import * as v from 'valibot';
import type { FileFormat, SocketProtocol } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { ipicoGun, ipicoRead } from './record.js';
import { IpicoSession } from './session.js';

const yesOrNo = 'must be true or false';

export const protocol: SocketProtocol = {
  name: 'ipico',
  roles: ['dial'],
  // An Elite streams first and last reads on 10200 and replays on 10300.
  defaultPort: 10_000,
  settings: settingsOf({
    /** Ask it for its time: a Lite answers on the port it streams on. */
    askClock: v.optional(v.boolean(yesOrNo), false),
    /** It is a Lite: what it stored can be downloaded again. */
    lite: v.optional(v.boolean(yesOrNo), false),
  }),
  times: 'local',
  // A reader by which nobody passes says nothing; the system's own keep-alive notices a cable that was pulled.
  silenceMsMax: 86_400_000,
  open: (options) => new IpicoSession(options),
};

const LOOKS = /^(aa|ab)[0-9a-f]{8,40}(FS|LS)?$/i;

export const format: FileFormat = {
  name: 'ipico',
  times: 'local',
  looksLike: (lines) =>
    lines.length === 0 ? 0 : lines.filter((line) => LOOKS.test(line.trim())).length / lines.length,
  open: () => ({
    line: (text) => {
      const line = text.trim();
      if (line === '') return undefined;
      if (!line.startsWith('ab')) {
        const found = ipicoRead(line);
        return 'code' in found ? found : { ...found, replay: true };
      }
      // Frames of a talk that was recorded; only the gun button is a record.
      if (line.slice(6, 8).toLowerCase() !== '2c') return undefined;
      const gun = ipicoGun(line);
      return 'code' in gun ? gun : { ...gun, replay: true };
    },
  }),
};
