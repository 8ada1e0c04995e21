/** Long laps around one silence of the whole line: the mat was down, whatever each of them looks like by itself. */
import { type FieldTimes, type Gap, SILENT_EXPECTED } from './field-times.js';
import type { MissedLap } from './missed-laps.js';
import { PROBABLE } from './look.js';
import type { RestModel } from './rest-model.js';

/** So many runners missing in one silence ... */
const SILENT_RUNNERS = 3;
/** ... and this share of the crossings that were to be expected in it: it was the mat. A silence by chance leaves no holes. */
const SILENT_SHARE = 0.4;
/** The crossings a silence hides lie in it, give or take this share of a usual lap. */
const EDGE = 0.15;
/** Runners are not even: part of the belief about the number of crossings goes to every number there is room for. */
const UNEVEN = 0.1;
const REST_MIN = 0.2;

interface Silence {
  gap: Gap;
  runners: Set<string>;
  missed: number;
}

/** Makes the holes around a silence surer than they are by themselves. */
export function judgeSilences(found: readonly MissedLap[], field: FieldTimes, model: RestModel): void {
  for (const { gap } of silencesOf(found, field)) {
    for (const one of found) {
      const edgeMs = EDGE * one.usualMs;
      if (one.begunMs > gap.fromMs + edgeMs || one.begunMs + one.lapMs < gap.toMs - edgeMs) continue;
      if (one.seenTwice) one.gap = gap;
      else judge(one, gap, model);
    }
  }
}

/** Silences with the holes that a mat which is down leaves: of a whole number of laps, as many as fit, all in it. */
function silencesOf(found: readonly MissedLap[], field: FieldTimes): Silence[] {
  const silences = new Map<number, Silence>();
  for (const { shape, begunMs, lapMs, usualMs } of found) {
    const gap = field.gapAt(begunMs + lapMs / 2);
    if (gap === undefined || gap.expected < SILENT_EXPECTED) continue;
    const missed = wholeMissed(lapMs, usualMs);
    const expectedMs = evenly(begunMs, lapMs, missed);
    const edgeMs = EDGE * usualMs;
    if (expectedMs[0]! < gap.fromMs - edgeMs || expectedMs[missed - 1]! > gap.toMs + edgeMs) continue;
    const known = silences.get(gap.fromMs) ?? { gap, runners: new Set(), missed: 0 };
    silences.set(gap.fromMs, known);
    known.runners.add(shape.runner.bib);
    known.missed += missed;
  }
  return [...silences.values()].filter(
    ({ gap, runners, missed }) => runners.size >= SILENT_RUNNERS && missed >= SILENT_SHARE * gap.expected,
  );
}

/**
 * A runner on the way crosses the line as often as the silence has room for, and the lap around it is so many laps taken as one; who rested was on one long
 * lap all the while, and the longer a rest, the likelier it is to be met by a silence.
 */
function judge(one: MissedLap, gap: Gap, model: RestModel): void {
  const { shape, index, usualMs, lapMs } = one;
  const roomLaps = (gap.toMs - gap.fromMs) / usualMs;
  const likelihoods = model.likelihoods(shape, index);
  const many = wholeMissed(lapMs, usualMs);
  if (many > likelihoods.length) likelihoods[many - 1] = model.likelihoodOfMany(shape, index, many);
  let [missed, best, sum] = [1, 0, 0];
  likelihoods.forEach((likelihood, i) => {
    const weight = likelihood * shareOf(i + 1, roomLaps);
    sum += weight;
    if (weight > best) [best, missed] = [weight, i + 1];
  });
  const odds = sum / Math.max(REST_MIN, lapMs / usualMs - roomLaps);
  const confidence = odds / (1 + odds);
  if (confidence <= one.confidence) return;
  const expectedMs = within(gap, evenly(one.begunMs, lapMs, missed));
  Object.assign(one, { missed, confidence, expectedMs, gap: confidence >= PROBABLE ? gap : undefined });
}

/** How probable it is that an even runner crosses the line so often in a time of so many usual laps. */
function shareOf(crossings: number, roomLaps: number): number {
  if (crossings > roomLaps + 1 + 2 * EDGE) return 0;
  return UNEVEN / (1 + roomLaps) + (1 - UNEVEN) * Math.max(0, 1 - Math.abs(roomLaps - crossings));
}

function wholeMissed(lapMs: number, usualMs: number): number {
  return Math.max(1, Math.round(lapMs / usualMs) - 1);
}

function within({ fromMs, toMs }: Gap, expectedMs: readonly number[]): number[] {
  const n = expectedMs.length;
  const isIn = expectedMs[0]! >= fromMs && expectedMs[n - 1]! <= toMs;
  return isIn ? [...expectedMs] : evenly(fromMs, toMs - fromMs, n);
}

/** The instants that part a lap into so many and one. */
export function evenly(begunMs: number, lapMs: number, missed: number): number[] {
  return Array.from({ length: missed }, (_, k) => begunMs + (lapMs * (k + 1)) / (missed + 1));
}
