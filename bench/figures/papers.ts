/** X1: lap sheets of a whole field as PDF: a sheet costs the same in a big field as in a small one, and no turn of it holds the process up. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { RaceFold } from '#libs/domain/index.js';
import { type Sheet, lapSheetPdf } from '#libs/results/pdf/lap-sheet-pdf.js';
import type { Version } from '#libs/results/index.js';
import { type Figure, median, round } from '../figure.js';
import { bibsOf, crossingMs, foldLaps, GUN_MS, started } from './fold-field.js';

const LAPS = 150;
const SMALL = 20;
const BIG = 160;
const ROUNDS = 3;
const GROWTH_MAX = 1.2;
const STALL_MAX_MS = 100;

export async function measurePapers(quick: boolean): Promise<Figure[]> {
  const small: number[] = [];
  const big: number[] = [];
  let stallMs = 0;
  await sheets(SMALL);
  for (let i = 0; i < (quick ? 1 : ROUNDS); i++) {
    small.push((await sheets(SMALL)).eachMs);
    const whole = await sheets(BIG);
    big.push(whole.eachMs);
    stallMs = Math.max(stallMs, whole.stallMs);
  }
  const growth = median(big) / median(small);
  return [
    {
      id: 'X1',
      name: `a lap sheet of ${LAPS} laps among ${BIG}; baseline: among ${SMALL}`,
      value: round(median(big)),
      unit: 'ms',
      baseline: round(median(small)),
      ratio: round(growth),
      target: GROWTH_MAX,
      ok: growth <= GROWTH_MAX,
    },
    {
      id: 'X1',
      name: `longest turn while ${BIG} sheets are made; ratio: of ${STALL_MAX_MS} ms`,
      value: round(stallMs),
      unit: 'ms',
      baseline: STALL_MAX_MS,
      ratio: round(stallMs / STALL_MAX_MS),
      target: 1,
      ok: stallMs <= STALL_MAX_MS,
    },
  ];
}

async function sheets(runners: number): Promise<{ eachMs: number; stallMs: number }> {
  const field = { runners, laps: LAPS };
  const fold = started(field);
  foldLaps(fold, bibsOf(field), 1, LAPS + 1);
  const race = fold.race('bench')!;
  const nowMs = GUN_MS + crossingMs(runners, LAPS) + 60_000;
  const version: Version = {
    ...{ logId: 'bench', offset: fold.offset, race, nowMs },
    ...{ header: race.header(nowMs), state: 'provisional', rows: race.results(nowMs) },
  };
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const begun = performance.now();
  await lapSheetPdf(version, cards(race, nowMs), nowMs);
  const tookMs = performance.now() - begun;
  delay.disable();
  return { eachMs: tookMs / runners, stallMs: delay.max / 1e6 };
}

async function* cards(race: RaceFold, nowMs: number): AsyncIterable<Sheet> {
  for (const bib of race.bibs()) {
    const card = race.card(bib, nowMs);
    await Promise.resolve();
    if (card) yield { card, offsetOf: new Map() };
  }
}
