import { describe, expect, it } from '@jest/globals';
import {
  CODE_ALPHABET,
  CODE_SYMBOLS,
  csrfOf,
  hashSecret,
  normalCode,
  randomCode,
  randomSecret,
  sameText,
} from './secrets.js';

describe('secrets', () => {
  it('are of 256 bits, fit into a header and a URL, and never come twice', () => {
    const made = Array.from({ length: 500 }, randomSecret);
    expect(new Set(made).size).toBe(made.length);
    for (const secret of made) {
      expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    }
  });

  it('and what is stored or told of them does not give them away', () => {
    const secret = randomSecret();
    const told = [hashSecret(secret).toString('base64url'), csrfOf(secret)];
    expect(new Set([secret, ...told]).size).toBe(3);
    expect(csrfOf(secret)).toBe(csrfOf(secret));
    expect(csrfOf(randomSecret())).not.toBe(csrfOf(secret));
  });
});

describe('codes a person types', () => {
  it('use every symbol, none that is taken for another, and spell no word', () => {
    const codes = Array.from({ length: 1000 }, randomCode);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...new Set(codes.join(''))].sort().join('')).toBe(CODE_ALPHABET);
    expect(CODE_ALPHABET).not.toMatch(/[AEIOUY0-9]/);
    for (const code of codes) expect(code).toHaveLength(CODE_SYMBOLS);
  });

  it('have one spelling however they are typed', () => {
    const code = randomCode();
    for (const typed of [code.toLowerCase(), ` ${code.slice(0, 4)}-${code.slice(4)}\n`, [...code].join(' ')])
      expect(normalCode(typed)).toBe(code);
  });
});

it('texts are compared whole, of any length', () => {
  expect(sameText('a', 'a')).toBe(true);
  expect([sameText('a', 'b'), sameText('a', 'aa'), sameText('', 'a'), sameText('ä', 'a')]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
