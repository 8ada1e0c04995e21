/** Small weighted regressions: ridge by normal equations, logistic by Newton's steps. Rows hold a leading 1. */

/** Coefficients of a weighted ridge regression; the first is not shrunk. */
export function ridge(
  rows: readonly (readonly number[])[],
  y: readonly number[],
  weights: readonly number[],
  lambda: number,
): number[] {
  const size = rows[0]!.length;
  const { a, b } = empty(size);
  for (let r = 0; r < rows.length; r++) accumulate(a, b, rows[r]!, weights[r]!, y[r]!);
  for (let i = 1; i < size; i++) a[i]![i]! += lambda;
  return solve(a, b);
}

const STEPS = 12;
const CHANCE_MIN = 1e-4;

/** Coefficients of a ridge logistic regression. */
export function logistic(rows: readonly (readonly number[])[], y: readonly number[], lambda: number): number[] {
  const size = rows[0]!.length;
  let beta = Array.from({ length: size }, () => 0);
  for (let step = 0; step < STEPS; step++) {
    const { a, b } = empty(size);
    for (let r = 0; r < rows.length; r++) {
      const row = rows[r]!;
      const p = Math.min(1 - CHANCE_MIN, Math.max(CHANCE_MIN, chance(dot(beta, row))));
      const w = p * (1 - p);
      accumulate(a, b, row, w, dot(beta, row) + (y[r]! - p) / w);
    }
    for (let i = 0; i < size; i++) a[i]![i]! += i === 0 ? 1e-3 : lambda;
    beta = solve(a, b);
  }
  return beta;
}

export const chance = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function empty(size: number): { a: number[][]; b: number[] } {
  return {
    a: Array.from({ length: size }, () => Array.from({ length: size }, () => 0)),
    b: Array.from({ length: size }, () => 0),
  };
}

function accumulate(a: number[][], b: number[], row: readonly number[], weight: number, y: number): void {
  for (let i = 0; i < row.length; i++) {
    const wi = weight * row[i]!;
    b[i]! += wi * y;
    for (let j = 0; j < row.length; j++) a[i]![j]! += wi * row[j]!;
  }
}

/** Gauss with pivots; a direction nothing is known of gets 0. */
function solve(a: number[][], b: number[]): number[] {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r]![i]!) > Math.abs(a[pivot]![i]!)) pivot = r;
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    [b[i], b[pivot]] = [b[pivot]!, b[i]!];
    if (Math.abs(a[i]![i]!) < 1e-12) continue;
    for (let r = i + 1; r < n; r++) {
      const factor = a[r]![i]! / a[i]![i]!;
      for (let c = i; c < n; c++) a[r]![c]! -= factor * a[i]![c]!;
      b[r]! -= factor * b[i]!;
    }
  }
  const x = Array.from({ length: n }, () => 0);
  for (let i = n - 1; i >= 0; i--) {
    let rest = b[i]!;
    for (let c = i + 1; c < n; c++) rest -= a[i]![c]! * x[c]!;
    x[i] = Math.abs(a[i]![i]!) < 1e-12 ? 0 : rest / a[i]![i]!;
  }
  return x;
}
