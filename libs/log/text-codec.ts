/**
 * Postgres text cannot hold U+0000, and UTF-8 cannot hold half a surrogate pair; a chip reader's line may have either. They are stuffed on the way in and
 * come back exactly as received: DLE starts an escape, DLE itself is doubled as `DLE P` (caret notation, ^P), NUL is `DLE @` (^@).
 */
const DLE = '\u0010';
// eslint-disable-next-line no-control-regex -- control characters are what this file is about
const UNSAFE = /[\u0000\u0010]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// eslint-disable-next-line no-control-regex
const STUFFED = /\u0010(?:([@P])|u([0-9a-f]{4}))/g;

// eslint-disable-next-line no-control-regex
const SUSPECT = /[\u0000\u0010\ud800-\udfff]/;

export function stuff(text: string): string {
  // Nearly no text has any of them, and a look is much cheaper than a replacement that finds nothing.
  if (!SUSPECT.test(text)) return text;
  return text.replace(UNSAFE, (unsafe) => {
    if (unsafe === '\u0000') return `${DLE}@`;
    if (unsafe === DLE) return `${DLE}P`;
    return `${DLE}u${unsafe.charCodeAt(0).toString(16)}`;
  });
}

export function unstuff(stored: string): string {
  if (!stored.includes(DLE)) return stored;
  return stored.replace(STUFFED, (_, sign: string | undefined, hex: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    return sign === '@' ? '\u0000' : DLE;
  });
}
