/** The worry list of the desk against the real server: settled by one tap, undone, put away. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, seriousAxeFindings, sidewaysPx } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LAP_MS, boardRow, caller, passing, send, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'worried';
const LAPS = 16;
const PACE_MS = LAP_MS + 30_000;
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  const call = caller(server.url);
  await startedRace(call, SLUG, 6);
  const rows = Array.from({ length: LAPS }, (_, i) =>
    ['1', '2', '3', '4', '5', '6'].map((bib) => passing(bib, (i + 1) * PACE_MS + Number(bib) * 1000)),
  ).flat();
  const missed = [rows[6 * 7 + 1], rows[6 * 9 + 4]];
  await send(
    call,
    SLUG,
    rows.filter((row) => !missed.includes(row)),
  );
  await send(call, SLUG, [passing('66', 3 * PACE_MS)]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

async function worries(width: number): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, timezoneId: 'Europe/Rome' });
  const page = await context.newPage();
  await page.goto(`${server.url}/director/${SLUG}#worries`);
  await signIn(page);
  await page.getByRole('heading', { name: 'Worries' }).waitFor();
  return page;
}

const lapsOf = (bib: string, laps: number): Promise<unknown> =>
  waitFor(`${laps} laps of ${bib}`, async () => (await boardRow(caller(server.url), SLUG, bib))?.laps === laps);

describe('the worry list', () => {
  it('says what is wrong and how sure; one tap adds the lap, and the way back is at hand', async () => {
    const page = await worries(1024);
    const item = page.locator('.desk-worry[data-kind="missed-lap"]', { has: page.getByRole('link', { name: '2' }) });
    await item.getByText(/Lap 8 of bib 2 took/).waitFor();
    await item.getByText(/% sure/).waitFor();
    await page.getByText(/\d worries/).waitFor({ state: 'attached' });
    expect(await seriousAxeFindings(page)).toEqual([]);
    await item.getByRole('button', { name: /^Add bib 2 at/ }).click();
    await item.waitFor({ state: 'detached' });
    await lapsOf('2', LAPS);
    await page.getByRole('button', { name: 'Undo' }).click();
    await item.waitFor();
    await lapsOf('2', LAPS - 1);
    await item.getByRole('button', { name: /^Add bib 2 at/ }).press('Enter');
    await lapsOf('2', LAPS);
    await page.context().close();
  });

  it('adds what a mat that was down took from everybody in one hold, each lap a correction of its own', async () => {
    const call = caller(server.url);
    const later = Array.from({ length: 6 }, (_, i) => (LAPS + 3 + i) * PACE_MS);
    const rows = later.flatMap((ms) =>
      ['1', '2', '3', '4', '5', '6'].map((bib) => passing(bib, ms + Number(bib) * 1000)),
    );
    await send(call, SLUG, [
      ...rows,
      ...['1', '2', '3', '4', '5', '6'].map((bib) => passing(bib, (LAPS + 1) * PACE_MS + Number(bib) * 1000)),
    ]);
    const page = await worries(1024);
    const mat = page.locator('.desk-worry[data-kind="silent-point"]', { hasText: '6 runners' });
    await mat.getByRole('button', { name: 'Hold to add 6 laps' }).focus();
    await page.keyboard.down('Enter');
    await lapsOf('6', LAPS + 8);
    await page.keyboard.up('Enter');
    await lapsOf('1', LAPS + 8);
    await mat.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('is kept by kind, and hears no more of what is right as it is; on a phone nothing runs over the edge', async () => {
    const page = await worries(360);
    expect(await sidewaysPx(page)).toBe(0);
    await page.getByRole('button', { name: 'Unknown bib' }).click();
    const item = page.locator('.desk-worry');
    await item.getByText('Nobody has bib 66').waitFor();
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousAxeFindings(page)).toEqual([]);
    await item.getByRole('button', { name: 'It is right as it is' }).click();
    await page.locator('.desk-worry', { hasText: 'bib 66' }).waitFor({ state: 'detached' });
    await page.locator('.desk-worry', { hasText: 'bib 5' }).waitFor();
    await page.getByText('Done. It counts at once.').waitFor();
    await page.context().close();
  });
});
