import { describe, expect, it } from '@jest/globals';
import { RunnerTrace } from './runner-trace.js';
import { stopsOf } from './stops.js';

const LAP_MM = 1_000_000;
const MINUTE_MS = 60_000;

/** Laps of these minutes, one after the other. */
function traceOf(minutes: readonly number[]): RunnerTrace {
  const trace = new RunnerTrace();
  let ms = 0;
  for (const [i, lap] of minutes.entries()) trace.crossed((ms += lap * MINUTE_MS), (i + 1) * LAP_MM);
  return trace;
}

describe('a runner trace', () => {
  it('tells a pause from running: what a leg took beyond the usual', () => {
    const trace = traceOf([6, 6, 6, 6, 26, 6, 6]);
    expect(stopsOf(trace)).toEqual([{ leg: 5, fromMs: 24 * MINUTE_MS, pauseMs: 20 * MINUTE_MS }]);
    expect(trace.stops[6]).toBe(1);
    expect(trace.runningPace * LAP_MM).toBeCloseTo(6 * MINUTE_MS, 3);
  });

  it('takes a leg of two between normal ones for a missed read, and only once the next leg is known', () => {
    const laps = [6, 6, 6, 6, 6, 12.2, 6, 6];
    expect(stopsOf(traceOf(laps.slice(0, 6)))).toHaveLength(1);
    const trace = traceOf(laps);
    expect(stopsOf(trace)).toEqual([]);
    expect(trace.isMissed(5)).toBe(true);
    expect(trace.paces[5]! * LAP_MM).toBeCloseTo(6.1 * MINUTE_MS, 3);
  });

  it('leaves a leg of two a stop when the legs around it are slow as well', () => {
    expect(stopsOf(traceOf([6, 6, 6, 6, 6, 12, 11, 6])).map(({ leg }) => leg)).toEqual([6, 7]);
  });

  it('is the same whether told at once or told wrongly, cut back and told again', () => {
    const laps = [6, 6.2, 6, 6.1, 6, 12.2, 6, 6, 30, 6.4, 6];
    for (let cut = 0; cut < laps.length; cut++) {
      const trace = traceOf([...laps.slice(0, cut), 9, 8]);
      trace.truncate(cut);
      let ms = trace.lastMs;
      for (let i = cut; i < laps.length; i++) trace.crossed((ms += laps[i]! * MINUTE_MS), (i + 1) * LAP_MM);
      const straight = traceOf(laps);
      for (const key of ['pausesMs', 'stops', 'running', 'logSums', 'missed', 'lastStopEndMs', 'usuals'] as const) {
        const own = Array.from(trace[key].subarray(0, trace.n), (value) => Math.round(value * 1e6));
        expect(own).toEqual(Array.from(straight[key].subarray(0, straight.n), (value) => Math.round(value * 1e6)));
      }
    }
  });

  it('runs evenly between crossings and stands still after the last', () => {
    const trace = traceOf([6, 10]);
    expect(trace.distanceAtMm(3 * MINUTE_MS)).toBe(LAP_MM / 2);
    expect(trace.distanceAtMm(11 * MINUTE_MS)).toBe(1.5 * LAP_MM);
    expect(trace.distanceAtMm(60 * MINUTE_MS)).toBe(2 * LAP_MM);
  });

  it('refuses a crossing that is not after the last', () => {
    const trace = traceOf([6, 6]);
    expect(() => trace.crossed(12 * MINUTE_MS, 3 * LAP_MM)).toThrow('is not after the one before it');
    expect(() => trace.crossed(13 * MINUTE_MS, LAP_MM)).toThrow(RangeError);
  });
});
