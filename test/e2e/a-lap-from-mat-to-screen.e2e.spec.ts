/** The journey of a lap: a passing comes in at the front door and stands on the screen of somebody who touches nothing. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { openTempFolder } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_MS, boardRow, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SLUG = 'autumn-24h';
let server: ServerProcess;
let browser: Browser;
let call: Call;

beforeAll(async () => {
  // In an empty folder: the very first start, which the other tests leave out.
  [server, browser] = await Promise.all([startServer({ data: await openTempFolder() }), openBrowser()]);
  call = caller(server.url);
  await startedRace(call, SLUG, 3);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const row = (bib: string) => `tr:has(a[href="/${SLUG}/${bib}"])`;
const lapsCell = (bib: string) => `${row(bib)} .c-laps`;

describe('a lap', () => {
  const first = passing('2', LAP_MS);
  const second = passing('2', 2 * LAP_MS + 7_000);

  it('goes from a POST to the row of an open board, without a reload', async () => {
    const { page, complaints } = await openPage(browser, `${server.url}/${SLUG}`);
    await page.locator('.fresh[data-fresh="live"]').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
    expect((await send(call, SLUG, [first])).results).toEqual([
      { id: first.id, outcome: 'accepted', offset: expect.any(Number) },
    ]);
    await page.locator(lapsCell('2'), { hasText: /^1$/ }).waitFor();
    await page.locator(row('2'), { hasText: '10:00' }).waitFor();
    await send(call, SLUG, [second]);
    await page.locator(lapsCell('2'), { hasText: /^2$/ }).waitFor();
    await page.locator(row('2'), { hasText: '10:07' }).waitFor();

    const voided = { id: randomUUID(), type: 'void', target: second.id, reason: 'wrong runner' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, voided));
    await page.locator(lapsCell('2'), { hasText: /^1$/ }).waitFor();
    const undone = { id: randomUUID(), type: 'void', target: voided.id, reason: 'it was right' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, undone));
    await page.locator(lapsCell('2'), { hasText: /^2$/ }).waitFor();
    expect(await page.evaluate(() => 'sameDocument' in globalThis)).toBe(true);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('stands in the table the server draws, scripts or not', async () => {
    await waitFor('two laps', async () => (await boardRow(call, SLUG, '2'))?.laps === 2);
    const { page } = await openPage(browser, `${server.url}/${SLUG}`, { javaScriptEnabled: false });
    expect((await page.locator(lapsCell('2')).textContent())?.trim()).toBe('2');
    expect(await page.locator(row('2')).textContent()).toContain('Runner 2');
    await page.context().close();
  });

  it('stands on the page of its runner, and a correction takes it away there too', async () => {
    const { page, complaints } = await openPage(browser, `${server.url}/${SLUG}/2`);
    const laps = page.locator('table.laps tbody tr');
    await laps.nth(1).waitFor();
    expect(await laps.locator('th').allTextContents()).toEqual(['2', '1']);
    expect(await laps.nth(0).textContent()).toContain('10:07');
    const voided = { id: randomUUID(), type: 'void', target: second.id, reason: 'seen twice' };
    await expectStatus(200, call('POST', `/races/${SLUG}/corrections`, voided));
    await laps.nth(1).waitFor({ state: 'detached' });
    expect(await laps.locator('th').allTextContents()).toEqual(['1']);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
