/** Hostile input for parsers, made from good input by a seeded generator: cut, doubled, spliced, bits turned, numbers blown up, pure noise. */

/** mulberry32: small, seeded, good enough to choose damage by. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const BAD_TEXTS = [
  '',
  '-1',
  '99999999999999999999',
  'NaN',
  '0x1',
  '\u0000',
  '\ud800',
  'é',
  ';;;;',
  '@@@',
  '~~~~',
  '{',
  '[[',
  '"',
  '1e308',
  '-0',
  '25:61:61',
  '0000-00-00',
  '9999-99-99',
];

/** One hostile line made of good ones. */
export function hostileLine(random: () => number, good: readonly string[]): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const line = pick(good);
  const at = Math.floor(random() * (line.length + 1));
  switch (Math.floor(random() * 9)) {
    case 0:
      return line.slice(0, at);
    case 1:
      return line.slice(at);
    case 2:
      return line.slice(0, at) + pick(BAD_TEXTS) + line.slice(at);
    case 3:
      return line.slice(0, at) + pick(BAD_TEXTS) + line.slice(at + Math.floor(random() * 8));
    case 4:
      return line.slice(0, at) + pick(good).slice(Math.floor(random() * 20));
    case 5:
      return line.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + line.slice(at + 1);
    case 6: {
      const other = Math.floor(random() * (line.length + 1));
      return line.slice(0, Math.min(at, other)) + line.slice(Math.min(at, other)).repeat(2);
    }
    case 7:
      return Array.from({ length: Math.floor(random() * 120) }, () =>
        String.fromCharCode(Math.floor(random() * 256)),
      ).join('');
    default:
      return line.replace(/\d+/, () => pick(BAD_TEXTS));
  }
}

/** How many inputs each parser must bear in the test run. */
export const HOSTILE_INPUTS = 200_000;
