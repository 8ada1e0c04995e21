/** Laps that are too short to be one: a crossing too many, the same one twice, or somebody else's. */
import { LINE } from '../claims/names.js';
import { KIND_MASK, KIND_PASSING } from '../claims/track.js';
import { claimAt, lapBegunMs, lapMsAt, type LapShapes, SHORT } from './lap-shapes.js';
import { clockText, type Look, settleBy, worryOf } from './look.js';
import type { MissedLap } from './missed-laps.js';
import { SAME_INSTANT } from './keyed-wrongly.js';
import { isNear } from './near-bibs.js';
import type { Worry } from './worry.js';

export function shortLapWorries(look: Look): Worry[] {
  const worries: Worry[] = [];
  for (const shape of look.shapes) {
    let last = -Infinity;
    for (const i of shape.short) {
      // The rest of a lap cut in two is no second worry.
      if (i === last + 1 && shape.ratios[i]! < 1) continue;
      worries.push(shortLapWorry(look, shape, i));
      last = i;
    }
  }
  return worries;
}

/** Which crossing is the one too many: the one that ends the short lap, or, when that makes the lap before whole, the one that begins it. */
function surplus({ ratios }: LapShapes, i: number): number {
  const short = ratios[i]!;
  const before = Math.abs((ratios[i - 1] ?? NaN) + short - 1);
  const after = Math.abs((ratios[i + 1] ?? NaN) + short - 1);
  return before < 0.2 && !(after <= before) ? i - 1 : i;
}

function shortLapWorry(look: Look, shape: LapShapes, i: number): Worry {
  const { runner, passed } = shape;
  const { bib, track } = runner;
  const extra = surplus(shape, i);
  const atMs = passed.crossings[extra]!;
  const claim = claimAt(track, atMs);
  const other = claimAt(track, extra === i ? lapBegunMs(passed, i) : passed.crossings[i]!);
  const lapMs = lapMsAt(passed, i);
  const usual = lapMs / shape.ratios[i]!;
  const usualText = usual > 0 ? `, where ${clockText(usual)} is usual` : '';
  const offsets = [claim, other].flatMap((at) => (at < 0 ? [] : [track.offsetAt(at)]));
  const evidence = {
    ...(usual > 0 ? { usualLapMs: Math.round(usual) } : {}),
    lapMs: Math.round(lapMs),
    lap: i + 1,
    offsets,
  };
  const base = { bib, point: LINE, atMs };
  const said = `Lap ${i + 1} of bib ${bib} took ${clockText(lapMs)}${usualText}`;
  if (claim < 0) {
    const text = `${said}: too short.`;
    return worryOf('impossible-lap', `${bib}:${Math.round(atMs)}`, { ...base, evidence: { text, ...evidence } });
  }
  const targetOffset = track.offsetAt(claim);
  const cause = `${bib}:${targetOffset}`;
  const owner = (track.flagsAt(claim) & KIND_MASK) === KIND_PASSING ? ownerOf(look.missed, bib, atMs) : undefined;
  if (owner !== undefined) {
    const rightful = owner.shape.runner.bib;
    const text = `${said}, and bib ${rightful} misses a crossing at that time: probably it was ${rightful}.`;
    const settle = settleBy(
      { type: 'reassign', targetOffset, bib: rightful, reason: `keyed for ${bib}, probably ${rightful}` },
      `${cause}:${look.state.ledger.rulingsOn(targetOffset)}`,
    );
    return worryOf('swapped-bibs', cause, {
      ...base,
      evidence: { text, confidence: owner.confidence, ...evidence, bibs: [rightful] },
      settle,
    });
  }
  const twice = other >= 0 && origin(look, bib, claim) !== origin(look, bib, other) && lapMs < usual * SHORT;
  const kind = twice ? 'duplicate' : 'impossible-lap';
  const text = `${said}: ${twice ? 'probably one crossing recorded twice, in two ways' : 'probably a crossing too many'}.`;
  const settle = settleBy(
    { type: 'void', targetOffset, reason: twice ? 'the same crossing twice' : 'lap too short to be one' },
    `${cause}:${look.state.ledger.rulingsOn(targetOffset)}`,
  );
  return worryOf(kind, cause, { ...base, evidence: { text, ...evidence }, settle });
}

/** By what a claim was made: by hand, or by which chip. */
function origin({ engine }: Look, bib: string, claim: number): string {
  const { track } = engine.runner(bib)!;
  return `${track.flagsAt(claim) & KIND_MASK}:${track.chipAt(claim)}`;
}

/** The one runner with a bib like this one who misses a crossing at that time. */
function ownerOf(missed: readonly MissedLap[], bib: string, atMs: number): MissedLap | undefined {
  const fits = missed.filter(
    (one) =>
      isNear(one.shape.runner.bib, bib) &&
      one.expectedMs.some((ms) => Math.abs(ms - atMs) < SAME_INSTANT * one.usualMs),
  );
  return fits.length === 1 ? fits[0] : undefined;
}
