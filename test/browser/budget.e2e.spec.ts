/** The first load of a board stays light: sizes after brotli of what is built. */
import { describe, expect, it } from '@jest/globals';
import { MARKUP_MAX, SCRIPT_MAX, measure } from '../../apps/web/budget.mjs';

describe('the board of 300 runners', () => {
  it('fits its budget: script, and markup with styles', async () => {
    const { script, markup } = await measure();
    expect(script).toBeLessThanOrEqual(SCRIPT_MAX);
    expect(markup).toBeLessThanOrEqual(MARKUP_MAX);
  });
});
