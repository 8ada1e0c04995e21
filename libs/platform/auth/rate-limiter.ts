/** Token buckets by key, bounded in number: guesses at codes and tokens must not be free. */
import type { Clock } from '../clock.js';

export const BUCKETS_MAX = 10_000;

export class RateLimiter {
  private readonly buckets = new Map<string, { left: number; atMs: number }>();

  /** `burst` at once, refilled over `perMs`. */
  constructor(
    private readonly clock: Clock,
    private readonly burst: number,
    private readonly perMs: number,
  ) {}

  /** Takes one; false when the key has none left. */
  take(key: string): boolean {
    const now = this.clock.nowMs();
    const bucket = this.buckets.get(key) ?? { left: this.burst, atMs: now };
    const left = Math.min(this.burst, bucket.left + ((now - bucket.atMs) * this.burst) / this.perMs);
    this.buckets.delete(key);
    this.buckets.set(key, { left: left < 1 ? left : left - 1, atMs: now });
    if (this.buckets.size > BUCKETS_MAX) {
      const oldest = this.buckets.keys().next().value;
      if (oldest !== undefined) this.buckets.delete(oldest);
    }
    return left >= 1;
  }
}
