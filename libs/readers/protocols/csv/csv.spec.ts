/** Tables and lists: columns by their names, hours that wrap, dates that are missing. */
import { describe, expect, it } from '@jest/globals';
import type { FileFormat, FileOptions } from '../../protocol.js';
import { recognise } from '../../registry.js';
import { survives } from '../../testing/survives.js';
import { format as bibTime } from '../bib-time/index.js';
import { format as csv } from './index.js';

const wall = (text: string): number => Date.parse(`${text}Z`);
const readAll = (format: FileFormat, text: string, options: Partial<FileOptions> = {}) => {
  const reader = format.open({ timeZone: 'UTC', settings: {}, ...options });
  return text.split('\n').map((line, i) => reader.line(line, i + 1));
};
const DATE = { dateMs: wall('2026-10-03T00:00:00') };

describe('a table', () => {
  it('is read by the names of its columns, in any order, with any delimiter', () => {
    const [, first, second] = readAll(
      csv,
      'Time;Bib;Chip;Antenna;RSSI;Point\n2026-10-03T08:10:04.120Z;017;AB;2;-61.5;turn\n2026-10-03 10:10:04;;AC;;;',
    );
    expect(first).toMatchObject({
      kind: 'read',
      bib: '017',
      chip: 'AB',
      antenna: 2,
      rssi: -61.5,
      place: 'turn',
      said: { basis: 'stated', ms: wall('2026-10-03T08:10:04.120'), zoneMs: 0 },
    });
    expect(second).toMatchObject({ chip: 'AC', said: { basis: 'local', ms: wall('2026-10-03T10:10:04') } });
  });

  it('may have a date of its own, Unix time, or times that cross midnight', () => {
    expect(readAll(csv, 'bib,date,time\n1,2026-10-03,10:10:04.5').at(1)).toMatchObject({
      said: { basis: 'local', ms: wall('2026-10-03T10:10:04.500') },
    });
    expect(readAll(csv, 'tag,timestamp\nA,1791015006000\nB,1791015006.25').slice(1)).toMatchObject([
      { said: { ms: 1791015006000 } },
      { said: { ms: 1791015006250 } },
    ]);
    const days = readAll(csv, 'bib,time\n1,23:59:59\n2,00:00:01\n3,23:59:58', DATE).slice(1);
    expect(days).toMatchObject(
      [3, 4, 3].map(() => ({ said: { basis: 'local', ms: expect.any(Number) }, bib: expect.any(String) })),
    );
    expect(days.map((one) => new Date((one as { said: { ms: number } }).said.ms).getUTCDate())).toEqual([3, 4, 3]);
  });

  it('with names of its own is read as it is told', () => {
    const settings = { columns: { bib: 'Läufer', at: 'Durchgang' } };
    expect(readAll(csv, 'Läufer,Durchgang\n7,2026-10-03T08:10:04Z', { settings }).at(1)).toMatchObject({
      kind: 'manual',
      bib: '7',
    });
  });

  it('quotes, a byte-order mark and empty lines do no harm; a bad row is refused by its column', () => {
    const [, good, bad, empty, quotes] = readAll(csv, '\ufeffbib,time\n"1","2026-10-03T08:10:04Z"\n2,noon\n\n"3,x');
    expect(good).toMatchObject({ bib: '1' });
    expect(bad).toMatchObject({ code: 'invalid-at' });
    expect(empty).toBeUndefined();
    expect(quotes).toMatchObject({ code: 'invalid-line' });
    expect(readAll(csv, 'a,b\n1,2')[0]).toMatchObject({ code: 'invalid-heading' });
  });
});

describe('a list of bibs and times', () => {
  const elapsed = (text: string, options: Partial<FileOptions> = {}): (number | string | undefined)[] =>
    readAll(bibTime, text, options).map((one) =>
      one === undefined ? undefined : 'code' in one ? one.code : one.said.ms,
    );

  it('wraps its hours without a word, and a line written late takes nothing with it', () => {
    expect(elapsed('1\t58:10\n2\t59:58\n3\t00:12\n4\t59:59\n5\t00:14\n1\t45:00\n3\t00:20')).toEqual(
      [58 * 60 + 10, 59 * 60 + 58, 3612, 3599, 3614, 3600 + 45 * 60, 7220].map((s) => s * 1000),
    );
  });

  it('may have a place before the bib, hours, hundredths and minutes above 59', () => {
    expect(elapsed('place,bib,time\n1,17,1:02:03.45\n2,18,75:12\n3,19,61:00:00')).toEqual([
      undefined,
      3_723_450,
      4_512_000,
      219_600_000,
    ]);
  });

  it('counts from the gun, or is of the day it was told', () => {
    expect(elapsed('1\t00:10', { startMs: wall('2026-10-03T08:00:00') })).toEqual([wall('2026-10-03T08:00:10')]);
    expect(elapsed('1,10:00:10', DATE)).toEqual([wall('2026-10-03T10:00:10')]);
    expect(elapsed('1,10:00:10', { ...DATE, settings: { times: 'since-start' } })).toEqual([36_010_000]);
  });

  it.each([['1,10:61:00'], ['1,noon'], ['just words'], ['a b\t10:00']])('%s is refused', (line) => {
    expect(readAll(bibTime, line)[0]).toMatchObject({ code: expect.stringMatching(/^invalid-/) });
  });
});

describe('a file nobody named', () => {
  it.each([
    [
      'chronotrack-csv',
      ['TO~1~9511~160~18~1620458668.64~12000C~8~-63~1~P~192', 'I11A9D,32,Gun,252,21050808005516,Button Press'],
    ],
    ['ipico', ['aa00058000123b3200012603071348503277']],
    ['race-result', ['1;33;0000-00-00;00:00:02.773;6692;12;-68;09ca52']],
    ['rfid-ultra', ['0,11055,1170518701,698,1,-71,0,2,1,0000000000000000,0,29319']],
    ['jchip', ['DJ413A35 10:11:16.4433 10  10000      C7 date=20120724']],
    ['bib-time', ['17\t12:34', '18\t12:36']],
    ['csv', ['bib,time', '17,2026-10-03T08:10:04Z']],
  ])('is known for %s', (name, lines) => {
    expect(recognise(lines)?.name).toBe(name);
  });

  it('is not known when it is none of them', () => {
    expect(recognise(['Dear timer,', 'enclosed the results.'])).toBeUndefined();
    expect(recognise([])).toBeUndefined();
  });
});

it('hostile lines are read or refused, never more', () => {
  const table = csv.open({ timeZone: 'UTC', settings: {}, ...DATE });
  table.line('bib,chip,time,antenna,rssi,seq', 1);
  expect(
    survives(
      1,
      ['17,AB12,2026-10-03T08:10:04.120Z,2,-61.5,7', '18,,10:10:04,,,', '"19","A",1791015006000,1,-60,1'],
      (text) => table.line(text.replaceAll('\n', ' '), 2),
    ),
  ).toBeGreaterThan(100);
  const list = bibTime.open({ timeZone: 'UTC', settings: {}, ...DATE });
  expect(survives(2, ['17\t12:34', '1,17,1:02:03.45', '18;10:00:10'], (text) => list.line(text, 2))).toBeGreaterThan(
    100,
  );
});
