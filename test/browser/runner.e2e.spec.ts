/** The runner's page with real estimates: charts that say what the API says, for eyes, fingers, keys, paper and no scripts at all. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findingsIn, openBrowser, openPage, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { caller } from '../e2e/outsider.js';
import { holdBack } from './hold-back.js';
import { SLUG, cardOf, kmText, nightRace, openAll, timeText, heightPx } from './runner-estimates.js';

const SHOTS = process.env['SCREENSHOTS'];
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await nightRace(caller(server.url));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const open = (options: BrowserContextOptions = {}) => openPage(browser, `${server.url}/${SLUG}/1`, options);
const cells = (page: Page, within: string) =>
  page
    .locator(`${within} tbody tr`)
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
/** Something was drawn: not every pixel of the canvas is clear. */
const drawn = (page: Page, within: string) =>
  page.locator(`${within} canvas`).evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value !== 0);
  });

describe('the pace chart', () => {
  it('is drawn, and its table has every lap of the card with the estimate of the next', async () => {
    const { page, complaints } = await open();
    await page.locator('.charts-pace canvas').waitFor();
    expect(await drawn(page, '.charts-pace')).toBe(true);
    const card = await cardOf(server.url, '1');
    const rows = await cells(page, '.charts-pace .twin');
    expect(rows.slice(0, card.laps.length).map(([lap, total, time]) => [lap, total, time])).toEqual(
      card.laps.map(({ lap, elapsedMs, lapMs }) => [String(lap), timeText(elapsedMs), timeText(lapMs!)]),
    );
    expect(card.stops.map(({ lap }) => lap)).toContain(20);
    expect(rows[19]?.at(-1)).toBe(`${Math.floor(card.stops[0]!.pauseMs / 60_000)} min`);
    expect(rows.at(-1)?.[0]).toBe('Next, estimated');
    expect(rows.at(-1)?.[2]).toMatch(/^~\d+:\d\d to \d+:\d\d$/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('takes the place of its drawing: nothing moves under a finger', async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
    const page = await context.newPage();
    const drawing = await holdBack(page, /\/pace-live-[^/]*\.js$/);
    await page.goto(`${server.url}/${SLUG}/1`);
    await drawing.asked;
    const chart = page.locator('.charts-pace .chart');
    const before = await heightPx(chart);
    drawing.letGo();
    await page.locator('.charts-pace canvas').waitFor();
    expect(await heightPx(chart)).toBe(before);
    await context.close();
  });

  it('gives exact figures to arrow keys and to a tap, in the unit that was chosen', async () => {
    const { page } = await open();
    const slider = page.getByRole('slider', { name: 'Lap under the cursor' });
    await slider.waitFor();
    const { laps } = await cardOf(server.url, '1');
    await slider.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    const words = (lap: number) => `Lap ${lap}: ${timeText(laps[lap - 1]!.lapMs!)}`;
    expect(await slider.getAttribute('aria-valuetext')).toContain(words(2));
    expect(await page.locator('.charts-pace .chart-value').textContent()).toContain(words(2));
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuenow')).toBe(String(laps.length));
    const box = (await page.locator('.charts-pace .u-over').boundingBox())!;
    await page.mouse.click(box.x + 2, box.y + box.height / 2);
    expect(await slider.getAttribute('aria-valuetext')).toContain(words(1));
    await page.getByRole('button', { name: '/mi', exact: true }).click();
    await page.locator('.charts-pace .twin summary').click();
    expect((await cells(page, '.charts-pace .twin'))[4]?.[5]).toMatch(/^\d+:\d\d\/mi$/);
    await page.reload();
    expect(
      await page
        .getByRole('button', { name: '/mi', exact: true, pressed: true })
        .waitFor()
        .then(() => true),
    ).toBe(true);
    await page.context().close();
  });
});

describe('the distance chart', () => {
  it('has own targets and records, and says by how much as the API does', async () => {
    const { page } = await open();
    await page.getByLabel('Distance, km').fill('180');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('button', { name: 'Distance', exact: true }).click();
    await page.locator('.charts-distance canvas').waitFor();
    expect(await drawn(page, '.charts-distance')).toBe(true);
    const card = await cardOf(server.url, '1');
    const record = card.records.find(({ enRoute, curve }) => !enRoute && curve !== undefined)!;
    const headings = await page.locator('.charts-distance .twin thead th').allTextContents();
    expect(headings).toContain(`Own target: 180 km in 24:00:00`);
    const column = headings.indexOf(`${record.title}, ${record.mark}`);
    const rows = await cells(page, '.charts-distance .twin');
    const last = rows.at(-2)!;
    expect(last.slice(0, 2)).toEqual([timeText(card.row.elapsedMs!), kmText(card.row.distanceM)]);
    // Whole metres towards the record there, nearest here.
    const km = Number(last[column]!.replace('\u2212', '-'));
    expect(Math.abs(km * 1000 - record.aheadM!)).toBeLessThanOrEqual(1);
    const { p10, p90 } = card.forecast.final!;
    const [from, to] = rows.at(-1)![1]!.replace('~', '').split(' to ').map(Number);
    // The forecast moves on with the clock.
    expect(Math.abs(from! * 1000 - p10)).toBeLessThan(2000);
    expect(Math.abs(to! * 1000 - p90)).toBeLessThan(2000);
    expect(await page.locator('.chart-legend').textContent()).toMatch(/at even pace: no splits|by its own splits/);
    await page.context().close();
  });
});

describe('splits', () => {
  it('stand beside a record that can be chosen', async () => {
    const { page } = await open();
    const row = page.locator('.splits tbody tr').first();
    const before = await row.textContent();
    expect(before).toMatch(/50 km.*(ahead|behind)/);
    const other = await page.locator('#splits-record option').last().getAttribute('value');
    await page.getByLabel('Compared with').selectOption(other!);
    expect(await row.textContent()).not.toBe(before);
    await page.context().close();
  });
});

describe('without scripts, on paper and for everybody', () => {
  it('both charts stand as drawings with their tables', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('.chart-static').count()).toBe(2);
    for (const chart of await page.locator('.chart-static').all()) expect(await chart.isVisible()).toBe(true);
    await page.locator('.charts-distance .twin summary').click();
    expect(await page.locator('.charts-distance .twin table').isVisible()).toBe(true);
    expect(await page.getByRole('button', { name: 'Set' }).count()).toBe(0);
    await page.context().close();
  });

  it('paper has both drawings and both tables, whichever tab was open', async () => {
    const { page } = await open();
    await page.locator('.charts-pace canvas').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    expect(await page.locator('.chart-static').first().isVisible()).toBe(true);
    for (const part of ['.charts-pace', '.charts-distance']) {
      expect(await page.locator(`${part} .chart-static`).isVisible()).toBe(true);
      expect(await page.locator(`${part} .twin table`).isVisible()).toBe(true);
      expect(await page.locator(`${part} .chart-live`).isVisible()).toBe(false);
    }
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await page.locator('details.twin[open]').count()).toBe(0);
    await page.context().close();
  });

  // 1280 px at 400 % are 320 CSS px, in a window a quarter as high.
  it.each([
    { width: 1280, height: 900 },
    { width: 320, height: 640 },
    { width: 320, height: 225 },
  ])('is accessible in every theme at $width x $height px', async (viewport) => {
    const { page, complaints } = await open({ viewport, reducedMotion: 'reduce' });
    await page.locator('.charts-pace canvas').waitFor();
    await openAll(page);
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
      expect(await sidewaysPx(page)).toBe(0);
      if (SHOTS !== undefined) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: `${SHOTS}/runner-${theme}-${viewport.width}.png`, fullPage: true });
      }
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
