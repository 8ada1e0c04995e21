/** What a protocol is to the rest of Loopline. One folder each under `protocols/`; `registry.ts` lists them. */
import type { GenericSchema } from 'valibot';
import type { CanonicalRead, RefusedRecord } from './canonical.js';
import type { Session, SessionOptions } from './session.js';

/** Over a socket. */
export interface SocketProtocol {
  name: string;
  /** Which side may dial: `dial` we do, `listen` the box does. */
  roles: readonly ('dial' | 'listen')[];
  defaultPort: number;
  /** The reader's `settings`; parsed values are handed to `open`. */
  settings: GenericSchema<unknown, Record<string, unknown>>;
  /** `stated`: times carry their zone, and the reader's time zone is only asked for when it is known to be wrong. */
  times: 'stated' | 'local';
  /** A box that says nothing at all for so long is taken for gone, in ms (its own keep-alive times three or so). */
  silenceMsMax: number;
  beta?: true;
  open(options: SessionOptions): Session;
}

export interface RecordsRead {
  reads: CanonicalRead[];
  refused: RefusedRecord[];
  /** What a person should know; `code` is stable, kebab-case. */
  notices?: { code: string; message: string }[];
}

/** One JSON document a request. */
export interface JsonProtocol {
  name: string;
  settings: GenericSchema<unknown, Record<string, unknown>>;
  times: 'stated' | 'local';
  /** Never throws. A document in which nothing was understood has no reads and at least one refusal; a heartbeat has neither. */
  read(document: unknown, settings: Readonly<Record<string, unknown>>): RecordsRead;
}

export interface FileReader {
  /** @param no 1, 2, 3 ... Undefined for a line that holds no record and needs none (empty, a heading, a comment). */
  line(text: string, no: number): CanonicalRead | RefusedRecord | undefined;
}

export interface FileOptions {
  /** The file is of the box of a reader that is set up: records are named as on its connection. */
  isOfReader?: boolean;
  /** Date of the first record, as ms since 1970, for files without dates. */
  dateMs?: number;
  /** The gun, for lists of times since the start, ms. */
  startMs?: number;
  /** The zone of the file, so that the hour that comes twice can be told apart by the order of the lines. */
  timeZone: string;
  settings: Readonly<Record<string, unknown>>;
}

/** A text file, one record a line. */
export interface FileFormat {
  name: string;
  times: 'stated' | 'local';
  /** From the first lines (at most 50, none empty): 0 not at all, 1 for certain. */
  looksLike(lines: readonly string[]): number;
  open(options: FileOptions): FileReader;
}

export const isRefused = (found: CanonicalRead | RefusedRecord): found is RefusedRecord => 'code' in found;
