/** A whole race on the desk of the real server: create, import, gun, correct and undo, part lap, official; and a network that goes away. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findingsIn, openBrowser, seriousAxeFindings, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LAP_MS, boardRow, caller, expectStatus, passing, readLog, send, startedRace } from '../e2e/outsider.js';
import { holdBack } from './hold-back.js';
import { signIn } from './sign-in.js';

const SLUG = 'desk-24h';
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await startedRace(caller(server.url), SLUG, 4);
  const laps = [1, 2, 3].flatMap((lap) => ['1', '2', '3'].map((bib) => passing(bib, lap * LAP_MS)));
  await send(caller(server.url), SLUG, laps);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

/** A page of the signed-in director at an address of the console. */
async function desk(path: string, viewport = { width: 1024, height: 768 }): Promise<Page> {
  const context = await browser.newContext({ viewport, timezoneId: 'Europe/Rome' });
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  await signIn(page);
  return page;
}

/** Holds a button with the keyboard until what it does is seen. */
async function hold(page: Page, name: RegExp, seen: () => Promise<unknown>): Promise<void> {
  await page.getByRole('button', { name }).focus();
  await page.keyboard.down('Enter');
  await seen();
  await page.keyboard.up('Enter');
}

const lapsOf = async (bib: string) => (await boardRow(caller(server.url), SLUG, bib))?.laps;

describe('a race on the desk', () => {
  it('is set up from a template, gets its start list after a look at the bad rows, and its gun', async () => {
    const page = await desk('/director#new');
    await page.getByLabel('Backyard').check();
    await page.getByLabel('Unlisted').check();
    await page.getByLabel('Name', { exact: true }).fill('Owls Backyard');
    await page.getByRole('button', { name: 'Create the race' }).click();
    await page.waitForURL(/\/director\/owls-backyard/);
    await page.getByRole('link', { name: 'Start list' }).click();
    await page.getByLabel('Paste or drop a CSV file').fill('bib,name,country\n1,Ana,LTU\n2,Ben,Lithuania\n1,Again,LTU');
    await page.getByRole('button', { name: 'Look at it first' }).click();
    await page.getByText('1 row is good, 2 rows are bad').waitFor();
    expect((await caller(server.url)('GET', '/races/owls-backyard/entrants')).text).not.toContain('Ana');
    await page.getByRole('button', { name: 'Send 3 rows' }).click();
    await page.getByText('1 runner added').waitFor();
    await page.getByRole('cell', { name: /three-letter code/ }).waitFor();
    await page.getByRole('link', { name: 'Set-up' }).click();
    await hold(page, /Hold to start the race/, () => page.getByText('Gun at').first().waitFor());
    await page.getByRole('link', { name: 'Yards' }).click();
    await page.getByRole('button', { name: 'Bib 1: yard 1 in time', exact: true }).click();
    await page.getByText('Done. It counts at once.').waitFor();
    const race = await caller(server.url)<{ visibility: string; format: object }>('GET', '/races/owls-backyard');
    expect(race.json).toMatchObject({ visibility: 'unlisted', format: { kind: 'backyard', intervalMs: 3_600_000 } });
    await page.context().close();
  });

  it('has a passing taken out with a reason and put back by undoing; both stay to be read', async () => {
    const page = await desk(`/director/${SLUG}`);
    await page.getByRole('heading', { name: 'Who is where' }).waitFor();
    // The key is listened to a frame after the heading is there.
    await waitFor('the field for a bib to have the focus', async () => {
      if (await page.evaluate(() => document.activeElement instanceof HTMLInputElement)) return true;
      await page.keyboard.press('/');
      return false;
    });
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '2 Runner 2' }).waitFor();
    await page.getByText('Ended 3').waitFor();
    await page
      .getByRole('button', { name: /^Take out/ })
      .first()
      .click();
    await page.locator('.desk-action button[type=submit]').click();
    await page.getByText('Say why, in a few words.').waitFor();
    await page.getByRole('button', { name: 'entered twice' }).click();
    await page.locator('.desk-action button[type=submit]').click();
    await page.locator('.desk-fact s', { hasText: 'Bib 2' }).waitFor();
    await waitFor('two laps', async () => (await lapsOf('2')) === 2);
    await page.locator('.desk-correction', { hasText: 'entered twice' }).getByRole('button', { name: 'Undo' }).click();
    await waitFor('three laps', async () => (await lapsOf('2')) === 3);
    await page.locator('.desk-correction s', { hasText: 'Taken out' }).waitFor();
    expect((await readLog(caller(server.url), SLUG)).filter(({ kind }) => kind === 'void')).toHaveLength(2);
    expect(await seriousAxeFindings(page)).toEqual([]);
    await page.goBack();
    await page.getByRole('heading', { name: 'Who is where' }).waitFor();
    await page.context().close();
  });

  it('takes no tap in a part until all of it is there, and waits for no slow answer longer than a moment', async () => {
    const page = await desk(`/director/${SLUG}`);
    const links = await holdBack(page, /\/crew-links$/);
    const records = await holdBack(page, /\/records$/);
    // In the page itself: the moment is over before a message from outside is there.
    const isReached = await page.evaluate(async () => {
      location.hash = 'setup';
      const make = () =>
        [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Make the link');
      for (let button = make(); ; button = make()) {
        await new Promise(requestAnimationFrame);
        if (!button) continue;
        button.scrollIntoView({ block: 'center' });
        const { left, top } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(left + 9, top + 9));
      }
    });
    expect(isReached).toBe(false);
    await Promise.all([links.asked, records.asked]);
    links.letGo();
    // The other answer never comes.
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByText('must be 1 to').waitFor();
    await page.context().close();
  });

  it('keeps a correction while the network is away, also over a reload, and sends it once', async () => {
    const page = await desk(`/director/${SLUG}#runners/3`);
    await page.getByText('Another chip').click();
    await page.getByLabel('Code of the chip').fill('58F1A');
    await page.getByText('Did not start, stopped').click();
    await page.getByLabel('What happened').selectOption('stopped');
    const form = page.locator('form', { has: page.getByLabel('What happened') });
    await form.getByLabel('Reason').fill('handed in the chip');
    await page.route('**/corrections', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText('1 correction waits').waitFor();
    await page.unroute('**/corrections');
    await page.reload();
    await waitFor('the status', async () => (await boardRow(caller(server.url), SLUG, '3'))?.status === 'stopped');
    await page.getByText('1 correction waits').waitFor({ state: 'detached' });
    await page.getByText('Another chip').click();
    expect(await page.getByLabel('Code of the chip').inputValue()).toBe('58F1A');
    expect((await readLog(caller(server.url), SLUG)).filter(({ kind }) => kind === 'status')).toHaveLength(1);
    await page.context().close();
  });

  it('is measured after the final signal, signed, and made official', async () => {
    await expectStatus(200, caller(server.url)('POST', `/races/${SLUG}/stop`, {}));
    const page = await desk(`/director/${SLUG}#parts`);
    await page.getByLabel('Part lap of bib 1', { exact: true }).fill('1600');
    await page.keyboard.press('Enter');
    await page.getByText('That is a whole lap or more').waitFor();
    await page.getByLabel('Who measured, and signs').fill('Ruth');
    await page.getByLabel('Part lap of bib 1', { exact: true }).fill('412.5');
    await page.keyboard.press('Enter');
    await page.getByText('412.50 m').waitFor();
    await page.getByLabel('Part lap of bib 2', { exact: true }).fill('#7');
    await page.keyboard.press('Enter');
    await page.getByText('marker 7, not placed yet').waitFor();
    await page.getByLabel('Marker', { exact: true }).fill('7');
    await page.getByLabel('Metres past the line', { exact: true }).fill('90');
    await page.getByRole('button', { name: 'Add the marker' }).click();
    await page.locator('tr[data-bib="2"]', { hasText: '90 m' }).waitFor();
    await page.locator('tr[data-bib="1"]').getByRole('button', { name: 'Sign' }).click();
    await page.locator('tr[data-bib="1"] .badge-good').waitFor();
    await waitFor('412.5 m, signed', async () => {
      const row = await boardRow(caller(server.url), SLUG, '1');
      return row?.partM === 412.5 && row.partState === 'signed';
    });

    await page.getByRole('link', { name: 'Results' }).click();
    for (const [next, button] of [
      ['Provisional', /Hold to make them provisional/],
      ['Official', /Hold to make them official/],
    ] as const) {
      await page.getByLabel('Reason').fill('checked against the sheets');
      const current = page.locator('.desk-states li[aria-current]', { hasText: next });
      await hold(page, button, () => current.waitFor());
    }
    await waitFor('signed', async () => (await boardRow(caller(server.url), SLUG, '2'))?.partState === 'signed');

    // Official results are never called live, however late the answers.
    const results = await holdBack(page, /\/results\.json$/);
    await page.reload();
    await page.getByText('checked against the sheets').first().waitFor();
    expect(await page.locator('.desk-states li[aria-current]').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Hold to make/ }).count()).toBe(0);
    results.letGo();
    const official = page.locator('.desk-states li[aria-current]', { hasText: 'Official' });
    await official.waitFor();

    // Where they cannot be had people's word stands, and without that nothing is said.
    await page.route('**/results.json', (route) => route.abort());
    await page.reload();
    await official.waitFor();
    await page.route('**/corrections', (route) => route.abort());
    await page.reload();
    await page.getByText('State not known: no answer of the server yet').waitFor();
    expect(await page.locator('.desk-states li[aria-current]').count()).toBe(0);
    await page.context().close();
  });
});

describe('every section of the desk', () => {
  it('is readable for everybody in every theme, and fits a phone', async () => {
    const page = await desk(`/director/${SLUG}`, { width: 390, height: 800 });
    for (const [section, heading] of [
      ['now', 'Who is where'],
      ['worries', 'Worries'],
      ['parts', 'Part laps'],
      ['results', 'Results'],
      ['corrections', 'Corrections'],
      ['entrants', 'Start list'],
      ['setup', 'Gun and final signal'],
      ['runners/1', '1 Runner 1'],
    ] as const) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, section);
      await page.getByRole('heading', { name: heading, exact: true }).waitFor();
      for (const theme of THEMES)
        expect([section, await findingsIn(theme, page), await sidewaysPx(page)]).toEqual([section, [], 0]);
    }
    await page.context().close();
  });
});
