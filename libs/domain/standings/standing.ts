/** What orders a runner (R6.3, R7.1, R7.2, R7.4), and what the distance is made of. */
import type { Rulings } from '../fold/rulings.js';
import type { RacePlan, Tier } from '../formats/strategy.js';
import type { Passed, RunnerPlace } from '../laps/progress.js';
import type { DeclaredStatus } from '../race.js';
import type { PartState } from '../views.js';

export interface Standing {
  tier: Tier;
  /** Crossings, part lap and adjustments. */
  distanceMm: number;
  /** Who has the smaller one is before who has as much distance. */
  keyMs: number;
  partMm: number | undefined;
  partState: PartState | undefined;
  adjustMm: number;
  adjustMs: number;
}

const PLAIN = { partMm: undefined, partState: undefined, adjustMm: 0, adjustMs: 0 };

/** @param atMs instant of race time; undefined: now, when everything said counts at once (R5.3) */
export function standingOf(
  plan: RacePlan,
  rulings: Rulings,
  runner: RunnerPlace & { endMs: number },
  passed: Passed,
  declared: DeclaredStatus | undefined,
  over: boolean,
  atMs: number | undefined,
): Standing {
  const { lastMs } = passed;
  if (rulings.bare) {
    const keyMs = lastMs === undefined ? 0 : lastMs - passed.gunMs;
    return { ...PLAIN, tier: plan.tier(declared, passed, over), distanceMm: passed.distanceMm(), keyMs };
  }
  const adjustment = rulings.adjustment(runner.bib, atMs ?? Infinity);
  // A part lap is what lies between the last crossing and the runner's own end.
  const part = atMs === undefined || atMs >= runner.endMs ? rulings.partLap(runner.bib) : undefined;
  const partMm = part === undefined ? undefined : plan.partMm(part.mm, passed);
  const adjustMm = adjustment?.mm ?? 0;
  const adjustMs = adjustment?.ms ?? 0;
  // R7.2: measured metres were reached by nobody at an instant that is known.
  const keyMs = lastMs === undefined || (partMm !== undefined && partMm > 0) ? 0 : lastMs - passed.gunMs + adjustMs;
  return {
    tier: plan.tier(declared, passed, over),
    distanceMm: Math.max(0, passed.distanceMm() + (partMm ?? 0) + adjustMm),
    keyMs,
    partMm,
    partState: part?.state,
    adjustMm,
    adjustMs,
  };
}
