/** Ultra and Joey: seconds since 1980, numbers without holes, frames that are no text. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { conforms } from '../../testing/conformance.js';
import { seeded } from '../../testing/hostile.js';
import { Driven } from '../../testing/session-kit.js';
import { survives } from '../../testing/survives.js';
import { format, protocol } from './index.js';
import { serverLine, ultraRecord } from './record.js';

const READ = '0,11055,1170518701,698,1,-71,0,2,1,0000000000000000,0,29319';
const NULS = '\0\0';
const GUN = '0,0,1170518000,120,0,0,0,1,1,0000000000000000,0,29300';
const wall = (text: string): number => Date.parse(`${text}Z`);
const line = (logId: number, rewound = 0, chip = '11055'): string =>
  `0,${chip},${1170518701 + (logId % 1000)},698,1,-71,${rewound},2,1,0000000000000000,0,${logId}\n`;
/** What was said to the box so far, command by command, and while nothing but its battery is heard for a minute. */
const said = (session: Driven): string[] => {
  for (let i = 0; i < 70; i++) session.receive('V=25.0000\n').tick();
  const texts = session.of('send').map(({ text }) => text);
  session.heard.outputs.length = 0;
  session.heard.sent = '';
  return texts;
};
const logIds = (session: Driven): string[] => session.heard.reads.map(({ epoch, seq }) => `${epoch}:${seq}`);
const readOf = (text: string): CanonicalRead => {
  const found = ultraRecord(text);
  if ('code' in found) throw new Error(found.message);
  return found.read;
};

conforms({
  protocol,
  greeting: 'Connected,1170518701\nV=25.0000\n8:05:03 14-6-2025 (0)\nS=10\n',
  messages: [line(29319), line(29320), line(29321)],
  reads: 3,
  end: '\n',
});

describe('a line', () => {
  it('counts its seconds from 1980 on its own clock', () => {
    expect(readOf(READ)).toEqual({
      kind: 'read',
      chip: '11055',
      said: { basis: 'local', ms: wall('2017-02-02T16:05:01.698') },
      seq: 29319,
      antenna: 1,
      rssi: -71,
      raw: READ,
    });
  });

  it('of chip 0 at antenna 0 is the gun button', () => {
    expect(readOf(GUN)).toMatchObject({ kind: 'gun', said: { ms: wall('2017-02-02T15:53:20.120') } });
  });

  it.each([
    ['1,11055,1170518701,698,1,-71,0,2,1,0,0,29319', 'invalid-line'],
    ['0,11055,1170518701,698,1,-71,0,2,1,0,0', 'invalid-line'],
    ['0,,1170518701,698,1,-71,0,2,1,0,0,29319', 'invalid-chip'],
    ['0,11055,soon,698,1,-71,0,2,1,0,0,29319', 'invalid-time'],
    ['0,11055,1170518701,698,1,-71,0,2,1,0,0,', 'invalid-log-id'],
  ])('%s is refused', (text, code) => {
    expect(ultraRecord(text)).toMatchObject({ code });
  });
});

describe('the talk', () => {
  it('asks for the time, for what comes now, and for what the log has not', () => {
    expect(said(new Driven(protocol))).toEqual(['700', 'r', '?']);
    const missing = [
      { first: 29310, last: 29311 },
      { first: 29313, last: 29313 },
    ];
    const cursors = [{ epoch: 'u1', lastSeq: 29319, missing, atMs: 1 }];
    expect(said(new Driven(protocol, { cursors })).slice(0, 5)).toEqual([
      ...['700', 'r', '?', '60029310\r29313', '60029320\r129319'],
    ]);
  });

  it('two commands are never one packet: they have no end', () => {
    const session = new Driven(protocol);
    const sends = (): number => session.of('send').length;
    for (let i = 1; i < 20; i++) {
      const before = sends();
      session.nowMs += 50;
      session.receive(line(i * 10));
      expect(sends() - before).toBeLessThanOrEqual(1);
    }
    expect(sends()).toBeLessThanOrEqual(5);
  });

  it('a box that knows zero bytes only is asked with them when figures brought nothing, and from then on', () => {
    const session = new Driven(protocol).receive(line(100));
    said(session);
    session.receive(line(103));
    expect(said(session)).toEqual(['600101\r102', `6${NULS}101\r102`, '600101\r102', `6${NULS}101\r102`]);
    const other = new Driven(protocol).receive(line(100));
    said(other);
    other.receive(line(103)).tick().tick(20_000).tick();
    other.receive(line(101, 1)).receive(line(102, 1)).receive(line(110));
    expect(said(other).filter((text) => text !== '?')).toEqual([
      '600101\r102',
      `6${NULS}101\r102`,
      ...Array.from({ length: 4 }, () => `6${NULS}104\r109`),
    ]);
  });

  it('a number that is passed over is asked for at once, told, and told again when it came; rewound lines make no hole of their own', () => {
    const session = new Driven(protocol).receive(line(100));
    said(session);
    session.receive(line(104));
    session.tick();
    expect(session.answers()).toBe('600101\r103');
    for (const id of [101, 102, 103]) session.receive(line(id, 1));
    expect(session.of('gap').map(({ first, last, filled }) => [first, last, filled])).toEqual([
      [101, 103, false],
      [101, 103, true],
    ]);
    expect(session.answers()).toBe('');
    expect(logIds(session)).toEqual([100, 104, 101, 102, 103].map((id) => `u1:${id}`));
  });

  it('a hole that is not filled is asked for a few times and then left', () => {
    const session = new Driven(protocol).receive(line(1)).receive(line(4));
    expect(said(session).filter((text) => text.startsWith('6'))).toHaveLength(4);
    expect(said(session)).toEqual([]);
  });

  it('of a box never heard before the last few records are asked for, as they may be of the moment before; years of its log are not', () => {
    const asked = (first: number): string | undefined => {
      const session = new Driven(protocol).receive(line(first));
      return said(session).find((text) => text.startsWith('6'));
    };
    expect(asked(3)).toBe('6001\r2');
    expect(asked(29319)).toBe('60029219\r29318');
    expect(asked(1)).toBeUndefined();
    const session = new Driven(protocol).receive(line(3)).receive(line(1, 1)).receive(line(2, 1));
    expect(logIds(session)).toEqual(['u1:3', 'u1:1', 'u1:2']);
  });

  it('rewound lines are the same records, marked as old', () => {
    const session = new Driven(protocol).receive(line(100)).receive(line(100, 1));
    const [live, again] = session.heard.reads;
    expect(again).toMatchObject({ epoch: live!.epoch, seq: live!.seq, said: live!.said, replay: true });
  });

  it('a log that was cleared is another epoch, so that nothing of either is lost', () => {
    const session = new Driven(protocol).receive(line(29319)).receive(line(1)).receive(line(2));
    expect(logIds(session)).toEqual(['u1:29319', 'u1.2:1', 'u1.2:2']);
    expect(session.of('notice')).toMatchObject([{ code: 'log-cleared' }]);
  });

  it('a log of a few records that was cleared is noticed by the first number that is another record’s', () => {
    const other = (id: number): string => line(id, 0, 'OTHER');
    const session = new Driven(protocol).receive([1, 2, 3].map((id) => line(id)).join('') + other(1) + other(2));
    expect(logIds(session)).toEqual(['u1:1', 'u1:2', 'u1:3', 'u1.2:1', 'u1.2:2']);
    // The same again, as some send it when they are connected anew, is the same.
    expect(logIds(session.receive(other(1))).at(-1)).toBe('u1.2:1');
  });

  it('one that was cleared while nobody was connected: the log knows the numbers with other content, and they are given again', () => {
    const cursors = [{ epoch: 'u1', lastSeq: 50, firstSeq: 1, missing: [], atMs: 1 }];
    const session = new Driven(protocol, { cursors }).receive(line(1) + line(2));
    const [first, second] = session.heard.reads;
    session.take(session.session.contradicted!([first!], session.nowMs));
    session.take(session.session.contradicted!([second!], session.nowMs));
    session.receive(line(3));
    expect(logIds(session)).toEqual(['u1:1', 'u1:2', 'u1.2:1', 'u1.2:2', 'u1.2:3']);
    // An old record that its memory tells otherwise is no new log.
    const replay = { ...second!, replay: true };
    expect(session.session.contradicted!([replay], session.nowMs)).toEqual([]);
    // Numbers before all that the log has are of a new log at once.
    const late = [{ epoch: 'u1', lastSeq: 29_500, firstSeq: 29_319, missing: [], atMs: 1 }];
    expect(logIds(new Driven(protocol, { cursors: late }).receive(line(1)))).toEqual(['u1.2:1']);
    expect(logIds(new Driven(protocol, { cursors: late }).receive(line(29_320)))).toEqual(['u1:29320']);
  });

  it('one that says nothing for a while is asked before it is taken for gone', () => {
    const session = new Driven(protocol);
    said(session);
    for (let i = 0; i < 8; i++) session.tick();
    expect(session.answers()).toBe('');
    expect(session.tick().answers()).toBe('?');
  });

  it('its time is whole seconds: half of one is taken for granted', () => {
    const asked = (ours: string): unknown => {
      const session = new Driven(protocol, { nowMs: wall(ours) });
      session.tick(1000);
      session.nowMs += 100;
      session.receive('8:05:04 14-6-2025 (0)\n');
      return session.of('clock')[0];
    };
    expect(asked('2025-06-14T06:05:05.000')).toEqual({ kind: 'clock', offsetMs: -7_198_450, roundTripMs: 100 });
    // Half a second is what such an answer leaves open: a clock that is right but for its zone is left as it is.
    for (const ours of ['2025-06-14T06:05:03.000', '2025-06-14T06:05:03.900'])
      expect(asked(ours)).toMatchObject({ offsetMs: -7_200_000 });
  });

  it('a low battery is told once, with its volts', () => {
    const session = new Driven(protocol).receive('V=25.0000\nV=22.5000\nV=22.4000\n');
    expect(session.of('notice')).toMatchObject([{ code: 'battery-low', message: 'The battery is low: 22.5 V.' }]);
  });

  it('binary frames between lines are passed over by their length, in any pieces', () => {
    const frame = Buffer.from([0x03, 5, 0x0a, 0x30, 0x2c, 0x0d, 0xff]);
    const bytes = Buffer.concat([frame, Buffer.from(line(1)), frame, frame, Buffer.from(line(2))]);
    expect(new Driven(protocol).receive(bytes).heard.reads).toHaveLength(2);
    const single = new Driven(protocol);
    for (const byte of bytes) single.receive(Uint8Array.of(byte));
    expect(single.heard.reads).toHaveLength(2);
    expect(single.heard.refused).toEqual([]);
  });

  it('a stray 0x03 costs a line at most, never the stream', () => {
    const session = new Driven(protocol).receive(
      Buffer.concat([Buffer.from([0x03]), ...[1, 2, 3, 4, 5].map((id) => Buffer.from(line(id)))]),
    );
    expect(session.heard.reads.length).toBeGreaterThanOrEqual(3);
  });

  it('rewinds are by number, by its own time, or all, with either kind of zero', () => {
    const ask = (settings: object, request: Parameters<NonNullable<Driven['session']['request']>>[0]) => {
      const session = new Driven(protocol, { settings: settings as Record<string, unknown> });
      said(session);
      return session.session.request?.(request, session.nowMs + 1000);
    };
    expect(ask({}, { kind: 'rewind-records', first: 5, last: 9 })).toEqual([{ kind: 'send', text: '6005\r9' }]);
    expect(ask({}, { kind: 'rewind-all' })).toEqual([{ kind: 'send', text: '8000\r0' }]);
    expect(ask({ rewindZeros: 'binary' }, { kind: 'rewind-all' })).toEqual([{ kind: 'send', text: `8${NULS}0\r0` }]);
    expect(
      ask({}, { kind: 'rewind-span', fromMs: wall('2017-02-02T16:05:01'), toMs: wall('2017-02-02T17:05:01') }),
    ).toEqual([{ kind: 'send', text: '8001170518701\r1170522301' }]);
  });
});

describe('files', () => {
  it('of the box and of its server are recognised', () => {
    expect(format.looksLike([READ, GUN])).toBe(1);
    expect(format.looksLike(['3,11274,0,"11:22:47.392",1,3', '11274\t11:22:47.392'])).toBe(1);
    expect(format.looksLike(['bib,time', '17,10:00:00'])).toBe(0);
  });

  it('say bib and chip, and a date once they were told one', () => {
    const reader = format.open({ timeZone: 'UTC', settings: {}, dateMs: wall('2026-10-03T00:00:00') });
    expect(reader.line('3,11274,17,"11:22:47.392",1,3', 1)).toMatchObject({
      chip: '11274',
      bib: '17',
      said: { basis: 'local', ms: wall('2026-10-03T11:22:47.392') },
    });
    expect(reader.line(READ, 2)).toMatchObject({ epoch: 'u1', seq: 29319, replay: true });
    expect(reader.line('V=25.0000', 3)).toBeUndefined();
  });
});

it('hostile lines and bytes are read or refused, never more', () => {
  const parse = (text: string) => {
    const found = ultraRecord(text);
    return 'code' in found ? found : found.read;
  };
  expect(survives(23, [READ, GUN], parse)).toBeGreaterThan(100);
  expect(survives(24, ['3,11274,0,"11:22:47.392",1,3', '11274\t11:22:47.392'], serverLine, 50_000)).toBeGreaterThan(
    100,
  );
  const random = seeded(25);
  const session = new Driven(protocol);
  for (let i = 0; i < 20_000; i++) {
    session.receive(Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256)));
    if (i % 100 === 0) session.receive(`\n${line(i * 7)}`).tick();
  }
  expect(session.heard.sent.length).toBeLessThan(500_000);
});
