/** The crew's page in a browser, from the desk where its link is made to the hour it is taken back. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CrewLinkAnswer } from '#libs/contracts/index.js';
import { findingsIn, openBrowser, openPage, seriousAxeFindings, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { GUN_MS, LAP_MS, board, caller, expectStatus, passing, send, startedRace } from '../e2e/outsider.js';
import { cutOff } from './runner-estimates.js';
import { signIn } from './sign-in.js';

const SLUG = 'crew-day';
/** Whole laps since the gun, the newest some minutes ago. */
const LAPS = Math.floor((Date.now() - GUN_MS) / LAP_MS) - 1;
const SHOTS = process.env['SCREENSHOTS'];
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await startedRace(caller(server.url), SLUG, 3, { visibility: 'private' });
  const laps = Array.from({ length: LAPS }, (_, i) => i + 1);
  const passings = laps.flatMap((lap) => ['1', '2', '3'].map((bib) => passing(bib, lap * LAP_MS)));
  await send(caller(server.url), SLUG, passings);
  await waitFor('every lap on the board', async () => {
    const { rows } = await board(caller(server.url), SLUG);
    return rows.length === 3 && rows.every((row) => row.laps === LAPS);
  });
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const linkFor = async (bibs: string[]): Promise<CrewLinkAnswer> =>
  (await expectStatus(200, caller(server.url)<CrewLinkAnswer>('POST', `/races/${SLUG}/crew-links`, { bibs }))).json;

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}
const figure = (page: Page, label: string) => page.locator('.crew-figure', { hasText: label }).locator('dd');

describe('the crew\u2019s page', () => {
  it('shows the waiting and the figures, and a new lap within seconds', async () => {
    const { page, complaints } = await openPage(browser, (await linkFor(['2'])).url);
    await page.getByRole('heading', { name: 'Runner 2' }).waitFor();
    expect(await page.locator('.crew-big').textContent()).toMatch(
      /^(from|about|expected|overdue|longer|data is late|\d)/,
    );
    expect(await figure(page, 'Laps').textContent()).toBe(String(LAPS));
    expect(await figure(page, 'Usual lap').textContent()).toBe('10:00');
    await send(caller(server.url), SLUG, [passing('2', (LAPS + 0.5) * LAP_MS)]);
    await figure(page, 'Laps')
      .getByText(String(LAPS + 1), { exact: true })
      .waitFor({ timeout: 20_000 });
    expect(await page.locator('.crew-laps tbody tr').first().textContent()).toContain('5:00');
    expect(await page.content()).not.toMatch(/Runner [13]/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('keeps a goal on the device, with the pace it asks for', async () => {
    const { page } = await openPage(browser, (await linkFor(['1'])).url);
    await page.getByLabel('Distance, km').fill('lots');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Write kilometres').waitFor();
    await page.getByLabel('Distance, km').fill('200');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText(/Needs \d:\d\d\/km or \d+:\d\d\/mi from now on/).waitFor();
    await page.reload();
    await page.getByText(/ahead of an even pace|behind an even pace/).waitFor();
    await page.context().close();
  });

  it.each([360, 820])('is readable for all in every theme, and fits %d px', async (width) => {
    const { url } = await linkFor(['1', '3']);
    const { page } = await openPage(browser, url, { viewport: { width, height: 780 } });
    await page.getByLabel('Distance, km').first().fill('200');
    await page.getByRole('button', { name: 'Set', exact: true }).first().click();
    await page.getByRole('button', { name: 'Code for a second crew member' }).click();
    await page.getByRole('img', { name: 'Code of this page\u2019s link' }).waitFor();
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
      expect(await sidewaysPx(page)).toBe(0);
      await shot(page, `crew-${theme}-${width}`);
    }
    await page.context().close();
  });

  it('says so when nobody answers, and calls nobody overdue then', async () => {
    const { url } = await linkFor(['3']);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url);
    await page.getByText('Live', { exact: true }).waitFor();
    await cutOff(page);
    await page.clock.fastForward(40 * 60_000);
    await page.getByText(/No connection since/).waitFor();
    await page.getByText('data is late').waitFor();
    expect(await page.locator('.crew-arrival').textContent()).not.toMatch(/overdue by|past the usual|longer than/);
    await context.close();
  });

  it('stands still and says why when its link is taken back', async () => {
    const { id, url } = await linkFor(['3']);
    const { page } = await openPage(browser, url);
    await page.getByText('Live', { exact: true }).waitFor();
    await expectStatus(200, caller(server.url)('DELETE', `/races/${SLUG}/crew-links/${id}`));
    await page.getByText('This link was taken back').waitFor({ timeout: 30_000 });
    expect((await page.goto(url))?.status()).toBe(404);
    await page.context().close();
  });
});

describe('the desk', () => {
  it('makes a crew link, shows it once, and takes it back', async () => {
    const context = await browser.newContext({ viewport: { width: 1024, height: 768 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/director/${SLUG}#setup`);
    await signIn(page);
    const part = page.locator('section', { has: page.getByRole('heading', { name: 'Links for crews' }) }).last();
    await part.getByLabel('Bibs', { exact: true }).fill('1 99');
    await part.getByRole('button', { name: 'Make the link' }).click();
    await part.getByText('nobody runs with bib "99"').waitFor();
    await part.getByLabel('Bibs', { exact: true }).fill('1, 2');
    await part.getByLabel(/Given to/).fill('Blue tent');
    await part.getByRole('button', { name: 'Make the link' }).click();
    await part.getByRole('img', { name: 'Code of the crew link' }).waitFor();
    const url = (await part.locator('.pairing-url').textContent()) ?? '';
    expect((await fetch(url)).status).toBe(200);
    await part.getByText('Blue tent').waitFor();
    expect(await seriousAxeFindings(page)).toEqual([]);
    await shot(page, 'crew-desk');
    await part.getByRole('button', { name: 'Another link' }).click();
    expect(await part.textContent()).not.toContain(url);
    await part.getByRole('button', { name: 'Take back the link for bibs 1, 2' }).click();
    await part.getByText('Blue tent').waitFor({ state: 'detached' });
    expect((await fetch(url)).status).toBe(404);
    await context.close();
  });
});
