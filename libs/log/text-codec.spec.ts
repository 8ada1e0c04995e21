import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, parseStoredJson } from './canonical-json.js';
import { stuff, unstuff } from './text-codec.js';

const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('\u0000', '\u0010', '\ud800', '\udc00', '@', 'P', 'u', 'd800', '\\', '"'),
  ),
});
const anyFields = fc.dictionary(
  anyText,
  fc.oneof(
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
    fc.array(anyText),
    fc.dictionary(anyText, anyText),
  ),
);
// eslint-disable-next-line no-control-regex -- NUL is what must not be left
// oxlint-disable-next-line no-control-regex -- control characters are what this file is about
const STORABLE = /^(?:[^\u0000\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*$/;

describe('text on its way to the database', () => {
  it('can be stored and comes back as it was', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(stuff(text)).toMatch(STORABLE);
        expect(unstuff(stuff(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is left alone when there is nothing to hide', () => {
    expect(stuff('#P;17;SX é 🏃\t\n')).toBe('#P;17;SX é 🏃\t\n');
  });
});

describe('the canonical form of fields', () => {
  it('comes back as it was, and holds nothing the database cannot', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const text = canonicalJson(fields);
        expect(text).not.toMatch(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/);
        expect(parseStoredJson(text)).toEqual(JSON.parse(JSON.stringify(fields)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same text whatever the order of the keys, at every depth', () => {
    const shuffled = (fields: Record<string, unknown>): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries(fields)
          .reverse()
          .map(([key, value]) => [
            key,
            value !== null && typeof value === 'object' && !Array.isArray(value)
              ? shuffled(value as Record<string, unknown>)
              : value,
          ]),
      );
    fc.assert(
      fc.property(anyFields, (fields) => canonicalJson(fields) === canonicalJson(shuffled(fields))),
      {
        numRuns: 1_000,
      },
    );
  });

  it('tells different contents apart', () => {
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
    expect(canonicalJson({ a: undefined, b: 1.0 })).toBe(canonicalJson({ b: 1 }));
  });
});
