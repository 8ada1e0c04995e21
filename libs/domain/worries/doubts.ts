/** What a worry means for those who only read: which runner's count is in question, in which lap, and why. */
import type { Doubt } from '../views.js';
import { PROBABLE } from './look.js';
import { isQuiet } from './worries.js';
import type { Worry } from './worry.js';

const DOUBTFUL: ReadonlySet<string> = new Set<Doubt['kind']>([
  'missed-lap',
  'impossible-lap',
  'duplicate',
  'swapped-bibs',
]);

/**
 * By bib, the worst first. What is less than probable is for the director's eyes: a bracket on the board says something of a runner.
 * @param worries worst first
 */
export function doubtsOf(worries: readonly Worry[]): Map<string, Doubt[]> {
  const doubts = new Map<string, Doubt[]>();
  for (const worry of worries) {
    const { kind, bib, evidence } = worry;
    if (isQuiet(worry) || bib === undefined || !DOUBTFUL.has(kind)) continue;
    if ((evidence.confidence ?? 1) < PROBABLE) continue;
    const doubt: Doubt = { kind: kind as Doubt['kind'], text: evidence.text };
    if (evidence.lap !== undefined) doubt.lap = evidence.lap;
    const known = doubts.get(bib);
    if (known) known.push(doubt);
    else doubts.set(bib, [doubt]);
  }
  return doubts;
}
