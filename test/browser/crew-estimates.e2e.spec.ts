/** The crew's page with real forecast cards: who is due, who stays away, what is asked for, and what is left of it without a network. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CrewLinkAnswer } from '#libs/contracts/index.js';
import { findingsIn, openBrowser, openPage, seriousAxeFindings, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, GUN_MS, caller, expectStatus, iso, passing, send } from '../e2e/outsider.js';
import { holdBack } from './hold-back.js';
import {
  SLUG,
  type Card,
  cardOf,
  openAll,
  clockText,
  cutOff,
  kmText,
  nightRace,
  timeText,
  heightPx,
} from './runner-estimates.js';

const HOUR_MS = 3_600_000;
let browser: Browser;
let server: ServerProcess;
let call: Call;
let url: string;
let token: string;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  call = caller(server.url);
  await nightRace(call);
  const made = call<CrewLinkAnswer>('POST', `/races/${SLUG}/crew-links`, { bibs: ['1', '2'] });
  ({ url, token } = (await expectStatus(200, made)).json);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const runner = (page: Page, name: string) => page.locator('.crew-runner', { hasText: name });
const big = (page: Page, name: string) => runner(page, name).locator('.crew-big');
/** The cards the page was drawn from. */
const stateOf = (page: Page) =>
  page.locator('#state').evaluate((element) => JSON.parse(element.textContent) as { crew: { runners: Card[] } });

describe('a runner on the way', () => {
  it('is counted down to the early edge of the very range the server gave', async () => {
    const { page, complaints } = await openPage(browser, url);
    const [card] = (await stateOf(page)).crew.runners;
    const { from, likely, to } = card!.forecast.next!;
    expect(card!.forecast.state).toBe('running');
    const arrival = await runner(page, 'Runner One').locator('.crew-arrival').textContent();
    expect(arrival).toContain('Next arrival, Bridge');
    expect(arrival).toContain(`Likely ${clockText(likely)}, usually within`);
    expect(arrival).toContain(`between ${clockText(from)} and ${clockText(to)}`);
    expect(await big(page, 'Runner One').textContent()).toMatch(/^(from (\d+ min|\d+ s) on|expected now|overdue by)/);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('has an end in the figures of the API, and places beside without a name', async () => {
    const { page } = await openPage(browser, url);
    // At once: the page asks for newer estimates every few seconds.
    const said = await runner(page, 'Runner One').textContent();
    const { crew } = await stateOf(page);
    const { p10, p50, p90 } = crew.runners[0]!.forecast.final!;
    expect(said).toContain(
      `${kmText(p10)} to ${kmText(p90)} km at the end in 8 of 10 cases, ${kmText(p50)} in the middle.`,
    );
    expect(crew.runners[0]!.rivals).toBeDefined();
    expect(await runner(page, 'Runner One').textContent()).toMatch(/Place \d is \d+\.\d{3} km (ahead|behind)/);
    expect(await page.content()).not.toContain('Runner Three');
    await page.context().close();
  });

  it('has a chart once somebody scrolls there, with a table that says what the card says', async () => {
    const { page } = await openPage(browser, url);
    await runner(page, 'Runner One').locator('.crew-charts').scrollIntoViewIfNeeded();
    await runner(page, 'Runner One').locator('canvas').first().waitFor();
    const card = await cardOf(server.url, '1');
    const rows = await runner(page, 'Runner One')
      .locator('.charts-pace .twin tbody tr')
      .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent.trim())));
    expect(rows.slice(0, card.laps.length).map(([lap, total, time]) => [lap, total, time])).toEqual(
      card.laps.map(({ lap, elapsedMs, lapMs }) => [String(lap), timeText(elapsedMs), timeText(lapMs!)]),
    );
    await page.context().close();
  });

  it.each([360, 412, 820])(
    'has room for its chart before it comes: nothing moves under a finger, at %d px',
    async (width) => {
      const context = await browser.newContext({ viewport: { width, height: 780 } });
      const page = await context.newPage();
      const code = await holdBack(page, /\/Charts-[^/]*\.js$/);
      const drawing = await holdBack(page, /\/pace-live-[^/]*\.js$/);
      await page.goto(url);
      const one = runner(page, 'Runner One');
      await one.locator('.crew-charts').scrollIntoViewIfNeeded();
      await code.asked;
      const charts = one.locator('.crew-charts');
      const before = await heightPx(charts);
      expect(before).toBeGreaterThan(400);
      code.letGo();
      await one.locator('.charts').waitFor();
      expect(await heightPx(charts)).toBe(before);
      await drawing.asked;
      drawing.letGo();
      await one.locator('.chart[data-live] canvas').first().waitFor();
      expect(await heightPx(charts)).toBe(before);
      await context.close();
    },
  );

  it('says so where its chart found no network, and has it on the page loaded again', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const files = /\/Charts-[^/]*\.js$/;
    await page.route(files, (route) => route.abort());
    await page.goto(url);
    const charts = runner(page, 'Runner One').locator('.crew-charts');
    await charts.scrollIntoViewIfNeeded();
    await charts.getByText('The chart did not come').waitFor();
    await page.unroute(files);
    await charts.getByRole('button', { name: 'Load this page again' }).click();
    await charts.getByText('The chart did not come').waitFor({ state: 'detached' });
    await charts.scrollIntoViewIfNeeded();
    await charts.locator('canvas').first().waitFor();
    await context.close();
  });

  it('has an own target with margin, needed lap and what the last ten took', async () => {
    const { page } = await openPage(browser, url);
    const part = runner(page, 'Runner One').locator('section', { hasText: 'Own targets' });
    await part.getByLabel('Distance, km').fill('180');
    await part.getByRole('button', { name: 'Set', exact: true }).click();
    const { row, laps } = await cardOf(server.url, '1');
    const even = (180_000 * row.elapsedMs!) / 86_400_000;
    const side = row.distanceM < even ? 'behind' : 'ahead of';
    await part.getByText(`${kmText(Math.abs(row.distanceM - even))} km`).waitFor();
    expect(await part.textContent()).toContain(`${side} an even pace at the last crossing`);
    const recent = laps.slice(-10).reduce((sum, { lapMs }) => sum + lapMs!, 0) / 10;
    expect(await part.textContent()).toContain(`the last 10 laps took ${timeText(Math.round(recent))} on average`);
    expect(await part.textContent()).toMatch(/By the estimate of the end it is reached in (\d+ of 10|[<>\d]+ of 100)/);
    await page.context().close();
  });
});

describe('a runner who stays silent', () => {
  beforeAll(async () => {
    // However long the tests before took: the bridge itself is not silent.
    await send(call, SLUG, [passing('3', Date.now() - GUN_MS - 1000)]);
    await waitFor('data that is not late', async () => {
      const crew = caller(server.url, token)<{ late: unknown[] }>('GET', '/crew');
      return (await expectStatus(200, crew)).json.late.length === 0;
    });
  }, 60_000);

  it('is away longer than usual, in facts: since when, and the longest lap so far', async () => {
    const { page } = await openPage(browser, url);
    const card = await cardOf(server.url, '2');
    expect(card.forecast.state).not.toBe('running');
    expect(await big(page, 'Runner Two').textContent()).toBe(
      `longer than usual \u2013 last seen ${clockText(card.row.lastAt!)} at Bridge`,
    );
    const arrival = runner(page, 'Runner Two').locator('.crew-arrival');
    expect(await arrival.getAttribute('data-tone')).toBe('warn');
    const longest = timeText(Math.max(...card.laps.map(({ lapMs }) => lapMs!)));
    expect(await arrival.textContent()).toMatch(/No crossing for 1 h \d+ min\./);
    expect(await arrival.textContent()).toContain(`The longest lap so far took ${longest}.`);
    await page.context().close();
  });

  it('is called neither overdue nor resting while the data is late', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url);
    const silence = runner(page, 'Runner Two').getByText(/^(Overdue|Resting)$/);
    await silence.waitFor();
    await cutOff(page);
    await page.clock.fastForward(25 * 60_000);
    await runner(page, 'Runner Two').getByText('data is late').waitFor();
    expect(await silence.count()).toBe(0);
    await context.close();
  });

  it('is called out once to who asked for it, and counts again with the next crossing', async () => {
    const { page } = await openPage(browser, url);
    await page.getByRole('button', { name: 'Remind me 5 min before' }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'Runner Two: longer away than usual' });
    await alert.waitFor();
    await page.getByLabel('Quiet from').fill(clockText(iso(Date.now() - HOUR_MS)));
    await page.getByLabel('Quiet until').fill(clockText(iso(Date.now() + HOUR_MS)));
    await page.getByText('Quiet hours: the page calls without sound.').waitFor();
    await alert.getByRole('button', { name: 'Seen' }).click();
    await send(call, SLUG, [passing('2', Date.now() - GUN_MS - 1000)]);
    await big(page, 'Runner Two')
      .getByText(/^from|^expected/)
      .waitFor({ timeout: 20_000 });
    expect(await page.getByRole('alert').filter({ hasText: 'Runner Two: longer' }).count()).toBe(0);
    await page.context().close();
  });
});

describe('the page itself', () => {
  it('keeps notes on the device and fills the screen with the clock', async () => {
    const { page } = await openPage(browser, url);
    const part = runner(page, 'Runner One').locator('section', { hasText: 'Notes' }).last();
    await part.getByLabel('Food, drink, what was said').fill('two gels, left knee');
    await page.keyboard.press('Enter');
    await page.reload();
    await page.getByText('two gels, left knee').waitFor();
    await page.getByRole('button', { name: 'Big clock' }).click();
    const dialog = page.getByRole('dialog', { name: 'Big clock' });
    expect(await dialog.locator('.big-clock-big').first().textContent()).toMatch(/^(from|expected|overdue|longer)/);
    expect(await seriousAxeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^Remove the note/ }).click();
    await page.getByText('two gels, left knee').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('changes nothing between a finger coming down and its click', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(url);
    await page.getByText('Live', { exact: true }).waitFor();
    const address = /\/api\/v1\/crew$/;
    let letGo: () => void = () => undefined;
    const free = new Promise<void>((resolve) => (letGo = resolve));
    // What comes is told from what is there by the name of the race.
    await page.route(address, async (route) => {
      await free;
      const response = await route.fetch();
      const crew = (await response.json()) as { race: object };
      await route.fulfill({ response, json: { ...crew, race: { ...crew.race, name: 'Come Meanwhile' } } });
    });
    const asked = page.waitForRequest(address);
    await page.clock.pauseAt(Date.now() + 60_000);
    await asked;
    const button = page.getByRole('button', { name: 'Code for a second crew member' });
    await button.hover();
    await page.mouse.down();
    const come = page.waitForResponse(address);
    letGo();
    await (await come).finished();
    const title = page.getByRole('heading', { level: 1 });
    // A way there and back: whatever the answer brings would be on the page.
    await page.evaluate(() => fetch(location.pathname).then((response) => response.text()));
    expect(await title.textContent()).toBe('Night Loop');
    await page.mouse.up();
    await page.getByRole('img', { name: 'Code of this page\u2019s link' }).waitFor();
    await page.clock.runFor(1000);
    await title.getByText('Come Meanwhile').waitFor();
    await context.close();
  });

  it('reckons on without a network: who is not here yet is expected later and later', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install();
    const parameters = page.waitForResponse((response) => /next-leg-[\w-]+\.json$/.test(response.url()));
    await page.goto(url);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.clock.runFor(5000);
    expect((await parameters).headers()['cache-control']).toContain('immutable');
    await cutOff(page);
    const notYet = runner(page, 'Runner One').getByText(/If not here yet: likely \d\d:\d\d, in 8 of 10 cases/);
    await page.clock.fastForward(25 * 60_000);
    await notYet.waitFor();
    const first = await notYet.textContent();
    expect(await runner(page, 'Runner One').locator('.crew-arrival').textContent()).toContain('data is late');
    await page.clock.fastForward(30 * 60_000);
    await page.clock.runFor(2000);
    expect(await notYet.textContent()).not.toBe(first);
    await context.close();
  });

  it.each([320, 1280])('is accessible in every theme with everything open, at %d px', async (width) => {
    const { page } = await openPage(browser, url, { viewport: { width, height: 800 }, reducedMotion: 'reduce' });
    await page.getByRole('button', { name: 'Remind me 5 min before' }).click();
    for (const charts of await page.locator('.crew-charts').all()) {
      await charts.scrollIntoViewIfNeeded();
      await charts.locator('canvas').first().waitFor();
    }
    await openAll(page);
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
      expect(await sidewaysPx(page)).toBe(0);
    }
    await page.context().close();
  });
});

it('the API answers the crew what a forecast says, held ranges and figures of the field included', async () => {
  const { json } = await expectStatus(200, caller(server.url, token)<{ runners: Card[] }>('GET', '/crew'));
  expect(json.runners[0]?.forecast.field?.widen).toBeGreaterThan(0);
});
