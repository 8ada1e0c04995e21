/** Files and recordings of every system, as a person would hand them in: recognised, and every record in them right. */
import { describe, expect, it } from '@jest/globals';
import type { CanonicalRead, RefusedRecord } from '../canonical.js';
import { isRefused } from '../protocol.js';
import { IMPORT_COLUMNS, IMPORT_FORMATS } from '#libs/contracts/index.js';
import { COLUMNS } from '../protocols/csv/index.js';
import { FILE_FORMATS, fileFormat, recognise } from '../registry.js';
import { recordLine } from '../protocols/records/index.js';
import { survives } from '../testing/survives.js';
import { FILE_RECORDS_MAX, TextFile, type TextFileOptions, headOf, plainText } from './text-file.js';

const wall = (text: string): number => Date.parse(`${text}Z`);
const OPTIONS: TextFileOptions = { timeZone: 'Europe/Rome', clockChange: 'auto', settings: {} };
const turn = (): Promise<void> => Promise.resolve();

function open(text: string, options: Partial<TextFileOptions> = {}): TextFile {
  const format = recognise(headOf(plainText(text)));
  if (format === undefined) throw new Error('not recognised');
  return new TextFile(plainText(text), format, { ...OPTIONS, ...options });
}

const all = (file: TextFile): (CanonicalRead | RefusedRecord)[] => [...file.records()].flatMap(({ found }) => found);
const reads = (file: TextFile): CanonicalRead[] => all(file).flatMap((one) => (isRefused(one) ? [] : [one]));
const refused = (file: TextFile): RefusedRecord[] => all(file).filter(isRefused);

/** A version 1 record of MYLAPS with its checksum. */
function v1(chip: string, time: string, seq: number, date = '250308'): string {
  const body = `${chip.padEnd(7)}${time.padStart(12)} 5 0F  1${seq.toString(16).toUpperCase().padStart(4, '0')}${date}`;
  const sum = [...body].reduce((total, char) => total + char.charCodeAt(0), 0) & 0xff;
  return body + sum.toString(16).toUpperCase().padStart(2, '0');
}

const SAMPLES: Record<string, string> = {
  'chronotrack-csv':
    'TO~1~9511~160~18~1620458668.64~12000C~8~-63~1~P~192\nTO~000001~009573~160~018~1620460343.17~104484~8~-71~00001~P~10\nI11A9D,32,Gun,252,21050808005516,Button Press\nE92EBB,4,TimeChange,1,21050807134000,80010100012824\n',
  ipico:
    'aa00058000123b3200012603071348503277\naa400000000123450a2a01123018455927a7FS\naa00058000123b3200012603081222022f060080cd\nab000a2c260306052004151b2782ae\n',
  'race-result':
    'SETPROTOCOL;2.0\nPASSINGS;2;7\n#P;1;117;2026-10-03;10:10:00.500;0;12;20;;0;1;1;0;0;0;0;0;Box;7;2;D-5043\n2;99999;2026-10-03;10:11:00.000;0;1;0;;0;1;1;0;0;0;0;0;Box;7;0;D-5043\n',
  'rfid-ultra':
    'Connected,1170518701\nV=25.0000\n0,11055,1170518701,698,1,-71,0,2,1,0000000000000000,0,29319\n0,0,1170518000,120,0,0,0,1,1,0000000000000000,0,29300\n',
  jchip: 'N0000RFID-01\nGT01011160 date=20120724\nDJ413A35 10:11:16.4433 10  10000      C7 date=20120724\n',
  'crossmgr-log':
    'Tag ID,Discover Time\n20200201FC000004,Sat Feb 01 14:11:29.139089  2020-02-01\n10522c54afcc0da3f415c69a,Sat Feb 01 14:11:44.671056 PST 2020\n',
  'bib-time': '17\t01:05\n4\t59:58\n17\t02:10\n',
  csv: 'sep=;\nBib;Time\n17;03.10.2026 10:10:04,5\n',
  mylaps: `Finish@Pong@$\r\nServer@AckPong@Version2.1@$\r\n10KM@Passing@t=13:11:30.904|c=0000041|ct=UH|d=120606|l=13|dv=4|re=0|an=00001111|g=0|b=41|n=41@t=13:12:21.830|c=0000039|d=120606@1016@$\r\nFinish@Marker@t=2017-10-25 11:03:40.347|mt=gun@4@$\r\nFinish@Ping@$`,
  chronotrack:
    'SimpleClient~0.6.0~CTP01\r\nack~getlocations~START~FINISH\r\nCT01_13~24~START~50101~2026-10-03T15:54:48.90~1~117F37~8\r\nCT01_33~4~start~guntime~2026-10-03T07:45:01.01~0~DF239A~0\r\nCT01_33~2038~30k~newlocation~09:15:21.00~0~ED932A~0\r\n',
  line: 'HELLO 1 mat-1 secret epoch=boot-7\nOK last=-1\n1,A1,2026-10-03T08:10:00.000Z,2,-60\n{"seq":2,"tag":"A2","time":"2026-10-03T08:10:01.250Z"}\n3,,2026-10-03T08:00:00.000Z,,,gun\nACK 3\n',
  'race-result-json':
    '{"ID":1,"Bib":501,"TimingPoint":"STARTFINISH","Invalid":false,"Passing":{"Transponder":"ZICAD30","Hits":75,"RSSI":-75,"DeviceID":"D-50432","IsMarker":false,"FileNo":177,"PassingNo":1,"UTCTime":"2026-03-01T13:46:42.611-06:00"}}\n',
  'zebra-json':
    '{"data":{"eventNum":5938,"format":"epc","idHex":"000000000000000000000343"},"timestamp":"2024-09-05T01:07:01.785-0600","type":"CUSTOM"}\n',
  'impinj-json':
    '{"antennaPort":7,"epc":"999908290000000000000004","firstSeenTimestamp":"2018-06-14T00:15:54.36879Z","peakRssi":-51,"isHeartBeat":false}\n{"isHeartBeat":true}\n',
  'crossmgr-json': '{"reader_id":10,"data":[{"tag":"ABCDEF0123456790","t":"2026-10-03T10:00:00.123Z"}]}\n',
};

it('the words of the API are those of the parsers', () => {
  expect(FILE_FORMATS.map(({ name }) => name)).toEqual(IMPORT_FORMATS);
  expect(COLUMNS).toEqual(IMPORT_COLUMNS);
  expect([...Object.keys(SAMPLES), 'records'].sort()).toEqual([...IMPORT_FORMATS].sort());
});

describe('a file is recognised by its first lines', () => {
  it.each(Object.entries(SAMPLES))('%s', (name, text) => {
    expect(recognise(headOf(plainText(text)))?.name).toBe(name);
    expect(refused(open(text))).toEqual([]);
    // A recording that was read by a parser is one of our own.
    const own = reads(open(text, { startMs: 0 }))
      .map(recordLine)
      .join('\n');
    expect(recognise(headOf(own))?.name).toBe('records');
    expect(reads(open(own))).toEqual(reads(open(text, { startMs: 0 })));
  });

  it.each(Object.entries(SAMPLES))('%s: with a byte-order mark, CRLF, CR, or as UTF-16 taken for UTF-8', (_, text) => {
    const wanted = reads(open(text));
    expect(reads(open(`\ufeff${text}`))).toEqual(wanted);
    const plain = text.replaceAll('\r\n', '\n');
    expect(reads(open(plain.replaceAll('\n', '\r\n')))).toEqual(wanted);
    expect(reads(open(plain.replaceAll('\n', '\r')))).toEqual(wanted);
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]).toString('utf8');
    expect(reads(open(utf16))).toEqual(wanted);
  });

  it('a letter is none', () => expect(recognise(headOf('Dear timer,\nsee below.\nYours'))).toBeUndefined());
});

describe('times and kinds', () => {
  const said = (name: string): unknown[] =>
    reads(open(SAMPLES[name]!, { startMs: wall('2026-10-03T08:00:00') })).map(({ kind, said: { basis, ms, zoneMs } }) =>
      [kind, basis, new Date(ms).toISOString().slice(0, -1), ...(zoneMs ? [zoneMs / 3_600_000] : [])].join(' '),
    );

  it.each([
    ['ipico', 'read local 2026-03-07T13:48:50.500', 'gun local 2026-03-06T20:04:15.270'],
    ['chronotrack-csv', 'read local 2021-05-08T07:24:28.640', 'marker local 2021-05-08T07:13:40.000'],
    ['rfid-ultra', 'read local 2017-02-02T16:05:01.698', 'gun local 2017-02-02T15:53:20.120'],
    ['jchip', 'read local 2012-07-24T10:11:16.443', 'read local 2012-07-24T10:11:16.443'],
    ['crossmgr-log', 'read local 2020-02-01T14:11:29.139', 'read local 2020-02-01T14:11:44.671'],
    ['csv', 'manual local 2026-10-03T10:10:04.500', 'manual local 2026-10-03T10:10:04.500'],
    ['mylaps', 'read local 2012-06-06T13:11:30.904', 'gun local 2017-10-25T11:03:40.347'],
    ['chronotrack', 'read local 2026-10-03T15:54:48.900', 'gun local 2026-10-03T07:45:01.010'],
    ['line', 'read stated 2026-10-03T08:10:00.000', 'gun stated 2026-10-03T08:00:00.000'],
    ['race-result', 'read local 2026-10-03T10:10:00.500', 'marker local 2026-10-03T10:11:00.000'],
    ['race-result-json', 'read stated 2026-03-01T13:46:42.611 -6', 'read stated 2026-03-01T13:46:42.611 -6'],
    ['zebra-json', 'read stated 2024-09-05T01:07:01.785 -6', 'read stated 2024-09-05T01:07:01.785 -6'],
    ['impinj-json', 'read stated 2018-06-14T00:15:54.368', 'read stated 2018-06-14T00:15:54.368'],
    ['crossmgr-json', 'read stated 2026-10-03T10:00:00.123', 'read stated 2026-10-03T10:00:00.123'],
    ['bib-time', 'manual stated 2026-10-03T08:01:05.000', 'manual stated 2026-10-03T09:02:10.000'],
  ])('%s', (name, first, last) => {
    expect([said(name)[0], said(name).at(-1)]).toEqual([first, last]);
  });

  it('times without a date are of the day that the gun tells, and go on behind midnight', async () => {
    const text = 'bib,time\n1,23:59:59\n1,00:00:01\n';
    const file = open(text, { startMs: wall('2026-10-03T21:50:00') });
    expect(reads(file).map((read) => read.said.ms)).toEqual([wall('2026-10-03T23:59:59'), wall('2026-10-04T00:00:01')]);
    expect((await file.survey(turn)).guessedDayMs).toBe(wall('2026-10-03T00:00:00'));
    // A gun of before midnight, a first time of after it.
    const late = open('bib,time\n1,00:05:00\n', { startMs: wall('2026-10-03T21:50:00') });
    expect(reads(late)[0]?.said.ms).toBe(wall('2026-10-04T00:05:00'));
    const dated = open(text, { startMs: wall('2026-10-03T21:50:00'), dateMs: wall('2026-10-10T00:00:00') });
    expect(reads(dated)[0]?.said.ms).toBe(wall('2026-10-10T23:59:59'));
    expect((await dated.survey(turn)).guessedDayMs).toBeUndefined();
  });

  it('the same time of two days is two records', () => {
    const text = ['11:22:47', '20:00:00', '06:00:00', '11:22:47'].map((time) => `3,11274,0,"${time}",1,3`).join('\n');
    const found = reads(open(text, { dateMs: wall('2026-10-03T00:00:00') }));
    expect(new Set(found.map(({ identity }) => identity?.join())).size).toBe(4);
  });

  it('bib-time of the day needs no date when the gun is known', () => {
    const file = open('17,10:05:59\n17,10:15:59\n', {
      startMs: wall('2026-10-03T08:00:00'),
      settings: { times: 'of-day' },
    });
    expect(reads(file).map((read) => [read.said.basis, read.said.ms])).toEqual([
      ['local', wall('2026-10-03T10:05:59')],
      ['local', wall('2026-10-03T10:15:59')],
    ]);
  });

  it('a date with slashes and the year last is refused, because nobody knows the month', () => {
    expect(refused(open('bib,time\n1,10/03/2026 10:00:00\n'))).toMatchObject([{ line: 2, code: 'invalid-at' }]);
    expect(reads(open('bib,date,time\n1,3.10.2026,10:00:00\n2,2026/10/03,10:00:00\n')).map((r) => r.said.ms)).toEqual([
      wall('2026-10-03T10:00:00'),
      wall('2026-10-03T10:00:00'),
    ]);
  });
});

describe('a recorded session of MYLAPS', () => {
  const store = (no: number, records: readonly string[]): string => `MTB Split 4Km@Store@${records.join('@')}@${no}@$`;

  it('without line ends, with NULs, resends and the server’s side: each record once, wrong checksums told', () => {
    const good = [v1('KV86583', '16:13:57.417', 1), v1('LZ63021', '15:37:40.704', 2), v1('0RK9T6N', '13:50:23.30', 3)];
    const bad = `${good[0]!.slice(0, -2)}00`;
    const talk = `\0\0Start@Pong@$Server@AckPong@@Version2.1@$${store(2, good)}Server@AckStore@2@$${store(2, good)}${store(3, [bad])}Start@Marker@2025-03-08 05:57:56.027|ext-gun|Extern gunshot@1@$`;
    const file = open(talk);
    const found = reads(file);
    expect(found).toHaveLength(7);
    expect(new Set(found.map(({ identity }) => identity!.join())).size).toBe(4);
    expect(found.map(({ said: { ms } }) => ms).slice(0, 3)).toEqual([
      wall('2025-03-08T16:13:57.417'),
      wall('2025-03-08T15:37:40.704'),
      wall('2025-03-08T13:50:23.300'),
    ]);
    expect(found.at(-1)).toMatchObject({ kind: 'gun', marker: 'ext-gun: Extern gunshot' });
    expect(refused(file)).toMatchObject([{ line: 6, code: 'wrong-checksum' }]);
  });
});

describe('numbers that begin anew', () => {
  const line = (no: number, time: string): string =>
    `${no};117;2026-10-03;${time};0;12;20;;0;1;1;0;0;0;0;0;Box;7;2;D-1`;

  it('are of another run; what is sent again stays in its own', () => {
    const text = [line(1, '10:00:00.000'), line(2, '10:10:00.000'), line(1, '10:20:00.000'), line(2, '10:10:00.000')];
    expect(reads(open(text.join('\n'))).map(({ epoch, seq }) => `${epoch}/${seq}`)).toEqual([
      '7/1',
      '7/2',
      '7.2/1',
      '7/2',
    ]);
  });

  it('a new HELLO is a new epoch; a file may say its own', () => {
    const talk =
      'HELLO 1 m x epoch=a\n1,A,2026-10-03T08:00:00Z\nHELLO 1 m x epoch=b\n1,A,2026-10-03T08:10:00Z\n2,A,2026-10-03T08:20:00Z\n';
    expect(reads(open(talk)).map(({ box, epoch, seq }) => `${box}/${epoch}/${seq}`)).toEqual([
      'm/a/1',
      'm/b/1',
      'm/b/2',
    ]);
    const table = 'tag,time,seq,epoch\nA,2026-10-03T08:00:00Z,1,x\nA,2026-10-03T08:10:00Z,1,y\n';
    expect(reads(open(table)).map(({ epoch }) => epoch)).toEqual(['x', 'y']);
  });

  it('a recording of our lines that begins in the middle has rows all the same', () => {
    expect(reads(open('7,A,2026-10-03T08:00:00Z\n8,A,2026-10-03T08:10:00Z\n'))).toMatchObject([
      { seq: 7, box: 'recording' },
      { seq: 8 },
    ]);
  });

  it('what a timer edits has not begun anew', () => {
    const body = (bib: number, time: string): string =>
      SAMPLES['race-result-json']!.replace('501', String(bib)).replace('13:46:42', time);
    const found = reads(open(body(501, '13:46:42') + body(502, '13:46:43')));
    expect(found.map(({ epoch }) => epoch)).toEqual(['177', '177']);
  });
});

describe('bad lines', () => {
  it('are told by their number and reason, and take nothing with them', () => {
    const text = `TO~1~9511~160~18~1620458668.64~12000C~8~-63~1~P~192\nTO~2~~160\n${'x'.repeat(70_000)}\nTO~3~9512~160~18~1620458669.64~12000C~8~-63~2~P~1`;
    expect(reads(open(text)).map(({ chip }) => chip)).toEqual(['9511', '9512']);
    expect(refused(open(text)).map(({ line, code }) => [line, code])).toEqual([
      [2, 'invalid-line'],
      [3, 'too-long'],
    ]);
  });

  it.each(['zebra-json', 'line', 'mylaps', 'records'])('%s: hostile messages do no harm', (name) => {
    const good =
      name === 'records'
        ? reads(open(SAMPLES['ipico']!)).map(recordLine)
        : SAMPLES[name]!.split(/[\n$]+/).filter(Boolean);
    const format = fileFormat(name)!;
    const parse = (text: string): CanonicalRead | RefusedRecord | undefined => {
      const file = new TextFile(text, format, OPTIONS);
      return all(file)[0];
    };
    expect(survives(11, good, parse, 3_000)).toBeGreaterThan(50);
  });

  it('a file of more lines than are taken is given up after the last one allowed', async () => {
    const survey = await new TextFile('\n'.repeat(FILE_RECORDS_MAX + 50_000), fileFormat('ipico')!, OPTIONS).survey(
      turn,
    );
    expect(survey.lines).toBe(FILE_RECORDS_MAX + 1);
  });
});
