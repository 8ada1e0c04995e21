/** Which forecaster a race gets. */
import type { RaceDefinition } from '#libs/domain/index.js';
import type { AllModels } from '#libs/forecast/index.js';
import { AgainstTime } from './against-time.js';
import { ByDistance } from './by-distance.js';
import { ByYards } from './by-yards.js';
import type { Forecaster } from './expected.js';

const NO_EDITIONS =
  'Earlier editions of this course are not known here: only the finish is estimated, by the pace so far.';
const FINISH_ONLY = 'In a race over a distance only the finish is estimated, by the pace so far.';

/** Undefined where nothing can be forecast. */
export function forecasterFor({ course, format }: RaceDefinition, models: AllModels): Forecaster | undefined {
  switch (format.kind) {
    case 'fixed-time':
      return course.kind === 'loop' ? new AgainstTime(course, format, models) : undefined;
    case 'backyard':
      return new ByYards(format, models.backyard);
    case 'fixed-distance':
      return new ByDistance(format.distanceM, models.paceLaw, FINISH_ONLY);
    case 'course': {
      const finishM = course.kind === 'line' ? course.points.at(-1)?.atM : undefined;
      return finishM === undefined ? undefined : new ByDistance(finishM, models.paceLaw, NO_EDITIONS);
    }
  }
}
