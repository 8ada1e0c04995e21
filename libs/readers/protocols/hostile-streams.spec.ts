/**
 * The state machine of every protocol under streams that no box would send: damaged records cut anywhere, wrong answers to our questions, ticks and commits
 * in between. None throws, stalls, keeps more than it may, or answers without end.
 */
import { describe, expect, it } from '@jest/globals';
import type { SocketProtocol } from '../protocol.js';
import { SOCKET_PROTOCOLS } from '../registry.js';
import { hostileLine, seeded } from '../testing/hostile.js';
import { Driven } from '../testing/session-kit.js';

const RECORDS = 20_000;
/** Sessions are opened anew so often, as boxes that were cut off come back. */
const PER_SESSION = 2_000;
const PIECE_BYTES = 300;
/** Of the machine the tests run on, with others at work beside it. */
const MS_MAX = 20_000;
/** Kept by a session that heard megabytes: one record, what is on its way, some holes. */
const HEAP_BYTES_MAX = 48 * 1024 * 1024;

/** What each protocol says when all is well, answers to our questions included. */
const GOOD: Readonly<Record<string, readonly string[]>> = {
  'race-result': [
    'GETPROTOCOL;2.0;1.0;2.5\r\n',
    'SETPROTOCOL;2.0\r\n',
    'GETCONFIG;GENERAL;BOXNAME;Finish;D-5001\r\n',
    'GETTIME;2026-10-03;10:00:00.123\r\n',
    'PASSINGS;12;177\r\n',
    '#P;12;17;2026-10-03;10:00:00.500;0;9;20;0;0;0;0;0;0;0;0;0;Finish;177;1;5001\r\n',
    '13;99999;0000-00-01;00:10:00.500;0;9;20\r\n',
    'ONLY 3\r\n',
    '\r\n',
  ],
  mylaps: [
    'Start@Pong@$',
    'Toolkit@AckPong@Version2.1@c|t|d|l|dv|re|an|g|b|n@$',
    'Start@Store@LZ6302115:37:40.704 5 0F  1000125030862@7@$',
    'Start@Passing@c=0000041|d=261003|t=10:00:00.500|l=1@8@$',
    'Start@Marker@t=10:00:00.000|mt=Gunshot|n=Gun@9@$',
    'Start@AckGetInfo@id=1|n=Box|time=1@$',
    'Start@Ping@$',
  ],
  chronotrack: [
    'SimpleClient~1.0~CTP01\r\n',
    'ack~getlocations~START~FINISH\r\n',
    'ack~ping\r\n',
    'CT01_33~24~START~50101~2026-10-03T15:54:48.90~1~117F37~8\r\n',
    'CT01_33~4~start~guntime~07:45:01.01~0~DF239A~0\r\n',
    'CT01_33~5~30k~newlocation~09:15:21.00~0~ED932A~0\r\n',
  ],
  ipico: [
    'aa00058000123b3200012603071348503277\r\n',
    'aa00058000123b3200012603081222022f060080cd\r\n',
    'ab000a2c260306052004151b2782ae\r\n',
    'ab000802260306052004151b7b\r\n',
    'ab00000121\r\n',
  ],
  'rfid-ultra': [
    'Connected,1170518701\n',
    'V=25.0000\n',
    'S=10\n',
    '8:05:03 14-6-2025 (0)\n',
    '0,11055,1170518701,698,1,-71,0,2,1,0000000000000000,0,29319\n',
    '0,11055,1170518701,698,1,-71,1,2,1,0000000000000000,0,19\n',
    '\u0003\u0004abcd',
  ],
  jchip: [
    'N0000gate\r',
    'GT010111600 date=20120724\r',
    'DJ413A35 10:11:16.4433 10  10000      C7 date=20120724\r',
    'DJ413A36 10:11:17.4433 10  10000      C8\r',
  ],
  line: [
    'HELLO 1 gate secret epoch=boot-7\n',
    '1,AB12,2026-10-03T08:10:04.120Z,2,-61.5,read\n',
    '{"seq":20,"bib":"017","time":"2026-10-03T08:10:05.250+02:00","kind":"manual"}\n',
    'PING\n',
  ],
};

/** @returns characters sent to the box, and how many records were understood */
function drive(protocol: SocketProtocol, seed: number): { sent: number; reads: number; bytes: number } {
  const random = seeded(seed);
  const good = GOOD[protocol.name]!;
  const found = { sent: 0, reads: 0, bytes: 0 };
  for (let done = 0; done < RECORDS; done += PER_SESSION) {
    const cursors = [{ epoch: '177', lastSeq: 9, firstSeq: 1, missing: [{ first: 3, last: 4 }], atMs: 1 }];
    const session = new Driven(protocol, { stores: false, cursors: done % 4000 === 0 ? cursors : [] });
    let batch = 0;
    let text = '';
    for (let i = 0; i < PER_SESSION; i++) {
      text += random() < 0.4 ? good[Math.floor(random() * good.length)]! : hostileLine(random, good);
      if (text.length < random() * PIECE_BYTES) continue;
      // Half of them as bytes, so that what is no text is none.
      session.receive(Buffer.from(text, random() < 0.5 ? 'latin1' : 'utf8'));
      found.bytes += text.length;
      text = '';
      if (random() < 0.3) session.tick(Math.floor(random() * 20_000));
      const last = session.of('reads').at(-1)?.batch ?? batch;
      while (batch < last && random() < 0.9) session.stored(++batch);
      found.reads += session.heard.reads.length;
      found.sent += session.answers().length;
      for (const { raw, message } of session.heard.refused)
        if (raw.length > 200 || message === '') throw new Error(`a refusal out of bounds: ${raw}`);
      const keep = session.of('reads').slice(-1);
      for (const list of [session.heard.outputs, session.heard.reads, session.heard.refused]) list.length = 0;
      session.heard.outputs.push(...keep);
    }
  }
  return found;
}

describe.each(SOCKET_PROTOCOLS.map((protocol) => [protocol.name, protocol] as const))('%s', (_name, protocol) => {
  it('bears them, understands what is whole, and says no more than it is told', () => {
    const before = process.memoryUsage().heapUsed;
    const began = performance.now();
    const { sent, reads, bytes } = drive(protocol, 4711);
    expect(performance.now() - began).toBeLessThan(MS_MAX);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(HEAP_BYTES_MAX);
    expect(reads).toBeGreaterThan(100);
    expect(sent).toBeLessThan(8 * bytes);
  });

  it('bears a record without an end, and thousands of empty ones', () => {
    for (const text of ['\r', '\n', '\r\n', '\0', '$', '@', '~', ';', ' ', '0,', 'aa', 'D', '{', '\u0003']) {
      const began = performance.now();
      const session = new Driven(protocol).receive(GOOD[protocol.name]![0]!);
      for (let i = 0; i < 8; i++) {
        session.receive(text.repeat(60_000 / text.length));
        session.heard.outputs.length = 0;
        session.heard.refused.length = 0;
      }
      // A pattern for the end of a text that looks at every line end again and again would stall here.
      session.receive(`a${'\n'.repeat(60_000)}x$\n`);
      expect([text, performance.now() - began < 5_000]).toEqual([text, true]);
    }
  });
});
