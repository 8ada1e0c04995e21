import { describe, expect, it } from '@jest/globals';
import { OneByOne } from './one-by-one.js';

describe('work on one thing', () => {
  it('is done in the order asked for, one after the other, and does not hold up work on another', async () => {
    const turns = new OneByOne();
    const seen: string[] = [];
    let letGo: () => void = () => undefined;
    const first = turns.run('a', async () => {
      await new Promise<void>((resolve) => (letGo = resolve));
      seen.push('a1');
    });
    const second = turns.run('a', () => Promise.resolve(seen.push('a2')));
    await turns.run('b', () => Promise.resolve(seen.push('b')));
    expect(seen).toEqual(['b']);
    letGo();
    await Promise.all([first, second]);
    expect(seen).toEqual(['b', 'a1', 'a2']);
  });

  it('goes on after a failure, and only its own caller hears of it', async () => {
    const turns = new OneByOne();
    const failed = turns.run('a', () => Promise.reject(new Error('no')));
    const next = turns.run('a', () => Promise.resolve('yes'));
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('yes');
    expect(await turns.run('a', () => Promise.resolve('and on'))).toBe('and on');
  });
});
