/** What a mark stands for. */
import type { RecordRow } from './row.js';

/** Two rows with the same text are marks of one record: women's Mx and Wo apart (R8.11), one over all surfaces (R8.10) unless the list is of one. */
export function contest(row: RecordRow): string {
  const { list, event, sex, category, level, scope, raceType = '' } = row;
  // A world best of an age class or a surface is one per surface.
  const surface = list === 'surface' || (list === 'age_group' && level === 'world') ? (row.surface ?? '') : '';
  return [list, event, sex, category, level, scope, raceType, surface].join('|');
}
