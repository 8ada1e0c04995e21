/** Folds of whole events: races of one event and year share the day, the course and often the runners, so they are left out together. */

/** `aty-2019-24h` and `aty-2019-6h` are one event. */
export function eventOf(raceId: string): string {
  return raceId.replace(/-\d+(h|d)(?=-|$)/, '');
}

/** Fold of each race: events dealt out, greatest first, to the fold with the least in it. @param sizes rows of each race */
export function foldsOf(raceIds: readonly string[], sizes: readonly number[], folds: number): number[] {
  const events = new Map<string, number>();
  for (const [i, id] of raceIds.entries()) events.set(eventOf(id), (events.get(eventOf(id)) ?? 0) + sizes[i]!);
  const loads = Array.from({ length: folds }, () => 0);
  const foldOf = new Map<string, number>();
  for (const [event, size] of [...events].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least]! += size;
    foldOf.set(event, least);
  }
  return raceIds.map((id) => foldOf.get(eventOf(id))!);
}

/** Rows to learn from when a fold is judged: of no race in it, and of no runner in it. */
export function trainingRows<R extends { race: number; key: string }>(
  rows: readonly R[],
  foldOf: readonly number[],
  fold: number,
): R[] {
  const strangers = new Set(rows.filter((row) => foldOf[row.race] === fold).map((row) => row.key));
  return rows.filter((row) => foldOf[row.race] !== fold && !strangers.has(row.key));
}
