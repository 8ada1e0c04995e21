/** Backyard: has somebody won (R9.5, R9.8)? */
import type { RaceEngine } from '../fold/race-engine.js';
import type { Passed } from '../laps/progress.js';
import { leaderOf } from './last-standing.js';

/**
 * Number of the runner who is alone and one yard ahead of everybody at an instant; -1 when nobody is, and in other formats.
 * @param passed by runner number
 */
export function winnerAt(engine: RaceEngine, passed: readonly Passed[], atMs: number, live: boolean): number {
  const { plan, runners } = engine;
  if (!plan.lastStanding) return -1;
  const { index } = leaderOf(passed.map(({ n }) => n));
  if (index < 0) return -1;
  const declared = engine.declarations.at(runners[index]!.bib, atMs);
  if (declared === 'dns' || declared === 'dsq') return -1;
  const left = runners.some(
    (runner) => runner.index !== index && !plan.isOut(engine.inputs(runner, passed[runner.index]!, atMs, live, false)),
  );
  return left ? -1 : index;
}
