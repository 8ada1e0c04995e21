/** An instant that is no instant must not become another one: a result would be off by days and nobody would be told. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { instantSchema, isInstant } from './common.js';
import { correctionSchema } from './corrections.js';
import { passingSchema } from './passings.js';
import { problemItems } from './problem.js';
import { signalSchema } from './race.js';

const IMPOSSIBLE = '2026-02-30T08:00:00.000Z';

describe('an instant', () => {
  it.each([
    ['2026-02-29', '29 February of a common year'],
    ['2026-02-30', '30 February'],
    ['2026-02-31', '31 February'],
    ['2026-04-31', '31 April'],
    ['2026-06-31', '31 June'],
    ['2026-09-31', '31 September'],
    ['2026-11-31', '31 November'],
    ['1900-02-29', 'a century that is no leap year'],
    ['0100-02-29', 'a year that Date.UTC would take for another'],
  ])('of %s is refused, not moved into the next month (%s)', (day) => {
    for (const rest of ['T08:00:00.000Z', 'T08:00Z', 'T23:30:00+02:00', 'T24:00:00Z'])
      expect([day + rest, isInstant(day + rest)]).toEqual([day + rest, false]);
  });

  it.each(['2024-02-29', '2000-02-29', '0000-02-29', '2026-01-31', '2026-12-31', '2026-04-30'])(
    'of %s is taken',
    (day) => expect(isInstant(`${day}T08:00:00Z`)).toBe(true),
  );

  it('of a day that exists is taken whatever the day', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) =>
        isInstant(date.toISOString()),
      ),
    );
  });
});

describe('30 February is refused by the name of its field', () => {
  const id = '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f';
  it.each<[string, v.GenericSchema, object]>([
    ['at', passingSchema, { id, bib: '1', at: IMPOSSIBLE }],
    [
      'clock.measuredAt',
      passingSchema,
      { id, at: '2026-03-01T08:00Z', clock: { offsetMs: 0, measuredAt: IMPOSSIBLE } },
    ],
    ['at', signalSchema, { at: IMPOSSIBLE }],
    ['at', correctionSchema, { id, type: 'retime', target: id, at: IMPOSSIBLE, reason: 'late' }],
    ['from', correctionSchema, { id, type: 'chip-assigned', chip: 'c', bib: '1', from: IMPOSSIBLE, reason: 'late' }],
    ['', instantSchema, IMPOSSIBLE as never],
  ])('%s', (path, schema, input) => {
    const items = problemItems(v.safeParse(schema, input).issues ?? []);
    expect(items).toEqual([expect.objectContaining({ path, message: expect.stringContaining('a day that exists') })]);
  });
});
