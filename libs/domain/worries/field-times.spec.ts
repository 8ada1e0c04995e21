import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FieldTimes } from './field-times.js';
import type { LapShapes } from './lap-shapes.js';

const fieldOf = (times: readonly number[]): FieldTimes =>
  new FieldTimes([{ passed: { crossings: Float64Array.from(times), n: times.length } } as unknown as LapShapes]);

/** Crossings of a race, all at one instant, in two far heaps, or in a heap with one astray. */
const times = fc
  .tuple(fc.constantFrom(0, 1, 60_000, 86_400_000), fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 200 }))
  .map(([apartMs, all]) => all.map((ms, i) => ms + (i % 3 === 0 ? apartMs : 0)));

it('counts the crossings of a stretch, however unevenly they lie', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 90_000 }), (all, afterMs) => {
      const field = fieldOf(all);
      for (const untilMs of [afterMs + 5000, 86_405_000])
        expect(field.between(afterMs, untilMs)).toBe(all.filter((ms) => ms > afterMs && ms <= untilMs).length);
    }),
  );
});

it('finds the stretch without a crossing around an instant, and how many were to be expected in it', () => {
  const even = Array.from({ length: 100 }, (_, i) => i * 1000).filter((ms) => ms <= 40_000 || ms >= 60_000);
  expect(fieldOf(even.reverse()).gapAt(50_000)).toEqual({ fromMs: 40_000, toMs: 60_000, expected: 20 });
  expect(fieldOf(even).gapAt(-1)).toBeUndefined();
});
