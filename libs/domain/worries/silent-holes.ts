/** Long laps that share one silence of the whole line: the mat was down, whatever each of them looks like by itself. */
import { type FieldTimes, type Gap, SILENT_EXPECTED } from './field-times.js';
import type { MissedLap } from './missed-laps.js';
import type { RestModel } from './rest-model.js';

/** How likely a crossing is missed while the line was silent for everybody. */
const SILENT_MISS = 0.5;
/** So many runners missing in one silence ... */
const SILENT_RUNNERS = 3;
/** ... and this share of the crossings that were to be expected in it: it was the mat. A silence by chance leaves no holes. */
const SILENT_SHARE = 0.4;
/** The crossings a silence hides lie in it, give or take this share of a usual lap. */
const EDGE = 0.15;

interface InSilence {
  gap: Gap;
  holes: { one: MissedLap; missed: number; expectedMs: number[] }[];
}

/** Makes the holes of a silence surer than they are by themselves. */
export function judgeSilences(found: readonly MissedLap[], field: FieldTimes, model: RestModel): void {
  const silences = new Map<number, InSilence>();
  for (const one of found) {
    const gap = field.gapAt(one.begunMs + one.lapMs / 2);
    if (gap === undefined || gap.expected < SILENT_EXPECTED) continue;
    // As many as fit, however many.
    const missed = Math.max(1, Math.round(one.lapMs / one.usualMs) - 1);
    const expectedMs = evenly(one.begunMs, one.lapMs, missed);
    const edgeMs = EDGE * one.usualMs;
    if (expectedMs[0]! < gap.fromMs - edgeMs || expectedMs[missed - 1]! > gap.toMs + edgeMs) continue;
    const known = silences.get(gap.fromMs) ?? { gap, holes: [] };
    silences.set(gap.fromMs, known);
    known.holes.push({ one, missed, expectedMs });
  }
  for (const { gap, holes } of silences.values()) {
    const all = holes.reduce((sum, { missed }) => sum + missed, 0);
    if (holes.length < SILENT_RUNNERS || all < SILENT_SHARE * gap.expected) continue;
    for (const { one, missed, expectedMs } of holes) {
      one.gap = gap;
      if (one.seenTwice) continue;
      const odds = (SILENT_MISS * model.likelihoodOfMany(one.shape, one.index, missed)) / (1 - SILENT_MISS);
      const confidence = odds / (1 + odds);
      if (confidence > one.confidence) Object.assign(one, { missed, confidence, expectedMs });
    }
  }
}

/** The instants that part a lap into so many and one. */
export function evenly(begunMs: number, lapMs: number, missed: number): number[] {
  return Array.from({ length: missed }, (_, k) => begunMs + (lapMs * (k + 1)) / (missed + 1));
}
