import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CLICK_WITHIN_MS, Tap, TAP_MAX_MS } from './tap.js';

let page: EventTarget;
let tap: Tap;
let shown: string[];

beforeEach(() => {
  jest.useFakeTimers();
  page = new EventTarget();
  tap = new Tap(page);
  shown = [];
});
afterEach(() => {
  jest.useRealTimers();
});

const fire = (type: string) => page.dispatchEvent(new Event(type));
/** Something arrived. */
const arrive = (name: string) => void tap.over().then(() => shown.push(name));
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('what arrives', () => {
  it('is shown at once while nobody taps', async () => {
    arrive('lap');
    await pass(0);
    expect(shown).toEqual(['lap']);
  });

  it('waits from the coming down of a finger until its click was heard by all, in the order it came', async () => {
    page.addEventListener('click', () => shown.push('click'));
    fire('pointerdown');
    arrive('lap 1');
    await pass(TAP_MAX_MS - 1);
    arrive('lap 2');
    fire('pointerup');
    await pass(CLICK_WITHIN_MS - 1);
    expect(shown).toEqual([]);
    fire('click');
    await pass(0);
    expect(shown).toEqual(['click', 'lap 1', 'lap 2']);
    arrive('lap 3');
    await pass(0);
    expect(shown).toContain('lap 3');
  });

  it.each([
    ['a finger that goes without a click', 'pointerup', CLICK_WITHIN_MS],
    ['a finger that begins to scroll', 'pointercancel', 0],
  ])('does not wait any longer for %s', async (_, event, ms) => {
    fire('pointerdown');
    arrive('lap');
    await pass(10);
    fire(event);
    await pass(ms);
    expect(shown).toEqual(['lap']);
  });

  it('waits a second at most: a finger that stays is holding, not tapping', async () => {
    fire('pointerdown');
    arrive('lap');
    await pass(TAP_MAX_MS);
    expect(shown).toEqual(['lap']);
    fire('pointerup');
    arrive('next lap');
    await pass(0);
    expect(shown).toEqual(['lap', 'next lap']);
  });
});
