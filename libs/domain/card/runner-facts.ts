/** A runner's facts for the director's desk: every claim of the bib with what became of it, and every correction that touches it (R4.7). */
import { FLAG_VOID } from '../claims/track.js';
import { isoInstant } from '../fold/board-row.js';
import type { FoldState } from '../fold/log-fold.js';
import type { RunnerProgress } from '../laps/progress.js';
import type { RunnerCard, RunnerFact } from '../views.js';
import { claimsTouched } from './notes.js';

/** Most claims listed, the newest; a tag beside the mat can make thousands. */
export const RUNNER_FACTS_MAX = 2000;

/** Ascending by offset. */
export function runnerFacts(state: FoldState, { track, bib }: RunnerProgress, card: RunnerCard): RunnerFact[] {
  const facts = new Map<number, RunnerFact>();
  const laps = new Map(card.laps.flatMap((lap) => lap.offsets.map((offset) => [offset, lap.lap] as const)));
  const why = new Map(card.uncounted.map((claim) => [claim.offset, claim.why]));
  for (let i = Math.max(0, track.size - RUNNER_FACTS_MAX); i < track.size; i++) {
    const offset = track.offsetAt(i);
    const fact: RunnerFact = {
      offset,
      inForce: (track.flagsAt(i) & FLAG_VOID) === 0,
      at: isoInstant(track.timeAt(i)),
    };
    // A second record of a crossing has a lap and is named beside it: the first one gave the time.
    const reason = why.get(offset);
    const lap = laps.get(offset);
    if (lap !== undefined) fact.lap = lap;
    if (reason !== undefined) fact.why = reason;
    facts.set(offset, fact);
  }
  for (const offset of claimsTouched(state, bib)) {
    const holder = state.claims.trackAt(offset);
    if (facts.has(offset) || holder === undefined || holder === track) continue;
    const at = isoInstant(holder.timeAt(holder.indexOf(offset)));
    facts.set(offset, { offset, inForce: state.ledger.inForce(offset), at, movedTo: holder.bib ?? null });
  }
  for (const { offset, undone } of card.corrections)
    if (!facts.has(offset)) facts.set(offset, { offset, inForce: !undone });
  return [...facts.values()].sort((a, b) => a.offset - b.offset);
}
