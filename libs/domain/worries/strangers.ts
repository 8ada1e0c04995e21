/** Chips and bibs that were seen and belong to nobody, with who it may have been. */
import { FLAG_VOID, type Track } from '../claims/track.js';
import { compareBibs } from '../standings/natural.js';
import { type Look, settleBy, worryOf } from './look.js';
import { SAME_INSTANT } from './keyed-wrongly.js';
import { isNear } from './near-bibs.js';
import type { Worry } from './worry.js';

const NEAREST_MAX = 5;
/** Claims of a stranger that are looked at. */
const LOOKED_MAX = 50;

interface Seen {
  offset: number;
  atMs: number;
}

export function strangerWorries(look: Look): Worry[] {
  const worries: Worry[] = [];
  const { claims } = look.state;
  for (const track of claims.tracks) {
    if (track.size === 0 || track.entered) continue;
    if (track.bib !== undefined) {
      const seen = claimsOf(track, () => true);
      if (seen.length > 0) worries.push(unknownBib(look, track.bib, seen));
    } else if (track.chip >= 0) {
      const chip = claims.chips.at(track.chip);
      const seen = claimsOf(track, (i) => chip.plain || chip.assignmentAt(track.timeAt(i)) === undefined);
      if (seen.length > 0) worries.push(unknownChip(look, chip.name, seen));
    }
  }
  return worries;
}

function claimsOf(track: Track, riddle: (i: number) => boolean): Seen[] {
  const seen: Seen[] = [];
  for (let i = 0; i < track.size && seen.length < LOOKED_MAX; i++) {
    if ((track.flagsAt(i) & FLAG_VOID) === 0 && riddle(i))
      seen.push({ offset: track.offsetAt(i), atMs: track.timeAt(i) });
  }
  return seen;
}

function unknownBib(look: Look, bib: string, seen: readonly Seen[]): Worry {
  const [first] = seen as [Seen, ...Seen[]];
  const missing = missingAt(look, [first]);
  const near = look.engine.runners
    .map((runner) => runner.bib)
    .filter((other) => isNear(other, bib))
    .sort((a, b) => Number(missing.has(b)) - Number(missing.has(a)) || compareBibs(a, b));
  const fits = near.filter((other) => missing.has(other));
  const [best] = fits.length > 0 ? fits : near;
  const sure = best !== undefined && (fits.length === 1 || near.length === 1);
  const text = `Nobody has bib ${bib}, seen ${times(seen.length)}.${best === undefined ? ' No bib is like it.' : ` It may have been ${near.slice(0, NEAREST_MAX).join(', ')}.`}`;
  return worryOf('unknown-bib', bib, {
    bib,
    atMs: first.atMs,
    evidence: { text, ...evidence(seen), bibs: near.slice(0, NEAREST_MAX) },
    settle: sure
      ? settleBy(
          { type: 'reassign', targetOffset: first.offset, bib: best, reason: `${bib} is nobody's, probably ${best}` },
          `${bib}:${first.offset}:${look.state.ledger.rulingsOn(first.offset)}`,
        )
      : null,
  });
}

function unknownChip(look: Look, chip: string, seen: readonly Seen[]): Worry {
  const missing = [...missingAt(look, seen)].sort(([a, n], [b, m]) => m - n || compareBibs(a, b));
  const bibs = missing.slice(0, NEAREST_MAX).map(([bib]) => bib);
  const [best, second] = missing;
  // One crossing that fits one runner may be chance; twice as many as anybody else's are not.
  const sure = best !== undefined && best[1] >= 2 && best[1] >= 2 * (second?.[1] ?? 0);
  const text = `Nobody wears chip ${chip}, read ${times(seen.length)}.${sure ? ` Bib ${best[0]} misses laps at those times.` : ''}`;
  return worryOf('unknown-chip', chip, {
    atMs: seen[0]!.atMs,
    evidence: { text, ...evidence(seen), bibs },
    settle: sure
      ? settleBy({ type: 'chip-assigned', chip, bib: best[0], reason: `read when ${best[0]} missed laps` }, chip)
      : null,
  });
}

function evidence(seen: readonly Seen[]): { count: number; offsets: number[] } {
  return { count: seen.length, offsets: seen.slice(0, NEAREST_MAX).map(({ offset }) => offset) };
}

const times = (count: number): string =>
  count >= LOOKED_MAX ? `${LOOKED_MAX} times or more` : count === 1 ? 'once' : `${count} times`;

/** Bibs that miss a crossing of the line at one of these instants, and at how many. */
function missingAt({ missed }: Look, seen: readonly Seen[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { shape, expectedMs, usualMs } of missed) {
    const fits = expectedMs.filter((ms) =>
      seen.some(({ atMs }) => Math.abs(ms - atMs) < SAME_INSTANT * usualMs),
    ).length;
    if (fits > 0) found.set(shape.runner.bib, (found.get(shape.runner.bib) ?? 0) + fits);
  }
  return found;
}
