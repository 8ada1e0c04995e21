/** Our own line protocol: who may speak, what is acknowledged when, and where a sender goes on. */
import { describe, expect, it } from '@jest/globals';
import { conforms } from '../../testing/conformance.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { Driven } from '../../testing/session-kit.js';
import { isRefused } from '../../protocol.js';
import { protocol } from './index.js';
import { rowOf } from './record.js';

const HELLO = 'HELLO 1 gate secret epoch=boot-7\n';
const ROWS = [
  '1,AB12,2026-10-03T08:10:04.120Z,2,-61.5,read\n',
  '{"seq":2,"bib":"017","time":"2026-10-03T08:10:05.250+02:00","kind":"manual"}\n',
  '{"seq":3,"chip":"AB13","at":1791015006000,"point":"turn"}\n',
  '4,AB14,2026-10-03T10:10:07.001\n',
  '5,,2026-10-03T08:00:00Z,,,gun\n',
];

conforms({
  protocol,
  greeting: HELLO,
  messages: ROWS,
  reads: 5,
  end: '\n',
  named: { message: '{"seq":9,"tag":"Zoë","time":"2026-10-03T08:10:04Z"}\n', reads: 1 },
});

describe('rows', () => {
  it('are read as they were written, the zone kept apart from the figures', () => {
    const { reads } = new Driven(protocol).receive(HELLO + ROWS.join('')).heard;
    expect(reads.map(({ raw: _raw, box: _box, ...read }) => read)).toEqual([
      {
        kind: 'read',
        epoch: 'boot-7',
        seq: 1,
        chip: 'AB12',
        antenna: 2,
        rssi: -61.5,
        said: { basis: 'stated', ms: Date.parse('2026-10-03T08:10:04.120Z'), zoneMs: 0 },
      },
      {
        kind: 'manual',
        epoch: 'boot-7',
        seq: 2,
        bib: '017',
        said: { basis: 'stated', ms: Date.parse('2026-10-03T08:10:05.250Z'), zoneMs: 7_200_000 },
      },
      {
        kind: 'read',
        epoch: 'boot-7',
        seq: 3,
        chip: 'AB13',
        place: 'turn',
        said: { basis: 'stated', ms: 1791015006000, zoneMs: 0 },
      },
      {
        kind: 'read',
        epoch: 'boot-7',
        seq: 4,
        chip: 'AB14',
        said: { basis: 'local', ms: Date.parse('2026-10-03T10:10:07.001Z') },
      },
      {
        kind: 'gun',
        epoch: 'boot-7',
        seq: 5,
        marker: 'gun',
        said: { basis: 'stated', ms: Date.parse('2026-10-03T08:00:00Z'), zoneMs: 0 },
      },
    ]);
  });

  it.each([
    ['x,AB,2026-10-03T08:10:04Z', 'invalid-seq'],
    ['1,AB,yesterday', 'invalid-time'],
    ['1,AB,2026-02-30T08:10:04Z', 'invalid-time'],
    ['1,,2026-10-03T08:10:04Z', 'invalid-tag'],
    [`1,${'A'.repeat(65)},2026-10-03T08:10:04Z`, 'invalid-tag'],
    ['1,AB,2026-10-03T08:10:04Z,300', 'invalid-antenna'],
    ['1,AB,2026-10-03T08:10:04Z,1,-60,lap', 'invalid-kind'],
    ['{"seq":1,"bib":"1 7","time":"2026-10-03T08:10:04Z"}', 'invalid-bib'],
    ['{"seq":1', 'invalid-row'],
    ['hello', 'invalid-row'],
  ])('%s is refused by name, and the sender is told', (row, code) => {
    const session = new Driven(protocol).receive(HELLO);
    session.answers();
    session.receive(`${row}\n${ROWS[0]}`);
    expect(session.heard.refused).toMatchObject([{ code }]);
    expect(session.heard.reads).toHaveLength(1);
    expect(session.answers()).toContain(`ERR ${code} `);
  });
});

describe('a sender', () => {
  it('is told where to go on, for its own epoch', () => {
    const cursors = [
      { box: 'gate', epoch: 'boot-7', lastSeq: 1041, missing: [], atMs: 2 },
      { box: 'gate', epoch: 'boot-6', lastSeq: 9000, missing: [], atMs: 1 },
    ];
    expect(new Driven(protocol, { cursors }).receive(HELLO).answers()).toBe('OK last=1041\n');
    expect(new Driven(protocol, { cursors }).receive(HELLO.replace('7', '8')).answers()).toBe('OK last=-1\n');
  });

  it('is told which numbers never came; they are shown until they come', () => {
    const cursors = [
      {
        box: 'gate',
        epoch: 'boot-7',
        lastSeq: 9,
        missing: [
          { first: 3, last: 3 },
          { first: 5, last: 7 },
        ],
        atMs: 2,
      },
    ];
    const session = new Driven(protocol, { cursors }).receive(HELLO);
    expect(session.answers()).toBe('OK last=9 missing=3,5-7\n');
    for (const seq of [3, 6, 12]) session.receive(`${seq},AB,2026-10-03T08:10:04Z\n`);
    expect(session.of('gap').map(({ box, first, last, filled }) => [box, first, last, filled])).toEqual([
      ['gate', 3, 3, true],
      ['gate', 5, 7, true],
      ['gate', 5, 5, false],
      ['gate', 7, 7, false],
      ['gate', 10, 11, false],
    ]);
  });

  it('that never greets is let go, also when it lets a byte fall now and then', () => {
    const session = new Driven(protocol);
    for (let i = 0; i < 31; i++) session.receive('H').tick();
    expect(session.of('close')).toMatchObject([{ code: 'no-hello' }]);
  });

  it('that becomes garbage is cut off too, later; and so is a line that never ends', () => {
    const session = new Driven(protocol).receive(HELLO + ROWS[0]);
    for (let i = 0; i < 4999; i++) session.receive('garbage garbage\n');
    expect(session.of('close')).toEqual([]);
    session.receive('garbage garbage\n');
    expect(session.of('close')).toMatchObject([{ code: 'garbage' }]);
    const endless = new Driven(protocol).receive(HELLO);
    for (let i = 0; i < 1700; i++) endless.receive('x'.repeat(8192));
    expect(endless.of('close')).toMatchObject([{ code: 'garbage' }]);
  });

  it('hears nothing of what is not on disk yet', () => {
    const session = new Driven(protocol, { stores: false }).receive(HELLO);
    session.answers();
    session.receive(ROWS.join('')).tick(5000);
    expect(session.answers()).toBe('');
    expect(session.stored(1).answers()).toBe('ACK 5\n');
  });

  it('with a wrong token or no greeting is let go with a word', () => {
    for (const [first, code] of [
      [HELLO, 'wrong-token'],
      ['GET / HTTP/1.1\r\n\r\n', 'no-hello'],
      ['HELLO 2 gate secret epoch=1\n', 'no-hello'],
    ] as const) {
      const session = new Driven(protocol, { admits: () => false }).receive(first);
      expect(session.of('close')[0]).toMatchObject({ code });
      expect(session.answers()).toContain(`ERR ${code}`);
    }
  });

  it('is asked whether it is still there, and answered', () => {
    const session = new Driven(protocol).receive(HELLO);
    session.answers();
    expect(session.tick(10_000).answers()).toBe('PING\n');
    expect(session.receive('PING\n').answers()).toBe('PONG\n');
  });

  it('of nothing but garbage is cut off', () => {
    const session = new Driven(protocol).receive(HELLO);
    for (let i = 0; i < 250; i++) session.receive('garbage garbage\n');
    expect(session.of('close')[0]).toMatchObject({ code: 'garbage' });
  });
});

it(`${HOSTILE_INPUTS} hostile rows are read or refused, never more`, () => {
  const random = seeded(7);
  const good = ROWS.map((row) => row.trimEnd());
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    const row = rowOf(hostileLine(random, good), 'e');
    if (isRefused(row)) {
      if (row.raw.length > 200 || row.message === '') throw new Error(`refusal out of bounds: ${row.raw}`);
      continue;
    }
    reads++;
    const isWhole = Number.isSafeInteger(row.said.ms) && Number.isSafeInteger(row.seq);
    if (!isWhole || (row.chip?.length ?? 1) > 64 || (row.bib?.length ?? 1) > 16)
      throw new Error(`read out of bounds: ${row.raw}`);
  }
  expect(reads).toBeGreaterThan(1000);
});

describe('a line that is no row', () => {
  const row = (seq: number): string => `${seq},AB12,2026-10-03T08:10:${10 + seq}.000Z\n`;

  it('may have taken a row with it: the sender is sent back there before anything later is acknowledged, once', () => {
    const session = new Driven(protocol, { stores: false }).receive(HELLO + row(1));
    session.stored(1).answers();
    session.receive(`~~~~${row(2)}`).receive(row(3));
    expect(session.answers()).toMatch(/^ERR [^\n]+\nOK last=1\n$/);
    session.receive(row(2) + row(3) + row(4));
    expect(session.stored(2).stored(3).answers()).toMatch(/^ACK 3\nACK 4\n$|^ACK 4\n$/);
  });

  it('that stays none stops nobody: what comes after it goes on', () => {
    const session = new Driven(protocol).receive(HELLO + row(1));
    session.answers();
    const bad = '2,AB12,yesterday\n';
    session.receive(bad + row(3));
    session.receive(bad + row(3) + row(4));
    expect(session.answers().match(/OK last=/g)).toHaveLength(1);
    expect(session.heard.reads.at(-1)?.seq).toBe(4);
  });
});
