import type { PointNames } from '../claims/names.js';
import type { Format, RaceDefinition } from '../race.js';
import { backyard } from './backyard.js';
import { course } from './course.js';
import { fixedDistance } from './fixed-distance.js';
import { fixedTime } from './fixed-time.js';
import type { FormatStrategy, RacePlan, Signals, StrategyTable } from './strategy.js';

const STRATEGIES: StrategyTable = { 'fixed-time': fixedTime, 'fixed-distance': fixedDistance, backyard, course };

/** The plan of a race by its format. Throws a RangeError when the format is not known or does not fit the course. */
export function planFor(definition: RaceDefinition, signals: Signals, points: PointNames): RacePlan {
  const strategy = STRATEGIES[definition.format.kind] as FormatStrategy<Format> | undefined;
  if (strategy === undefined) throw new RangeError(`unknown race format: ${String(definition.format.kind)}`);
  return strategy.plan(definition, signals, points);
}
