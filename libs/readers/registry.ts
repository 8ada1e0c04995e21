/** Every protocol and file format there is. A new one is a folder under `protocols/` and one line here. */
import type { FileFormat, JsonProtocol, SocketProtocol } from './protocol.js';
import { format as bibTime } from './protocols/bib-time/index.js';
import { format as chronotrackFile, protocol as chronotrack } from './protocols/chronotrack/index.js';
import { format as csv } from './protocols/csv/index.js';
import { format as ipicoFile, protocol as ipico } from './protocols/ipico/index.js';
import { format as jchipFile, protocol as jchip } from './protocols/jchip/index.js';
import { protocol as line } from './protocols/line/index.js';
import { protocol as mylaps } from './protocols/mylaps/index.js';
import { json as raceResultJson } from './protocols/race-result-json/index.js';
import { format as raceResultFile, protocol as raceResult } from './protocols/race-result/index.js';
import { jsons as readerJsons } from './protocols/reader-json/index.js';
import { format as ultraFile, protocol as ultra } from './protocols/rfid-ultra/index.js';

export const SOCKET_PROTOCOLS: readonly SocketProtocol[] = [raceResult, mylaps, chronotrack, ipico, ultra, jchip, line];
export const JSON_PROTOCOLS: readonly JsonProtocol[] = [raceResultJson, ...readerJsons];
export const FILE_FORMATS: readonly FileFormat[] = [
  chronotrackFile,
  ipicoFile,
  raceResultFile,
  ultraFile,
  jchipFile,
  bibTime,
  csv,
];

const byName = <T extends { name: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((one) => [one.name, one]));
const sockets = byName(SOCKET_PROTOCOLS);
const jsons = byName(JSON_PROTOCOLS);
const files = byName(FILE_FORMATS);

export const socketProtocol = (name: string): SocketProtocol | undefined => sockets.get(name);
export const jsonProtocol = (name: string): JsonProtocol | undefined => jsons.get(name);
export const fileFormat = (name: string): FileFormat | undefined => files.get(name);

/** Below this nobody recognises a file. */
const SURE = 0.5;

/** The format that recognises the beginning of a file best; undefined when none does. */
export function recognise(lines: readonly string[]): FileFormat | undefined {
  const [best] = FILE_FORMATS.map((format) => ({ format, score: format.looksLike(lines) })).sort(
    (a, b) => b.score - a.score,
  );
  return best !== undefined && best.score >= SURE ? best.format : undefined;
}
