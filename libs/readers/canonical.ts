/** What every protocol makes of what a box sent: one shape, whatever the box. Nothing in it depends on a setting a person may change later. */
import type { SaidTime } from '#libs/domain/index.js';

/**
 * `read`: a chip was seen (or, where the box maps it, a bib). `manual`: a person typed a bib at the box. `gun` and `marker`: a button, a light barrier, a clock
 * that was set: never a lap.
 */
export type ReadKind = 'read' | 'manual' | 'gun' | 'marker';

export interface CanonicalRead {
  kind: ReadKind;
  /** Which box it was, when one connection speaks for several: clocks, epochs and numbers are each box's own. */
  box?: string;
  /** What the source calls the place, such as "Finish"; the reader's settings say which point that is. */
  place?: string;
  /** Another one whenever the box begins to count anew. */
  epoch?: string;
  /** The box's own number of the record, a whole number from 0. */
  seq?: number;
  /** As sent, leading zeros kept; hexadecimal ones in upper case. */
  chip?: string;
  bib?: string;
  said: SaidTime;
  /** Its clock was set afterwards, and went on by so much: to be added, ms. */
  jumpMs?: number;
  antenna?: number;
  rssi?: number;
  /** `gun` and `marker`: what it was, in the box's own word. */
  marker?: string;
  /** Sent again from memory, or from a file: says nothing of the box's clock now. */
  replay?: boolean;
  /** The timer has marked it as not valid (`true`), or valid again (`false`); absent where a protocol has no such word. */
  invalid?: boolean;
  /** What makes it the same record when it comes again, where there is no `seq`. Never what changes from one sending to the next. */
  identity?: readonly string[];
  /** The one record as received: text, JSON, or hexadecimal. */
  raw: string;
}

/** A record that was not understood. The records beside it are kept. */
export interface RefusedRecord {
  /** 1, 2, 3 ... in a file; absent on a connection. */
  line?: number;
  /** kebab-case. */
  code: string;
  /** Names the field and the way out. */
  message: string;
  /** The beginning of it. */
  raw: string;
}

/** Characters of a raw record that are kept. */
export const RAW_CHARS_MAX = 4096;
const SHOWN_CHARS_MAX = 200;

/** @param code kebab-case */
export const refusedRecord = (code: string, message: string, raw: string): RefusedRecord => ({
  code,
  message,
  raw: raw.slice(0, SHOWN_CHARS_MAX),
});
