/**
 * P3: what a lap costs at the end of six days against the beginning; what a passing costs in a big field against a small one, in comparisons (counted) and in time.
 * P4: what a late, a voided and a retimed lap cost against an ordinary one, deep in a long race.
 */
import type { Fact, LogFold } from '#libs/domain/index.js';
import { type Figure, median, round } from '../figure.js';
import { bibsOf, crossingMs, type Field, foldLaps, GUN_MS, started } from './fold-field.js';

const SMALL = 500;
const BIG = 10_000;
const TIME_TARGET = 6;
const CORRECTION_TARGET = 20;

export function measureGrowth(quick: boolean): Promise<Figure[]> {
  const laps = quick ? 20 : 60;
  const rounds = quick ? 3 : 5;
  return Promise.resolve([
    sixDays(rounds),
    ...p3(laps, rounds),
    ...p4({ runners: SMALL, laps: quick ? 200 : 600 }, rounds),
  ]);
}

/** The last 1,000 laps of a race over six days with 400 runners, a quarter of a million crossings, against the first 1,000. */
function sixDays(rounds: number): Figure {
  const field: Field = { runners: 400, laps: 626 };
  const bibs = bibsOf(field);
  const first: number[] = [];
  const last: number[] = [];
  for (let i = 0; i <= rounds; i++) {
    const fold = started(field);
    // 1,000 laps are two and a half of everybody's; three are measured.
    const early = foldLaps(fold, bibs, 1, 4);
    foldLaps(fold, bibs, 4, field.laps - 3);
    const late = foldLaps(fold, bibs, field.laps - 3, field.laps);
    // The first round warms the compiler up.
    if (i === 0) continue;
    first.push(early);
    last.push(late);
  }
  const [early, late] = [median(first), median(last)];
  return {
    id: 'P3',
    name: 'six days, 400 runners: a lap of the last 1,200 of 250,000 against one of the first 1,200',
    value: round(late),
    unit: 'ns/lap',
    baseline: round(early),
    ratio: round(late / early),
    target: 1.2,
    ok: late / early <= 1.2,
  };
}

function p3(laps: number, rounds: number): Figure[] {
  const times: Record<number, number[]> = { [SMALL]: [], [BIG]: [] };
  let compared = 0;
  for (let i = 0; i < rounds; i++) {
    for (const runners of [SMALL, BIG]) {
      const fold = started({ runners, laps });
      const bibs = bibsOf({ runners, laps });
      foldLaps(fold, bibs, 1, 3);
      const before = comparisons(fold);
      times[runners]!.push(foldLaps(fold, bibs, 3, laps));
      compared = (comparisons(fold) - before) / ((laps - 3) * runners);
    }
  }
  const [small, big] = [median(times[SMALL]!), median(times[BIG]!)];
  const bound = 2 * Math.log2(BIG);
  return [
    {
      id: 'P3',
      name: `comparisons a passing, ${BIG} runners; baseline: 2 log2 n`,
      value: round(compared),
      unit: 'comparisons',
      baseline: round(bound),
      ratio: round(compared / bound),
      target: 1,
      ok: compared <= bound,
    },
    {
      id: 'P3',
      name: `cost of a passing, ${BIG} runners against ${SMALL}`,
      value: round(big),
      unit: 'ns',
      baseline: round(small),
      ratio: round(big / small),
      target: TIME_TARGET,
      ok: big / small <= TIME_TARGET,
    },
  ];
}

function comparisons(fold: LogFold): number {
  return fold.race('bench')?.boardComparisons ?? 0;
}

/** Each kind of late word, spread over the runners and over the whole length of the race. */
function p4(field: Field, rounds: number): Figure[] {
  const fold = started(field);
  const bibs = bibsOf(field);
  const firstOffset = fold.offset + 1;
  foldLaps(fold, bibs, 1, field.laps);
  const ordinary: number[] = [];
  const late: number[] = [];
  const voided: number[] = [];
  const retimed: number[] = [];
  let lap = field.laps;
  for (let i = 0; i < rounds; i++) {
    ordinary.push(foldLaps(fold, bibs, lap, lap + 1));
    lap += 1;
    const place = (r: number): number => 1 + ((r * 7919 + i * 31) % (field.laps - 2));
    const target = (r: number): number => firstOffset + (place(r) - 1) * field.runners + r;
    late.push(
      cost(fold, bibs, (r) => ({
        kind: 'passing',
        bib: bibs[r]!,
        point: 'line',
        atMs: GUN_MS + crossingMs(r, place(r)) + 45_000,
      })),
    );
    voided.push(cost(fold, bibs, (r) => ({ kind: 'void', targetOffset: target(r), reason: 'bench' })));
    retimed.push(
      cost(fold, bibs, (r) => ({
        kind: 'retime',
        targetOffset: target(r) + field.runners,
        atMs: GUN_MS + crossingMs(r, place(r) + 1) + 1000,
        reason: 'bench',
      })),
    );
  }
  const base = median(ordinary);
  return (
    [
      ['a late lap', late],
      ['a voided lap', voided],
      ['a retimed lap', retimed],
    ] as const
  ).map(([what, costs]) => ({
    id: 'P4',
    name: `${what} against an ordinary one, ${field.runners} runners, ${field.laps} laps each`,
    value: round(median(costs)),
    unit: 'ns',
    baseline: round(base),
    ratio: round(median(costs) / base),
    target: CORRECTION_TARGET,
    ok: median(costs) / base <= CORRECTION_TARGET,
  }));
}

/** @returns ns per fact */
function cost(fold: LogFold, bibs: readonly string[], make: (runner: number) => object): number {
  const first = fold.offset + 1;
  const facts = bibs.map((_, r) => {
    const offset = first + r;
    return { offset, id: `late-${offset}`, atMs: GUN_MS, receivedAtMs: GUN_MS, ...make(r) } as unknown as Fact;
  });
  const begun = process.hrtime.bigint();
  for (const fact of facts) fold.apply(fact);
  return Number(process.hrtime.bigint() - begun) / facts.length;
}
