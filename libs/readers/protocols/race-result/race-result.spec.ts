/** RACE RESULT decoders: numbers without holes, files that change, a box in test mode, clocks without a date. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { conforms } from '../../testing/conformance.js';
import { hostileLine, seeded } from '../../testing/hostile.js';
import { Driven, type DriveOptions } from '../../testing/session-kit.js';
import { protocol } from './index.js';
import { passingRecord } from './record.js';

const wall = (text: string): number => Date.parse(`${text}Z`);
/** 20 fields, as a box of protocol 2.0 tells them. */
const record = (no: number, code = 'ZICAD30', file = 177, date = '2026-10-03', time = '10:00:00.477'): string =>
  `${no};${code};${date};${time};0;72;12;0;0;;;0;;;;;Finish;${file};3;D-50432`;
const SHORT = '1;33;0000-00-00;00:00:02.773;6692;12;-68;09ca52';
const V2 = '7750;ZCMBG52;;10:50:00.477;0;72;127;;1;1;1;;16731;2';
const GREETING = [
  'GETPROTOCOL;2.0;1.0;2.4',
  'SETPROTOCOL;2.0',
  'GETCONFIG;GENERAL;BOXNAME;Finish;D-50432',
  'GETSTATUS;2026-10-03;10:00:00.000;1;11110000;1;177;1;49.0,8.4;1;88;31;30;;0;;;;;;1;1;0;0;0;0',
  'GETTIME;2026-10-03;10:00:00.000',
  'PASSINGS;0;177',
]
  .map((line) => `${line}\r\n`)
  .join('');

conforms({
  protocol,
  greeting: GREETING,
  messages: [1, 2, 3].map((no) => `#P;${record(no)}\r\n`),
  reads: 3,
  end: '\r\n',
  named: { message: `#P;${record(4).replace('Finish', 'Zürich')}\r\n`, reads: 1 },
});

describe('a passing', () => {
  const readOf = (text: string, options = {}): CanonicalRead => {
    const found = passingRecord(text, options);
    if ('code' in found) throw new Error(found.message);
    return found.read;
  };

  it('of 20 fields has a number in a file, a place of its own and a strength', () => {
    expect(readOf(record(7))).toEqual({
      kind: 'read',
      chip: 'ZICAD30',
      epoch: '177',
      seq: 7,
      said: { basis: 'local', ms: wall('2026-10-03T10:00:00.477') },
      rssi: 12,
      antenna: 3,
      raw: record(7),
    });
  });

  it('of 8 fields is one as well', () => {
    expect(readOf(SHORT, { fileNumber: '5' })).toMatchObject({
      chip: '33',
      epoch: '5',
      seq: 1,
      said: { basis: 'since-start', ms: 2773 },
      rssi: -68,
    });
  });

  it('of a bib set that is not of this race is of nobody', () => {
    expect(readOf(SHORT, { bibSets: ['6692'] }).chip).toBe('33');
    expect(readOf(SHORT, { bibSets: ['7001'] }).chip).toBe('6692-33');
    expect(readOf(record(7), { bibSets: ['7001'] }).chip).toBe('ZICAD30');
  });

  it('pushed or pulled is the same record', () => {
    expect(readOf(`#P;${record(7)}`)).toEqual(readOf(record(7)));
  });

  it('counts days since the start where there is no date, and has none where the field is empty', () => {
    expect(readOf(record(1, 'A', 1, '0000-00-01', '00:00:00.500')).said).toEqual({
      basis: 'since-start',
      ms: 86_400_500,
    });
    expect(readOf(V2).said).toEqual({ basis: 'time-of-day', ms: wall('1970-01-01T10:50:00.477') });
  });

  it('of a version 1 export has all behind column 11 one to the left', () => {
    const v1 = '7750;ZCMBG52;2026-10-03;10:50:00.477;0;72;127;;1;1;1;16731;2;20;0;Finish;177;3;D-50432';
    expect(readOf(v1, { layout: 'v1' })).toMatchObject({ epoch: '177', antenna: 3 });
  });

  it('99999, or what the box was told, is a marker and no read', () => {
    expect(readOf(record(1, '99999'))).toMatchObject({ kind: 'marker', marker: 'trigger', seq: 1 });
    expect(readOf(record(1, '8888'), { markerCode: '8888' })).toMatchObject({ kind: 'marker' });
    expect(readOf(record(1, '99999'), { markerCode: '8888' })).toMatchObject({ kind: 'read' });
  });

  it('of an active tag unpacks its strength', () => {
    expect(readOf('1;ACT1;2026-10-03;10:00:00.000;0;9;5c;;1;1;1;0;10000;3;20;0;Finish;177;1;D-1').rssi).toBe(
      -90 + ((0x5c & 0x70) >> 2),
    );
  });

  it.each([
    ['1;33;0000-00-00', 'invalid-record'],
    ['x;33;2026-10-03;10:00:00.000;0;1;1;', 'invalid-number'],
    ['1;;2026-10-03;10:00:00.000;0;1;1;', 'invalid-code'],
    ['1;33;2026-13-03;10:00:00.000;0;1;1;', 'invalid-time'],
    ['1;33;2026-10-03;24:00:00.000;0;1;1;', 'invalid-time'],
  ])('%s is refused', (text, code) => {
    expect(passingRecord(text)).toMatchObject({ code });
  });
});

/** A decoder that answers what it is asked, and misbehaves as told. */
class Decoder {
  records: string[] = [];
  file = 177;
  operating = true;
  clock = '2026-10-03;10:00:00.000';
  /** What it says it has, if that is not true. */
  claims: number | undefined;
  readonly session: Driven;

  constructor(options: DriveOptions = {}, records = 0) {
    this.note(records);
    this.session = new Driven(protocol, options);
    this.answer();
  }

  note(count: number): void {
    for (let i = 0; i < count; i++)
      this.records.push(
        record(this.records.length + 1, 'C1', this.file, '2026-10-03', `10:00:0${this.records.length % 10}.000`),
      );
  }

  push(no: number): void {
    this.session.receive(`#P;${this.records[no - 1]}\r\n`);
    this.answer();
  }

  /** Answers everything that was asked. */
  answer(): void {
    for (let asked = this.session.answers(); asked !== ''; asked = this.session.answers())
      for (const command of asked.split('\r\n').filter((line) => line !== ''))
        this.session.receive(this.reply(command));
  }

  reply(command: string): string {
    if (command === 'PASSINGS') return `PASSINGS;${this.claims ?? this.records.length};${this.file}\r\n`;
    if (command === 'GETTIME') return `GETTIME;${this.clock}\r\n`;
    if (command === 'GETSTATUS')
      return `GETSTATUS;2026-10-03;10:00:00.000;1;11000000;${this.operating ? 1 : 0};${this.file};1;;1;88;31;30;;0;;;;;;1;1;0;0;0;0\r\n`;
    const pull = /^(\d+):(\d+)$/.exec(command);
    if (!pull) return `${command}\r\n`;
    const [first, count] = [Number(pull[1]), Number(pull[2])];
    const lines = this.records.slice(first - 1, first - 1 + count);
    const only = lines.length < count ? `ONLY ${lines.length}\r\n` : '';
    return `${only}${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
  }

  get seqs(): string[] {
    return this.session.heard.reads.map(({ epoch, seq }) => `${epoch}:${seq}`);
  }
}

const upTo = (last: number, file = '177'): string[] => Array.from({ length: last }, (_, i) => `${file}:${i + 1}`);
const HAVE_3 = { cursors: [{ epoch: '177', lastSeq: 3, missing: [], atMs: 1 }] };

describe('the talk with a decoder', () => {
  it('pulls what it has, page by page, then is pushed the rest', () => {
    const decoder = new Decoder({}, 150);
    expect(decoder.seqs).toEqual(upTo(150));
    decoder.note(1);
    decoder.push(151);
    expect(decoder.seqs).toEqual(upTo(151));
    expect(decoder.session.heard.reads.map(({ replay }) => replay === true).indexOf(false)).toBe(150);
  });

  it('never starts, stops, sets or clears anything', () => {
    const session = new Driven(protocol).receive(GREETING);
    for (let i = 0; i < 2000; i++) session.tick();
    expect(session.heard.sent).not.toMatch(/STARTOPERATION|STOPOPERATION|SETTIME|CLEARFILES/);
    expect(session.heard.sent).toContain('SETPUSHPASSINGS;1;0\r\n');
  });

  it('goes on behind what the log has, and asks for the holes in it', () => {
    expect(new Decoder(HAVE_3, 5).seqs).toEqual(['177:4', '177:5']);
    const holes = { cursors: [{ epoch: '177', lastSeq: 5, missing: [{ first: 2, last: 3 }], atMs: 1 }] };
    expect(new Decoder(holes, 5).seqs.sort()).toEqual(['177:2', '177:3']);
  });

  it('a number passed over is a gap, asked for at once, and told when it is filled', () => {
    const decoder = new Decoder();
    decoder.note(5);
    decoder.push(1);
    decoder.push(5);
    expect(decoder.seqs.sort()).toEqual(upTo(5));
    expect(decoder.session.of('gap').map(({ first, last, filled }) => [first, last, filled])).toEqual([
      [2, 4, false],
      [2, 4, true],
    ]);
  });

  it('a gap of several pages is told when all of it is filled, one that is given up never', () => {
    const decoder = new Decoder();
    decoder.note(200);
    decoder.push(1);
    decoder.push(200);
    expect(new Set(decoder.seqs)).toEqual(new Set(upTo(200)));
    const gaps = () => decoder.session.of('gap').map(({ first, last, filled }) => [first, last, filled]);
    expect(gaps()).toEqual([
      [2, 199, false],
      [2, 199, true],
    ]);
    decoder.session.receive(`#P;${record(203)}\r\n`);
    for (let i = 0; i < 12; i++) decoder.answer();
    expect(gaps().slice(2)).toEqual([[201, 202, false]]);
  });

  it('one that gives less at once than it is asked for is asked until it has given all', () => {
    const session = new Driven(protocol).receive(GREETING.replace('PASSINGS;0', 'PASSINGS;150'));
    for (let turn = 0; turn < 60; turn++) {
      const [, first] = /(\d+):\d+\r\n$/.exec(session.answers()) ?? [];
      if (first === undefined) break;
      const numbers = Array.from({ length: 10 }, (_, i) => Number(first) + i).filter((no) => no <= 150);
      session.receive(`ONLY 10\r\n${numbers.map((no) => `${record(no)}\r\n`).join('')}\r\n`);
    }
    expect(new Set(session.heard.reads.map(({ seq }) => seq)).size).toBe(150);
  });

  it('one that gives something else than it is asked for is not asked without end', () => {
    const session = new Driven(protocol).receive(GREETING.replace('PASSINGS;0', 'PASSINGS;5'));
    for (let i = 0; i < 50; i++) session.receive(`${record(1)}\r\n\r\n`);
    expect(session.answers().match(/^\d+:\d+\r$/gm)!.length).toBeLessThan(6);
  });

  it('what is being pulled anyway is no gap, and one that takes long is not asked for twice', () => {
    const session = new Driven(protocol).receive(GREETING.replace('PASSINGS;0', 'PASSINGS;5'));
    session.receive(`#P;${record(6)}\r\n`);
    expect(session.of('gap')).toEqual([]);
    session.answers();
    for (let no = 1; no <= 5; no++) session.receive(`${record(no)}\r\n`).tick(4000);
    expect(session.answers()).not.toMatch(/^\d+:\d+\r$/m);
    session.receive('\r\n');
    expect(session.heard.reads.map(({ seq }) => seq)).toEqual([6, 1, 2, 3, 4, 5]);
  });

  it('all asked for again by a person while a page is on its way is all asked for', () => {
    const decoder = new Decoder({ cursors: [{ epoch: '177', lastSeq: 10, missing: [], atMs: 1 }] }, 10);
    decoder.note(30);
    decoder.session.tick(10_000);
    decoder.session.receive('PASSINGS;40;177\r\n');
    decoder.session.take(decoder.session.session.request!({ kind: 'rewind-all' }, decoder.session.nowMs)!);
    decoder.answer();
    expect(new Set(decoder.seqs)).toEqual(new Set(upTo(40)));
  });

  it('bibs of two sets are told once, unless the own ones are named', () => {
    const two = '1;33;2026-10-03;10:00:00.000;6692;1;1;x\r\n2;33;2026-10-03;10:00:01.000;7001;1;1;x\r\n';
    const said = (settings: object): string[] =>
      new Driven(protocol, { settings: { ...settings } })
        .receive(GREETING)
        .receive(`${two}${two}`)
        .of('notice')
        .map(({ code }) => code);
    expect(said({})).toEqual(['bib-sets']);
    expect(said({ bibSets: ['6692'] })).toEqual([]);
  });

  it('a pushed passing in the middle of a pull is kept, and the pull goes on', () => {
    const decoder = new Decoder({}, 0);
    decoder.note(10);
    decoder.session.tick(10_000);
    const asked = decoder.session.answers();
    decoder.session.receive('PASSINGS;10;177\r\n');
    const pull = /(\d+:\d+)\r\n/.exec(decoder.session.answers())![1]!;
    const reply = decoder.reply(pull).split('\r\n');
    decoder.note(1);
    reply.splice(3, 0, `#P;${decoder.records[10]}`);
    decoder.session.receive(reply.join('\r\n'));
    decoder.answer();
    expect(asked).toContain('PASSINGS');
    expect([...new Set(decoder.seqs)].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)))).toEqual(upTo(11));
  });

  it('the empty line that ends a block may come in two packets, and ONLY n is no passing', () => {
    const decoder = new Decoder();
    decoder.note(5);
    decoder.session.receive('PASSINGS;5;177\r\n').answers();
    for (const byte of Buffer.from('ONLY 3\r\n')) decoder.session.receive(Uint8Array.of(byte));
    for (const line of decoder.records.slice(0, 3)) decoder.session.receive(`${line}\r\n`);
    decoder.session.receive('\r').receive('\n');
    decoder.answer();
    expect([...new Set(decoder.seqs)]).toEqual(upTo(5));
  });

  it('what it has not, in spite of its count, is asked for a few times and given up', () => {
    const decoder = new Decoder({}, 5);
    decoder.claims = 9;
    for (let i = 0; i < 12; i++) {
      decoder.session.tick(10_000);
      decoder.answer();
    }
    expect(new Set(decoder.seqs)).toEqual(new Set(upTo(5)));
    decoder.note(5);
    decoder.push(10);
    expect(new Set(decoder.seqs)).toEqual(new Set(upTo(10)));
  });

  it('a new file in mid-race is a new epoch, pulled from its first; nothing of the old one is taken for a duplicate', () => {
    const decoder = new Decoder({}, 3);
    decoder.file = 178;
    decoder.records = [];
    decoder.note(2);
    decoder.session.tick(10_000);
    decoder.answer();
    expect(decoder.seqs).toEqual([...upTo(3), ...upTo(2, '178')]);
    expect(decoder.session.of('epoch').map(({ epoch }) => epoch)).toEqual(['177', '178']);
    expect(decoder.session.of('notice').find(({ code }) => code === 'file-178')?.message).toContain('file 177');
  });

  it('a pushed passing of another file is noticed before anybody asks', () => {
    const decoder = new Decoder({}, 3);
    decoder.file = 178;
    decoder.records = [];
    decoder.note(1);
    decoder.push(1);
    expect(decoder.seqs).toEqual([...upTo(3), '178:1']);
  });

  it('a count that goes down under the same number is another epoch, too', () => {
    const decoder = new Decoder({ cursors: [{ epoch: '177', lastSeq: 900, missing: [], atMs: 1 }] }, 2);
    expect(decoder.seqs).toEqual(['177.2:1', '177.2:2']);
  });

  it('test mode is told in words, once, and again after it was left', () => {
    const decoder = new Decoder();
    decoder.operating = false;
    for (let i = 0; i < 3; i++) {
      decoder.session.tick(5000);
      decoder.answer();
    }
    expect(decoder.session.of('notice').filter(({ code }) => code === 'test-mode')).toHaveLength(1);
    expect(decoder.session.of('box').at(-1)?.state).toMatchObject({
      recording: false,
      mode: 'test',
      batteryPct: 88,
      antennas: '1 2',
    });
    decoder.operating = true;
    decoder.session.tick(5000);
    decoder.answer();
    expect(decoder.session.of('box').findLast(({ state }) => state.mode !== undefined)?.state.recording).toBe(true);
  });

  it('its time is asked at once and every ten minutes; half the way there and back is taken off', () => {
    const session = new Driven(protocol, { nowMs: wall('2026-10-03T08:00:00.000') });
    session.nowMs += 40;
    session.receive('GETTIME;2026-10-03;10:00:01.000\r\n');
    expect(session.of('clock')).toMatchObject([{ offsetMs: -7_200_980, roundTripMs: 40 }]);
    session.answers();
    for (let i = 0; i < 600; i++) session.tick(1000);
    expect(session.answers().match(/GETTIME/g)).toHaveLength(1);
  });

  it('the time it told on a new connection is of the file it told after that', () => {
    const session = new Driven(protocol, HAVE_3).receive(GREETING.replace('PASSINGS;0;177', 'PASSINGS;0;178'));
    expect(session.of('epoch')).toEqual([{ kind: 'epoch', epoch: '178', clockHolds: true }]);
    session.receive(`#P;${record(1, 'C1', 178)}\r\n`);
    expect(session.heard.reads).toHaveLength(1);
  });

  it('passings of a file whose clock is not known yet wait for the answer', () => {
    const decoder = new Decoder({}, 1);
    decoder.session.receive(`#P;${record(1, 'C1', 178, '0000-00-00', '00:00:09.000')}\r\n`);
    expect(decoder.seqs).toEqual(upTo(1));
    decoder.session.receive('GETTIME;0000-00-00;00:00:10.000\r\n');
    expect(decoder.seqs).toEqual([...upTo(1), '178:1']);
  });

  it('of nothing but garbage ends', () => {
    const session = new Driven(protocol).receive('garbage garbage\r\n'.repeat(300));
    expect(session.of('close')[0]).toMatchObject({ code: 'garbage' });
  });
});

it('a stream of hostile answers never throws, stalls or asks without end', () => {
  const random = seeded(9);
  const session = new Driven(protocol);
  const good = [...GREETING.split('\r\n'), record(1), `#P;${record(900)}`, 'PASSINGS;99999;12', 'ONLY 3', ''];
  for (let i = 0; i < 20_000; i++) {
    session.receive(`${hostileLine(random, good)}\r\n`);
    if (i % 50 === 0) session.tick();
  }
  expect(session.heard.sent.length).toBeLessThan(4_000_000);
});
