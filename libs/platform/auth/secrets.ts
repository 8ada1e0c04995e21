/** Random secrets and their hashes. A secret itself is never stored. */
import { createHash, hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

/** 256 bits, safe in a URL. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256: enough for secrets of 128 bits and more, which cannot be guessed by trying. */
export function hashSecret(secret: string): Buffer {
  // In one call: every request of a tablet comes through here.
  return hash('sha256', secret, 'buffer');
}

/** Letters that are not mistaken for one another and make no words (RFC 8628 section 6.1). */
export const CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
export const CODE_SYMBOLS = 8;

/** A code a person can type: 8 symbols of 20, 34.6 bits; short-lived and rate-limited because of that. */
export function randomCode(): string {
  return Array.from({ length: CODE_SYMBOLS }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}

/** A typed code in its one spelling: upper case, without spaces and dashes. */
export function normalCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z]/g, '');
}

/** The CSRF token of a session: known only to who holds the session's secret, so it needs no storage. */
export function csrfOf(sessionSecret: string): string {
  return createHash('sha256').update(`csrf:${sessionSecret}`).digest('base64url');
}

export function sameText(a: string, b: string): boolean {
  const left = hashSecret(a);
  const right = hashSecret(b);
  return timingSafeEqual(left, right);
}
