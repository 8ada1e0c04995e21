/** Which forecaster a race gets. */
import type { RaceDefinition } from '#libs/domain/index.js';
import type { AllModels, KnownEdition } from '#libs/forecast/index.js';
import { AgainstTime } from './against-time.js';
import { ByCourse } from './by-course.js';
import { ByDistance } from './by-distance.js';
import { ByYards } from './by-yards.js';
import type { Forecaster } from './expected.js';

/** Undefined where nothing can be forecast. */
export function forecasterFor(
  { course, format }: RaceDefinition,
  models: AllModels,
  editions: readonly KnownEdition[],
): Forecaster | undefined {
  switch (format.kind) {
    case 'fixed-time':
      return course.kind === 'loop' ? new AgainstTime(course, format, models) : undefined;
    case 'backyard':
      return new ByYards(format, models.backyard);
    case 'fixed-distance':
      return course.kind === 'loop' ? new ByDistance(course, format, models) : undefined;
    case 'course':
      return course.kind === 'line' ? new ByCourse(course, format, editions, models.paceLaw) : undefined;
  }
}
