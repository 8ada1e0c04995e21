/** RACE RESULT decoders over TCP, and files of raw data records (protocols 2.2). */
import * as v from 'valibot';
import type { FileFormat, SocketProtocol } from '../../protocol.js';
import { DatelessClock } from '../../imports/dateless-clock.js';
import { settingsOf } from '../../settings.js';
import { passingRecord } from './record.js';
import { RaceResultSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'race-result',
  roles: ['dial', 'listen'],
  defaultPort: 3601,
  settings: settingsOf({
    /** The code the box gives its own markers and triggers. */
    markerCode: v.optional(
      v.pipe(v.string('must be text, such as "99999"'), v.regex(/^\w{1,16}$/, 'must be 1 to 16 letters or figures')),
      '99999',
    ),
  }),
  times: 'local',
  silenceMsMax: 20_000,
  open: (options) => new RaceResultSession(options),
};

const RECORD = /^(#P;)?\d{1,10};[^;]{1,64};(\d{4}-\d{2}-\d{2})?;\d{1,2}:\d{2}:\d{2}(\.\d{1,9})?;/;

export const format: FileFormat = {
  name: 'race-result',
  times: 'local',
  looksLike: (lines) => (lines.length === 0 ? 0 : lines.filter((line) => RECORD.test(line)).length / lines.length),
  open: ({ dateMs, settings, isOfReader }) => {
    const layout = settings['layout'] === 'v1' ? 'v1' : 'decoder';
    const clock = new DatelessClock(dateMs);
    return {
      line: (text) => {
        const line = text.trim();
        // Headings and answers that stand in a recorded talk.
        if (line === '' || /^[A-Z#][A-Z]{2,24}(;|$)/.test(line) || /^ONLY \d+$/.test(line)) return undefined;
        const found = passingRecord(line, { layout });
        if ('code' in found) return found;
        const { read } = found;
        // On its connection a decoder is the reader itself: what came live is known again under that name alone.
        const box = found.boxId !== undefined && isOfReader !== true ? { box: found.boxId } : {};
        return { ...read, said: clock.dated(read.said), replay: true, ...box };
      },
    };
  },
};
