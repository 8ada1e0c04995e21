import { describe, expect, it } from '@jest/globals';
import { fieldFigures } from './figures.js';
import { DEMO_LAP_M } from './course.js';
import { makeField } from './field.js';
import { Random } from './random.js';
import { DEMO_RUNNERS, HOURS_MAX, simulateRace } from './race.js';
import { runRace, speedAt } from './runners.js';

const DAY_MS = 86_400_000;
const FRAME = { lapM: DEMO_LAP_M, durationMs: DAY_MS };
const SEEDS = [42, 1, 2, 3, 4, 5, 6, 7];

const racesOf = (seed: number) => {
  const random = new Random(seed);
  return makeField(random, DEMO_RUNNERS).map((runner) => runRace(random, runner, FRAME));
};

describe('a simulated field', () => {
  it('has unique bibs, names and chips, people of both sexes and many countries', () => {
    const field = makeField(new Random(42), 500);
    const unique = (of: (i: number) => string): number => new Set(field.map((_, i) => of(i))).size;
    expect(unique((i) => field[i]!.bib)).toBe(500);
    expect(unique((i) => field[i]!.name)).toBe(500);
    const chips = field.flatMap((runner) => runner.chips);
    expect(new Set(chips).size).toBe(chips.length);
    expect(new Set(field.map((r) => r.country)).size).toBeGreaterThan(10);
    const women = field.filter((r) => r.sex === 'F').length / field.length;
    expect(women).toBeGreaterThan(0.24);
    expect(women).toBeLessThan(0.38);
    expect(field.every((r) => r.age >= 18 && r.age < 80)).toBe(true);
    expect(field.filter((r) => r.chips.length === 2).length).toBeGreaterThan(20);
  });

  it.each(SEEDS)('runs 24 hours like real fields do (seed %i)', (seed) => {
    const f = fieldFigures(racesOf(seed), FRAME);
    between(f.winnerKm, 200, 280);
    between(f.medianKm, 105, 160);
    between(f.halves.p10, 0.38, 0.62);
    between(f.halves.p50, 0.65, 0.8);
    between(f.halves.p90, 0.82, 0.97);
    between(f.stoppedShare.p50, 0.05, 0.16);
    between(f.stoppedShare.p90, 0.15, 0.4);
    between(f.stops.over30, 0.45, 0.75);
    between(f.stops.over90, 0.2, 0.45);
    between(f.gone.by50, 0.06, 0.23);
    between(f.gone.by75, 0.15, 0.36);
    between(f.gone.by90, 0.2, 0.42);
  });

  it('slows down on the whole, the hurried start included', () => {
    for (const { traits } of makeField(new Random(9), 200)) {
      expect(speedAt(traits, 0)).toBeGreaterThan(speedAt(traits, 0.5));
      expect(speedAt(traits, 0.5)).toBeGreaterThan(speedAt(traits, 0.94));
    }
  });

  it('crosses the line in order, and nobody twice after the end', () => {
    for (const { crossings } of racesOf(42)) {
      expect(crossings.every((c, i) => c.atMs > (crossings[i - 1]?.atMs ?? 0))).toBe(true);
      expect(crossings.filter((c) => c.atMs >= DAY_MS).length).toBeLessThanOrEqual(1);
    }
  });

  it('shows the first laps within ten seconds at sixty times the speed of life', () => {
    const first = Math.min(...racesOf(42).map((race) => race.crossings[0]!.atMs));
    between(first / 60, 5_000, 10_000);
  });
});

describe('simulateRace', () => {
  it('gives the same race for the same seed, byte for byte, and another for another', () => {
    const options = { seed: 42, runners: 30, hours: 6 };
    const once = JSON.stringify(simulateRace(options));
    expect(JSON.stringify(simulateRace(options))).toBe(once);
    expect(JSON.stringify(simulateRace({ ...options, seed: 43 }))).not.toBe(once);
  });

  it('copes with the smallest and the longest race', () => {
    expect(simulateRace({ seed: 1, runners: 1, hours: 1 }).races).toHaveLength(1);
    const long = simulateRace({ seed: 1, runners: 3, hours: HOURS_MAX });
    expect(long.races.every((race) => race.crossings.length > 10)).toBe(true);
  });
});

function between(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}
