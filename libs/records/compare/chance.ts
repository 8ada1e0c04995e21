/** The chance of reaching a mark, from the quantiles of a forecast. Between quantiles straight, beyond them a tail that never ends. */

/** One quantile: with probability `p` the value is at most `value`. */
export interface Quantile {
  p: number;
  value: number;
}

/** A chance that is not decided is never told as none or as certain. */
export const UNDECIDED_MIN = 0.0001;
export const UNDECIDED_MAX = 1 - UNDECIDED_MIN;
/** Most quantiles of one forecast. */
export const QUANTILES_MAX = 200;

/**
 * P(X <= x). Grows with x; within `UNDECIDED_MIN` and `UNDECIDED_MAX`, because a forecast decides nothing.
 * @param quantiles at least two, `p` between 0 and 1 and ascending, `value` not descending
 * @throws RangeError when they are not
 */
export function probabilityUpTo(quantiles: readonly Quantile[], x: number): number {
  check(quantiles);
  return Math.min(UNDECIDED_MAX, Math.max(UNDECIDED_MIN, distribution(quantiles, x)));
}

/** P(X >= x), the other side of the same distribution. */
export function probabilityFrom(quantiles: readonly Quantile[], x: number): number {
  return 1 - probabilityUpTo(quantiles, x);
}

function distribution(quantiles: readonly Quantile[], x: number): number {
  const first = quantiles[0]!;
  const last = quantiles.at(-1)!;
  const above = ({ p }: Quantile): number => 1 - p;
  if (x < first.value) return first.p * Math.exp((x - first.value) / scale(quantiles, first, ({ p }) => p));
  if (x > last.value) return 1 - above(last) * Math.exp((last.value - x) / scale(quantiles, last, above));
  // The last of equal values: at a step all of it counts.
  let i = quantiles.length - 1;
  while (i > 0 && quantiles[i]!.value > x) i--;
  const [a, b] = [quantiles[i]!, quantiles[i + 1]];
  if (b === undefined || x === a.value) return a.p;
  return a.p + ((x - a.value) / (b.value - a.value)) * (b.p - a.p);
}

/**
 * Length over which a tail falls to 1/e: as fast as the probability fell from the middle quantile to the outermost one (the tail of a Laplace
 * distribution through both). Heavier than a normal tail, because measured forecasts err further out than a normal one would.
 * @param left probability beyond a quantile, on the side of the tail
 */
function scale(quantiles: readonly Quantile[], outer: Quantile, left: (quantile: Quantile) => number): number {
  const middle = quantiles.reduce((best, each) => (Math.abs(each.p - 0.5) < Math.abs(best.p - 0.5) ? each : best));
  const span = Math.abs(middle.value - outer.value);
  // A forecast without width still has a tail: one unit.
  return span === 0 ? 1 : span / Math.log(left(middle) / left(outer));
}

function check(quantiles: readonly Quantile[]): void {
  if (quantiles.length < 2 || quantiles.length > QUANTILES_MAX)
    throw new RangeError(`A forecast needs 2 to ${QUANTILES_MAX} quantiles; it has ${quantiles.length}.`);
  quantiles.forEach(({ p, value }, i) => {
    const before = quantiles[i - 1];
    const ascends = before === undefined || (p > before.p && value >= before.value);
    if (!(p > 0 && p < 1 && Number.isFinite(value) && ascends))
      throw new RangeError(`Quantile ${i} (p ${p}, value ${value}) must lie between 0 and 1 and above the one before.`);
  });
}
