/**
 * Two runners whose crossings change places from some lap on: a chip handed on, two bibs pinned the wrong way round after a rest. The one runs on in the
 * usual laps of the other, and the other way round, and taken crosswise both have a whole lap where each by itself has a strange one.
 */
import { compareBibs } from '../standings/natural.js';
import { lapBegunMs, lapMsAt, type LapShapes, offsetOfCrossing } from './lap-shapes.js';
import { clockText, type Look, worryOf } from './look.js';
import type { Worry } from './worry.js';

/** Laps on either side that show a runner's usual lap there; with fewer nothing is said. */
const BLOCK = 8;
/** The two halves of a block are alike within this, and the step is so many times what the laps of a block differ. */
const ALIKE = 0.15;
const CLEAR = 3;
/** Usual laps this near are one runner's, as a logarithm; the two must differ by more than the other. */
const SAME = 0.06;
const OTHER = 0.12;
/** The lap in which they changed, taken crosswise, is a usual one within this. */
const WHOLE = 0.3;
/** Hardly any two runners of the recorded races look so by chance; but exchanges are rare too, so a person has to ask. */
const CONFIDENCE = 0.4;

/** A lap at which a runner's usual lap changes for good. */
interface Step {
  shape: LapShapes;
  index: number;
  begunMs: number;
  endMs: number;
  /** Usual laps before and after, ms. */
  beforeMs: number;
  afterMs: number;
}

interface Block {
  usualMs: number;
  /** Median share by which its laps differ from that. */
  spread: number;
}

export function exchangeWorries({ shapes }: Look): Worry[] {
  const steps = shapes.flatMap(stepsOf);
  const slower = steps.filter(({ beforeMs, afterMs }) => afterMs > beforeMs);
  const quicker = steps.filter(({ beforeMs, afterMs }) => afterMs < beforeMs);
  quicker.sort((a, b) => a.begunMs - b.begunMs);
  const longestMs = quicker.reduce((most, { begunMs, endMs }) => Math.max(most, endMs - begunMs), 0);
  const found = new Map<string, { one: Step; other: Step; off: number }>();
  for (const one of slower) {
    for (let i = firstAfter(quicker, one.begunMs - longestMs); i < quicker.length; i++) {
      const other = quicker[i]!;
      if (other.begunMs >= one.endMs) break;
      const off = exchanged(one, other);
      if (off === undefined) continue;
      const pair = [one, other].map(({ shape }) => shape.runner.bib).join(' ');
      if (off < (found.get(pair)?.off ?? Infinity)) found.set(pair, { one, other, off });
    }
  }
  return [...found.values()].map(({ one, other }) => exchangeWorry(one, other));
}

type OwnStep = Omit<Step, 'shape'>;

/** Steps of a runner whose laps are as they were when last asked; the ratios are made anew with every other lap. */
const known = new WeakMap<Float64Array, readonly OwnStep[]>();

function stepsOf(shape: LapShapes): Step[] {
  let own = known.get(shape.ratios);
  if (own === undefined) {
    own = ownSteps(shape);
    known.set(shape.ratios, own);
  }
  return own.map((step) => ({ shape, ...step }));
}

function ownSteps(shape: LapShapes): OwnStep[] {
  return shape.steps.flatMap((index) => {
    const before = blockOf(shape, index - BLOCK);
    const after = blockOf(shape, index + 1);
    if (before === undefined || after === undefined) return [];
    const far = Math.abs(Math.log(after.usualMs / before.usualMs));
    if (far < OTHER || far < CLEAR * Math.max(before.spread, after.spread)) return [];
    const begunMs = lapBegunMs(shape.passed, index);
    const endMs = shape.passed.crossings[index]!;
    return [{ index, begunMs, endMs, beforeMs: before.usualMs, afterMs: after.usualMs }];
  });
}

const block = new Float64Array(BLOCK);
const HALF = BLOCK / 2;

/** Undefined where the laps of its two halves are not alike, or there are too few. */
function blockOf({ passed }: LapShapes, from: number): Block | undefined {
  if (from < 0 || from + BLOCK > passed.n) return undefined;
  for (let i = 0; i < BLOCK; i++) block[i] = lapMsAt(passed, from + i);
  const early = medianOf(block.subarray(0, HALF));
  const late = medianOf(block.subarray(HALF));
  if (Math.abs(Math.log(late / early)) > ALIKE) return undefined;
  const usualMs = medianOf(block);
  for (let i = 0; i < BLOCK; i++) block[i] = Math.abs(Math.log(block[i]! / usualMs));
  return { usualMs, spread: medianOf(block) };
}

/** Of an even number of values; puts them in order. */
function medianOf(values: Float64Array): number {
  for (let i = 1; i < values.length; i++) {
    const value = values[i]!;
    let place = i;
    while (place > 0 && values[place - 1]! > value) {
      values[place] = values[place - 1]!;
      place--;
    }
    values[place] = value;
  }
  const middle = values.length >> 1;
  return (values[middle - 1]! + values[middle]!) / 2;
}

/** How far from exact the exchange is; undefined when it is none. */
function exchanged(one: Step, other: Step): number | undefined {
  if (one.begunMs >= other.endMs || one.shape === other.shape) return undefined;
  const far = (a: number, b: number): number => Math.abs(Math.log(a / b));
  if (far(one.beforeMs, other.beforeMs) < OTHER) return undefined;
  const same = Math.max(far(one.afterMs, other.beforeMs), far(other.afterMs, one.beforeMs));
  if (same > SAME) return undefined;
  const whole = Math.max(far(other.endMs - one.begunMs, one.beforeMs), far(one.endMs - other.begunMs, other.beforeMs));
  return whole > WHOLE || Number.isNaN(whole) ? undefined : same + whole;
}

function exchangeWorry(a: Step, b: Step): Worry {
  const [one, other] = compareBibs(a.shape.runner.bib, b.shape.runner.bib) < 0 ? [a, b] : [b, a];
  const { runner, passed } = one.shape;
  const [bib, second] = [runner.bib, other.shape.runner.bib];
  const atMs = Math.max(one.begunMs, other.begunMs);
  const text = `From ${clockText(atMs - passed.gunMs)} race time on bib ${bib} runs the laps of bib ${second}, and the other way round: usual laps of ${clockText(one.beforeMs)} and ${clockText(other.beforeMs)} changed places. Perhaps their chips or bibs are exchanged; ask them.`;
  const firsts = [one, other].flatMap(({ shape, endMs }) => offsetOfCrossing(shape.runner, endMs) ?? []);
  return worryOf('swapped-bibs', `${bib}:${second}:${Math.round(atMs)}`, {
    bib,
    atMs,
    evidence: {
      text,
      confidence: CONFIDENCE,
      usualLapMs: Math.round(one.beforeMs),
      lapMs: Math.round(one.afterMs),
      lap: one.index + 1,
      bibs: [second],
      offsets: firsts,
    },
  });
}

/** Place of the first step begun at or after an instant. */
function firstAfter(steps: readonly Step[], ms: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle]!.begunMs < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
