/** Typed targets as lines of the distance chart. Pure. */
import type { RaceHeader } from '#libs/domain/index.js';
import type { LineTarget } from '../charts/distance-data.js';
import { targetName } from './target-words.js';
import { parseTarget, type TypedTarget } from './targets.js';

export function lineTargets(typed: readonly TypedTarget[], race: RaceHeader): LineTarget[] {
  return typed.flatMap((each) => {
    const target = parseTarget(each, race);
    return typeof target === 'string' || target.yards !== undefined
      ? []
      : [{ label: targetName(target), metres: target.metres, ms: target.ms }];
  });
}
