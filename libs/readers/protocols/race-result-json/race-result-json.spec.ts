/** RACE RESULT's exporter: what a passing is, what it is not, and a zone that cannot be right. */
import { describe, expect, it } from '@jest/globals';
import { HOSTILE_INPUTS, hostileLine, seeded } from '../../testing/hostile.js';
import { json } from './index.js';
import { jsonRecord } from './record.js';

/** The maker's own example. */
const EXAMPLE = {
  ...{ ID: 1, Bib: 50001, TimingPoint: 'STARTFINISH', Result: -10, Time: 32795.944, Invalid: false },
  Passing: {
    ...{ Transponder: 'ZICAD30', Position: { Latitude: 0, Longitude: 0, Altitude: 0, Flag: '' }, Hits: 75, RSSI: -75 },
    ...{ Battery: 3, Temperature: 17, WUC: 6233, LoopID: 8, Channel: 8, InternalData: '', StatusFlags: 128 },
    ...{
      DeviceID: 'D-50432',
      DeviceName: 'Support Decoder',
      OrderID: 0,
      Port: 0,
      IsMarker: false,
      FileNo: 177,
      PassingNo: 1,
    },
    ...{ Customer: 12345, Received: '2024-01-12T09:07:43.15+01:00', UTCTime: '2024-01-12T09:06:35.944Z' },
  },
};
const withPassing = (fields: object): object => ({ ...EXAMPLE, Passing: { ...EXAMPLE.Passing, ...fields } });
const read = (document: unknown) => json.read(document, {});
const wall = (text: string): number => Date.parse(`${text}Z`);

describe('a passing', () => {
  it('is known by its box, file and number; its bib, its transponder and its place are kept', () => {
    expect(read(EXAMPLE).reads).toEqual([
      {
        ...{ kind: 'read', bib: '50001', chip: 'ZICAD30', box: 'D-50432', place: 'STARTFINISH', epoch: '177', seq: 1 },
        ...{ said: { basis: 'stated', ms: wall('2024-01-12T09:06:35.944'), zoneMs: 0 }, rssi: -75, invalid: false },
        raw: JSON.stringify(EXAMPLE),
      },
    ]);
  });

  it('keeps an offset in a field called UTC', () => {
    const { reads } = read(withPassing({ UTCTime: '2026-03-01T13:46:42.611-06:00' }));
    expect(reads[0]!.said).toEqual({ basis: 'stated', ms: wall('2026-03-01T13:46:42.611'), zoneMs: -21_600_000 });
    expect(read(withPassing({ UTCTime: '2026-03-01T13:46:42.611' })).reads[0]!.said.basis).toBe('local');
  });

  it('without the number of the box is known by its ID; of nobody, by its transponder', () => {
    const { reads } = read({ ...withPassing({ FileNo: 0, PassingNo: 0 }), Bib: 0, Invalid: true });
    expect(reads[0]).toMatchObject({ chip: 'ZICAD30', identity: ['rr', '1'], invalid: true });
    expect(reads[0]).not.toHaveProperty('bib');
    expect(reads[0]).not.toHaveProperty('seq');
  });

  it('of a button is a marker', () => {
    expect(read(withPassing({ IsMarker: true })).reads).toMatchObject([{ kind: 'marker', marker: 'trigger: ZICAD30' }]);
  });

  it('comes alone or with others, and a bad one takes none with it', () => {
    const { reads, refused } = read([EXAMPLE, { ID: 2 }, { ...EXAMPLE, ID: 3 }]);
    expect(reads).toHaveLength(2);
    expect(refused).toMatchObject([{ code: 'invalid-passing' }]);
  });
});

describe('numbers of the box that come again', () => {
  const [first] = read(EXAMPLE).reads;
  const again = (more: object, passing: object): ReturnType<NonNullable<typeof json.byItself>> =>
    json.byItself!(read({ ...(withPassing(passing) as object), ...more }).reads[0]!, first!.raw);

  it('with the same ID, or at the same time, are that record, changed by the timer', () => {
    expect(again({ Bib: 7 }, {})).toBeUndefined();
    expect(again({}, { UTCTime: '2024-01-12T09:06:39.000Z' })).toBeUndefined();
    expect(again({ ID: 900 }, {})).toBeUndefined();
  });

  it('with another ID and another time are another record', () => {
    const found = again({ ID: 2 }, { UTCTime: '2024-01-12T09:26:35.944Z' })!;
    expect(found).toMatchObject({ epoch: '177', identity: ['rr', '2', '2024-01-12T09:26:35.944Z'] });
    expect(found).not.toHaveProperty('seq');
  });
});

describe('what is no passing is refused by field', () => {
  const { Bib: _bib, ...noBib } = EXAMPLE;
  const { TimingPoint: _point, ...noPoint } = EXAMPLE;
  const { ID: _id, ...noId } = EXAMPLE;
  it.each([
    ['text', 'hello', 'invalid-record'],
    ['no Passing', { ID: 1 }, 'invalid-passing'],
    ['no Bib', noBib, 'invalid-bib'],
    ['no TimingPoint', noPoint, 'invalid-timingpoint'],
    ['no ID', noId, 'invalid-id'],
    ['no UTCTime', withPassing({ UTCTime: undefined }), 'invalid-utctime'],
    ['a UTCTime that is none', withPassing({ UTCTime: '2026-02-30T08:00:00Z' }), 'invalid-utctime'],
    ['neither bib nor transponder', { ...withPassing({ Transponder: '' }), Bib: 0 }, 'invalid-transponder'],
  ])('%s', (_what, document, code) => {
    const { reads, refused } = read(document);
    expect(reads).toEqual([]);
    expect(refused).toMatchObject([{ code }]);
  });
});

it('the maker’s own example states a zone that cannot be right, and that is told', () => {
  expect(read(EXAMPLE).notices).toMatchObject([{ code: 'zone-doubt', message: expect.stringContaining('1 h after') }]);
  expect(read(withPassing({ UTCTime: '2024-01-12T08:06:35.944Z' })).notices).toBeUndefined();
});

it(`${HOSTILE_INPUTS} hostile documents are read or refused, never more`, () => {
  const random = seeded(15788);
  const good = [JSON.stringify(EXAMPLE)];
  let reads = 0;
  for (let i = 0; i < HOSTILE_INPUTS; i++) {
    let document: unknown;
    if (i % 4 === 0) {
      try {
        document = JSON.parse(hostileLine(random, good));
      } catch {
        document = hostileLine(random, good);
      }
    } else document = damaged(random);
    const found = jsonRecord(document);
    if (!('read' in found)) continue;
    reads++;
    const { said, chip = 'x', bib = 'x', box = 'x', epoch = 'x' } = found.read;
    if (!Number.isSafeInteger(said.ms) || chip.length > 64 || bib.length > 16 || box.length > 64 || epoch.length > 64)
      throw new Error('out of bounds');
  }
  expect(reads).toBeGreaterThan(1000);
});

const BAD: readonly unknown[] = [
  null,
  -1,
  1e308,
  1.5,
  '',
  'x'.repeat(300),
  [],
  {},
  true,
  Number.NaN,
  '2026-10-03T08:00:00+99:00',
  '\u0000',
];

/** The example with one field, of it or of its passing, made bad. */
function damaged(random: () => number): unknown {
  const bad = BAD[Math.floor(random() * BAD.length)];
  const target = random() < 0.4 ? EXAMPLE : EXAMPLE.Passing;
  const names = Object.keys(target);
  const change = { [names[Math.floor(random() * names.length)]!]: bad };
  return target === EXAMPLE ? { ...EXAMPLE, ...change } : withPassing(change);
}
