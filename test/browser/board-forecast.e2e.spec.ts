/** The forecast on the board, of a real server: the switch, estimates with range and basis, the record chase, and what is said of how ranges held. */
import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { BoardRow } from '#libs/domain/index.js';
import { findingsIn, openBrowser, openPage, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { GUN_MS, board, boardRow, caller, expectStatus, iso, passing, raceDefinition, send } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const DAY = 'long-day';
const OVER = 'over-6h';
const YARD = 'yards';
const EARLY = 'early';
const JUST = 'just-by';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const ZONE = 'Europe/Rome';
/** Runs at world-record pace; and crossed the line last when the others had done so three times. */
const CHASER = '3';
const LATE = '7';
/** Came by a minute ago, whatever the time of day: not late for as long as the tests may take. */
const SEEN = '5';
const RUNNERS = 24;
const SHOTS = process.env['SCREENSHOTS'];
let browser: Browser;
let server: ServerProcess;

const call = () => caller(server.url);
const NAMES = ['Ana Example', 'Ben Sample', 'Alexandra von Beispielhausen-Musterstadt', 'Kim Trial', 'Jo Test'];
const entrant = (i: number) => ({
  bib: String(i),
  name: `${NAMES[i % NAMES.length]} ${i}`,
  sex: i % 2 === 0 ? 'M' : 'F',
  age: 24 + i,
  country: ['LTU', 'ITA', 'GBR', 'JPN'][i % 4],
});
/** 7:20 a lap of 1.5 km is 294 km in 24 hours. */
const lapMs = (bib: number, lap: number): number =>
  String(bib) === CHASER ? 440_000 + (lap % 5) * 2000 : (500 + 14 * bib + ((lap * 37 + bib * 11) % 50) + lap) * 1000;

async function race(slug: string, startedMs: number, runners: number, more: Record<string, unknown>): Promise<void> {
  const scheduledStart = iso(startedMs);
  await expectStatus(201, call()('POST', '/races', raceDefinition(slug, { scheduledStart, ...more })));
  const entrants = Array.from({ length: runners }, (_, i) => entrant(i + 1));
  await expectStatus(200, call()('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call()('POST', `/races/${slug}/start`, { at: scheduledStart }));
}

/** Laps of everybody from the gun to now, or to an end; the late one stopped coming a while ago, and the one seen is a little slower, to the minute. */
async function lapsUntil(slug: string, startedMs: number, untilMs: number, runners: number): Promise<void> {
  const all: (readonly [bib: string, ms: number])[] = [];
  for (let bib = 1; bib <= runners; bib++) {
    const isSeen = String(bib) === SEEN;
    const lastMs = String(bib) === LATE ? untilMs - 50 * MINUTE_MS : isSeen ? untilMs - MINUTE_MS : untilMs;
    const ends: number[] = [];
    for (let ms = startedMs, lap = 1; (ms += lapMs(bib, lap)) <= lastMs; lap++) ends.push(ms);
    const stretch = isSeen ? (lastMs - startedMs) / ((ends.at(-1) ?? lastMs) - startedMs) : 1;
    for (const ms of ends) all.push([String(bib), Math.round(startedMs + (ms - startedMs) * stretch)]);
  }
  await send(
    call(),
    slug,
    all.map(([bib, ms]) => passing(bib, ms - GUN_MS)),
  );
}

/** Its next bell is 40 minutes away, whatever the time of day: who is not back by then is out. */
const YARD_GUN_MS = Date.now() - 6 * HOUR_MS - 20 * MINUTE_MS;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await race(DAY, GUN_MS, RUNNERS, {});
  await lapsUntil(DAY, GUN_MS, Date.now(), RUNNERS);
  await race(OVER, GUN_MS, 12, { format: { kind: 'fixed-time', durationMs: 6 * HOUR_MS, end: 'whole-laps' } });
  await lapsUntil(OVER, GUN_MS, GUN_MS + 6 * HOUR_MS, 12);
  await race(EARLY, Date.now() - 20 * MINUTE_MS, 3, {});
  await race(YARD, YARD_GUN_MS, 4, {
    course: { kind: 'loop', lapM: 6706, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'backyard', intervalMs: HOUR_MS },
  });
  const yards = [1, 2, 3, 4, 5, 6].flatMap((n) => [1, 2, 3, 4].map((bib) => [String(bib), n, bib] as const));
  await send(
    call(),
    YARD,
    yards.map(([bib, n, slow]) => passing(bib, YARD_GUN_MS - GUN_MS + n * HOUR_MS - (6 + slow) * MINUTE_MS)),
  );
  await waitFor(
    'estimates',
    async () => {
      const { rows } = await board(call(), DAY);
      return rows.filter(({ final }) => final).length === RUNNERS && rows.some(({ records }) => records);
    },
    60_000,
  );
}, 150_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const WIDE = { viewport: { width: 1280, height: 900 } };
const open = (slug: string, search = '', options: BrowserContextOptions = WIDE) =>
  openPage(browser, `${server.url}/${slug}${search}`, options);
const row = (page: Page, bib: string) => page.locator(`tr[data-bib="${bib}"]`);
const toggle = (page: Page) => page.getByRole('switch', { name: 'Forecast' });
const estimates = (page: Page) => page.locator('.board td.c-final .est').first();
const clock = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: ZONE }).format(new Date(instant));

/** The desk of a race, signed in. */
async function desk(slug: string): Promise<Page> {
  const { page } = await openPage(browser, `${server.url}/director/${slug}`, WIDE);
  await signIn(page);
  return page;
}

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS === undefined) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
}

describe('the switch', () => {
  it('is on after the first hour, and what it brings comes after the table', async () => {
    const { page, complaints } = await open(DAY);
    await estimates(page).waitFor();
    expect(await toggle(page).getAttribute('aria-checked')).toBe('true');
    expect(new URL(page.url()).search).toBe('');
    // No page asks for it beforehand: the table is there and alive first.
    const html = await (await fetch(`${server.url}/${DAY}`)).text();
    expect(html).not.toContain('/parts-');
    const [parsed, asked] = await page.evaluate(() => [
      (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).domContentLoadedEventEnd,
      performance.getEntriesByType('resource').find(({ name }) => name.includes('/parts-'))!.startTime,
    ]);
    expect(asked!).toBeGreaterThan(parsed!);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is kept in the address and on the device; an address that says otherwise wins', async () => {
    const { page } = await open(DAY);
    await estimates(page).waitFor();
    await toggle(page).click();
    await estimates(page).waitFor({ state: 'detached' });
    expect(await page.locator('th.c-next, .forecast').count()).toBe(0);
    await page.waitForURL((url) => url.search === '?forecast=0');
    const loads: string[] = [];
    page.on('request', (request) => loads.push(request.url()));
    await page.goto(`${server.url}/${DAY}`);
    await page.locator('.fresh[data-fresh="live"]').waitFor();
    await page.waitForFunction(() => location.search === '?forecast=0');
    expect(await toggle(page).getAttribute('aria-checked')).toBe('false');
    expect(loads.filter((url) => url.includes('/parts-'))).toEqual([]);
    await page.goto(`${server.url}/${DAY}?forecast=1`);
    await estimates(page).waitFor();
    expect(new URL(page.url()).search).toBe('?forecast=1');
    await page.context().close();
  });

  it('is off in the first hour, and there is none on a board without scripts', async () => {
    const { page } = await open(EARLY);
    await page.locator('.fresh[data-fresh="live"]').waitFor();
    expect(await toggle(page).getAttribute('aria-checked')).toBe('false');
    await toggle(page).click();
    await page.getByText('There is nothing to go by yet').waitFor({ state: 'attached' });
    await page.waitForURL((url) => url.search === '?forecast=1');
    await page.context().close();
    const bare = await open(DAY, '', { javaScriptEnabled: false });
    expect(await toggle(bare.page).count()).toBe(0);
    expect(await bare.page.locator('tbody tr').count()).toBe(RUNNERS);
    await bare.page.context().close();
  });

  it('says by which model, and how its ranges held', async () => {
    const { page } = await open(DAY);
    const line = page.locator('.trust summary');
    await line.waitFor();
    expect(await line.textContent()).toMatch(
      /Boosted trees.*Back-test of \d+ \w+ \d{4}: 80 % ranges held \d\d % on \d+ races\./,
    );
    expect(await toggle(page).getAttribute('aria-describedby')).toBe(await line.getAttribute('id'));
    await page.context().close();
  });
});

describe('an estimate', () => {
  it('has its range in the race\u2019s time, and says what it rests on', async () => {
    const { page } = await open(DAY);
    await estimates(page).waitFor();
    const next = row(page, SEEN).locator('.c-next');
    const final = row(page, SEEN).locator('.c-final');
    // Estimates move on with the clock, and the page has them a moment later.
    await waitFor('page and server alike', async () => {
      const said = await boardRow(call(), DAY, SEEN);
      if (!said?.nextAt || !said.final) return false;
      const [shown, end, about] = [
        await next.textContent(),
        await final.locator('.est').textContent(),
        await final.getAttribute('title'),
      ];
      const { from, likely, to } = said.nextAt;
      const [low, mid, high] = [said.final.p10, said.final.p50, said.final.p90].map((m) => Math.round(m / 1000));
      return (
        shown?.includes(`~${clock(likely)}`) &&
        shown.includes(`in 8 of 10 cases between ${clock(from)} and ${clock(to)}`) &&
        shown.includes(`from ${said.laps} laps, last read ${clock(said.lastAt!)}.`) &&
        end === `~${mid} ${low}\u2013${high}` &&
        about?.includes(`about ${mid} km at the end, in 8 of 10 cases between ${low} and`)
      );
    });
    expect(await final.locator('svg rect').count()).toBe(1);
    expect(await page.locator('th.c-final').textContent()).toBe('Final, km');
    await page.context().close();
  });

  it('of somebody past the range says by how much, with a clock', async () => {
    const { page } = await open(DAY);
    const cell = row(page, LATE).locator('.c-next');
    await cell.getByText(/^\d+ min over$/).waitFor();
    expect(await cell.locator('svg').count()).toBe(1);
    const over = Number(/(\d+) min over/.exec((await cell.textContent()) ?? '')?.[1]);
    const { lateSince } = (await boardRow(call(), DAY, LATE)) as BoardRow;
    expect(Math.abs(over - (Date.now() - Date.parse(lateSince!)) / MINUTE_MS)).toBeLessThan(2);
    expect(await row(page, SEEN).locator('.c-next [data-late]').count()).toBe(0);
    await page.context().close();
  });

  it('of a backyard is in yards', async () => {
    const { page } = await open(YARD);
    await estimates(page).waitFor();
    expect(await page.locator('th.c-final').textContent()).toBe('Final, yards');
    const yards = (m: number): number => Math.round(m / 6705.6);
    const middle = await waitFor('page and server alike', async () => {
      const final = (await boardRow(call(), YARD, '2'))?.final;
      const text = await row(page, '2').locator('.c-final .est').textContent();
      const told = final && `~${yards(final.p50)} ${yards(final.p10)}\u2013${yards(final.p90)}`;
      return text === told && yards(final!.p50);
    });
    expect(middle).toBeGreaterThanOrEqual(6);
    await shot(page, 'yards-1280');
    await page.context().close();
  });
});

describe('the record chase', () => {
  it('names runner, record with list, status and date, place and chance, and promises nothing', async () => {
    const { page } = await open(DAY);
    const chase = page.locator('.chase');
    await chase.waitFor();
    const first = chase.locator('li').first();
    expect(await first.locator('a').getAttribute('href')).toBe(`/${DAY}/${CHASER}`);
    const text = (await first.textContent()) ?? '';
    expect(text).toMatch(/\d in \d+|on pace/);
    expect(text).toMatch(/as of \d{4}/);
    expect(text).toMatch(/[\d,]+ m (ahead of|behind) it at the last crossing/);
    expect(await chase.textContent()).not.toMatch(/broken|fallen/i);
    expect(await chase.locator('li').count()).toBeLessThanOrEqual(5);
    await page.context().close();
    const narrow = await open(DAY, '', { viewport: { width: 360, height: 780 } });
    await narrow.page.locator('.chase summary').waitFor();
    expect(await narrow.page.locator('.chase li').first().isVisible()).toBe(false);
    await narrow.page.locator('.chase summary').click();
    await narrow.page.locator('.chase li').first().waitFor();
    await narrow.page.context().close();
  });
});

describe('after the end', () => {
  it('board and desk say how the ranges held that were said on the way', async () => {
    await waitFor('the score', async () => (await board(call(), OVER)).race.forecast?.finals);
    const words = /Final ranges said at 25 \/ 50 \/ 75 % of the time held \d+ \/ \d+ \/ \d+ % of 12 runners/;
    const { page } = await open(OVER);
    await page.getByText(words).waitFor();
    expect(await toggle(page).count()).toBe(0);
    expect(await page.locator('.c-final').count()).toBe(0);
    await page.context().close();
    const over = await desk(OVER);
    await over.getByText(words).waitFor();
    await shot(over, 'desk');
    await over.context().close();
  });
});

describe('in every theme', () => {
  it.each([360, 820, 1000, 1280])('at %d px all is readable, and a narrow row has two lines', async (width) => {
    const { page } = await open(DAY, '', { viewport: { width, height: 800 } });
    await estimates(page).waitFor();
    await page.locator('.chase').waitFor();
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
      expect(await sidewaysPx(page)).toBe(0);
      await shot(page, `board-${theme}-${width}`);
      if (width >= 960) continue;
      const lines = await row(page, SEEN)
        .locator('> :is(td, th)')
        .evaluateAll(
          (cells) => new Set(cells.filter((cell) => cell.clientHeight > 0).map((cell) => cell.className)).size,
        );
      expect(lines).toBeGreaterThan(4);
      const { height } = (await row(page, SEEN).boundingBox())!;
      expect(height).toBeLessThan(76);
      const clipped = await page
        .locator('.board td.c-next')
        .evaluateAll((cells) =>
          cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
        );
      expect(clipped).toEqual([]);
    }
    await page.context().close();
  });
});

describe('while it runs', () => {
  /**
   * Scored is what was said soon after a crossing (three tenths of a lap), and a lap has to be long enough to count: everybody came by just over the
   * shortest lap ago, on laps so long that seven minutes after a crossing are soon.
   */
  async function scoredRace(runners: number): Promise<void> {
    const lapMs = 24 * MINUTE_MS;
    const lastMs = Date.now() - 2 * MINUTE_MS - 5000;
    const startedMs = lastMs - 15 * lapMs;
    const bibs = Array.from({ length: runners }, (_, i) => String(i + 1));
    const course = { kind: 'loop', lapM: 3000, points: [{ id: 'line', atM: 0 }], minLapMs: 2 * MINUTE_MS };
    await race(JUST, startedMs, runners, { course });
    const ends = Array.from({ length: 15 }, (_, i) => lastMs - i * lapMs).reverse();
    const laps = ends.flatMap((ms) => bibs.map((bib) => passing(bib, ms - GUN_MS)));
    await send(call(), JUST, laps);
    const estimated = async () => (await board(call(), JUST)).rows.filter(({ final }) => final).length === runners;
    await waitFor('estimates of everybody', estimated, 60_000);
    const now = Date.now() - GUN_MS;
    await send(
      call(),
      JUST,
      bibs.map((bib) => passing(bib, now)),
    );
  }

  it('the desk says how ranges of next passings held today, on a phone too', async () => {
    await scoredRace(6);
    let team = 0;
    // Told with the next change of somebody's row, for which no frame of its own is made.
    const score = async () => {
      await expectStatus(200, call()('PUT', `/races/${JUST}/entrants`, [{ ...entrant(1), team: `Team ${++team}` }]));
      return (await board(call(), JUST)).race.forecast?.heldToday;
    };
    expect((await waitFor('a score', score, 60_000)).of).toBe(6);
    const page = await desk(JUST);
    // Nobody is back after two minutes.
    const line = page.getByText('Ranges of next passings today: 0 of 6 held so far (80 % are to).');
    await line.waitFor();
    await shot(page, 'desk-today-1280');
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await sidewaysPx(page)).toBe(0);
    await shot(page, 'desk-today-360');
    await page.context().close();
  }, 180_000);
});
