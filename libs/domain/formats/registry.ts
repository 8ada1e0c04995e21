import type { RaceDefinition } from '../race.js';
import { fixedTime } from './fixed-time.js';
import type { RacePlan, Signals, StrategyTable } from './strategy.js';

const STRATEGIES: StrategyTable = { 'fixed-time': fixedTime };

/** The plan of a race by its format. Throws a RangeError when the format is not known. */
export function planFor(definition: RaceDefinition, signals: Signals): RacePlan {
  const strategy = STRATEGIES[definition.format.kind];
  if (strategy === undefined) throw new RangeError(`unknown race format: ${String(definition.format.kind)}`);
  return strategy.plan(definition, signals);
}
