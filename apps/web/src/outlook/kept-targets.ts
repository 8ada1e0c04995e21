/** Targets as they were typed on this device; none where nothing may be kept. */
import { TARGETS_MAX, type TypedTarget } from './targets.js';

const keyOf = (slug: string, bib: string) => `loopline.targets.${slug}.${bib}`;

export function keptTargets(slug: string, bib: string): TypedTarget[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(slug, bib)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isTyped).slice(0, TARGETS_MAX) : [];
  } catch {
    return [];
  }
}

function isTyped(value: unknown): value is TypedTarget {
  if (typeof value !== 'object' || value === null) return false;
  return 'km' in value && typeof value.km === 'string' && 'time' in value && typeof value.time === 'string';
}

/** None are forgotten. */
export function keepTargets(slug: string, bib: string, targets: readonly TypedTarget[]): void {
  try {
    if (targets.length === 0) localStorage.removeItem(keyOf(slug, bib));
    else localStorage.setItem(keyOf(slug, bib), JSON.stringify(targets));
  } catch {
    // They hold for this page then.
  }
}
