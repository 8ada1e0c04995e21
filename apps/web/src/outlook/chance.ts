/** Chances in words: never all or nothing, which nobody can promise. Pure. */
import { o } from '../shared/messages/outlook.js';

/** So many of ten. */
export function tenths(chance: number): string {
  if (chance < 0.05) return '<1';
  return chance >= 0.95 ? '>9' : String(Math.round(chance * 10));
}

/** `3 of 10`, and of 100 where that says more. */
export function chanceWords(chance: number): string {
  if (chance < 0.01) return o('n.of100', { n: '<1' });
  if (chance > 0.99) return o('n.of100', { n: '>99' });
  if (chance < 0.1 || chance > 0.9) return o('n.of100', { n: Math.round(chance * 100) });
  return o('n.of10', { n: Math.round(chance * 10) });
}
