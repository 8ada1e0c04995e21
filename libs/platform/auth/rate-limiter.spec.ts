/** Guesses must cost time, and keeping count of them must not cost memory. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BUCKETS_MAX, RateLimiter } from './rate-limiter.js';

const MINUTE_MS = 60_000;
let now: number;
const clock = { nowMs: () => now };
beforeEach(() => {
  now = 1_790_000_000_000;
});

const takes = (limiter: RateLimiter, key: string, times: number): number =>
  Array.from({ length: times }, () => limiter.take(key)).filter(Boolean).length;

describe('a limiter of ten a minute', () => {
  it('gives ten at once, then one each six seconds, never more than ten', () => {
    const limiter = new RateLimiter(clock, 10, MINUTE_MS);
    expect(takes(limiter, 'a', 20)).toBe(10);
    now += 5_999;
    expect(limiter.take('a')).toBe(false);
    now += 1;
    expect(takes(limiter, 'a', 5)).toBe(1);
    now += 24 * 60 * MINUTE_MS;
    expect(takes(limiter, 'a', 20)).toBe(10);
  });

  it('counts each key by itself', () => {
    const limiter = new RateLimiter(clock, 10, MINUTE_MS);
    takes(limiter, 'a', 20);
    expect(takes(limiter, 'b', 20)).toBe(10);
  });

  it('is not loosened by asking all the time', () => {
    const limiter = new RateLimiter(clock, 10, MINUTE_MS);
    let given = 0;
    for (let i = 0; i <= 600; i++, now += 100) given += takes(limiter, 'a', 1);
    expect(given).toBeGreaterThanOrEqual(19);
    expect(given).toBeLessThanOrEqual(20);
  });

  it('whatever the pattern of tries, gives no more than the burst and what time gave back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 100 }), (waits) => {
        const limiter = new RateLimiter(clock, 10, MINUTE_MS);
        const began = now;
        let given = 0;
        for (const wait of waits) {
          now += wait;
          if (limiter.take('a')) given += 1;
        }
        expect(given).toBeLessThanOrEqual(10 + ((now - began) * 10) / MINUTE_MS);
      }),
    );
  });

  it('keeps no more than its number of keys, and forgets the one not seen for longest', () => {
    const limiter = new RateLimiter(clock, 1, MINUTE_MS);
    expect(limiter.take('first')).toBe(true);
    expect(limiter.take('kept')).toBe(true);
    for (let i = 2; i < BUCKETS_MAX; i++) limiter.take(String(i));
    expect(limiter.take('kept')).toBe(false);
    limiter.take('one more');
    expect(limiter.take('kept')).toBe(false);
    expect(limiter.take('first')).toBe(true);
  });
});
