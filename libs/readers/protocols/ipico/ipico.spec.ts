/** IPICO: hundredths that are hexadecimal, reads that come again, guns that are no reads. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { conforms } from '../../testing/conformance.js';
import { Driven } from '../../testing/session-kit.js';
import { survives } from '../../testing/survives.js';
import { format, protocol } from './index.js';
import { ipicoGun, ipicoRead } from './record.js';

const LINES = [
  'aa00058000123b3200012603071348503277',
  'aa400000000123450a2a01123018455927a7',
  'aa0005800012860800012603062027472353',
];
const LONG = 'aa00058000123b3200012603081222022f060080cd';
const GUN = 'ab000a2c260306052004151b2782ae';
const ACK = 'ab00000121';
const wall = (text: string): number => Date.parse(`${text}Z`);
const line = (text: string): CanonicalRead => {
  const found = ipicoRead(text);
  if ('code' in found) throw new Error(found.message);
  return found;
};
/** The same line with another counter of its signal, and the checksum that goes with it. */
function summed(body: string): string {
  const sum = [...Buffer.from(body)].reduce((total, code) => total + code, 0) & 0xff;
  return `aa${body}${sum.toString(16).padStart(2, '0')}`;
}

conforms({
  protocol,
  greeting: `${ACK}\r\n`,
  messages: [...LINES, LONG].map((text) => `${text}\r\n`),
  reads: 4,
  end: '\r\n',
});

describe('a read', () => {
  it.each([
    [LINES[0]!, '058000123B32', '2026-03-07T13:48:50.500'],
    [LINES[1]!, '000000012345', '2001-12-30T18:45:59.390'],
    [LINES[2]!, '058000128608', '2026-03-06T20:27:47.350'],
    [`${LINES[1]}FS`, '000000012345', '2001-12-30T18:45:59.390'],
    [`${LINES[1]}LS`, '000000012345', '2001-12-30T18:45:59.390'],
    [LONG, '058000123B32', '2026-03-08T12:22:02.470'],
  ])('%s', (text, chip, at) => {
    expect(line(text)).toMatchObject({ kind: 'read', chip, said: { basis: 'local', ms: wall(at) }, raw: text });
  });

  it('that comes again with other counters is the same read; another reader’s is not', () => {
    const again = summed(`${LINES[0]!.slice(2, 16)}0705${LINES[0]!.slice(20, 34)}`);
    expect(again).not.toBe(LINES[0]);
    expect(line(again).identity).toEqual(line(LINES[0]!).identity);
    expect(line(summed(`01${LINES[0]!.slice(4, 34)}`)).identity).not.toEqual(line(LINES[0]!).identity);
  });

  it.each([
    [LINES[0]!.replace('77', '78'), 'wrong-checksum'],
    [LINES[0]!.slice(0, 35), 'invalid-length'],
    [`zz${LINES[0]!.slice(2)}`, 'invalid-line'],
    [summed('00058000123b320001260307134850f0'), 'invalid-time'],
    [summed('00058000123b32000126023013485032'), 'invalid-time'],
  ])('%s is refused', (text, code) => {
    expect(ipicoRead(text)).toMatchObject({ code });
  });
});

describe('the stream', () => {
  it('a gun button is a gun, an acknowledgement nothing', () => {
    const { heard } = new Driven(protocol).receive(`${ACK}\r\n${GUN}\r\n`);
    expect(heard.reads).toMatchObject([{ kind: 'gun', said: { basis: 'local', ms: wall('2026-03-06T20:04:15.270') } }]);
    expect(ipicoGun(GUN.replace('ae', 'af'))).toMatchObject({ code: 'invalid-gun' });
  });

  it('is not asked for anything unless it is told to; then for its time', () => {
    expect(new Driven(protocol).tick(600_000).answers()).toBe('');
    const asked = new Driven(protocol, { settings: { askClock: true }, nowMs: wall('2026-03-06T19:04:15.000') });
    expect(asked.answers()).toBe('ab00000222\r\n');
    asked.nowMs += 20;
    const body = '000802260306052004151b';
    const sum = [...Buffer.from(body)].reduce((total, code) => total + code, 0) & 0xff;
    asked.receive(`ab${body}${sum.toString(16).padStart(2, '0')}\r\n`);
    expect(asked.of('clock')).toEqual([{ kind: 'clock', offsetMs: -3_600_260, roundTripMs: 20 }]);
    for (let i = 0; i < 3; i++) asked.tick(60_000);
    expect(asked.of('close')).toMatchObject([{ code: 'silent' }]);
  });

  it('of a Lite is downloaded on demand, and what comes is known to be old', () => {
    const lite = new Driven(protocol, { settings: { lite: true } });
    expect(lite.session.request?.({ kind: 'rewind-all' }, lite.nowMs)).toEqual([
      { kind: 'send', text: expect.stringMatching(/^ab00ff4b..\r\n$/) },
    ]);
    lite.receive(`${LINES[0]}\r\n`).tick(3000).receive(`${LINES[1]}\r\n`).tick(6000).receive(`${LINES[2]}\r\n`);
    expect(lite.heard.reads.map(({ replay = false }) => replay)).toEqual([true, true, false]);
    expect(new Driven(protocol).session.request?.({ kind: 'rewind-all' }, 0)).toBeUndefined();
  });
});

it('a file is recognised; control frames in it are passed over', () => {
  expect(format.looksLike([...LINES, GUN])).toBe(1);
  expect(format.looksLike(['TO~1~9511', '1;33;0000-00-00'])).toBe(0);
  const reader = format.open({ timeZone: 'UTC', settings: {} });
  expect([...LINES, ACK, GUN].map((text) => reader.line(text, 1))).toMatchObject([
    ...LINES.map(() => ({ kind: 'read', replay: true })),
    undefined,
    { kind: 'gun', replay: true },
  ]);
});

it('hostile lines are read or refused, never more', () => {
  expect(survives(10_000, [...LINES, LONG, `${LINES[0]}FS`], ipicoRead)).toBeGreaterThan(100);
  expect(survives(10_001, [GUN], ipicoGun, 20_000)).toBeGreaterThan(0);
});
