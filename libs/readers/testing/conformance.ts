/** What every protocol over a socket must bear (protocols: what an adapter's tests must show, 1). To be called inside a spec. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../canonical.js';
import type { SocketProtocol } from '../protocol.js';
import { Driven, type DriveOptions } from './session-kit.js';

export interface ConformanceCase {
  protocol: SocketProtocol;
  options?: DriveOptions;
  /** What the box says before its reads: the greeting, answers to our questions. Must make no reads. */
  greeting: string;
  /** Several messages with reads, in the box's own framing, whole. */
  messages: readonly string[];
  /** How many reads are in them. */
  reads: number;
  /** What ends a record, such as `\r\n` or `$`. */
  end: string;
  /** A record, in its framing, with a name of the source that is not ASCII; absent where names do not occur. */
  named?: { message: string; reads: number };
}

const JUNK = 'x'.repeat(70_000);
const bare = (reads: readonly CanonicalRead[]): unknown[] => reads.map(({ raw: _raw, ...read }) => read);

export function conforms(given: ConformanceCase): void {
  const { protocol, options, greeting, messages, end } = given;
  const driven = (): Driven => new Driven(protocol, options).receive(greeting);
  const whole = (): Driven => messages.reduce((session, message) => session.receive(message), driven());

  describe(`${protocol.name}: conformance`, () => {
    it('makes the reads of whole messages, with what makes each of them itself', () => {
      const { heard } = whole();
      expect(heard.reads).toHaveLength(given.reads);
      expect(heard.refused).toEqual([]);
      for (const read of heard.reads) {
        expect(read.raw).not.toBe('');
        expect(read.seq !== undefined || (read.identity?.length ?? 0) > 0).toBe(true);
        expect(Number.isSafeInteger(read.said.ms)).toBe(true);
      }
    });

    it('one byte at a time, all in one packet, and cut anywhere: the same', () => {
      const wanted = bare(whole().heard.reads);
      const bytes = Buffer.from(messages.join(''));
      const single = driven();
      for (const byte of bytes) single.receive(Uint8Array.of(byte));
      expect(bare(single.heard.reads)).toEqual(wanted);
      expect(bare(driven().receive(bytes).heard.reads)).toEqual(wanted);
      for (let at = 1; at < bytes.length; at += Math.max(1, Math.floor(bytes.length / 97))) {
        const cut = driven().receive(bytes.subarray(0, at)).receive(bytes.subarray(at));
        expect(bare(cut.heard.reads)).toEqual(wanted);
      }
    });

    it('a 64 kB line of junk is refused once and the reads behind it are kept', () => {
      const { heard } = driven().receive(`${JUNK}${end}${messages.join('')}`);
      expect(heard.reads).toHaveLength(given.reads);
      expect(heard.refused.length + heard.outputs.filter(({ kind }) => kind === 'notice').length).toBeGreaterThan(0);
      for (const { raw } of heard.refused) expect(raw.length).toBeLessThanOrEqual(200);
    });

    it('NULs between messages do no harm', () => {
      const { heard } = driven().receive(messages.map((message) => `\0\0${message}`).join(''));
      expect(heard.reads).toHaveLength(given.reads);
    });

    it('bytes that are no text, and a lone CR, take nothing with them', () => {
      const noise = Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x0d]), Buffer.from(end)]);
      const { heard } = driven().receive(Buffer.concat([noise, Buffer.from(messages.join(''))]));
      expect(heard.reads).toHaveLength(given.reads);
    });

    bears(given, driven);

    if (given.named) {
      const { message, reads } = given.named;
      it('a name in UTF-8 is kept', () => {
        expect(driven().receive(message).heard.reads).toHaveLength(reads);
      });
    }
  });
}

function bears({ messages, end, reads }: ConformanceCase, driven: () => Driven): void {
  it('a sender that never ends its line costs no more than one record', () => {
    const session = driven();
    for (let i = 0; i < 64; i++) session.receive('y'.repeat(16_384));
    session.receive(end);
    for (const message of messages) session.receive(message);
    expect(session.heard.reads).toHaveLength(reads);
  });

  it('a slow sender, with ticks between its bytes, is waited for', () => {
    const session = driven();
    const text = messages.join('');
    const step = Math.max(1, Math.ceil(text.length / 20));
    for (let at = 0; at < text.length; at += step) session.receive(text.slice(at, at + step)).tick(50);
    expect(session.heard.reads).toHaveLength(reads);
  });
}
