/** A talk with a box that was written down, held again by the very session that serves the socket: one grammar for live and for later. */
import { type CanonicalRead, type RefusedRecord, refusedRecord } from '../canonical.js';
import type { FileOptions, JsonProtocol, RecordingReader, SocketProtocol } from '../protocol.js';
import type { Session } from '../session.js';
import { DatelessClock } from './dateless-clock.js';

type Found = CanonicalRead | RefusedRecord;

export interface TalkWords {
  /** What ends a message on the wire. */
  end: string;
  /** Our own side of the talk, and what needs no ear. */
  ours: RegExp;
  /** Said at the beginning of each connection. */
  hello?: RegExp;
  /** For a recording that begins in the middle. */
  presumedHello?: string;
}

/** @param protocol whose messages they are */
export function recordedTalk(protocol: SocketProtocol, words: TalkWords, options: FileOptions): RecordingReader {
  const clock = new DatelessClock(options);
  const open = (): Session =>
    protocol.open({ ownName: 'Loopline', settings: {}, cursors: [], connectionId: '1', admits: () => true });
  let session: Session | undefined;
  const heard = (text: string): Found[] => {
    const found: Found[] = [];
    let closed: RefusedRecord | undefined;
    for (const output of session!.received(Buffer.from(`${text}${words.end}`), 0)) {
      if (output.kind === 'refused') found.push(output.record);
      else if (output.kind === 'close') closed = refusedRecord(output.code, output.message, text);
      else if (output.kind === 'reads') {
        found.push(...output.reads.map((read) => clock.date({ ...read, replay: true })));
        // As if they were on the disk: nothing waits for it.
        session!.stored(output.batch, 0);
      }
    }
    // A file is not given up for its rubbish, but whoever is turned away at the door is told.
    return found.length === 0 && closed !== undefined ? [closed] : found;
  };
  return {
    message: (text) => {
      const line = text.trim();
      if (line === '' || words.ours.test(line)) return [];
      const isHello = words.hello?.test(line) === true;
      if (session === undefined || isHello) {
        session = open();
        if (!isHello && words.presumedHello !== undefined) heard(words.presumedHello);
      }
      return heard(line);
    },
  };
}

/** Bodies of a webhook, one document a line; a list with a line for each is one, too. */
export function recordedDocuments(protocol: JsonProtocol, { settings }: FileOptions): RecordingReader {
  return {
    message: (text) => {
      const line = text.trim().replace(/,$/, '');
      if (line === '' || line === '[' || line === ']') return [];
      const document = documentOf(line);
      if (document === undefined) return [refusedRecord('invalid-json', 'a line must be one JSON document', line)];
      const { reads, refused } = protocol.read(document, settings);
      return [...reads.map((read) => ({ ...read, replay: true })), ...refused];
    },
  };
}

/** Undefined when it is none. */
export function documentOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** The share of the lines that are; 0 for none at all. */
export const shareOf = (lines: readonly string[], is: (line: string) => boolean): number =>
  lines.length === 0 ? 0 : lines.filter(is).length / lines.length;

/** Is it an object, or a list of them, that has what such a document has? */
export function isDocumentLike(line: string, has: (fields: Readonly<Record<string, unknown>>) => boolean): boolean {
  const document = documentOf(line.trim().replace(/,$/, ''));
  const [one] = Array.isArray(document) ? (document as unknown[]) : [document];
  return typeof one === 'object' && one !== null && has(one as Record<string, unknown>);
}
