/**
 * Q1: what the estimates of 500 runners cost: a tick of a field under way, and a second in which everybody crosses, look by look as the server takes
 * them and together, against the 20 ms a tick may take.
 * Q2: a forecast after 2,000 laps against one after 100.
 */
import { HOUR_MS, type LogFold, SECOND_MS } from '#libs/domain/index.js';
import { LOOK_MS } from '#libs/projection/estimates/estimates.js';
import { RaceEstimates } from '#libs/projection/estimates/race-estimates.js';
import { shippedModels } from '#libs/projection/estimates/parameters.js';
import { type Figure, median, round } from '../figure.js';
import { GUN_MS, started } from './fold-field.js';

const RUNNERS = 500;
const TICK_MAX_MS = 20;
const GROWTH_TARGET = 1.2;
const LAP_M = 1500;
const LAP_S = 9 * 60;
/** Most runners cross once in it. */
const ROUND_MS = 10 * 60 * SECOND_MS;
const WARM_UP = 20;

interface Crossing {
  runner: number;
  atMs: number;
}

export function measureForecasts(quick: boolean): Promise<Figure[]> {
  const rounds = quick ? 20 : 40;
  return Promise.resolve([...ticks(rounds), growth(quick ? 10 : 100)]);
}

/** A day's race from its third on: looked at each second, then once a lap of a field that crosses all in one second. */
function ticks(rounds: number): Figure[] {
  const fromMs = GUN_MS + 8 * HOUR_MS;
  const figure = (name: string, ms: number): Figure => ({
    ...{ id: 'Q1', name, value: round(ms), unit: 'ms', baseline: TICK_MAX_MS },
    ...{ ratio: round(ms / TICK_MAX_MS), target: 1, ok: ms <= TICK_MAX_MS },
  });
  const spread = lookedAt(crossings(RUNNERS, 24 * HOUR_MS, LAP_S), fromMs);
  for (let i = 0; i < WARM_UP; i++) spread(ROUND_MS);
  const under = Array.from({ length: rounds }, () => sum(spread(SECOND_MS)));
  // Looked at in the second in which they crossed, as the server does.
  const lapMs = LAP_S * SECOND_MS;
  const onTheLapMs = GUN_MS + Math.ceil((fromMs - GUN_MS) / lapMs) * lapMs;
  const together = lookedAt(inOneSecond(RUNNERS, 24 * HOUR_MS, LAP_S), onTheLapMs);
  for (let i = 0; i < WARM_UP; i++) together(lapMs);
  const mass = Array.from({ length: rounds }, () => together(lapMs));
  return [
    figure(`estimates, a tick of ${RUNNERS} runners under way`, sum(under) / rounds),
    figure(`estimates, all ${RUNNERS} crossed: the longest look`, median(mass.map((looks) => Math.max(...looks)))),
    figure(`estimates, all ${RUNNERS} crossed: its looks together`, median(mass.map(sum))),
  ];
}

/** @returns moves on by so many ms, tells what crossed meanwhile, and gives the cost of each look until everybody is up to date */
function lookedAt(all: readonly Crossing[], fromMs: number): (byMs: number) => number[] {
  const fold = dayRace(RUNNERS, LAP_M);
  let next = all.findIndex(({ atMs }) => atMs > fromMs);
  const estimates = told(fold, all.slice(0, next), fromMs);
  let nowMs = fromMs;
  return (byMs) => {
    nowMs += byMs;
    for (; next < all.length && all[next]!.atMs <= nowMs; next++) cross(fold, all[next]!);
    const costs: number[] = [];
    do {
      const began = performance.now();
      costs.push(costMs(() => estimates.look(nowMs, () => performance.now() - began < LOOK_MS)));
    } while (estimates.behind);
    return costs;
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

function growth(rounds: number): Figure {
  const after = (laps: number): (() => number) => {
    const untilMs = 12 * HOUR_MS;
    const fold = dayRace(20, 150_000 / laps);
    const estimates = told(fold, crossings(20, untilMs, untilMs / SECOND_MS / laps), GUN_MS + untilMs);
    let nowMs = GUN_MS + untilMs;
    return () => costMs(() => estimates.look((nowMs += HOUR_MS * 0.04)));
  };
  const [few, many] = [after(100), after(2000)];
  const costs = Array.from({ length: rounds }, () => [few(), many()] as const);
  // A look takes a few ms: whatever else the machine does in them only ever adds.
  const [baseline, value] = [lowerQuarter(costs.map(([ms]) => ms)), lowerQuarter(costs.map(([, ms]) => ms))];
  const ratio = value / baseline;
  return {
    ...{ id: 'Q2', name: 'estimates of 20 runners after 2,000 laps each against 100', value: round(value), unit: 'ms' },
    ...{ baseline: round(baseline), ratio: round(ratio), target: GROWTH_TARGET, ok: ratio <= GROWTH_TARGET },
  };
}

const lowerQuarter = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)]!;

function dayRace(runners: number, lapM: number): LogFold {
  return started(
    { runners },
    {
      course: { kind: 'loop', lapM, points: [{ id: 'line', atM: 0 }], minLapMs: 1000 },
      format: { kind: 'fixed-time', durationMs: 24 * HOUR_MS, end: 'measure' },
    },
  );
}

/** Laps of about so many seconds, slower from runner to runner and lap to lap, in the order of time. */
function crossings(runners: number, untilMs: number, lapS: number): Crossing[] {
  const all: Crossing[] = [];
  for (let runner = 0; runner < runners; runner++) {
    let atMs = 0;
    for (let lap = 1; ; lap++) {
      const wobble = (runner * 7919 + lap * 104_729) % 97;
      atMs += Math.round(lapS * SECOND_MS * (0.8 + runner / runners / 2 + wobble / 970 + lap / 5000));
      if (atMs > untilMs) break;
      all.push({ runner, atMs: GUN_MS + atMs });
    }
  }
  return all.sort((a, b) => a.atMs - b.atMs);
}

/** Everybody's laps are as long as each other's, but for what a second holds. */
function inOneSecond(runners: number, untilMs: number, lapS: number): Crossing[] {
  const all: Crossing[] = [];
  for (let lap = 1; lap * lapS * SECOND_MS <= untilMs; lap++)
    for (let runner = 0; runner < runners; runner++) {
      const wobbleMs = (runner * 7919 + lap * 104_729) % 999;
      all.push({ runner, atMs: GUN_MS + lap * lapS * SECOND_MS - 1 - wobbleMs });
    }
  return all.sort((a, b) => a.atMs - b.atMs);
}

function cross(fold: LogFold, { runner, atMs }: Crossing): void {
  const offset = fold.offset + 1;
  fold.apply({ kind: 'passing', offset, id: '', atMs, receivedAtMs: atMs, bib: String(runner), point: 'line' });
}

function told(fold: LogFold, all: readonly Crossing[], nowMs: number): RaceEstimates {
  for (const crossing of all) cross(fold, crossing);
  const estimates = new RaceEstimates(fold.race('bench')!, shippedModels());
  estimates.look(nowMs);
  return estimates;
}

/** Of this process alone: other work on the machine does not count. */
function costMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
