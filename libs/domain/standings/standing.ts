/** What orders a runner (R6.3, R7.1, R7.2, R7.4), and what the distance is made of. */
import type { Rulings } from '../fold/rulings.js';
import type { RacePlan, Tier } from '../formats/strategy.js';
import type { Passed, RunnerPlace } from '../laps/progress.js';
import type { Sighting } from '../laps/sightings.js';
import type { DeclaredStatus } from '../race.js';
import type { PartState } from '../views.js';

export interface Standing {
  tier: Tier;
  /** Crossings, part lap and adjustments. */
  distanceMm: number;
  /** Who has the smaller one is before who has as much distance. */
  keyMs: number;
  /** Metres of the open lap that count. */
  partMm: number | undefined;
  /** Undefined when they were not measured by a person. */
  partState: PartState | undefined;
  adjustMm: number;
  adjustMs: number;
}

export interface StandingInputs {
  runner: RunnerPlace & { endMs: number };
  passed: Passed;
  declared: DeclaredStatus | undefined;
  over: boolean;
  /** Instant of race time; undefined: now, when everything said counts at once (R5.3). */
  atMs: number | undefined;
  /** Part of the open lap that counts because a point of the loop saw its end (R5.1d). */
  crossedPart: Sighting | undefined;
}

export function standingOf(plan: RacePlan, rulings: Rulings, inputs: StandingInputs): Standing {
  const { runner, passed, atMs, crossedPart } = inputs;
  const tier = plan.tier(inputs.declared, passed, inputs.over);
  const lastMs = crossedPart?.atMs ?? passed.lastMs;
  const keyMs = lastMs === undefined ? 0 : lastMs - passed.gunMs;
  const crossedMm = crossedPart?.pastLineMm;
  if (rulings.bare) {
    const distanceMm = passed.distanceMm() + (crossedMm ?? 0);
    // One shape for both returns, written out: a spread here cost half of the fold.
    return { tier, distanceMm, keyMs, partMm: crossedMm, partState: undefined, adjustMm: 0, adjustMs: 0 };
  }
  const adjustment = rulings.adjustment(runner.bib, atMs ?? Infinity);
  // A part lap is what lies between the last crossing and the runner's own end.
  const part = atMs === undefined || atMs >= runner.endMs ? rulings.partLap(runner.bib) : undefined;
  const measuredMm = part === undefined ? undefined : plan.partMm(part.mm, passed);
  const partMm = measuredMm ?? crossedMm;
  const adjustMm = adjustment?.mm ?? 0;
  const adjustMs = adjustment?.ms ?? 0;
  // R7.2: measured metres were reached by nobody at an instant that is known.
  const isMeasured = measuredMm !== undefined && measuredMm > 0;
  return {
    tier,
    distanceMm: Math.max(0, passed.distanceMm() + (partMm ?? 0) + adjustMm),
    keyMs: lastMs === undefined || isMeasured ? 0 : keyMs + adjustMs,
    partMm,
    partState: part?.state,
    adjustMm,
    adjustMs,
  };
}
