/** Files of RACE RESULT: recorded talks, exports without dates, boxes that count from their own start. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead } from '../../canonical.js';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { Driven } from '../../testing/session-kit.js';
import { format, protocol } from './index.js';
import { passingRecord } from './record.js';

const wall = (text: string): number => Date.parse(`${text}Z`);
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

describe('a file', () => {
  const opened = (dateMs?: number) => {
    const reader = format.open({ timeZone: 'UTC', settings: {}, ...(dateMs === undefined ? {} : { dateMs }) });
    return (text: string) => reader.line(text, 1);
  };

  it('is recognised with or without the talk around it', () => {
    expect(format.looksLike([record(1), `#P;${record(2)}`, V2])).toBe(1);
    expect(format.looksLike(['bib;time;x', 'aa400000000123450a2a01123018455927a7'])).toBe(0);
    expect(opened()('GETTIME;2026-10-03;10:00:00.000')).toBeUndefined();
  });

  it('of a reader’s own box has the identity of what came from it live', () => {
    const line = record(7, 'A', 177);
    const live = new Driven(protocol).receive(GREETING).receive(`#P;${line}\r\n`).heard.reads.at(-1)!;
    const read = (isOfReader: boolean) =>
      format.open({ timeZone: 'UTC', settings: {}, isOfReader }).line(line, 1) as CanonicalRead;
    const identity = ({ box, epoch, seq }: CanonicalRead) => ({ box, epoch, seq });
    expect(identity(read(true))).toEqual(identity(live));
    expect(read(false).box).toBe('D-50432');
  });

  it('of a box that counts from its own start follows from when that was', () => {
    const since = record(1, 'A', 177, '0000-00-01', '00:10:00.500');
    const found = opened(wall('2026-10-03T09:37:00'))(since) as CanonicalRead;
    expect(found.said).toEqual({ basis: 'local', ms: wall('2026-10-04T09:47:00.500') });
    expect((opened()(since) as CanonicalRead).said.basis).toBe('since-start');
  });

  it('without dates, and with none told, begins on the day nearest to the start, and says which', () => {
    const guessed: string[] = [];
    const reader = format.open({
      ...{ timeZone: 'UTC', settings: {}, plannedMs: wall('2019-05-04T20:00:00') },
      guessed: (dayMs) => void guessed.push(new Date(dayMs).toISOString().slice(0, 10)),
    });
    const days = ['23:00:00.000', '00:30:00.000'].map((time, i) => {
      const found = reader.line(record(i + 1, 'A', 177, '', time), 1) as CanonicalRead;
      return new Date(found.said.ms).toISOString().slice(0, 10);
    });
    expect([days, guessed]).toEqual([['2019-05-04', '2019-05-05'], ['2019-05-04']]);
  });

  it('without dates crosses midnight from the day it was told, and a late line takes nothing with it', () => {
    const line = opened(wall('2026-10-03T00:00:00'));
    const days = ['23:59:58.000', '00:00:01.000', '23:59:59.000', '00:00:02.000'].map((time, i) => {
      const found = line(record(i + 1, 'A', 177, '', time)) as CanonicalRead;
      return new Date(found.said.ms).toISOString().slice(0, 10);
    });
    expect(days).toEqual(['2026-10-03', '2026-10-04', '2026-10-03', '2026-10-04']);
  });
});

it(`${HOSTILE_INPUTS} hostile lines are read or refused, never more`, () => {
  const random = seeded(3601);
  const good = [record(1), record(2, '99999'), SHORT, V2, `#P;${record(3)}`];
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    const found = passingRecord(hostileLine(random, good));
    if ('code' in found) continue;
    reads++;
    const { said, chip = 'x', seq = 0, epoch = 'x' } = found.read;
    if (!Number.isSafeInteger(said.ms) || !Number.isSafeInteger(seq) || chip.length > 64 || epoch.length > 64)
      throw new Error(`out of bounds: ${found.read.raw}`);
  }
  expect(reads).toBeGreaterThan(1000);
});
