import { describe, expect, it } from '@jest/globals';
import { waitFor } from '#libs/testing/wait-for.js';
import { oneAtATime } from './one-at-a-time.js';

describe('work one at a time', () => {
  it('asked for while it is under way is done once more afterwards, however often it was asked for', async () => {
    const ends: (() => void)[] = [];
    const ask = oneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)));
    const first = ask();
    await Promise.all([ask(), ask()]);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await waitFor('the second time', () => ends.length > 1);
    ends[1]?.();
    await first;
    expect(ends).toHaveLength(2);
    void ask();
    expect(ends).toHaveLength(3);
  });

  it('can be asked for again when it failed', async () => {
    let times = 0;
    const ask = oneAtATime(() => ((times += 1) === 1 ? Promise.reject(new Error('away')) : Promise.resolve()));
    await expect(ask()).rejects.toThrow('away');
    await ask();
    expect(times).toBe(2);
  });
});
