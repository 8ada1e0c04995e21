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
  /**
   * A record has the box's number of one that is stored, and other content. Undefined: it is that record, changed by the timer; else what it is by itself, for
   * a box whose numbers began anew unsaid.
   */
  byItself?(read: CanonicalRead, storedRaw: string): CanonicalRead | undefined;
}

export interface FileReader {
  /** @param no 1, 2, 3 ... Undefined for a line that holds no record and needs none (empty, a heading, a comment). */
  line(text: string, no: number): CanonicalRead | RefusedRecord | undefined;
}

export interface FileOptions {
  /** All of it, for formats in which a later line says something of an earlier one. */
  lines?: Iterable<string>;
  /** Date of the first record, as ms since 1970, for files without dates; with a time of day where the box counts from its own start. */
  dateMs?: number;
  /** The gun, ms: for lists of times since the start, and to find the day of times without a date. */
  startMs?: number;
  /** The start as it was planned, ms: to find the day of times without a date while there was no gun. */
  plannedMs?: number;
  /** Told the day (ms since 1970) that was chosen by the gun, when nobody said one. */
  guessed?: (dayMs: number) => void;
  /** The zone of the file, so that the hour that comes twice can be told apart by the order of the lines. */
  timeZone: string;
  settings: Readonly<Record<string, unknown>>;
  /** It is a file of a reader's own box: the box is the reader, by whatever name the file calls it. */
  isOfReader?: boolean;
}

interface TextFormat {
  name: string;
  times: 'stated' | 'local';
  /** From the first lines (at most 50, none empty): 0 not at all, 1 for certain. */
  looksLike(lines: readonly string[]): number;
}

/** A text file, one record a line. */
export interface FileFormat extends TextFormat {
  open(options: FileOptions): FileReader;
}

export interface RecordingReader {
  /** Everything one message holds, in order; nothing for one that holds no record and needs none (a greeting, a keep-alive, our own answers). */
  message(text: string, no: number): readonly (CanonicalRead | RefusedRecord)[];
}

/** What a box said over a socket, or sent to a webhook, written down: messages with any number of records each. */
export interface RecordingFormat extends TextFormat {
  /** What ends a message; absent: a line does. */
  end?: '$';
  openRecording(options: FileOptions): RecordingReader;
}

export type ImportFormat = FileFormat | RecordingFormat;

export const isRefused = (found: CanonicalRead | RefusedRecord): found is RefusedRecord => 'code' in found;
