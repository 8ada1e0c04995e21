/** A missed lap as a worry: what speaks for it, and the crossing that would settle it. */
import { LINE } from '../claims/names.js';
import { isoInstant } from '../fold/board-row.js';
import type { FieldTimes } from './field-times.js';
import { offsetOfCrossing, voidedBetween } from './lap-shapes.js';
import { clockText, PROBABLE, settleBy, worryOf } from './look.js';
import { silenceId } from './mats.js';
import type { MissedLap } from './missed-laps.js';
import type { Worry } from './worry.js';

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
  const word = confidence >= PROBABLE ? 'probably' : 'perhaps';
  const laps = `${word} ${missed} ${missed === 1 ? 'lap is' : 'laps are'} missing; ${why}.`;
  const isOpen = index === shape.passed.n;
  const took = isOpen
    ? `Bib ${bib} is ${clockText(lapMs)} into lap ${index + 1}`
    : `Lap ${index + 1} of bib ${bib} took ${clockText(lapMs)}, ${(lapMs / usualMs).toFixed(1)} times the usual ${clockText(usualMs)}`;
  const text = `${took}: ${laps}`;
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
      ...(one.gap ? { silence: silenceId(one.gap) } : {}),
      offsets,
    },
    settle: settleBy(
      { type: 'add-passing', bib, at: isoInstant(atMs), point: LINE, reason: 'probable missed lap, time estimated' },
      `${cause}:${again}`,
    ),
  });
}
