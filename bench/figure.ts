/** One line of `npm run bench -- --json` (contract section 6), and how rounds become one number. */
export interface Figure {
  /** As in the targets: `I1` ... `E1`. */
  id: string;
  name: string;
  value: number;
  unit: string;
  baseline: number;
  /** value / baseline, unless the name says otherwise. */
  ratio: number;
  /** What `ratio` is held against. */
  target: number;
  ok: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Rounded for people; the JSON keeps what it is given. */
export function round(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}
