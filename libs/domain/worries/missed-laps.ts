/** Laps that look like two or three (R4.6): the crossings a mat or a hand probably missed. */
import { sightingsBetween } from '../laps/sightings.js';
import type { LoopPoints } from '../formats/loop-points.js';
import { isoInstant } from '../fold/board-row.js';
import { LINE } from '../claims/names.js';
import { type FieldTimes, type Gap, SILENT_EXPECTED } from './field-times.js';
import { lapBegunMs, lapMsAt, LONG, type LapShapes, offsetOfCrossing, voidedBetween } from './lap-shapes.js';
import { clockText, settleBy, worryOf } from './look.js';
import type { RestModel } from './rest-model.js';
import type { Worry } from './worry.js';

/** Surer than this: a worry. A first guess, not fitted on recorded races yet. */
export const MISSED_CONFIDENCE = 0.1;
/** How likely a crossing is missed while the line was silent for everybody. */
const SILENT_MISS = 0.5;
/** So many runners missing in one silence: it was the mat. */
const SILENT_RUNNERS = 3;
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
): MissedLap[] {
  const found: MissedLap[] = [];
  for (const shape of shapes) {
    for (let i = 0; i < shape.passed.n; i++) {
      if (shape.ratios[i]! >= LONG) found.push(judged(shape, i, field, model, points));
    }
  }
  const together = new Map<number, number>();
  for (const { gap } of found) if (gap) together.set(gap.fromMs, (together.get(gap.fromMs) ?? 0) + 1);
  for (const one of found) {
    if (one.gap === undefined) continue;
    if ((together.get(one.gap.fromMs) ?? 0) < SILENT_RUNNERS) one.gap = undefined;
    else if (!one.seenTwice) silenced(one, model);
  }
  return found.filter(({ confidence }) => confidence >= MISSED_CONFIDENCE);
}

function judged(
  shape: LapShapes,
  index: number,
  field: FieldTimes,
  model: RestModel,
  points: LoopPoints | undefined,
): MissedLap {
  const ratio = shape.ratios[index]!;
  const begunMs = lapBegunMs(shape.passed, index);
  const lapMs = lapMsAt(shape.passed, index);
  let { missed, confidence } = model.verdict(model.likelihoods(shape, index));
  const even = evenly(begunMs, lapMs, missed);
  const seen = points && roundsSeen(shape, index, points);
  const expectedMs = seen !== undefined && seen.expectedMs.length > 0 ? seen.expectedMs : even;
  if (seen !== undefined && seen.expectedMs.length > 0) {
    missed = seen.expectedMs.length;
    confidence = SEEN_TWICE;
  } else if (seen?.once) confidence = Math.min(confidence, SEEN_ONCE);
  const gap = field.gapAt(expectedMs[0]!);
  const silent = gap !== undefined && gap.expected >= SILENT_EXPECTED;
  const usualMs = lapMs / ratio;
  const seenTwice = confidence === SEEN_TWICE;
  return {
    shape,
    index,
    begunMs,
    lapMs,
    usualMs,
    missed,
    confidence,
    expectedMs,
    gap: silent ? gap : undefined,
    seenTwice,
  };
}

/** The mat was down for everybody: as many crossings are missing as laps fit, however many. */
function silenced(one: MissedLap, model: RestModel): void {
  const missed = Math.max(1, Math.round(one.shape.ratios[one.index]!) - 1);
  const odds = (SILENT_MISS * model.likelihoodOfMany(one.shape, one.index, missed)) / (1 - SILENT_MISS);
  const confidence = odds / (1 + odds);
  if (confidence <= one.confidence) return;
  Object.assign(one, { missed, confidence, expectedMs: evenly(one.begunMs, one.lapMs, missed) });
}

function evenly(begunMs: number, lapMs: number, missed: number): number[] {
  return Array.from({ length: missed }, (_, k) => begunMs + (lapMs * (k + 1)) / (missed + 1));
}

/** How many rounds the other points of the loop saw within one lap; `once`: points that see the runner every lap saw one round. */
function roundsSeen(
  { runner, passed }: LapShapes,
  index: number,
  points: LoopPoints,
): { expectedMs: number[]; once: boolean } {
  const begunMs = lapBegunMs(passed, index);
  const endMs = passed.crossings[index]!;
  const seen = sightingsBetween(runner.track, points, begunMs, endMs);
  const lapMm = passed.distanceMm(index + 1) - passed.distanceMm(index);
  const expectedMs: number[] = [];
  for (let i = 1; i < seen.length; i++) {
    const [before, after] = [seen[i - 1]!, seen[i]!];
    // A point at or before the one seen earlier, a good part of a lap later: the line lies between them.
    if (after.pastLineMm > before.pastLineMm || after.atMs - before.atMs < points.quietMs * 2) continue;
    const toLineMm = Math.max(0, lapMm - before.pastLineMm);
    const share = toLineMm / (toLineMm + after.pastLineMm || 1);
    expectedMs.push(before.atMs + (after.atMs - before.atMs) * share);
  }
  const usually =
    index > 0 && sightingsBetween(runner.track, points, lapBegunMs(passed, index - 1), begunMs).length > 0;
  return { expectedMs, once: usually && seen.length > 0 && expectedMs.length === 0 };
}

export function missedWorry(one: MissedLap, field: FieldTimes): Worry {
  const { shape, index, begunMs, lapMs, usualMs, missed, confidence, expectedMs } = one;
  const { runner } = shape;
  const { bib } = runner;
  const atMs = Math.round(expectedMs[0]!);
  const neighbours = field.between(atMs - usualMs / 4, atMs + usualMs / 4);
  const cause = `${bib}:${Math.round(begunMs)}`;
  const endMs = begunMs + lapMs;
  const offsets = [begunMs, endMs].flatMap((ms) => offsetOfCrossing(runner, ms) ?? []);
  const why = one.seenTwice
    ? 'another point of the loop saw the runner again meanwhile'
    : one.gap
      ? `nobody was recorded for ${clockText(one.gap.toMs - one.gap.fromMs)} then, so it was the line`
      : `${neighbours} others were recorded around ${clockText(atMs - shape.passed.gunMs)} race time`;
  const times = (lapMs / usualMs).toFixed(1);
  const text = `Lap ${index + 1} of bib ${bib} took ${clockText(lapMs)}, ${times} times the usual ${clockText(usualMs)}: probably ${missed} ${missed === 1 ? 'lap is' : 'laps are'} missing; ${why}.`;
  const again = voidedBetween(runner.track, begunMs, endMs);
  return worryOf('missed-lap', cause, {
    bib,
    point: LINE,
    atMs,
    evidence: {
      text,
      confidence: Math.round(confidence * 1000) / 1000,
      usualLapMs: Math.round(usualMs),
      lapMs: Math.round(lapMs),
      lap: index + 1,
      laps: missed,
      neighbours,
      offsets,
    },
    settle: settleBy(
      { type: 'add-passing', bib, at: isoInstant(atMs), point: LINE, reason: 'probable missed lap, time estimated' },
      `${cause}:${again}`,
    ),
  });
}
