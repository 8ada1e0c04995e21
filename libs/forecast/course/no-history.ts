/** Finish of a fixed distance nobody ran here before: the rest at the pace so far, times what rests cost elsewhere, with a wide range. */

export interface PaceLaw {
  /** Shares of the distance run, ascending. */
  readonly shares: readonly number[];
  /** Rest over the rest at an even pace, at 10, 50 and 90 %, for each share. */
  readonly p10: readonly number[];
  readonly p50: readonly number[];
  readonly p90: readonly number[];
  /** A single leg over the same leg at the pace so far. */
  readonly leg?: RestFactors;
}

/** Times over those at an even pace. */
export interface RestFactors {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What the rest costs from a share of the way on. */
export function restFactors(law: PaceLaw, share: number): RestFactors {
  const at = (factors: readonly number[]): number => between(law.shares, factors, share);
  return { p10: at(law.p10), p50: at(law.p50), p90: at(law.p90) };
}

/** Elapsed ms at the finish, given that the runner gets there. Undefined before the first crossing. */
export function finishByPaceLaw(
  law: PaceLaw,
  elapsedMs: number,
  doneMm: number,
  distanceMm: number,
): { p10: number; p50: number; p90: number } | undefined {
  if (!(elapsedMs > 0 && doneMm > 0)) return undefined;
  if (doneMm >= distanceMm) return { p10: elapsedMs, p50: elapsedMs, p90: elapsedMs };
  const share = doneMm / distanceMm;
  const evenMs = elapsedMs * (1 / share - 1);
  const { p10, p50, p90 } = restFactors(law, share);
  const at = (factor: number): number => Math.round(elapsedMs + evenMs * factor);
  return { p10: at(p10), p50: at(p50), p90: at(p90) };
}

function between(shares: readonly number[], values: readonly number[], share: number): number {
  let i = 0;
  while (i < shares.length && shares[i]! < share) i++;
  if (i === 0) return values[0]!;
  if (i === shares.length) return values[i - 1]!;
  const weight = (share - shares[i - 1]!) / (shares[i]! - shares[i - 1]!);
  return values[i - 1]! * (1 - weight) + values[i]! * weight;
}
