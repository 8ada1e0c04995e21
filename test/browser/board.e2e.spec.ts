/** The board in a real browser: live rows, the reader's rest, keyboard, address, motion, no scripts, no socket. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, openPage } from '../../libs/testing/browser.js';
import { waitFor } from '../../libs/testing/wait-for.js';
import { type Preview, startPreview } from '../../apps/web/dev/preview.mjs';

let browser: Browser;
let preview: Preview;

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  await preview?.stop();
  preview = await startPreview({ ticking: false, speed: 1 });
});
afterAll(async () => {
  await browser?.close();
  await preview?.stop();
});

const WIDE = { viewport: { width: 1280, height: 900 } };
const open = (search = '', options = {}) =>
  openPage(browser, `${preview.url}/autumn-24h${search}`, { ...WIDE, ...options });
/** Alive, and watching: what changes from now on comes as a delta. */
async function connected(page: Page): Promise<void> {
  await page.locator('.fresh[data-fresh="live"]').waitFor();
  await waitFor('the page to watch', () => preview.watchers() > 0);
}
const row = (page: Page, bib: string) => page.locator(`tr[data-bib="${bib}"]`);
const leaders = (page: Page, n: number) =>
  page
    .locator('tbody tr')
    .evaluateAll((rows, count) => rows.slice(0, count).map((r) => (r as HTMLElement).dataset['bib'] ?? ''), n);
/** These two lead, in this order. */
const lead = (page: Page, bibs: string[]) =>
  page.waitForFunction(
    (wanted) => wanted.every((bib, i) => document.querySelectorAll('tbody tr')[i]?.getAttribute('data-bib') === bib),
    bibs,
  );

/** The second becomes first, one lap further. */
function overtake(): { bib: string; former: string } {
  const [first, second] = preview.board().rows;
  if (!first || !second) throw new Error('no rows');
  preview.change({
    [second.bib]: {
      rank: 1,
      laps: first.laps! + 1,
      distanceM: first.distanceM + 1526,
      lastAt: preview.board().at,
      lastLapMs: 421_000,
    },
    [first.bib]: { rank: 2 },
  });
  return { bib: second.bib, former: first.bib };
}

describe('a live board', () => {
  it('shows a delta in the row and in the order', async () => {
    const { page, complaints } = await open();
    await connected(page);
    const { bib, former } = overtake();
    await row(page, bib)
      .locator('.c-last', { hasText: /^7:01$/ })
      .waitFor();
    expect(await leaders(page, 2)).toEqual([bib, former]);
    expect(await row(page, bib).locator('.c-gap').textContent()).toBe('Leader');
    expect(await row(page, bib).locator('.move-up').count()).toBe(1);
    expect(await row(page, former).locator('.move-down').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps the focus on the runner, holds the rows meanwhile and shows them when asked', async () => {
    const { page } = await open();
    await connected(page);
    const target = preview.board().rows[1]?.bib ?? '';
    await page.locator('#search').focus();
    await row(page, target).locator('.c-name a').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Tab');
    const { bib, former } = overtake();
    await page.locator('.pill').waitFor();
    expect(await leaders(page, 2)).toEqual([former, bib]);
    await page.locator('.pill').evaluate((pill: HTMLButtonElement) => pill.click());
    await lead(page, [bib, former]);
    expect(await page.evaluate(() => document.activeElement?.closest('tr')?.dataset['bib'])).toBe(target);
    await page.context().close();
  });

  it('pauses and resumes', async () => {
    const { page } = await open();
    await connected(page);
    await page.getByRole('button', { name: 'Pause updates' }).click();
    const { bib, former } = overtake();
    // It has come, and waits.
    await page.locator('.pill').waitFor();
    expect(await leaders(page, 2)).toEqual([former, bib]);
    expect(await page.locator('.fresh').textContent()).toContain('Paused by you');
    await page.getByRole('button', { name: 'Resume updates' }).click();
    await lead(page, [bib, former]);
    await page.context().close();
  });
});

describe('a board heard, and without a socket', () => {
  it('says a change of the lead once, outside the table', async () => {
    const { page } = await open();
    await connected(page);
    await page.waitForTimeout(15_000);
    const { bib } = overtake();
    const name = preview.board().rows.find((r) => r.bib === bib)?.name ?? '';
    await page
      .locator('p[role="status"]', { hasText: `${name} leads with` })
      .waitFor({ state: 'attached', timeout: 20_000 });
    expect(await page.locator('table [aria-live], table [role="status"]').count()).toBe(0);
    await page.context().close();
  });

  it('works by polling when there is no socket', async () => {
    const context = await browser.newContext(WIDE);
    const page = await context.newPage();
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'WebSocket', { value: undefined });
    });
    await page.goto(`${preview.url}/autumn-24h`);
    await page.waitForTimeout(500);
    const { bib, former } = overtake();
    await page.waitForFunction((first) => document.querySelector('tbody tr')?.getAttribute('data-bib') === first, bib, {
      timeout: 20_000,
    });
    expect(await leaders(page, 2)).toEqual([bib, former]);
    await context.close();
  });
});

describe('finding', () => {
  it('goes to the search with /, filters without accents, and keeps it in the address', async () => {
    const { page } = await open();
    await connected(page);
    await page.keyboard.press('/');
    await page.keyboard.type('sarune kazlauskiene');
    const names = await page.locator('tbody th').allTextContents();
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.startsWith('Šarūnė Kazlauskienė'))).toBe(true);
    await page.waitForURL((url) => url.searchParams.get('q') === 'sarune kazlauskiene');
    expect(await page.locator('#count').textContent()).toContain('of 300 runners');
    await page.reload();
    expect(await page.locator('tbody tr').count()).toBe(names.length);
    await page.context().close();
  });

  it('sorts by header, says so, and the address brings it back', async () => {
    const { page } = await open();
    await connected(page);
    await page.locator('thead a', { hasText: 'Last lap' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('th.c-last').getAttribute('aria-sort')).toBe('ascending');
    await page.waitForURL((url) => url.search === '?sort=lastLap');
    const order = await leaders(page, 5);
    await page.reload();
    await connected(page);
    expect(await leaders(page, 5)).toEqual(order);
    await page.context().close();
  });

  it('keeps stars on the device, and a fragment shares them', async () => {
    const { page } = await open();
    await connected(page);
    const [bib = ''] = await leaders(page, 1);
    await row(page, bib).locator('.star').click();
    await page.reload();
    await connected(page);
    expect(await row(page, bib).locator('.star').getAttribute('aria-pressed')).toBe('true');
    await page.context().close();
    const friend = await open(`#watch=${bib}`);
    await connected(friend.page);
    expect(await leaders(friend.page, 3)).toEqual([bib]);
    await friend.page.context().close();
  });
});

describe('without scripts', () => {
  it('has every row, sorts by links and filters by a form', async () => {
    const { page } = await open('', { javaScriptEnabled: false });
    expect(await page.locator('tbody tr').count()).toBe(300);
    await page.locator('thead a', { hasText: 'Bib' }).click();
    expect(await page.locator('tbody tr .c-bib').first().textContent()).toBe('1');
    await page.locator('#search').fill('nowak');
    await page.locator('form button[type="submit"]:visible').click();
    const names = await page.locator('tbody th').allTextContents();
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => name.includes('Nowak'))).toBe(true);
    await page.context().close();
  });
});

describe('motion', () => {
  const animated = (page: Page) =>
    page.evaluate(() => document.getAnimations().filter((a) => a.effect?.getTiming().duration === 220).length);
  it.each([
    ['no-preference', true],
    ['reduce', false],
  ] as const)('%s: rows glide: %s', async (reducedMotion, glides) => {
    const { page } = await open('', { reducedMotion });
    await connected(page);
    await page.evaluate(() => {
      const { animate } = Element.prototype;
      Element.prototype.animate = function (...args) {
        document.documentElement.dataset['glided'] = 'yes';
        return animate.apply(this, args);
      };
    });
    const { bib } = overtake();
    await row(page, bib)
      .locator('.c-last', { hasText: /^7:01$/ })
      .waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['glided'] === 'yes')).toBe(glides);
    expect(await animated(page)).toBeLessThan(50);
    await page.context().close();
  });
});
