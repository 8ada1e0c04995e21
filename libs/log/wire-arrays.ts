/**
 * Arrays in Postgres' binary form: no quoting on our side, no parsing on the server's. The driver sends a Buffer as a binary parameter.
 * Layout: dimensions, has-nulls flag, element type, length, lower bound, then each element as length and bytes (length -1: null), big-endian.
 */

const OID_TEXT = 25;
const OID_INT8 = 20;
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;
const INT8_BYTES = 8;
const NULL_LENGTH = -1;
const TWO_POW_32 = 4_294_967_296;

/** Null when every value is: the server then fills the column with nulls. The text must be storable (text-codec.ts). */
export function textArray(values: readonly (string | undefined)[]): Buffer | null {
  let bytes = HEADER_BYTES;
  let nulls = 0;
  for (const value of values) {
    bytes += LENGTH_BYTES;
    if (value === undefined) nulls++;
    else bytes += Buffer.byteLength(value);
  }
  if (nulls === values.length) return null;
  const buffer = withHeader(bytes, nulls > 0, OID_TEXT, values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    const length = value === undefined ? NULL_LENGTH : buffer.write(value, at + LENGTH_BYTES);
    buffer.writeInt32BE(length, at);
    at += LENGTH_BYTES + Math.max(length, 0);
  }
  return buffer;
}

/** Whole numbers within the safe range. */
export function bigintArray(values: readonly (number | undefined)[]): Buffer | null {
  const nulls = values.reduce<number>((count, value) => count + (value === undefined ? 1 : 0), 0);
  if (nulls === values.length) return null;
  const bytes = HEADER_BYTES + values.length * LENGTH_BYTES + (values.length - nulls) * INT8_BYTES;
  const buffer = withHeader(bytes, nulls > 0, OID_INT8, values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    if (value === undefined) {
      at = buffer.writeInt32BE(NULL_LENGTH, at);
      continue;
    }
    at = buffer.writeInt32BE(INT8_BYTES, at);
    at = buffer.writeInt32BE(Math.floor(value / TWO_POW_32), at);
    // `>>> 0` is the value modulo 2^32, for negative ones too (two's complement).
    at = buffer.writeUInt32BE(value >>> 0, at);
  }
  return buffer;
}

function withHeader(bytes: number, hasNulls: boolean, oid: number, length: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4);
  buffer.writeInt32BE(oid, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}
