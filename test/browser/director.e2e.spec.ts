/** The director's first hour by keyboard and pointer: sign in, set up, start list, gun, tablet. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, openPage, seriousAxeFindings, sidewaysPx } from '../../libs/testing/browser.js';
import { type Preview, startPreview } from '../../apps/web/dev/preview.mjs';

let browser: Browser;
let preview: Preview;

beforeAll(async () => {
  [browser, preview] = await Promise.all([openBrowser(), startPreview({ ticking: false })]);
});
afterAll(async () => {
  await browser?.close();
  await preview?.stop();
});

describe('the console', () => {
  it('takes a race from nothing to the gun', async () => {
    const { page } = await openPage(browser, `${preview.url}/director/sign-in#code=good`, {
      timezoneId: 'Europe/Vilnius',
      viewport: { width: 360, height: 740 },
    });
    await page.getByText('Signed in as Race office').waitFor();
    await page.waitForURL((url) => url.hash === '');

    await page.getByRole('link', { name: 'Set up a race' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Rudens 24 h, Šiauliai');
    expect(await page.getByLabel('Address').inputValue()).toBe('rudens-24-h-siauliai');
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Vilnius');
    await page.getByRole('button', { name: 'Create the race' }).click();
    expect(await page.getByText('Needs a length in metres').count()).toBe(1);
    await page.waitForFunction(() => document.activeElement?.id === 'lapM');
    await page.keyboard.type('1526.5');
    await page.getByRole('button', { name: 'Create the race' }).click();
    await page.getByRole('heading', { name: 'Rudens 24 h, Šiauliai' }).waitFor();

    await page.getByLabel('Name of the tablet').fill('tent, Ruth');
    await page.getByRole('button', { name: 'Pair a tablet' }).click();
    await page.getByRole('img', { name: 'QR code with the pairing address' }).waitFor();
    expect(await page.locator('.pairing-code').textContent()).toBe('KQ7M-2XPA');
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousAxeFindings(page)).toEqual([]);

    await page.getByRole('link', { name: 'Start list' }).click();
    await page.getByLabel('Paste or drop a CSV file').fill('bib,name\n1,Ana\n,Nobody');
    await page.getByRole('button', { name: 'Look at it first' }).click();
    await page.getByText('1 row is good, 1 row is bad').waitFor();
    await page.getByRole('button', { name: 'Send 2 rows' }).click();
    await page.getByText('1 runner added').waitFor();
    expect(await page.locator('.console-answer .console-table tbody').textContent()).toContain(
      '3bib must not be empty',
    );
    await page.getByRole('link', { name: 'Set-up' }).click();

    const gun = page.getByRole('button', { name: 'Hold for one second: Hold to start the race' });
    await gun.click();
    expect(await page.getByText('Gun at').count()).toBe(0);
    await gun.focus();
    await page.keyboard.down('Enter');
    await page.getByText('Gun at').waitFor();
    await page.keyboard.up('Enter');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().close();
  });

  it('says why a used link does not work and offers another way', async () => {
    const { page } = await openPage(browser, `${preview.url}/director/sign-in#code=used`);
    await page.getByRole('alert').getByText('This link has been used').waitFor();
    expect(await page.getByLabel('Sign-in link or token').count()).toBe(1);
    await page.context().close();
  });
});
