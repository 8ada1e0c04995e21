/** A distribution of logarithms about a middle: residuals, beyond them a Pareto tail of those who rest. */

/** From this share on residuals are thin, and a tail with this power goes on. */
const TAIL_FROM = 0.97;
const TAIL = 4;
const WIDEN_MAX = 2;

export class LogSpread {
  /** @param shares ascending, of what lies below each rest @param rests ascending */
  private constructor(
    private readonly shares: Float64Array,
    private readonly rests: Float64Array,
  ) {}

  /** @param extra variance that the residuals do not have in them */
  static ofRests(given: readonly { rest: number; weight: number }[], extra: number): LogSpread {
    const sorted = [...given].sort((a, b) => a.rest - b.rest);
    const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
    const square = sorted.reduce((sum, { rest, weight }) => sum + weight * rest * rest, 0) / total;
    const widen = square > 0 ? Math.min(WIDEN_MAX, Math.sqrt(1 + extra / square)) : 1;
    let below = 0;
    const shares = Float64Array.from(sorted, ({ weight }) => (below += weight) / total - weight / total / 2);
    return new LogSpread(
      shares,
      Float64Array.from(sorted, ({ rest }) => widen * rest),
    );
  }

  /** From its 10 and 90 %, below and above a middle of 0. */
  static ofRange(low: number, high: number): LogSpread {
    return new LogSpread(
      Float64Array.of(0.01, 0.1, 0.5, 0.9, TAIL_FROM),
      Float64Array.of(1.8 * low, low, 0, high, 1.47 * high),
    );
  }

  /** The rest that this share lies below. */
  restAt(share: number): number {
    const rest = between(this.shares, this.rests, Math.min(share, TAIL_FROM));
    return share <= TAIL_FROM ? rest : rest + Math.log((1 - TAIL_FROM) / Math.max(1e-9, 1 - share)) / TAIL;
  }

  /** Share that lies below a rest. */
  shareBelow(rest: number): number {
    const top = between(this.shares, this.rests, TAIL_FROM);
    if (rest > top) return 1 - (1 - TAIL_FROM) * Math.exp(-TAIL * (rest - top));
    if (rest <= this.rests[0]!) return 0;
    return Math.min(TAIL_FROM, between(this.rests, this.shares, rest));
  }
}

/** Linear between ascending knots, flat beyond. */
function between(knots: Float64Array, values: Float64Array, at: number): number {
  let low = 0;
  let high = knots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knots[middle]! < at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return values[0]!;
  if (low === knots.length) return values[low - 1]!;
  const width = knots[low]! - knots[low - 1]!;
  const part = width > 0 ? (at - knots[low - 1]!) / width : 1;
  return values[low - 1]! + part * (values[low]! - values[low - 1]!);
}
