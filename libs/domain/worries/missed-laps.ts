/** Laps that look like two or three (R4.6): the crossings a mat or a hand probably missed. */
import type { LoopPoints } from '../formats/loop-points.js';
import type { FieldTimes, Gap } from './field-times.js';
import { lapBegunMs, lapMsAt, LONG, type LapShapes } from './lap-shapes.js';
import type { RestModel } from './rest-model.js';
import { roundsSeen } from './rounds-seen.js';
import { evenly, judgeSilences } from './silent-holes.js';

/** At least this sure: a worry. One lost lap is worth nine looks for nothing; docs/worries.md has the curve. */
export const MISSED_CONFIDENCE = 0.1;
/** Another point saw the runner twice within one lap. */
const SEEN_TWICE = 0.99;
/** All other points that always see the runner saw one round: a rest. */
const SEEN_ONCE = 0.02;

export interface MissedLap {
  shape: LapShapes;
  /** Number of the long lap, 0: the first. */
  index: number;
  begunMs: number;
  lapMs: number;
  usualMs: number;
  /** Laps missing in it. */
  missed: number;
  confidence: number;
  /** When the missing crossings probably were, ascending. */
  expectedMs: number[];
  /** The silence of the whole line it lies in, if any. */
  gap: Gap | undefined;
  seenTwice: boolean;
}

export function missedLaps(
  shapes: readonly LapShapes[],
  field: FieldTimes,
  model: RestModel,
  points: LoopPoints | undefined,
  nowMs: number,
): MissedLap[] {
  const found: MissedLap[] = [];
  for (const shape of shapes) {
    for (let i = 0; i < shape.passed.n; i++) {
      const one = shape.ratios[i]! >= LONG ? byLapTime(shape, i, model) : undefined;
      const seen = points === undefined ? one : bySightings(shape, i, shape.passed.crossings[i]!, points, one);
      if (seen !== undefined) found.push(seen);
    }
    const open = points && openLap(shape, points, nowMs);
    if (open !== undefined) found.push(open);
  }
  judgeSilences(found, field, model);
  return found.filter(({ confidence }) => confidence >= MISSED_CONFIDENCE);
}

function byLapTime(shape: LapShapes, index: number, model: RestModel): MissedLap {
  const begunMs = lapBegunMs(shape.passed, index);
  const lapMs = lapMsAt(shape.passed, index);
  const { missed, confidence } = model.verdict(model.likelihoods(shape, index));
  return {
    ...{ shape, index, begunMs, lapMs, missed, confidence },
    usualMs: lapMs / shape.ratios[index]!,
    expectedMs: evenly(begunMs, lapMs, missed),
    gap: undefined,
    seenTwice: false,
  };
}

/** What readers round the loop saw outweighs what the time of the lap says, and needs no usual lap. */
function bySightings(
  shape: LapShapes,
  index: number,
  endMs: number,
  points: LoopPoints,
  one: MissedLap | undefined,
): MissedLap | undefined {
  const { expectedMs, lastMs, once } = roundsSeen(shape, index, endMs, points);
  const missed = expectedMs.length;
  if (missed > 0) {
    const begunMs = lapBegunMs(shape.passed, index);
    const lapMs = (index < shape.passed.n ? endMs : lastMs) - begunMs;
    const usualMs = one?.usualMs ?? lapMs / (missed + 1);
    const known = { shape, index, begunMs, lapMs, usualMs, gap: undefined };
    return { ...known, missed, confidence: SEEN_TWICE, expectedMs, seenTwice: true };
  }
  return one && once ? { ...one, confidence: Math.min(one.confidence, SEEN_ONCE) } : one;
}

/** The lap a runner is in: a reader that saw the runner a second time tells at once, not when the line sees the runner again. */
function openLap(shape: LapShapes, points: LoopPoints, nowMs: number): MissedLap | undefined {
  const { passed, runner } = shape;
  if (passed.n === 0) return undefined;
  return bySightings(shape, passed.n, Math.min(nowMs, runner.endMs), points, undefined);
}
