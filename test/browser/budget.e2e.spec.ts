/** The first load of a board stays light: sizes after brotli of what is built. */
import { describe, expect, it } from '@jest/globals';
import { FORECAST_MAX, MARKUP_MAX, SCRIPT_MAX, measure } from '../../apps/web/budget.mjs';

describe('the board of 300 runners', () => {
  it('fits its budget: script, and markup with styles', async () => {
    const { script, markup, forecast } = await measure();
    expect(script).toBeLessThanOrEqual(SCRIPT_MAX);
    expect(markup).toBeLessThanOrEqual(MARKUP_MAX);
    // It comes later, and is there.
    expect(forecast).toBeLessThanOrEqual(FORECAST_MAX);
    expect(forecast).toBeGreaterThan(1024);
  });
});
