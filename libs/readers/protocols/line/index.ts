/** Our own: anything that can open a TCP connection and write lines. */
import { isDocumentLike, recordedTalk, shareOf } from '../../imports/recorded-talk.js';
import type { RecordingFormat, SocketProtocol } from '../../protocol.js';
import { noSettings } from '../../settings.js';
import { LineSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'line',
  roles: ['listen'],
  defaultPort: 3602,
  settings: noSettings,
  times: 'local',
  silenceMsMax: 35_000,
  open: (options) => new LineSession(options),
};

const HELLO = /^HELLO \d/;
const ROW = /^\d{1,15},[^,]{1,64},(\d{13}|\d{4}-\d{2}-\d{2}[T ][^,]{5,24})(,|$)/;
const OURS = /^(OK last=|ACK \d|ERR |PING$|PONG$)/;
const isRow = (line: string): boolean =>
  ROW.test(line) ||
  (line.startsWith('{') &&
    isDocumentLike(line, (row) => 'seq' in row && !('said' in row) && ('tag' in row || 'chip' in row || 'bib' in row)));

/** What a source sent, written down. One that begins in the middle lacks the name of its source. */
export const format: RecordingFormat = {
  name: 'line',
  times: 'local',
  looksLike: (lines) => shareOf(lines, (line) => HELLO.test(line) || OURS.test(line) || isRow(line.trim())),
  openRecording: (options) =>
    recordedTalk(
      protocol,
      { end: '\n', ours: OURS, hello: HELLO, presumedHello: 'HELLO 1 recording none epoch=1' },
      options,
    ),
};
