/** J-Chip: the talk before the reads, a counter that comes round, dates that may be missing. */
import { describe, expect, it } from '@jest/globals';
import { conforms } from '../../testing/conformance.js';
import { Driven } from '../../testing/session-kit.js';
import { survives } from '../../testing/survives.js';
import { format, protocol } from './index.js';
import { jchipRead } from './record.js';

const READ = 'DJ413A35 10:11:16.4433 10  10000      C7 date=20120724';
const NO_DATE = 'DJ413A36 10:11:17.4433 10  10000      C8';
const wall = (text: string): number => Date.parse(`${text}Z`);
const TALK = 'N0000gate\rGT010111600 date=20120724\r';

conforms({
  protocol,
  greeting: TALK,
  messages: [`${READ}\r`, `${NO_DATE}\r`],
  reads: 2,
  end: '\r',
  named: { message: `${READ.replace('413A35', 'Zoë')}\r`, reads: 1 },
});

it('a read has a tag behind its letter, a time to the ms and a date when it says one', () => {
  expect(jchipRead(READ)).toEqual({
    kind: 'read',
    chip: '413A35',
    said: { basis: 'local', ms: wall('2012-07-24T10:11:16.443') },
    identity: ['413A35', '20120724', '10:11:16.4433'],
    raw: READ,
  });
  expect(jchipRead(NO_DATE)).toMatchObject({ said: { basis: 'time-of-day', ms: wall('1970-01-01T10:11:17.443') } });
  // The counter comes round every 256 reads and makes no other record of the same one.
  expect(jchipRead(READ.replace('C7', '00'))).toMatchObject({ identity: ['413A35', '20120724', '10:11:16.4433'] });
});

it.each([
  ['DJ', 'invalid-line'],
  ['X413A35 10:11:16.4433', 'invalid-line'],
  ['DJ413A35 10:61:16.4433', 'invalid-time'],
  ['DJ413A35 10:11:16.4433 date=20121324', 'invalid-date'],
])('%s is refused', (text, code) => {
  expect(jchipRead(text)).toMatchObject({ code });
});

describe('the talk', () => {
  it('asks the time of whoever says its name, then for its reads', () => {
    const session = new Driven(protocol, { nowMs: wall('2012-07-24T08:11:16.000') });
    expect(session.receive('N0000gate\r').answers()).toBe('GT\r');
    session.nowMs += 40;
    expect(session.receive('GT010111600 date=20120724\r').answers()).toBe('S0000\r');
    expect(session.of('clock')).toEqual([{ kind: 'clock', offsetMs: -7_199_980, roundTripMs: 40 }]);
    expect(session.of('box')).toMatchObject([{ state: { name: 'gate' } }]);
    expect(session.tick(600_000).answers()).toBe('GT\r');
  });

  it('with somebody who says nothing ends after a minute; a box by which nobody passes is left in peace', () => {
    expect(new Driven(protocol).receive('he').tick(60_001).of('close')).toMatchObject([{ code: 'no-greeting' }]);
    expect(new Driven(protocol).receive(TALK).tick(3_600_000).of('close')).toEqual([]);
    expect(new Driven(protocol).receive(`${READ}\r`).tick(3_600_000).of('close')).toEqual([]);
  });
});

it('a file is recognised, and dated from the day it was told', () => {
  expect(format.looksLike([READ, NO_DATE])).toBe(1);
  const reader = format.open({ timeZone: 'UTC', settings: {}, dateMs: wall('2012-07-24T00:00:00') });
  expect(reader.line(NO_DATE, 1)).toMatchObject({ said: { basis: 'local', ms: wall('2012-07-24T10:11:17.443') } });
});

it('hostile lines are read or refused, never more', () => {
  expect(survives(53_135, [READ, NO_DATE], jchipRead)).toBeGreaterThan(100);
});
