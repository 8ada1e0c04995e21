import { describe, expect, it } from '@jest/globals';
import { simulatorArgs } from './args.js';

describe('simulatorArgs', () => {
  it('has the demo as its defaults', () => {
    expect(simulatorArgs([], { LOOPLINE_TOKEN: 't' })).toMatchObject({
      slug: 'demo-24h',
      speed: 60,
      seed: 42,
      hours: 24,
      runners: 150,
      token: 't',
      url: 'http://localhost:3000',
    });
  });

  it.each([
    [['--speed', '0'], /--speed must be a number from/],
    [['--speed', 'fast'], /--speed must be a number from/],
    [['--hours', '1.5'], /--hours must be a whole number/],
    [['--seed', '-1'], /seed/],
    [['--slug', 'Demo 24'], /--slug must be 1 to 64/],
    [['--nonsense'], /nonsense/],
  ])('names the option that cannot be: %j', (argv, sentence) => {
    expect(() => simulatorArgs(argv, {})).toThrow(sentence);
  });
});
