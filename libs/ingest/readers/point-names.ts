/** What a source may call the points of a course. */
import type { RaceDefinition } from '#libs/domain/index.js';

/** Points by their ids and names, in small letters. */
export function pointNames(definitions: readonly RaceDefinition[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { course } of definitions)
    for (const point of course.points ?? []) {
      const { id } = point;
      names.set(id.toLowerCase(), id);
      if ('name' in point && typeof point.name === 'string') names.set(point.name.toLowerCase(), id);
    }
  return names;
}
