/** Pages of the real server in a real browser, on a line that loses things: the board and the runner stay true, private ones too. */
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '#libs/testing/browser.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { LAP_MS, caller, passing, send, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const OPEN = 'open-day';
const SECRET = 'secret';
/** The library's answer limit, the page's poll and some patience. */
const HEALED_MS = 40_000;
// A test waits for that more than once, and for a server that starts again.
jest.setTimeout(6 * HEALED_MS);

let browser: Browser;
let server: ServerProcess;
let context: BrowserContext;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await startedRace(caller(server.url), OPEN, 20);
  await startedRace(caller(server.url), SECRET, 3, { visibility: 'private' });
}, 90_000);
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

async function newPage(): Promise<Page> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  return context.newPage();
}

const connected = (page: Page) => page.locator('.fresh[data-fresh="live"]').waitFor({ timeout: HEALED_MS });
const lapsOf = (page: Page, bib: string, laps: number) =>
  page.locator(`tr[data-bib="${bib}"] .c-laps`, { hasText: new RegExp(`^${laps}$`) }).waitFor({ timeout: HEALED_MS });
const lap = (slug: string, bib: string, n: number) => send(caller(server.url), slug, [passing(bib, n * LAP_MS)]);

/** Between page and server: loses the answer to the first watch, refuses the next ones, and brings nothing until one was answered. */
async function badLine(page: Page, refusals: number): Promise<{ answers: number; deltas: number }> {
  const seen = { answers: 0, deltas: 0 };
  await page.routeWebSocket(/socket\.io/, (line) => {
    line.connectToServer().onMessage((message) => {
      const text = String(message);
      const answer = /^43\/live,(\d+)/.exec(text)?.[1];
      if (answer !== undefined) seen.answers += 1;
      const good = seen.answers > refusals + 1;
      if (answer !== undefined && !good) {
        const refusal = [{ error: { code: 'not-ready', detail: 'The board is not there yet.' } }];
        if (seen.answers > 1) line.send(`43/live,${answer}${JSON.stringify(refusal)}`);
      } else if (good || !text.startsWith('42')) {
        if (text.includes('"delta"')) seen.deltas += 1;
        line.send(message);
      }
    });
  });
  return seen;
}

describe('a board on a bad line', () => {
  it('is kept fresh while its watches fail, and live again as soon as one is answered', async () => {
    const page = await newPage();
    const seen = await badLine(page, 6);
    await page.goto(`${server.url}/${OPEN}`);
    await lap(OPEN, '1', 1);
    await lapsOf(page, '1', 1);
    expect(seen).toMatchObject({ deltas: 0 });
    await waitFor('an answered watch', () => seen.answers > 7, HEALED_MS);
    await lap(OPEN, '2', 1);
    await lapsOf(page, '2', 1);
    await waitFor('a delta', () => seen.deltas > 0, HEALED_MS);
  });

  it('catches up by itself when the server was killed and comes back', async () => {
    const page = await newPage();
    await page.goto(`${server.url}/${OPEN}`);
    await connected(page);
    const { data, port } = server;
    await server.kill('SIGKILL');
    server = await startServer({ data, port });
    await lap(OPEN, '3', 1);
    await lapsOf(page, '3', 1);
    await connected(page);
  });
});

describe('the page of a runner', () => {
  it('asks once more for a lap that came while the answer before it was on its way', async () => {
    const page = await newPage();
    const heard = { watch: false, second: false };
    // News of the second lap is the last there is: nothing else can make the page ask.
    await page.routeWebSocket(/socket\.io/, (line) => {
      line.connectToServer().onMessage((message) => {
        const text = String(message);
        if (heard.second && text.includes('"delta"')) return;
        heard.watch ||= text.startsWith('43/live,');
        heard.second ||= /"bib":"5"[^}]*"laps":2\b/.test(text);
        line.send(message);
      });
    });
    await page.goto(`${server.url}/${OPEN}/5`);
    await waitFor('its watch to be answered', () => heard.watch, HEALED_MS);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    await page.route('**/api/v1/races/*/runners/5', async (route) => {
      asked += 1;
      const answer = await route.fetch();
      if (asked === 1) await held;
      await route.fulfill({ response: answer });
    });
    await lap(OPEN, '5', 1);
    await waitFor('the page to ask', () => asked === 1);
    await lap(OPEN, '5', 2);
    await waitFor('the second lap to be heard of', () => heard.second);
    release();
    await page.locator('table.laps th[scope="row"]', { hasText: /^2$/ }).waitFor({ timeout: HEALED_MS });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});

describe('a private race in a browser', () => {
  it('is not there for a visitor, and live for the signed-in director, board and runner', async () => {
    const page = await newPage();
    expect((await page.goto(`${server.url}/${SECRET}`))?.status()).toBe(404);
    const refused: string[] = [];
    page.on('response', (answer) => answer.status() >= 400 && refused.push(`${answer.status()} ${answer.url()}`));
    await page.goto(`${server.url}/director`);
    await signIn(page);
    refused.length = 0;
    expect((await page.goto(`${server.url}/${SECRET}`))?.status()).toBe(200);
    await connected(page);
    await lap(SECRET, '1', 1);
    await lapsOf(page, '1', 1);
    await page.locator('tr[data-bib="1"] .c-name a').click();
    await page.getByRole('heading', { name: 'Runner 1' }).waitFor();
    await lap(SECRET, '1', 2);
    await page.locator('table.laps th[scope="row"]', { hasText: /^2$/ }).waitFor({ timeout: HEALED_MS });
    expect(refused).toEqual([]);
  });

  it('says that it may no longer be read when its director signs out, offers the sign-in, and lives again after it', async () => {
    const page = await newPage();
    const enter = () => page.request.post(`${server.url}/api/v1/session`, { data: { token: DIRECTOR_TOKEN } });
    expect((await enter()).status()).toBe(200);
    await page.goto(`${server.url}/${SECRET}`);
    await connected(page);
    expect((await page.request.delete(`${server.url}/api/v1/session`)).status()).toBe(200);
    // As when the server restarts, or a train leaves a tunnel: the page has to ask again who it is.
    const { data, port } = server;
    await server.kill('SIGKILL');
    server = await startServer({ data, port });
    await page.locator('.fresh[data-fresh="refused"]').waitFor({ timeout: 2 * HEALED_MS });
    const alert = page.getByRole('alert');
    expect(await alert.textContent()).toMatch(/no longer read this race/);
    expect(await alert.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/director');
    expect((await enter()).status()).toBe(200);
    await page.locator('.fresh[data-fresh="live"]').waitFor({ timeout: 2 * HEALED_MS });
  });

  it('is not carried along by a link on another site', async () => {
    const page = await newPage();
    const csrf = await page.request.post(`${server.url}/api/v1/session`, { data: { token: DIRECTOR_TOKEN } });
    expect(csrf.status()).toBe(200);
    expect((await page.goto(`${server.url}/${SECRET}`))?.status()).toBe(200);
    // Another host name is another site, though it is the same server.
    await page.route('http://elsewhere.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${server.url}/${SECRET}">look</a>` }),
    );
    await page.goto('http://elsewhere.test/');
    const [answer] = await Promise.all([
      page.waitForResponse(`${server.url}/${SECRET}`),
      page.getByText('look').click(),
    ]);
    expect(answer.status()).toBe(404);
  });
});
