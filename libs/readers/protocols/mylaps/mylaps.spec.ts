/** MYLAPS: records by position and by key, answers only for what is on disk, messages that come again. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { isRefused } from '../../protocol.js';
import { conforms } from '../../testing/conformance.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { Driven } from '../../testing/session-kit.js';
import { protocol } from './index.js';
import { markerOf, v1Read, v2Read } from './record.js';

const V1 = [
  'KV8658316:13:57.417 3 0F  1000025030870',
  'LZ6302115:37:40.704 5 0F  1000125030862',
  '0RK9T6N 13:50:23.30 9323  1000009080387',
];
const V2 = 't=13:11:30.904|c=0000041|ct=UH|d=120606|l=13|dv=4|re=0|an=00001111|g=0|b=41|n=41';
const V2_UTC = 'c=KV86583|utc=1741445637417|ts=GPS|d=250308|t=16:13:57.417|h=12|amd=-61|dm=0004B70700DF|ans=3';
const GUN = 't=11:03:40.347|mt=Gunshot|n=Gunshot 1';
const STORE = `MTB Split 4Km@Store@${V1[0]}@${V1[1]}@2@$`;
const read = (found: ReturnType<typeof v1Read>): CanonicalRead => {
  if (isRefused(found)) throw new Error(found.message);
  return found;
};
const wall = (text: string): number => Date.parse(`${text}Z`);

conforms({
  protocol,
  greeting: '\0\0Finish@Pong@$\r\n',
  messages: [`${STORE}\r\n`, `Finish@Passing@${V2}@${V2_UTC}@1016@$\r\n`, `Finish@Marker@${GUN}@4@$\r\n`],
  reads: 5,
  end: '$',
  named: { message: `Zürich = 2Km@Store@${V1[2]}@3@$`, reads: 1 },
});

describe('a record of version 1', () => {
  it.each([
    [V1[0]!, 'KV86583', '2025-03-08T16:13:57.417', 15],
    [V1[1]!, 'LZ63021', '2025-03-08T15:37:40.704', 15],
    [V1[2]!, '0RK9T6N', '2009-08-03T13:50:23.300', 3],
  ])('%s', (text, chip, at, antenna) => {
    expect(read(v1Read(text, 'Finish'))).toMatchObject({
      kind: 'read',
      chip,
      box: 'Finish',
      place: 'Finish',
      said: { basis: 'local', ms: wall(at) },
      antenna,
      raw: text,
    });
  });

  it('with a wrong checksum, a character more or less, or a day that is none is refused', () => {
    for (const [text, code] of [
      [`${V1[0]!.slice(0, 37)}71`, 'wrong-checksum'],
      [V1[0]!.replace('16:13', '16:14'), 'wrong-checksum'],
      [` ${V1[0]}`, 'invalid-length'],
      [V1[0]!.slice(1), 'invalid-length'],
    ] as const)
      expect(v1Read(text, 'F')).toMatchObject({ code });
  });

  it('is itself by what it says, wherever it is sent again', () => {
    expect(read(v1Read(V1[0]!, 'A')).identity).toEqual(read(v1Read(V1[0]!, 'B')).identity);
    expect(read(v1Read(V1[0]!, 'A')).identity).not.toEqual(read(v1Read(V1[1]!, 'A')).identity);
  });
});

describe('a record of version 2', () => {
  it('with UTC is an instant, in any order of its keys', () => {
    const found = read(v2Read(V2_UTC, 'Finish'));
    expect(found).toMatchObject({
      chip: 'KV86583',
      said: { basis: 'stated', ms: 1741445637417, zoneMs: 0 },
      antenna: 3,
      rssi: -61,
    });
    expect(read(v2Read(V2_UTC.split('|').toReversed().join('|'), 'Finish'))).toMatchObject({
      identity: found.identity,
      said: found.said,
    });
  });

  it('of another antenna in the same ms is another record, and none is refused for the other', () => {
    const heardBy = (antenna: number, dbm: number) =>
      read(v2Read(`c=KV86583|utc=1741445637417|ans=${antenna}|amd=${dbm}`, 'Finish')).identity;
    expect(new Set([heardBy(3, -61), heardBy(4, -61), heardBy(3, -64)].map(String)).size).toBe(3);
    expect(heardBy(3, -61)).toEqual(heardBy(3, -61));
  });

  it('without UTC is a wall clock, with or without a date', () => {
    expect(read(v2Read(V2, 'F'))).toMatchObject({
      chip: '0000041',
      said: { basis: 'local', ms: wall('2012-06-06T13:11:30.904') },
      antenna: 15,
    });
    expect(read(v2Read('c=0000041|t=13:11:30.904', 'F'))).toMatchObject({
      said: { basis: 'time-of-day', ms: wall('1970-01-01T13:11:30.904') },
    });
  });

  it.each([
    ['t=13:11:30.904', 'invalid-chip'],
    ['c=1|t=25:00:00.000', 'invalid-time'],
    ['c=1|d=120631|t=11:00:00.000', 'invalid-time'],
    ['nonsense', 'invalid-record'],
  ])('%s is refused', (text, code) => {
    expect(v2Read(text, 'F')).toMatchObject({ code });
  });
});

it('guns and markers of both versions are never reads', () => {
  expect(markerOf(GUN, 'F')).toMatchObject({
    kind: 'gun',
    marker: 'Gunshot: Gunshot 1',
    said: { basis: 'time-of-day' },
  });
  expect(markerOf('t=2017-10-25 11:03:40.347|mt=gun', 'F')).toMatchObject({
    kind: 'gun',
    said: { basis: 'local', ms: wall('2017-10-25T11:03:40.347') },
  });
  expect(markerOf('2025-03-09 05:57:56.027|ext-gun|Extern gunshot', 'F')).toMatchObject({
    kind: 'gun',
    marker: 'ext-gun: Extern gunshot',
    said: { ms: wall('2025-03-09T05:57:56.027') },
  });
  expect(markerOf('t=11:03:40.347|mt=Marker|n=Lap 1', 'F')).toMatchObject({ kind: 'marker' });
});

describe('the talk', () => {
  it('asks for version 2 with exactly one @ before it; a location at a time', () => {
    const session = new Driven(protocol).receive('Start - Finish@Pong@$');
    expect(session.answers()).toMatch(
      /^Loopline@AckPong@Version2\.1@c\|ct\|utc\|[\w|]+@id\|[\w|]+@\$Start - Finish@GetInfo@\$$/,
    );
    expect(new Driven(protocol, { settings: { version: 1 } }).receive('Finish@Pong@$').answers()).toBe(
      'Loopline@AckPong@$Finish@GetInfo@$',
    );
  });

  it('acknowledges nothing that is not on disk, and each message by its own number when it is', () => {
    const session = new Driven(protocol, { stores: false }).receive('Finish@Pong@$');
    session.answers();
    session.receive(STORE).receive(`Finish@Passing@${V2}@1016@$`).receive(`Finish@Marker@${GUN}@4@$`).tick(10_000);
    expect(session.answers()).toBe('');
    expect(session.stored(1).stored(2).stored(3).answers()).toBe(
      'Loopline@AckStore@2@$Loopline@AckPassing@1016@$Loopline@AckMarker@4@$',
    );
  });

  it('acknowledges nothing that only the local spool has; sent again, it is answered when the log has it', () => {
    const session = new Driven(protocol, { stores: false }).receive('Finish@Pong@$');
    session.answers();
    session.receive(STORE);
    session.take(session.session.spooled!(1, session.nowMs));
    expect(session.stored(1).answers()).toBe('');
    expect(session.receive(STORE).stored(2).answers()).toBe('Loopline@AckStore@2@$');
  });

  it('a message that comes again, 38 times, gives the same records each time', () => {
    const session = new Driven(protocol);
    for (let i = 0; i < 38; i++) session.receive(STORE);
    expect(new Set(session.heard.reads.map(({ identity }) => JSON.stringify(identity))).size).toBe(2);
    expect(session.answers().match(/AckStore@2@/g)).toHaveLength(38);
  });

  it('a message with one bad record is acknowledged for its good ones; the bad one is told', () => {
    const session = new Driven(protocol).receive(`Finish@Store@${V1[0]}@${V1[1]!.replace('5', '6')}@7@$`);
    expect(session.heard.reads).toHaveLength(1);
    expect(session.heard.refused).toMatchObject([{ code: 'wrong-checksum' }]);
    expect(session.answers()).toBe('Loopline@AckStore@7@$');
  });

  it('pings are answered, and sent when the line is quiet', () => {
    const session = new Driven(protocol).receive('Start@Pong@$');
    session.answers();
    expect(session.receive('Start@Ping@$').answers()).toBe('Start@AckPing@$');
    expect(session.tick(19_000).answers()).toBe('');
    expect(session.tick(1_000).answers()).toBe('Start@Ping@$');
  });

  it('locations and devices are told, of either version', () => {
    const session = new Driven(protocol).receive(
      'Toolkit@GetLocations@ln=Start@ln=5K@$20M@AckGetInfo@id=20250558687|n=BibTagDecoder00DF|mac=0004B70700DF|ant=2|bat=81@$Start@AckGetInfo@PSD-0C0210@Unknown@Laptop-7@$',
    );
    expect(session.of('box').map(({ box, state }) => [box, state])).toEqual([
      ['Start', { name: 'Start' }],
      ['5K', { name: '5K' }],
      ['20M', { name: 'BibTagDecoder00DF', batteryPct: 81, antennas: '2' }],
      ['Start', { name: 'PSD-0C0210' }],
    ]);
  });

  it('of nothing but garbage ends', () => {
    const session = new Driven(protocol);
    for (let i = 0; i < 250; i++) session.receive('GET / HTTP/1.1$');
    expect(session.of('close')[0]).toMatchObject({ code: 'garbage' });
  });
});

it(`${HOSTILE_INPUTS} hostile records are read or refused, never more`, () => {
  const random = seeded(3097);
  const good = [...V1, V2, V2_UTC, GUN];
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    const text = hostileLine(random, good);
    for (const parse of [v1Read, v2Read, markerOf]) {
      const found = parse(text, 'F');
      if (isRefused(found)) {
        if (found.raw.length > 200) throw new Error('a refusal out of bounds');
      } else {
        reads++;
        if (!Number.isSafeInteger(found.said.ms) || (found.chip?.length ?? 1) > 64)
          throw new Error(`out of bounds: ${text}`);
      }
    }
  }
  expect(reads).toBeGreaterThan(1000);
});

it('a stream of hostile bytes never throws and never grows', () => {
  const random = seeded(1);
  const session = new Driven(protocol);
  for (let i = 0; i < 5_000; i++)
    session.receive(`${hostileLine(random, [STORE, `Finish@Passing@${V2}@9@$`])}${random() < 0.5 ? '$' : ''}`);
  for (const { raw } of session.heard.refused) expect(raw.length).toBeLessThanOrEqual(200);
});
