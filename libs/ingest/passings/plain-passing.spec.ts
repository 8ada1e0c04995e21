import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { passingSchema } from '#libs/contracts/index.js';
import { plainPassing } from './plain-passing.js';

const PLAIN = {
  id: '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f',
  bib: '017',
  at: '2026-10-03T08:00:00.000Z',
  source: { device: 'mat-1', epoch: 'e1', seq: 7 },
};

/** Good, bad and odd values for any field. */
const values = fc.oneof(
  fc.constantFrom<unknown[]>(
    null,
    undefined,
    '',
    ' ',
    'x'.repeat(16),
    'x'.repeat(65),
    ' 7',
    '7 ',
    '\u00a07',
    '7,8',
    0,
    -0,
    -1,
    1.5,
  ),
  fc.constantFrom<unknown[]>(2 ** 53, Number.NaN, true, {}, [], { device: 'm' }, [PLAIN], '__proto__', 'in', '\ud800'),
  fc.constantFrom(
    PLAIN.id,
    PLAIN.id.toUpperCase(),
    `${PLAIN.id}\n`,
    PLAIN.at,
    '2026-13-03T08:00:00.000Z',
    '2026-02-30T08:00:00Z',
  ),
  fc.constantFrom(
    '2026-10-03T08:00Z',
    '2026-10-03T08:00:00+02:00',
    '2026-10-03T08:00:00.123456789Z',
    '2026-10-03 08:00',
  ),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.anything(),
);
const names = fc.constantFrom(
  'id',
  'bib',
  'chip',
  'at',
  'point',
  'edge',
  'source',
  'clock',
  'antenna',
  'rssi',
  'more',
  '__proto__',
);
const sourceNames = fc.constantFrom('device', 'epoch', 'seq', 'more', '__proto__');
const changed = (base: object, field: fc.Arbitrary<string>) =>
  fc
    .tuple(fc.array(fc.tuple(field, values), { maxLength: 3 }), fc.array(field, { maxLength: 2 }))
    .map(([set, left]) => {
      const entries = Object.entries(base).filter(([name]) => !left.includes(name));
      return Object.fromEntries([...entries, ...set]) as Record<string, unknown>;
    });
const rows = fc.oneof(
  fc.anything(),
  changed(PLAIN, names),
  fc.tuple(changed(PLAIN, names), changed(PLAIN.source, sourceNames)).map(([row, source]) => ({ ...row, source })),
);

describe('rows taken without the schema', () => {
  it('are rows the schema takes, unchanged', () => {
    let plain = 0;
    fc.assert(
      fc.property(rows, (row) => {
        const taken = plainPassing(row);
        if (taken === undefined) return;
        plain += 1;
        const parsed = v.safeParse(passingSchema, row, { abortPipeEarly: true });
        expect(parsed.issues).toBeUndefined();
        expect(taken).toStrictEqual(parsed.output);
      }),
      { numRuns: 20_000 },
    );
    expect(plain).toBeGreaterThan(1_000);
  });

  it('are those of mats, tablets and readers', () => {
    const { bib: _bib, source: _source, ...bare } = PLAIN;
    for (const row of [
      PLAIN,
      bare,
      { ...bare, chip: 'AB 12' },
      { ...PLAIN, point: 'turn', at: '2026-10-03T08:00:00Z' },
    ])
      expect(plainPassing(row)).toBe(row);
  });
});
