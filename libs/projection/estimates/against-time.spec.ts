/** What a forecaster is told of a runner: the usual crossing costs itself alone, and nothing that changed is missed. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Crossed, HOUR_MS } from '#libs/domain/index.js';
import { AgainstTime } from './against-time.js';

const LAP_MM = 1_000_000;
const forecaster = (): AgainstTime =>
  new AgainstTime(
    { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }], minLapMs: 0 },
    { kind: 'fixed-time', durationMs: 24 * HOUR_MS, end: 'measure' },
    {},
  );

/** Crossings of one runner as a fold gives them, and how many it was asked for. */
class Told {
  timesMs: number[] = [];
  unbroken = {};
  asked = 0;

  crossed(isSaid: boolean): Crossed {
    return {
      n: this.timesMs.length,
      elapsedMs: (i) => {
        this.asked++;
        return this.timesMs[i - 1]!;
      },
      distanceMm: (i) => i * LAP_MM,
      ...(isSaid ? { unbroken: this.unbroken } : {}),
    };
  }

  /** Anything but one more at the end. */
  rewrite(timesMs: number[]): void {
    this.timesMs = timesMs;
    this.unbroken = {};
  }
}

const traceOf = (made: AgainstTime): number[] => {
  const { timesMs, n } = made.traceOf(0)!;
  return [...timesMs.slice(0, n)];
};

describe('a runner against time', () => {
  it('is asked for the new crossing alone, however many there were', () => {
    const told = new Told();
    const made = forecaster();
    for (let lap = 1; lap <= 300; lap++) {
      told.timesMs.push(lap * 280_000);
      made.tell({ index: 0, crossed: told.crossed(true), isIn: true });
    }
    expect(told.asked).toBe(300);
    expect(traceOf(made)).toEqual(told.timesMs);
  });

  it('has the crossings that a comparison of all gives, after any telling', () => {
    const step = fc.record({
      kind: fc.constantFrom('more', 'more', 'more', 'moved', 'gone', 'late', 'silence'),
      at: fc.integer({ min: 0, max: 40 }),
      ms: fc.integer({ min: 1, max: 400_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const told = new Told();
        const [quick, whole] = [forecaster(), forecaster()];
        for (const { kind, at, ms } of steps) {
          const { timesMs } = told;
          const place = at % (timesMs.length + 1);
          if (kind === 'more') timesMs.push((timesMs.at(-1) ?? 0) + ms);
          else if (kind === 'moved') told.rewrite(timesMs.map((one, i) => (i === place ? one + ms : one)));
          else if (kind === 'gone') told.rewrite(timesMs.toSpliced(place, 1));
          else if (kind === 'late') told.rewrite(timesMs.toSpliced(place, 0, (timesMs[place - 1] ?? 0) + 1));
          else continue;
          // Now and then several changes come before the next look.
          if (ms % 3 === 0) continue;
          quick.tell({ index: 0, crossed: told.crossed(true), isIn: true });
          whole.tell({ index: 0, crossed: told.crossed(false), isIn: true });
          expect(traceOf(quick)).toEqual(traceOf(whole));
          expect(quick.of({ index: 0, crossed: told.crossed(true), isIn: true }, 24 * HOUR_MS)).toEqual(
            whole.of({ index: 0, crossed: told.crossed(false), isIn: true }, 24 * HOUR_MS),
          );
        }
      }),
    );
  });
});
