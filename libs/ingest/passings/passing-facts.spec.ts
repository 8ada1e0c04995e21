/** One row of `POST passings`: what is understood becomes a fact as the sender meant it, what is not is refused by field, and nothing is guessed. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewFact } from '#libs/log/index.js';
import { factRow } from '#libs/log/fact-row.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { director, tablet } from '../testing/callers.js';
import { RAW_CHARS_MAX, factOfRow } from './passing-facts.js';

const LOG = 'night';
const RECEIVED_MS = Date.UTC(2026, 9, 3, 9);
const AT = '2026-10-03T08:10:00.000Z';
const id = '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f';

const outcomeOf = (row: unknown, caller: Principal = director) => factOfRow(row, LOG, RECEIVED_MS, caller);

function factOf(row: unknown, caller: Principal = director): NewFact {
  const outcome = outcomeOf(row, caller);
  if ('rejected' in outcome) throw new Error(outcome.rejected.message);
  return outcome.fact;
}

function refusalOf(row: unknown, caller: Principal = director) {
  const outcome = outcomeOf(row, caller);
  if ('fact' in outcome) throw new Error('the row was taken');
  return outcome.rejected;
}

describe('a row', () => {
  it('with a bib is a passing, with a chip a read, with neither a bare time; nobody is looked up', () => {
    expect(factOf({ id, bib: ' 017 ', at: AT })).toMatchObject({
      kind: 'passing',
      fields: { bib: '017', point: 'line' },
    });
    expect(factOf({ id, chip: 'never seen', at: AT })).toMatchObject({ kind: 'read', fields: { chip: 'never seen' } });
    expect(factOf({ id, at: AT })).toMatchObject({ kind: 'tap', fields: { point: 'line' } });
    expect(factOf({ id, bib: '1', chip: 'C', at: AT })).toMatchObject({
      kind: 'passing',
      fields: { bib: '1', chip: 'C' },
    });
  });

  it('keeps every field it knows and, as raw text, every one it does not', () => {
    const row = {
      ...{ id, chip: 'C1', at: AT, point: 'back', edge: 'out', antenna: 3, rssi: -61.5, battery: 'low' },
      source: { device: 'mat-1', epoch: 'boot-7', seq: 0 },
      clock: { offsetMs: -1830, roundTripMs: 24, measuredAt: AT },
    };
    const fact = factOf(row);
    expect(fact).toMatchObject({
      ...{ id, kind: 'read', atMs: Date.parse(AT), receivedAtMs: RECEIVED_MS, by: 'director: director' },
      source: row.source,
      clock: row.clock,
      fields: { chip: 'C1', point: 'back', edge: 'out', antenna: 3, rssi: -61.5 },
    });
    expect(JSON.parse(fact.raw ?? '')).toEqual(row);
  });

  it('is the same fact whether what is unknown is absent, null, or empty', () => {
    const bare = factOf({ id, bib: '1', at: AT, source: { device: 'd' } });
    const filled = factOf({
      ...{ id, bib: '1', at: AT, point: null, edge: 'in', chip: null, clock: null, antenna: null, rssi: null },
      source: { device: 'd', epoch: '', seq: null },
    });
    expect({ ...filled, raw: '' }).toEqual({ ...bare, raw: '' });
  });

  it('that is huge keeps the beginning of its text', () => {
    expect(factOf({ id, bib: '1', at: AT, note: 'x'.repeat(100_000) }).raw).toHaveLength(RAW_CHARS_MAX);
  });

  it('without an id has one of its own: the same for the same device, epoch and seq, another for any other', () => {
    const ids = [
      { device: 'a', epoch: 'e', seq: 1 },
      { device: 'a', epoch: 'e', seq: 2 },
      { device: 'a', epoch: 'f', seq: 1 },
      { device: 'b', epoch: 'e', seq: 1 },
      { device: 'a', seq: 1 },
      { device: 'a', epoch: '1', seq: 1 },
      { device: 'a1', seq: 1 },
    ].map((source) => factOf({ chip: 'C', at: AT, source }).id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(factOf({ bib: '9', at: AT, source: { device: 'a', epoch: 'e', seq: 1 } }).id).toBe(ids[0]);
    for (const made of ids)
      expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const elsewhere = factOfRow({ at: AT, source: { device: 'a', epoch: 'e', seq: 1 } }, 'other', 0, director);
    expect('fact' in elsewhere && elsewhere.fact.id).not.toBe(ids[0]);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-10-03T10:10:00.000+02:00', '2026-10-03T08:10:00.000Z'],
    ['2026-10-03T08:10:00Z', '2026-10-03T08:10:00.000Z'],
    ['2026-10-03T08:10Z', '2026-10-03T08:10:00.000Z'],
    ['2026-10-03T08:10:00.123456789Z', '2026-10-03T08:10:00.123Z'],
    ['2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ])('%s is %s', (at, instant) => {
    expect(new Date(factOf({ id, bib: '1', at }).atMs).toISOString()).toBe(instant);
  });

  it.each([
    ['without a zone: in the hour the clocks go back it would be two', '2026-10-25T02:30:00'],
    ['with the name of a zone', '2026-10-25T02:30:00 Europe/Rome'],
    ['without a day', '02:30:00'],
    ['of a spreadsheet', '03.10.2026 10:10:00'],
    ['in seconds since 1970', '1790000000'],
    ['as a number', 1_790_000_000_000],
    ['with an hour that does not exist', '2026-10-03T25:00:00Z'],
    ['with a leap second', '2026-10-03T23:59:60Z'],
    ['with a month that does not exist', '2026-13-01T00:00:00Z'],
    ['with a day that does not exist', '2026-02-30T08:00:00Z'],
    ['absent', undefined],
    ['null', null],
  ])('%s is refused', (_what, at) => {
    expect(refusalOf({ id, bib: '1', at })).toMatchObject({
      id,
      outcome: 'rejected',
      code: 'invalid-at',
      message: expect.stringMatching(/^at /),
    });
  });

  it('refused says how to write it', () => {
    expect(refusalOf({ id, bib: '1', at: '2026-10-25T02:30:00' }).message).toContain(
      'with a zone, such as "2026-10-03T08:00:00.000Z"',
    );
  });
});

describe('a bad field is refused by its name', () => {
  it.each([
    ['id', { id: 'lap-1' }, 'invalid-id', 'must be a UUID'],
    ['bib', { bib: 17 }, 'invalid-bib', 'leading zeros matter'],
    ['bib', { bib: '' }, 'invalid-bib', 'must not be empty'],
    ['chip', { chip: 'x'.repeat(65) }, 'invalid-chip', 'at most 64'],
    ['point', { point: '' }, 'invalid-point', 'such as "line"'],
    ['edge', { edge: 'through' }, 'invalid-edge', 'must be "in" or "out"'],
    ['antenna', { antenna: 256 }, 'invalid-antenna', 'from 0 to 255'],
    ['rssi', { rssi: '-60' }, 'invalid-rssi', 'as a number, such as -61.5'],
    ['source.device', { source: { device: '' } }, 'invalid-device', 'must not be empty'],
    ['source.seq', { source: { device: 'd', seq: -1 } }, 'invalid-seq', 'must be >= 0'],
    ['source.seq', { source: { device: 'd', seq: 1.5 } }, 'invalid-seq', 'must be a whole number'],
    ['source.seq', { source: { device: 'd', seq: 2 ** 53 } }, 'invalid-seq', 'must be a whole number'],
    ['clock.offsetMs', { clock: { offsetMs: 864_000_001 } }, 'invalid-offset-ms', 'ten days'],
    ['clock.offsetMs', { clock: {} }, 'invalid-offset-ms', 'must be a whole number of milliseconds'],
  ])('%s: %j', (field, fields, code, wayOut) => {
    const refusal = refusalOf({ id, bib: '1', at: AT, ...fields });
    expect(refusal).toMatchObject({ id: field === 'id' ? null : id, outcome: 'rejected', code });
    expect(refusal.message?.startsWith(`${field} `)).toBe(true);
    expect(refusal.message).toContain(wayOut);
  });

  it('a row that could never be told from its repetition says what it lacks', () => {
    const wayOut = 'needs an id (a UUID) or source.device with source.seq';
    expect(refusalOf({ bib: '1', at: AT })).toEqual({
      id: null,
      outcome: 'rejected',
      code: 'invalid-passing',
      message: wayOut,
    });
    expect(refusalOf({ bib: '1', at: AT, source: { device: 'd', epoch: 'e' } }).message).toBe(wayOut);
  });

  it.each([[null], ['x'], [7], [[]], [true]])('%j is no row', (row) => {
    expect(refusalOf(row)).toMatchObject({ id: null, outcome: 'rejected' });
    expect(refusalOf(row).message).toBeTruthy();
  });

  it('one nested deeper than can be written down again takes the good rows beside it with it no more', () => {
    const depth = 100_000;
    const row: unknown = JSON.parse(`{"id":"${id}","at":"${AT}","x":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(refusalOf(row)).toMatchObject({ id, code: 'invalid-passing', message: expect.stringContaining('nested') });
  });
});

describe('a paired tablet', () => {
  const caller = tablet('night', 'tablet-a', 'back');

  it('speaks for its own point and device without naming them', () => {
    expect(factOf({ id, bib: '1', at: AT }, caller)).toMatchObject({
      ...{ source: { device: 'tablet-a' }, by: 'recorder: tablet-a' },
      fields: { point: 'back' },
    });
    expect(factOf({ at: AT, point: 'back', source: { device: 'tablet-a', seq: 3 } }, caller).source).toEqual({
      device: 'tablet-a',
      seq: 3,
    });
  });
  it('and for no other', () => {
    expect(refusalOf({ id, at: AT, point: 'line' }, caller)).toMatchObject({
      id,
      code: 'wrong-point',
      message: expect.stringContaining('pair it again'),
    });
    expect(refusalOf({ id, at: AT, source: { device: 'tablet-b' } }, caller)).toMatchObject({
      ...{ id, code: 'wrong-device', message: expect.stringContaining('"tablet-a"') },
    });
  });
});

it('whatever a row holds, it is refused by a code and a message, or the log takes it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.constantFrom(AT, id, 'in', '\u0000', '\ud800'),
  );
  const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
  const names = [
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
    'device',
    'epoch',
    'seq',
    'offsetMs',
  ];
  const object = fc.dictionary(fc.constantFrom(...names), leaf, { maxKeys: 6 });
  const near = fc
    .record(
      { bib: text, point: text, source: fc.record({ device: text, epoch: text, seq: fc.nat() }), note: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((fields) => ({ id: randomUUID(), at: AT, ...fields }));
  fc.assert(
    fc.property(
      fc.oneof(near, object, fc.dictionary(fc.constantFrom(...names), fc.oneof(leaf, object)), leaf),
      (row) => {
        const outcome = outcomeOf(row);
        if ('fact' in outcome) expect(() => factRow(outcome.fact, 0)).not.toThrow();
        else
          expect(outcome.rejected).toMatchObject({
            outcome: 'rejected',
            code: expect.stringMatching(/^[a-z-]+$/),
            message: expect.any(String),
          });
      },
    ),
    { numRuns: 500 },
  );
});
