import { describe, expect, it } from '@jest/globals';
import { askServer, measureClock } from './probe.js';
import { clockWentBack, lookAtClocks, newClockState, takeSample } from './steps.js';

const sample = (offsetMs: number) => ({ offsetMs, roundTripMs: 10, measuredAt: '2026-10-03T08:00:00.000Z' });

describe('measuring the clock', () => {
  it('believes the probe with the shortest round trip', async () => {
    const trips = [300, 20, 90, 400, 50];
    let now = 1_000;
    const ahead = 5_000;
    const world = {
      now: () => now,
      wall: () => now,
      ask: async () => {
        const trip = trips.shift() ?? 0;
        // The way back takes everything: the slower the probe, the more it lies.
        const serverMs = now + ahead;
        now += trip;
        return { serverMs, coarseMs: 0 };
      },
    };
    const measured = await measureClock(world);
    expect(measured?.roundTripMs).toBe(20);
    expect(measured?.offsetMs).toBe(ahead - 10);
  });

  it('gives up after the first silence', async () => {
    let asked = 0;
    const ask = async () => {
      asked += 1;
      return null;
    };
    expect(await measureClock({ now: () => 0, wall: () => 0, ask })).toBeNull();
    expect(asked).toBe(1);
  });

  it('falls back to the Date header and says how coarse that is', async () => {
    const response = new Response('nothing here', { status: 404, headers: { date: 'Sat, 03 Oct 2026 08:00:00 GMT' } });
    const answer = await askServer(async () => response, 100);
    expect(answer).toEqual({ serverMs: Date.parse('2026-10-03T08:00:00.500Z'), coarseMs: 1000 });
  });
});

describe('a device clock that jumps', () => {
  it('leaves ordinary drift alone', () => {
    const state = lookAtClocks(newClockState(sample(100)), 10_000, 0);
    expect(lookAtClocks(state, 11_500, 1_000)).toBe(state);
  });

  it('moves the offset when the clock went back, so that entries keep the right time', () => {
    const before = lookAtClocks(newClockState(sample(100)), 1_000_000, 0);
    const after = lookAtClocks(before, 1_000_000 - 60_000 + 1_000, 1_000);
    expect(after.jump?.byMs).toBe(-60_000);
    expect(after.sample?.offsetMs).toBe(60_100);
  });

  it('only says so when the clock went forward: it may have slept', () => {
    const before = lookAtClocks(newClockState(sample(100)), 1_000_000, 0);
    const after = lookAtClocks(before, 1_090_000, 1_000);
    expect(after.jump?.byMs).toBe(89_000);
    expect(after.sample?.offsetMs).toBe(100);
  });

  it('is settled by the next measurement', () => {
    const jumped = { ...newClockState(sample(100)), jump: { byMs: 89_000, at: '' } };
    expect(takeSample(jumped, sample(300))).toMatchObject({ state: { jump: null }, changedMs: 0 });
    expect(takeSample(jumped, sample(-88_900)).changedMs).toBe(-89_000);
  });

  it('knows from the queue that the clock was set back while the page was closed', () => {
    expect(clockWentBack('2026-10-03T08:00:00.000Z', Date.parse('2026-10-03T07:00:00.000Z'))).toBe(3_600_000);
    expect(clockWentBack('2026-10-03T08:00:00.000Z', Date.parse('2026-10-03T08:00:01.000Z'))).toBe(0);
    expect(clockWentBack(undefined, 0)).toBe(0);
  });
});
