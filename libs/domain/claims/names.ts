/** Names of timing points as small numbers. */

/** Where a lap of a loop ends. */
export const LINE = 'line';
/** Number of `line`. */
export const LINE_POINT = 0;
/** Points are stored in 16 bits; names past that share the last number, which is never a lap. */
const LAST_POINT = 0xffff;

export class PointNames {
  readonly names: string[] = [LINE];
  readonly #numbers = new Map<string, number>([[LINE, LINE_POINT]]);

  numberOf(name: string): number {
    if (name === LINE) return LINE_POINT;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= LAST_POINT) return LAST_POINT;
    const number = this.names.length;
    this.names.push(name);
    this.#numbers.set(name, number);
    return number;
  }

  nameOf(number: number): string | undefined {
    return this.names[number];
  }
}
