/** Crossings keyed for a bib like the right one that made no lap, because the bib they were keyed for had just crossed itself. */
import { LINE, LINE_POINT } from '../claims/names.js';
import { FLAG_OUT, FLAG_VOID, KIND_MASK, KIND_PASSING } from '../claims/track.js';
import type { RunnerProgress } from '../laps/progress.js';
import { countUpTo } from '../laps/search.js';
import { clockText, type Look, settleBy, worryOf } from './look.js';
import type { MissedLap } from './missed-laps.js';
import { isNear } from './near-bibs.js';
import type { Worry } from './worry.js';

/** The missing crossing of a runner lies at most this share of a usual lap away. */
export const SAME_INSTANT = 0.25;

/** One for each missed crossing that fits one such claim, and no other. */
export function keyedWronglyWorries(look: Look): Worry[] {
  const taken = new Set<number>();
  return look.missed.flatMap((one) => {
    const { bib } = one.shape.runner;
    const near = look.engine.runners.filter((runner) => isNear(runner.bib, bib));
    return one.expectedMs.flatMap((ms) => {
      const reachMs = SAME_INSTANT * one.usualMs;
      const fits = near.flatMap((runner) => idleClaims(look, runner, ms - reachMs, ms + reachMs));
      const [fit] = fits;
      if (fit === undefined || fits.length > 1 || taken.has(fit.offset)) return [];
      taken.add(fit.offset);
      return [worry(look, one, fit)];
    });
  });
}

interface Idle {
  runner: RunnerProgress;
  offset: number;
  atMs: number;
}

/** Crossings keyed by hand between two instants that are no lap of the runner. */
function idleClaims({ engine }: Look, runner: RunnerProgress, fromMs: number, toMs: number): Idle[] {
  const { track } = runner;
  const { crossings, n } = engine.passed(runner);
  const found: Idle[] = [];
  for (let i = track.countUpTo(fromMs); i < track.size && track.timeAt(i) <= toMs; i++) {
    const atMs = track.timeAt(i);
    if (!track.isAt(i, LINE_POINT, FLAG_OUT | FLAG_VOID) || (track.flagsAt(i) & KIND_MASK) !== KIND_PASSING) continue;
    if (crossings[countUpTo(crossings, n, atMs) - 1] !== atMs) found.push({ runner, offset: track.offsetAt(i), atMs });
  }
  return found;
}

function worry(look: Look, { shape, confidence }: MissedLap, { runner, offset, atMs }: Idle): Worry {
  const { bib } = runner;
  const rightful = shape.runner.bib;
  const text = `Bib ${bib} was keyed at ${clockText(atMs - runner.gunMs)} race time right beside an own crossing, which made no lap, and bib ${rightful} misses a crossing at that time: probably it was ${rightful}.`;
  const settle = settleBy(
    { type: 'reassign', targetOffset: offset, bib: rightful, reason: `keyed for ${bib}, probably ${rightful}` },
    `${bib}:${offset}:${look.state.ledger.rulingsOn(offset)}`,
  );
  const evidence = { text, confidence: Math.round(confidence * 1000) / 1000, bibs: [rightful], offsets: [offset] };
  return worryOf('swapped-bibs', `${bib}:${offset}`, { bib, point: LINE, atMs, evidence, settle });
}
