/** Stable ids: the same words always give the same UUID, so that sending something twice is harmless. */
import { createHash } from 'node:crypto';

const UUID_BYTES = 16;
const VERSION_8 = 0x80;
const VARIANT_RFC = 0x80;

/** A UUID of version 8 (RFC 9562, "custom") from SHA-256 over the parts; a length goes before each part, so ['ab', 'c'] and ['a', 'bc'] differ. */
export function stableUuid(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${String(part).length}:${part};`);
  const bytes = hash.digest().subarray(0, UUID_BYTES);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | VERSION_8, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | VARIANT_RFC, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
