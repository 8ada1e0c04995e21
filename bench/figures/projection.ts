/**
 * P1: the fold of a passing, board included, against a floor of bare typed arrays doing the same bookkeeping.
 * P2: what a lap costs late in a long race against early, and what it leaves on the heap.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Figure, median, round } from '../figure.js';
import { bibsOf, crossingMs, type Field, foldLaps, started } from './fold-field.js';

const P1_TARGET = 0.1;
const GROWTH_TARGET = 1.2;
const HEAP_TARGET_BYTES = 64;

export function measureProjection(quick: boolean): Promise<Figure[]> {
  const small: Field = { runners: 500, laps: quick ? 400 : 2000 };
  const big: Field = { runners: 10_000, laps: quick ? 20 : 60 };
  const rounds = quick ? 3 : 5;
  return Promise.resolve([p1(small, rounds), p1(big, rounds), ...p2({ runners: 500, laps: quick ? 1000 : 4000 })]);
}

function p1(field: Field, rounds: number): Figure {
  const fold: number[] = [];
  const floor: number[] = [];
  for (let i = 0; i < rounds; i++) {
    floor.push(floorRate(field));
    fold.push(foldRate(field));
  }
  const [value, baseline] = [median(fold), median(floor)];
  const ratio = value / baseline;
  return {
    id: 'P1',
    name: `passings folded, board kept, ${field.runners} runners`,
    value: round(value),
    unit: 'passings/s',
    baseline: round(baseline),
    ratio: round(ratio),
    target: P1_TARGET,
    ok: ratio >= P1_TARGET,
  };
}

function foldRate(field: Field): number {
  const fold = started(field);
  foldLaps(fold, bibsOf(field), 1, 3);
  return 1e9 / foldLaps(fold, bibsOf(field), 3, field.laps);
}

/** Typed arrays, distance, pace and a board kept sorted by binary search and block move: what the bookkeeping costs at the very least. */
function floorRate({ runners, laps }: Field): number {
  const distance = new Float64Array(runners);
  const last = new Float64Array(runners);
  const pace = new Float64Array(runners);
  const order = Int32Array.from({ length: runners }, (_, r) => r);
  const place = Int32Array.from({ length: runners }, (_, r) => r);
  const begun = process.hrtime.bigint();
  for (let lap = 1; lap < laps; lap++) {
    for (let r = 0; r < runners; r++) {
      const atMs = crossingMs(r, lap);
      pace[r] = (pace[r] ?? 0) * 0.75 + (atMs - (last[r] ?? 0)) * 0.25;
      distance[r] = (distance[r] ?? 0) + 400_000;
      last[r] = atMs;
      moveUp(order, place, distance, last, r);
    }
  }
  return ((laps - 1) * runners * 1e9) / Number(process.hrtime.bigint() - begun);
}

function moveUp(
  order: Int32Array,
  place: Int32Array,
  distance: Float64Array,
  last: Float64Array,
  runner: number,
): void {
  const at = place[runner] ?? 0;
  let low = 0;
  let high = at;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = order[middle] ?? 0;
    const ahead =
      distance[other] !== distance[runner]
        ? (distance[other] ?? 0) > (distance[runner] ?? 0)
        : (last[other] ?? 0) <= (last[runner] ?? 0);
    if (ahead) low = middle + 1;
    else high = middle;
  }
  if (low === at) return;
  order.copyWithin(low + 1, low, at);
  order[low] = runner;
  for (let i = low; i <= at; i++) place[order[i] ?? 0] = i;
}

function p2(field: Field): Figure[] {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  const bibs = bibsOf(field);
  const fold = started(field);
  const tenth = field.laps / 10;
  const costs: number[] = [];
  foldLaps(fold, bibs, 1, 10);
  gc();
  const before = heapNow();
  for (let i = 0; i < 10; i++) costs.push(foldLaps(fold, bibs, 10 + i * tenth, 10 + (i + 1) * tenth));
  gc();
  const bytesPerLap = (heapNow() - before) / (field.laps * field.runners);
  const growth = (costs[9] ?? 0) / (costs[1] ?? 1);
  return [
    {
      id: 'P2',
      name: `cost of a lap, last tenth of ${field.laps * field.runners} against the second`,
      value: round(costs[9] ?? 0),
      unit: 'ns/lap',
      baseline: round(costs[1] ?? 0),
      ratio: round(growth),
      target: GROWTH_TARGET,
      ok: growth <= GROWTH_TARGET,
    },
    {
      id: 'P2',
      name: 'memory a lap leaves behind (ratio = bytes)',
      value: round(bytesPerLap),
      unit: 'B/lap',
      baseline: 1,
      ratio: round(bytesPerLap),
      target: HEAP_TARGET_BYTES,
      ok: bytesPerLap <= HEAP_TARGET_BYTES,
    },
  ];
}

/** Typed arrays live outside the JS heap; both count. */
function heapNow(): number {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + Math.max(external, arrayBuffers);
}
