/** Distances on the way: never below what is run, never beyond what can be run, narrowing to what is, and the same from the same crossings. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { HOUR_MS } from '#libs/domain/index.js';
import { fittedModels as models } from '#libs/testing/forecast-models.js';
import { fieldState } from '../features/field-state.js';
import { RunnerTrace } from '../trace/runner-trace.js';
import { distanceAt, FieldsAt, isSaid } from './distance-at.js';

const LAP_MM = 1_500_000;

/** Laps of 1.5 km, each `lapMs`, up to an instant; now and then a stop. */
function traceUpTo(nowMs: number, lapMs: number, stopEvery = 0): RunnerTrace {
  const trace = new RunnerTrace(HOUR_MS / 4);
  for (let lap = 1, atMs = 0; ; lap++) {
    atMs += lapMs + (stopEvery > 0 && lap % stopEvery === 0 ? 900_000 : 0);
    if (atMs > nowMs) return trace;
    trace.crossed(atMs, lap * LAP_MM);
  }
}

function said(trace: RunnerTrace, nowMs: number, atMs: number) {
  const field = fieldState([trace], atMs, nowMs);
  return distanceAt(models.fixedTime!, models.enRoute!, { lapMm: LAP_MM }, trace, nowMs, atMs, field);
}

describe('the distance at an instant on the way', () => {
  it('of any steady runner ascends, lies between what is run and what can be run', () => {
    const cases = fc.record({
      hours: fc.constantFrom(3, 6, 12, 24),
      share: fc.double({ min: 0.05, max: 0.999, noNaN: true }),
      lapMs: fc.integer({ min: 330_000, max: 1_200_000 }),
      stopEvery: fc.constantFrom(0, 7),
    });
    fc.assert(
      fc.property(cases, ({ hours, share, lapMs, stopEvery }) => {
        const atMs = hours * HOUR_MS;
        const nowMs = Math.round(share * atMs);
        const trace = traceUpTo(nowMs, lapMs, stopEvery);
        const forecast = said(trace, nowMs, atMs);
        if (!isSaid(trace, nowMs, atMs)) return expect(forecast).toBeUndefined();
        const { p5, p10, p50, p90, p95 } = forecast!;
        const most = trace.distanceMm + 1.5 * ((atMs - trace.lastMs) / lapMs) * LAP_MM;
        expect(
          [trace.distanceMm, p5, p10, p50, p90, p95, most * 1.001 + 1].every(
            (mm, i, all) => i === 0 || mm >= all[i - 1]!,
          ),
        ).toBe(true);
        return undefined;
      }),
      { numRuns: 60 },
    );
  });

  it('narrows as the instant comes nearer', () => {
    const widths = [0.25, 0.5, 0.75, 0.9, 0.98].map((share) => {
      const nowMs = share * 12 * HOUR_MS;
      const { p10, p90 } = said(traceUpTo(nowMs, 450_000), nowMs, 12 * HOUR_MS)!;
      return p90 - p10;
    });
    expect([...widths].sort((a, b) => b - a)).toEqual(widths);
    expect(widths.at(-1)! / 144e6).toBeLessThan(0.02);
  });

  it('is not told too early, too late, or of instants near the gun', () => {
    const trace = traceUpTo(HOUR_MS, 450_000);
    expect(said(trace, HOUR_MS, 24 * HOUR_MS)).toBeUndefined();
    expect(said(trace, HOUR_MS, HOUR_MS)).toBeUndefined();
    expect(said(trace, HOUR_MS, 2 * HOUR_MS)).toBeUndefined();
    expect(said(traceUpTo(500_000, 450_000), 500_000, 3 * HOUR_MS)).toBeUndefined();
    expect(said(trace, HOUR_MS, 6 * HOUR_MS)).toMatchObject({ p50: expect.any(Number) });
  });

  it('was within its range eight times of ten on races left out of the fit, whatever share of the time was gone', () => {
    const { figures } = JSON.parse(readFileSync('libs/forecast/params/en-route.json', 'utf8')) as {
      figures: Record<string, number>;
    };
    const coverages = Object.entries(figures).filter(([name]) => /^(all|at .*), coverage80$/.test(name));
    expect(coverages).toHaveLength(6);
    for (const [, coverage] of coverages) {
      expect(coverage).toBeGreaterThan(75);
      expect(coverage).toBeLessThan(85);
    }
    expect(figures['0.9 of even pace, brier']).toBeLessThan(0.6 * figures['0.9 of even pace, brier of base rate']!);
  });
});

it('the field is looked at once an instant and moment', () => {
  const trace = traceUpTo(3 * HOUR_MS, 450_000);
  const fields = new FieldsAt([trace]);
  fields.look(3 * HOUR_MS);
  const field = fields.of(6 * HOUR_MS);
  expect(fields.of(6 * HOUR_MS)).toBe(field);
  expect(fields.of(12 * HOUR_MS)).not.toBe(field);
  fields.look(3 * HOUR_MS + 5000);
  expect(fields.of(6 * HOUR_MS)).toMatchObject({ nowMs: 3 * HOUR_MS + 5000 });
});
