/** W1: what the question for worries costs the process that answers it: the first time, and again when a tenth of the runners have one lap more. */
import { type Figure, median, round } from '../figure.js';
import { bibsOf, crossingMs, type Field, foldLaps, GUN_MS, started } from './fold-field.js';

/** Laps of 100 s: 24 hours, 430,000 laps. */
const DAY: Field = { runners: 500, laps: 860 };
const FIRST_TARGET_MS = 150;
const AGAIN_TARGET_MS = 40;

export function cost(rounds: number): Figure[] {
  const bibs = bibsOf(DAY);
  const first: number[] = [];
  const again: number[] = [];
  let lapsMs = 0;
  for (let i = 0; i <= rounds; i++) {
    const fold = started(DAY);
    foldLaps(fold, bibs, 1, DAY.laps);
    const race = fold.race('bench')!;
    const ask = (): number => {
      const begun = process.hrtime.bigint();
      race.worries(GUN_MS + crossingMs(DAY.runners, DAY.laps));
      return Number(process.hrtime.bigint() - begun) / 1e6;
    };
    const tookMs = ask();
    const some = bibs.slice(0, bibs.length / 10);
    lapsMs = (foldLaps(fold, some, DAY.laps, DAY.laps + 1) * some.length) / 1e6;
    // The first round warms the compiler up.
    if (i === 0) continue;
    first.push(tookMs);
    again.push(ask());
  }
  const what = 'the question about 500 runners after 24 hours, 430,000 laps';
  return [
    figure(`${what}, for the first time`, median(first), FIRST_TARGET_MS, lapsMs),
    figure(`${what}, again after 50 new ones`, median(again), AGAIN_TARGET_MS, lapsMs),
  ];
}

function figure(name: string, ms: number, targetMs: number, lapsMs: number): Figure {
  return {
    id: 'W1',
    name: `${name}; baseline: folding those 50 laps; ratio: of ${targetMs} ms`,
    value: round(ms),
    unit: 'ms',
    baseline: round(lapsMs),
    ratio: round(ms / targetMs),
    target: 1,
    ok: ms <= targetMs,
  };
}
