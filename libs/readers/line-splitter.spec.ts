/** Records cut from bytes: any terminator, any pieces, never more kept than one record may be long. */
import { describe, expect, it } from '@jest/globals';
import { RECORD_BYTES_MAX, RecordSplitter } from './line-splitter.js';

function split(end: 'line' | '$', pieces: readonly (string | Buffer)[], bytesMax = RECORD_BYTES_MAX) {
  const splitter = new RecordSplitter({ end, bytesMax });
  const records: string[] = [];
  const long: [number, boolean][] = [];
  const tooLong = (bytes: number, isMore: boolean): void => void long.push([bytes, isMore]);
  for (const piece of pieces) splitter.push(Buffer.from(piece as string), (record) => records.push(record), tooLong);
  const waiting = splitter.waitingBytes;
  splitter.end((record) => records.push(record), tooLong);
  return { records, long, waiting };
}

describe('lines', () => {
  it.each([
    ['LF, CR and CRLF', ['a\nb\rc\r\nd'], ['a', 'b', 'c', 'd']],
    ['a CRLF cut in two', ['a\r', '\nb\r', '\n'], ['a', 'b']],
    ['empty ones', ['\n\r\n\r\ra\n'], ['', '', '', '', 'a']],
    ['NULs', ['\0a\0b\n'], ['ab']],
    ['a letter cut in two', [...Buffer.from('Zoë\n')].map((byte) => Buffer.from([byte])), ['Zoë']],
  ])('%s', (_what, pieces, records) => expect(split('line', pieces).records).toEqual(records));
});

it('line ends around a record with another terminator are not of it', () => {
  expect(split('$', ['a@b$\r\n', '\nc@\nd$']).records).toEqual(['a@b', 'c@\nd']);
});

describe('a record too long', () => {
  it('is told once and takes nothing with it', () => {
    expect(split('line', ['a\n', 'x'.repeat(11), '\nb\n'], 10)).toMatchObject({
      records: ['a', 'b'],
      long: [[11, false]],
    });
    expect(split('line', [`${'x'.repeat(11)}\nb\n`], 10)).toMatchObject({ records: ['b'], long: [[11, false]] });
    expect(split('line', ['x'.repeat(10), '\nb'], 10)).toMatchObject({ records: ['x'.repeat(10), 'b'], long: [] });
  });

  it('without an end is told again and again, and nothing of it is kept', () => {
    const { long, waiting } = split(
      'line',
      Array.from({ length: 40 }, () => 'x'),
      10,
    );
    expect(long).toEqual([
      [11, false],
      [20, true],
      [30, true],
      [40, true],
    ]);
    expect(waiting).toBe(0);
  });
});
