/** Order of bibs as people read them: 2 before 10, 7 before 7A, 07 after 7. Total: only equal strings are equal. */

const DIGITS = /^\d{1,15}$/;
const PARTS = /(\d+|\D+)/g;

/** The number of a bib of digits only, for a fast comparison; NaN for any other. */
export function bibNumber(bib: string): number {
  return DIGITS.test(bib) ? Number(bib) : NaN;
}

function compareStrings(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareDigits(a: string, b: string): number {
  const x = a.replace(/^0+/, '');
  const y = b.replace(/^0+/, '');
  return x.length - y.length || compareStrings(x, y);
}

function isDigit(text: string): boolean {
  const code = text.charCodeAt(0);
  return code >= 48 && code <= 57;
}

/** Negative when `a` comes before `b`, positive when after, 0 only for the same string. */
export function compareBibs(a: string, b: string): number {
  const x = a.match(PARTS) ?? [];
  const y = b.match(PARTS) ?? [];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const p = x[i]!;
    const q = y[i]!;
    const numbers = Number(isDigit(q)) - Number(isDigit(p));
    const order = numbers !== 0 ? numbers : isDigit(p) ? compareDigits(p, q) : compareStrings(p, q);
    if (order !== 0) return order;
  }
  return x.length - y.length || a.length - b.length || compareStrings(a, b);
}
