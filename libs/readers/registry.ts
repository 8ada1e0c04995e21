/** Every protocol and file format there is. A new one is a folder under `protocols/` and one line here. */
import type { ImportFormat, JsonProtocol, SocketProtocol } from './protocol.js';
import { format as bibTime } from './protocols/bib-time/index.js';
import {
  format as chronotrackFile,
  protocol as chronotrack,
  streamFormat as chronotrackStream,
} from './protocols/chronotrack/index.js';
import { format as crossmgrLog } from './protocols/crossmgr-log/index.js';
import { format as csv } from './protocols/csv/index.js';
import { format as ipicoFile, protocol as ipico } from './protocols/ipico/index.js';
import { format as jchipFile, protocol as jchip } from './protocols/jchip/index.js';
import { format as lineRecording, protocol as line } from './protocols/line/index.js';
import { format as mylapsRecording, protocol as mylaps } from './protocols/mylaps/index.js';
import { format as raceResultBodies, json as raceResultJson } from './protocols/race-result-json/index.js';
import { format as raceResultFile, protocol as raceResult } from './protocols/race-result/index.js';
import { formats as readerBodies, jsons as readerJsons } from './protocols/reader-json/index.js';
import { format as records } from './protocols/records/index.js';
import { format as ultraFile, protocol as ultra } from './protocols/rfid-ultra/index.js';

export const SOCKET_PROTOCOLS: readonly SocketProtocol[] = [raceResult, mylaps, chronotrack, ipico, ultra, jchip, line];
export const JSON_PROTOCOLS: readonly JsonProtocol[] = [raceResultJson, ...readerJsons];
/** Files of boxes and of people, then talks and bodies that were written down. */
export const FILE_FORMATS: readonly ImportFormat[] = [
  chronotrackFile,
  ipicoFile,
  raceResultFile,
  ultraFile,
  jchipFile,
  crossmgrLog,
  bibTime,
  csv,
  mylapsRecording,
  chronotrackStream,
  lineRecording,
  raceResultBodies,
  ...readerBodies,
  records,
];

const byName = <T extends { name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((one) => [one.name, one]));
const sockets = byName(SOCKET_PROTOCOLS);
const jsons = byName(JSON_PROTOCOLS);
const files = byName(FILE_FORMATS);

export const socketProtocol = (name: string): SocketProtocol | undefined => sockets.get(name);
export const jsonProtocol = (name: string): JsonProtocol | undefined => jsons.get(name);
export const fileFormat = (name: string): ImportFormat | undefined => files.get(name);

/** Below this nobody recognises a file. */
const SURE = 0.5;

/** The format that recognises the beginning of a file best; undefined when none does. */
export function recognise(lines: readonly string[]): ImportFormat | undefined {
  const [best] = FILE_FORMATS.map((format) => ({ format, score: format.looksLike(lines) })).sort(
    (a, b) => b.score - a.score,
  );
  return best !== undefined && best.score >= SURE ? best.format : undefined;
}
