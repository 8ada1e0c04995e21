/** ChronoTrack: local times that look like Unix, guns that are no chips, streams sent again from the start. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { isRefused } from '../../protocol.js';
import { conforms } from '../../testing/conformance.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { Driven } from '../../testing/session-kit.js';
import { format, protocol } from './index.js';
import { fileMarker, fileRead, streamLine } from './record.js';

const HELLO = 'SimpleClient~4.2~CTP01\r\nack~getlocations~START~FINISH\r\n';
const READ = 'CT01_13~24~START~50101~15:54:48.90~1~117F37~8';
const ISO = 'CT01_33~25~FINISH~50102~2026-10-03T15:54:49.12~2~117F37~4';
const GUN = 'CT01_33~4~start~guntime~07:45:01.01~0~DF239A~0';
const NEW = 'CT01_33~2038~30k~newlocation~09:15:21.00~0~ED932A~0';
const FILE = [
  'TO~1~9511~160~18~1620458668.64~12000C~8~-63~1~P~192',
  'TO~000001~009573~160~018~1620460343.17~104484~8~-71~00001~P~10',
  'TO~1~99995~160~1~1620459054.85~10E747~8~-59~1~P',
];
const MARKS = [
  'I11A9D,32,Gun,252,21050808005516,Button Press',
  'E92EBB,4,TimeChange,1,21050807134000,80010100012824',
  'I11A9D,40,GeneralAlert,11826,21050811051795,AC Power Lost',
];
const wall = (text: string): number => Date.parse(`${text}Z`);
const read = (found: ReturnType<typeof fileRead>): CanonicalRead => {
  if (isRefused(found)) throw new Error(found.message);
  return found;
};

conforms({
  protocol,
  greeting: HELLO,
  messages: [`${READ}\r\n`, `${ISO}\r\n`, `${GUN}\r\n`, 'CT01_13~26~FINISH~50103~1620458668.64~1~117F37~8\r\n'],
  reads: 4,
  end: '\r\n',
  named: { message: 'CT01_13~9~Zürich~50101~15:54:48.90~1~117F37~8\r\n', reads: 1 },
});

describe('a line of the stream', () => {
  it('without a date is a time of day; with one a wall clock, never UTC; with a zone what it says', () => {
    expect(streamLine(READ)).toEqual({
      read: {
        kind: 'read',
        box: '117F37',
        place: 'START',
        chip: '50101',
        antenna: 8,
        said: { basis: 'time-of-day', ms: wall('1970-01-01T15:54:48.900') },
        identity: ['START', '117F37', '8', '50101', '57288900'],
        raw: READ,
      },
    });
    expect(streamLine(ISO)).toMatchObject({ read: { said: { basis: 'local', ms: wall('2026-10-03T15:54:49.120') } } });
    expect(streamLine(ISO.replace('49.12', '49.12Z'))).toMatchObject({
      read: { said: { basis: 'stated', zoneMs: 0 } },
    });
    expect(streamLine(ISO.replace('2026-10-03T15:54:49.12', '1620458668.64'))).toMatchObject({
      read: { said: { basis: 'local', ms: 1620458668640 } },
    });
  });

  it('guntime is a gun and no chip, newlocation neither; field 4 says so, not field 1', () => {
    for (const line of [GUN, GUN.replace('CT01_33', 'CT01_13')])
      expect(streamLine(line)).toMatchObject({ read: { kind: 'gun', said: { ms: wall('1970-01-01T07:45:01.010') } } });
    expect(streamLine(NEW)).toEqual({ newLocation: '30k' });
  });

  it.each([
    ['CT01_13~1~~50101~15:54:48.90~1~117F37~8', 'invalid-location'],
    ['CT01_13~1~START~~15:54:48.90~1~117F37~8', 'invalid-tag'],
    ['CT01_13~1~START~50101~25:54:48.90~1~117F37~8', 'invalid-time'],
    ['CT01_13~1~START', 'invalid-time'],
    ['XX~1', 'invalid-line'],
  ])('%s is refused', (line, code) => {
    expect(streamLine(line)).toMatchObject({ refused: { code } });
  });

  it('is itself whatever its counter and lap are when it is sent again', () => {
    const again = streamLine(READ.replace('~24~', '~1~').replace('~1~117F37', '~7~117F37'));
    expect((again as { read: CanonicalRead }).read.identity).toEqual(
      (streamLine(READ) as { read: CanonicalRead }).read.identity,
    );
  });
});

describe('the talk', () => {
  it('greets, asks for dates and guns, then starts all points', () => {
    const session = new Driven(protocol).receive('RacemapTestClient~1.0.0~CTP01\r\n');
    expect(session.answers()).toBe(
      'Loopline~1.0~5\r\nstream-mode=push\r\nguntimes=true\r\nnewlocations=true\r\ntime-format=iso\r\nconnection-id=false\r\ngetlocations\r\n',
    );
    expect(session.receive('ack~getlocations~START~FINISH\r\n').answers()).toBe('start\r\n');
    expect(session.tick(10_000).answers()).toBe('ping\r\n');
    expect(session.receive('ack~ping\r\n').heard.refused).toEqual([]);
  });

  it('a new location is asked for, once, a second after it was announced', () => {
    const session = new Driven(protocol).receive(HELLO);
    session.answers();
    session.receive(`${NEW}\r\n${NEW}\r\n`);
    expect(session.answers()).toBe('getlocations\r\n');
    expect(session.tick(500).answers()).toBe('');
    expect(session.tick(500).answers()).toBe('start~30k\r\n');
    expect(session.heard.reads).toEqual([]);
  });

  it('all can be asked for again, a part cannot', () => {
    const session = new Driven(protocol).receive(HELLO).session;
    expect(session.request?.({ kind: 'rewind-all' }, 0)).toEqual([{ kind: 'send', text: 'start\r\n' }]);
    expect(session.request?.({ kind: 'rewind-records', first: 1, last: 2 }, 0)).toBeUndefined();
  });

  it('a stream without dates is warned of once', () => {
    const session = new Driven(protocol).receive(HELLO).receive(`${READ}\r\n${READ}\r\n`);
    expect(session.of('notice')).toMatchObject([{ code: 'no-date' }]);
  });

  it('of nothing but garbage ends', () => {
    const session = new Driven(protocol).receive('garbage\r\n'.repeat(300));
    expect(session.of('close')[0]).toMatchObject({ code: 'garbage' });
  });
});

describe('a file of a controller', () => {
  const reader = (): { line: (text: string) => ReturnType<typeof fileRead> | undefined } => {
    const opened = format.open({ timeZone: 'UTC', settings: {} });
    return { line: (text) => opened.line(text, 1) };
  };

  it('has local clocks that look like Unix seconds, numbers with or without zeros, eleven fields or twelve', () => {
    expect(FILE.map((line) => read(reader().line(line)!))).toMatchObject([
      {
        chip: '9511',
        box: '12000C',
        antenna: 8,
        rssi: -63,
        said: { basis: 'local', ms: wall('2021-05-08T07:24:28.640') },
        identity: ['12000C', '1', '9511', '1620458668640'],
        replay: true,
      },
      { chip: '009573', identity: ['104484', '1', '009573', '1620460343170'] },
      { chip: '99995', rssi: -59 },
    ]);
  });

  it('of a box that was carried on holds the records of the file before: they are the same', () => {
    const renumbered = FILE[0]!.replace('TO~1~', 'TO~000001~').replace('~1~P', '~000001~P');
    expect(read(reader().line(renumbered)!).identity).toEqual(read(reader().line(FILE[0]!)!).identity);
  });

  it('markers are guns and clock changes, never reads; a clock from 1980 is one', () => {
    expect(MARKS.map((line) => read(reader().line(line)!))).toMatchObject([
      {
        kind: 'gun',
        box: 'I11A9D',
        marker: 'Gun: Button Press',
        said: { basis: 'local', ms: wall('2021-05-08T08:00:55.160') },
      },
      { kind: 'marker', marker: 'TimeChange: 80010100012824' },
      { kind: 'marker', said: { ms: wall('2021-05-08T11:05:17.950') } },
    ]);
  });

  it('says by its markers where the box stood and what its clock was set by, wherever they stand in it', () => {
    const lines = [
      'BOX1,1,TimeChange,2,21050807134000,80010100100000',
      ...[1, 2, 3].map((no) => `TO~00000${no}~9511~160~18~162045866${no}.00~12000C~8~-63~${no}~P`),
      'BOX1,2,Point,3,21050807200000,FINISH',
    ];
    const found = (text: readonly string[]) => {
      const opened = format.open({ timeZone: 'UTC', settings: {}, lines: text });
      return text.map((line) => read(opened.line(line, 1)!)).filter(({ kind }) => kind === 'read');
    };
    const byMs = wall('2021-05-08T07:13:40.000') - wall('1980-01-01T00:10:00.000');
    for (const text of [lines, lines.toReversed()])
      expect(
        found(text)
          .sort((a, b) => a.said.ms - b.said.ms)
          .map(({ place, jumpMs }) => [place, jumpMs]),
      ).toEqual([
        [undefined, byMs],
        [undefined, undefined],
        ['FINISH', undefined],
      ]);
    // Of several boxes each marker is its own box's.
    expect(found([...lines, 'BOX2,1,Point,1,21050807200000,START']).map(({ place }) => place)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is recognised, and others are not', () => {
    expect(format.looksLike([...FILE, ...MARKS])).toBe(1);
    expect(format.looksLike(['aa400000000123450a2a01123018455927a7', '1,2,3'])).toBe(0);
  });

  it.each([
    ['TO~1~9511', 'invalid-line'],
    ['TO~1~9511~160~18~soon~12000C~8~-63~1~P~192', 'invalid-time'],
    ['TO~1~9511~160~18~1620458668.64~12000C~8~-63~one~P~192', 'invalid-sequence'],
    ['I11A9D,32,Gun,252,21130808005516,Button Press', 'invalid-marker'],
  ])('%s is refused', (line, code) => {
    expect(reader().line(line)).toMatchObject({ code });
  });
});

it(`${HOSTILE_INPUTS} hostile lines are read or refused, never more`, () => {
  const random = seeded(61_611);
  const good = [READ, ISO, GUN, NEW, ...FILE, ...MARKS];
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    const text = hostileLine(random, good);
    const streamed = streamLine(text);
    const found = ['read' in streamed ? streamed.read : undefined, fileRead(text), fileMarker(text)];
    for (const one of found) {
      if (one === undefined || isRefused(one)) continue;
      reads++;
      if (!Number.isSafeInteger(one.said.ms) || (one.chip?.length ?? 1) > 64 || (one.box?.length ?? 1) > 64)
        throw new Error(`out of bounds: ${text}`);
    }
  }
  expect(reads).toBeGreaterThan(1000);
});
