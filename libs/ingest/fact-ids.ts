/** Ids for facts whose sender gave none. */
import { createHash } from 'node:crypto';

/** A UUID (version 8, RFC 9562) that is always the same for the same words: a read without an id keeps its identity when it is sent again. */
export function derivedId(...words: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex');
  const variant = ((parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
