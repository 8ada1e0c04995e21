/** MYLAPS BibTag, ProChip and ChampionChip through the Timing & Scoring software's TCP exporter (protocols 2.3). */
import * as v from 'valibot';
import { recordedTalk, shareOf } from '../../imports/recorded-talk.js';
import type { RecordingFormat, SocketProtocol } from '../../protocol.js';
import { settingsOf } from '../../settings.js';
import { MylapsSession } from './session.js';

export const protocol: SocketProtocol = {
  name: 'mylaps',
  roles: ['listen'],
  defaultPort: 3097,
  settings: settingsOf({
    /** 1: never ask for the newer form, for software that says it knows it and does not. */
    version: v.optional(v.picklist([1, 2], 'must be 1 or 2'), 2),
  }),
  times: 'local',
  silenceMsMax: 65_000,
  open: (options) => new MylapsSession(options),
};

const MESSAGE = /^\s*[^@]{1,64}@(Pong|Ping|AckPing|Store|Passing|Marker|(Ack)?Get(Locations|Info))@/;
/** Answers of a server: they hold no record. */
const OURS = /^[^@]{1,64}@Ack(Pong|Store|Passing|Marker)@/;

/** What the software sent, written down: messages with `$` behind each, with line ends between them or without. */
export const format: RecordingFormat = {
  name: 'mylaps',
  times: 'local',
  end: '$',
  looksLike: (lines) => shareOf(lines, (line) => MESSAGE.test(line) || OURS.test(line)),
  openRecording: (options) => recordedTalk(protocol, { end: '$', ours: OURS }, options),
};
