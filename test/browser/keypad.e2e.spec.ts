/** The recording keypad in a real browser: what it says is saved is saved, and everything arrives exactly once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findingsIn, openBrowser, THEMES } from '#libs/testing/browser.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { holdBack } from './hold-back.js';
import { menuSays, offlineKept } from './kept-offline.js';
import { Folders, type Tablet, openTablet, tabletOf } from './keypad-browser.js';
import { CODE, KeypadServer, RACE } from './keypad-server.js';

const HOLD_MS = 5_000;
/** Five hundred rows, each on the disk before the next. */
const SAVED_MS = 60_000;

const folders = new Folders();
let pages: string;
let browser: Browser;
/** Set where a test pulls the plug: then the browser is its own. */
let ownBrowser = false;
let server: KeypadServer;
let base: string;
let profile: string;
let tablet: Tablet;
let problems: string[];

const url = () => `${base}/director/${RACE}/keypad`;

beforeAll(async () => {
  [pages, browser] = await Promise.all([folders.pages(), openBrowser()]);
});
beforeEach(async () => {
  server = new KeypadServer(pages);
  base = await server.listen();
  profile = await folders.make();
  problems = [];
  await open();
});
afterEach(async () => {
  await tablet.kill();
  await server.close();
  expect(server.complaints).toEqual([]);
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await folders.clean();
});

/** Opens the browser and listens for anything a strict page must not do. */
async function open(): Promise<void> {
  tablet = ownBrowser ? await openTablet(profile) : await tabletOf(browser);
  tablet.page.on('pageerror', (error) => problems.push(String(error)));
  tablet.page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text());
  });
}

/** For the tests beside it. */
function withOwnBrowser(): void {
  beforeAll(() => void (ownBrowser = true));
  afterAll(() => void (ownBrowser = false));
}

async function pair(page: Page): Promise<void> {
  await page.goto(`${url()}#pair=${CODE}`);
  await page.getByLabel('Name of this tablet').fill('Tablet A');
  await page.getByLabel('Who is on duty').fill('Mia');
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  await page.locator('.pad').waitFor();
}

async function cutOff(off: boolean): Promise<void> {
  server.online = !off;
  await tablet.context.setOffline(off);
}
async function type(page: Page, bib: string): Promise<void> {
  await page.keyboard.type(bib);
  await page.keyboard.press('Enter');
}
const row = (page: Page, text: string) => page.locator('.entry', { hasText: text }).first();
const UNSAVED = '.entry:is([data-phase="saving"], [data-phase="not-saved"])';
/** Every row of the list is on the tablet's own disk. */
const saved = (page: Page) =>
  page.waitForFunction((rows) => !document.querySelector(rows), UNSAVED, { timeout: SAVED_MS });
const allSent = (page: Page) => page.locator('.sync[data-kind="all-sent"]').waitFor({ timeout: 30_000 });
const rowCount = (page: Page) => page.locator('.log-title p').textContent();

describe('pairing', () => {
  it('takes the code from the link, asks for names and forgets the code', async () => {
    const { page } = tablet;
    await pair(page);
    expect(page.url()).toBe(url());
    expect(await page.locator('.place').textContent()).toContain('Tablet A at line');
    expect(await page.locator('.place').textContent()).toContain('Mia');
  });

  it('says in words why a code was refused', async () => {
    const { page } = tablet;
    await page.goto(url());
    await page.getByLabel('Pairing code').fill('zzzzzzzz');
    expect(await page.getByLabel('Pairing code').inputValue()).toBe('ZZZZ-ZZZZ');
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    await page.getByText('unknown, used or expired').waitFor();
  });

  it('pairs the device in hand for a signed-in director', async () => {
    server.director = true;
    const { page } = tablet;
    await page.goto(url());
    await page.getByRole('button', { name: 'Use this device' }).click();
    await page.locator('.pad').waitFor();
  });
});

describe('recording without a network', () => {
  withOwnBrowser();

  it('keeps every row through a killed browser and sends each exactly once afterwards', async () => {
    await pair(tablet.page);
    await offlineKept(tablet.page);
    await cutOff(true);
    for (let bib = 1; bib <= 14; bib++) await type(tablet.page, String(bib));
    await tablet.page.keyboard.press('Space');
    await tablet.page.getByText('Offline - 15 waiting').waitFor();
    await saved(tablet.page);
    await tablet.kill();
    await open();
    await cutOff(true);
    await tablet.page.goto(url());
    await tablet.page.locator('.entry').nth(14).waitFor();
    expect(await rowCount(tablet.page)).toBe('15 entries');
    await type(tablet.page, '15');
    await cutOff(false);
    await allSent(tablet.page);
    expect(server.bibs()).toEqual(Array.from({ length: 16 }, (_, i) => String(i)));
    expect(server.passings.size).toBe(16);
  });

  it('keeps 500 rows through kill and reload', async () => {
    await pair(tablet.page);
    await offlineKept(tablet.page);
    await cutOff(true);
    await tablet.page.evaluate(() => {
      const key = (name: string) => window.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
      for (let bib = 1; bib <= 500; bib++) for (const name of [...String(bib), 'Enter']) key(name);
    });
    // All of them are there, and then each is on the disk: one by one, so a slow disk is waited for.
    await tablet.page.getByText('500 entries').waitFor();
    await saved(tablet.page);
    await tablet.kill();
    await open();
    await cutOff(true);
    await tablet.page.goto(url());
    await tablet.page.getByText('500 entries').waitFor();
    await tablet.page.reload();
    await tablet.page.getByText('500 entries').waitFor();
    await cutOff(false);
    await allSent(tablet.page);
    expect(server.passings.size).toBe(500);
    expect(new Set(server.bibs()).size).toBe(500);
  }, 150_000);

  it('opens for recording without network in the installed app, at the race it was last paired with', async () => {
    const list = await holdBack(tablet.page, /\/entrants$/);
    await pair(tablet.page);
    await menuSays(tablet.page, 'The start list is not kept here yet');
    list.letGo();
    await menuSays(tablet.page, 'The start list is kept here: 600 runners.');
    await offlineKept(tablet.page);
    await tablet.kill();
    await open();
    await cutOff(true);
    await tablet.page.goto(`${base}/director/_/keypad`);
    await tablet.page.locator('.pad').waitFor();
    expect(tablet.page.url()).toBe(url());
    await tablet.page.keyboard.type('41');
    await tablet.page.locator('.bib-name', { hasText: 'Sam Ode' }).waitFor();
  });

  it('loses and doubles nothing over twenty random disconnects', async () => {
    await pair(tablet.page);
    let state = 7;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    server.fault = () => (['none', 'cut-before', 'cut-after', 'busy'] as const)[Math.floor(random() * 4)] ?? 'none';
    for (let cut = 0; cut < 20; cut++) {
      await cutOff(true);
      await type(tablet.page, String(100 + cut * 2));
      await cutOff(false);
      await type(tablet.page, String(101 + cut * 2));
      await tablet.page.waitForTimeout(random() * 150);
    }
    server.fault = () => 'none';
    await tablet.page.waitForTimeout(HOLD_MS);
    await cutOff(true);
    await cutOff(false);
    await allSent(tablet.page);
    expect(server.bibs()).toEqual(Array.from({ length: 40 }, (_, i) => String(100 + i)));
  }, 120_000);
});

describe('by keyboard alone', () => {
  it('records, taps, gives the bib later, undoes and changes', async () => {
    const { page } = tablet;
    await pair(page);
    await page.keyboard.type('41');
    await page.locator('.bib-name', { hasText: 'Sam Ode' }).waitFor();
    await page.locator('.known-lap', { hasText: 'Lap 41' }).waitFor();
    await page.keyboard.press('Enter');
    await row(page, '41').waitFor();
    await type(page, '42');
    await page.keyboard.press('u');
    await page.locator('.entry[data-phase="retracted"] s', { hasText: /^42$/ }).waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await type(page, '43');
    await row(page, '43').waitFor();
    await page.waitForTimeout(HOLD_MS + 500);
    await allSent(page);
    await page.keyboard.press('Control+z');
    await page.getByText('Choosing a reason does it').waitFor();
    await page.keyboard.press('1');
    await page.getByText('Voided: wrong bib').waitFor();
    await waitFor('the void', () => server.corrections.size > 0);
    await allSent(page);
    expect(server.bibs()).toEqual(['41', '43']);
    expect([...server.corrections.values()]).toMatchObject([{ type: 'void', reason: 'wrong bib (Mia)' }]);
  });

  it('clears with Escape, says what is odd, and records it all the same', async () => {
    const { page } = tablet;
    await pair(page);
    await page.keyboard.type('999');
    await page.getByText('Bib 999 is not in the start list').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.type('13');
    // The tablet has heard the board; before that it cannot know.
    await page.locator('.doubt', { hasText: 'Already stopped' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.entry-doubt', { hasText: 'Already stopped' }).waitFor();
    await type(page, '50');
    await type(page, '50');
    await page.locator('.entry-doubt', { hasText: 'Probable duplicate of' }).waitFor();
    await page.waitForTimeout(HOLD_MS);
    await allSent(page);
    expect(server.bibs()).toEqual(['13', '50', '50']);
  });
});

describe('corrections and refusals', () => {
  it('changes a bib after it was sent and shows both', async () => {
    const { page } = tablet;
    await pair(page);
    await type(page, '7');
    await page.keyboard.type('8');
    await row(page, 'received').waitFor();
    await page.getByRole('button', { name: /Change entry 7/ }).click();
    await page.getByLabel('Bib', { exact: true }).last().fill('17');
    await page.getByRole('button', { name: 'Change bib' }).click();
    await page.locator('.entry-bib', { hasText: /^17$/ }).waitFor();
    await page.locator('.entry-who s', { hasText: /^7$/ }).waitFor();
    await page.getByText('Bib changed to 17: wrong bib received').waitFor();
    expect([...server.corrections.values()]).toMatchObject([{ type: 'reassign', bib: '17' }]);
  });

  it('keeps a refused row with the words of the server', async () => {
    const { page } = tablet;
    await pair(page);
    await type(page, '666');
    await type(page, '5');
    await page.waitForTimeout(HOLD_MS + 300);
    await page.locator('.entry[data-phase="needs-attention"]', { hasText: 'not for this point' }).waitFor();
    await page.locator('.sync-words', { hasText: '1 needs attention' }).waitFor();
    // It was typed later, and goes out later.
    await waitFor('the row after it', () => server.passings.size > 0);
    expect(server.bibs()).toEqual(['5']);
  });

  it('says that it is no longer paired, keeps recording, and sends after pairing again', async () => {
    const { page } = tablet;
    await pair(page);
    server.fault = () => 'revoked';
    await type(page, '5');
    await type(page, '6');
    await page.getByText('No longer paired').waitFor();
    await type(page, '7');
    server.fault = () => 'none';
    await page.locator('.sync[data-kind="refused"]').click();
    await page.getByLabel('Pairing code').fill(CODE);
    await page.getByRole('button', { name: 'Pair', exact: true }).click();
    await page.locator('.pad').waitFor();
    await page.waitForTimeout(HOLD_MS);
    await allSent(page);
    expect(server.bibs()).toEqual(['5', '6', '7']);
  });
});

describe('the page itself', () => {
  it('lets only one tab record, and hands over when asked', async () => {
    await pair(tablet.page);
    const second = await tablet.context.newPage();
    await second.goto(url());
    await second.getByText('Another tab records here').waitFor();
    await second.getByRole('button', { name: 'Record in this tab instead' }).click();
    await second.locator('.pad').waitFor();
    await tablet.page.getByText('Another tab took over').waitFor();
    await second.close();
  });

  it('offers an update in words and never reloads while something waits', async () => {
    const { page } = tablet;
    await pair(page);
    await offlineKept(page);
    await page.reload();
    await page.locator('.pad').waitFor();
    server.fault = () => 'busy';
    await type(page, '5');
    server.workerSuffix = '/* another version */';
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByRole('button', { name: 'Update ready, after everything is sent' }).waitFor();
    expect(await page.locator('.update').isDisabled()).toBe(true);
    server.fault = () => 'none';
    await page.waitForTimeout(HOLD_MS);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await allSent(page);
    await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Update ready' }).click()]);
    await page.locator('.pad').waitFor();
    expect(await rowCount(page)).toBe('1 entry');
  });

  it('puts a row on the screen soon after Enter', async () => {
    const { page } = tablet;
    await pair(page);
    await cutOff(true);
    const times = await page.evaluate(async () => {
      const found: number[] = [];
      const key = (name: string) => window.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
      for (let i = 0; i < 30; i++) {
        for (const figure of String(100 + i)) key(figure);
        const from = performance.now();
        const seen = new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!document.querySelector('.entry-bib')?.textContent?.includes(String(100 + i))) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(resolve));
          });
          observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        });
        key('Enter');
        await seen;
        found.push(performance.now() - from);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      return found.sort((a, b) => a - b);
    });
    const at = (share: number) => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
    process.stdout.write(
      `keypad: Enter to painted row, offline, 30 entries: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms\n`,
    );
    expect(times[15]).toBeLessThan(1_000);
  });

  it('is accessible in every theme', async () => {
    const { page } = tablet;
    const sound = async (): Promise<void> => {
      for (const theme of THEMES) expect(await findingsIn(theme, page)).toEqual([]);
    };
    await page.goto(url());
    await page.getByLabel('Pairing code').waitFor();
    await sound();
    await pair(page);
    for (const bib of ['41', '999', '13', '13']) await type(page, bib);
    await page.keyboard.press('Space');
    await page.keyboard.press('u');
    await page.keyboard.type('12');
    await row(page, 'Probable duplicate').waitFor();
    await sound();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'QR codes' }).click();
    await page.locator('.sheet').waitFor();
    await sound();
  });

  it('keeps the theme that was chosen on the tablet', async () => {
    const { page } = tablet;
    await page.goto(url());
    await page.evaluate(() => localStorage.setItem('loopline.theme', 'sun'));
    await page.reload();
    await page.getByLabel('Pairing code').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('sun');
  });
});
