/** Backyards: who is ahead of everybody, and how many yards that is worth (R9.5). */

export interface Leader {
  /** Number of the only runner with the most yards; -1 when several have as many, or nobody has any. */
  index: number;
  /** Yards that count for that runner: one more than anybody else made. The race is over then. */
  yards: number;
}

/** @param yards yards made by every runner, by crossings alone */
export function leaderOf(yards: ArrayLike<number>): Leader {
  let index = -1;
  let most = 0;
  let second = 0;
  for (let i = 0; i < yards.length; i++) {
    const made = yards[i]!;
    if (made > most) {
      second = most;
      most = made;
      index = i;
    } else if (made > second) second = made;
  }
  return most === second ? { index: -1, yards: most } : { index, yards: Math.min(most, second + 1) };
}
