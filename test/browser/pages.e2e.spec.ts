/** Every page in every theme: no serious accessibility finding, no complaint of the browser, no sideways scroll on the narrowest screen. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import {
  findingsIn,
  openBrowser,
  openPage,
  seriousAxeFindings,
  sidewaysPx,
  THEMES,
} from '../../libs/testing/browser.js';
import { type Preview, startPreview } from '../../apps/web/dev/preview.mjs';

const PAGES = [
  '/',
  '/-/empty',
  '/-/empty-no-demo',
  '/autumn-24h?category=W40',
  '/spring-24h',
  '/nobody-yet',
  '/lake-24h',
  '/winter-24h?category=W40',
  '/autumn-24h/151',
  '/lake-24h/1',
  '/director',
  '/director#new',
];

let browser: Browser;
let preview: Preview;

beforeAll(async () => {
  [browser, preview] = await Promise.all([openBrowser(), startPreview({ ticking: false })]);
});
afterAll(async () => {
  await browser?.close();
  await preview?.stop();
});

/** Nobody being signed in is an answer, not a complaint. */
const real = (complaints: string[]) => complaints.filter((text) => !text.includes('401'));

describe.each(PAGES)('%s', (path) => {
  it('is accessible and quiet in every theme', async () => {
    const { page, complaints } = await openPage(browser, preview.url + path, {
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    await page.waitForTimeout(400);
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
    }
    expect(real(complaints)).toEqual([]);
    await page.context().close();
  });

  it('fits 320 px, with scripts and without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await openPage(browser, preview.url + path, {
        viewport: { width: 320, height: 640 },
        javaScriptEnabled,
      });
      await page.waitForTimeout(javaScriptEnabled ? 300 : 0);
      expect(await sidewaysPx(page)).toBe(0);
      await page.context().close();
    }
  });
});

describe('the theme', () => {
  it('is kept on the device and there before the first paint', async () => {
    const { page } = await openPage(browser, preview.url, {});
    await page.getByRole('button', { name: 'Sun' }).click();
    await page.goto(`${preview.url}/lake-24h`, { waitUntil: 'commit' });
    await page.waitForSelector('body', { state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('sun');
    await page.context().close();
  });
});

describe('lost and broken', () => {
  it.each([
    ['/no/such/page', 404],
    ['/-/problem', 503],
  ])('%s says so in our own voice', async (path, status) => {
    const { page } = await openPage(browser, preview.url);
    const answer = await page.goto(preview.url + path);
    expect(answer?.status()).toBe(status);
    expect(await seriousAxeFindings(page)).toEqual([]);
    expect(await page.locator('h1').count()).toBe(1);
    await page.context().close();
  });
});
