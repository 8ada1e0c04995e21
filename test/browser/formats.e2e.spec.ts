/** Boards and runner pages of races that are not laps against a clock: what a crew and a spectator read on them, and how they read it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findingsIn, openBrowser, openPage, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { type Call, caller, expectStatus, raceDefinition, send } from '../e2e/outsider.js';
import { randomUUID } from 'node:crypto';

const MIN = 60_000;
const HOUR = 60 * MIN;
const NARROW = { width: 320, height: 700 };
let browser: Browser;
let server: ServerProcess;
let call: Call;

/** The gun this long ago, so that the pages are live. */
async function race(slug: string, agoMs: number, names: string[], more: Record<string, unknown>) {
  const gunMs = Date.now() - agoMs;
  const gun = new Date(gunMs).toISOString();
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, { scheduledStart: gun, ...more })));
  const entrants = names.map((name, i) => ({ bib: String(i + 1), name }));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: gun }));
  return (bib: string, ms: number, point = 'line', edge?: 'out') => ({
    ...{ id: randomUUID(), bib, at: new Date(gunMs + ms).toISOString(), point },
    ...(edge ? { edge } : {}),
  });
}

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  call = caller(server.url);
  const yard = await race('yards', 2 * HOUR + 30 * MIN, ['Ada', 'Ben', 'Cem'], {
    course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'backyard' },
  });
  await send(call, 'yards', [
    ...[yard('1', 50 * MIN), yard('1', 110 * MIN), yard('1', 149 * MIN)],
    ...[yard('2', 55 * MIN), yard('2', 112 * MIN), yard('3', 52 * MIN)],
  ]);
  const points = [
    { id: 'start', name: 'Start', atM: 0 },
    { id: 'mill', name: 'Old Mill', atM: 10_000, cutoffMs: 1.5 * HOUR, cutoffOn: 'departure' },
    { id: 'hut', name: 'Stone Hut', atM: 25_000 },
    { id: 'lake', name: 'Blue Lake', atM: 30_000, cutoffMs: 5 * HOUR },
    { id: 'goal', name: 'Town Square', atM: 42_000 },
  ];
  const at = await race('ridge', 4 * HOUR, ['Ada', 'Ben', 'Cem'], {
    course: { kind: 'line', points },
    format: { kind: 'course', limitMs: 8 * HOUR },
  });
  await send(call, 'ridge', [
    ...[at('1', HOUR, 'mill'), at('1', 1.1 * HOUR, 'mill', 'out'), at('1', 3 * HOUR, 'lake')],
    ...[at('1', 3.9 * HOUR, 'goal'), at('2', 70 * MIN, 'mill'), at('2', 100 * MIN, 'mill', 'out')],
  ]);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const open = async (path: string, viewport = { width: 1280, height: 800 }): Promise<Page> => {
  const { page } = await openPage(browser, server.url + path, { viewport, reducedMotion: 'reduce' });
  return page;
};
/** Cells of a row without what only eyes or only ears get. */
const cell = (page: Page, bib: string, id: string) => page.locator(`tr[data-bib="${bib}"] .c-${id}`).innerText();

describe.each(['/yards', '/yards/1', '/ridge', '/ridge/1', '/ridge/2'])('%s', (path) => {
  it('is accessible in every theme and fits 320 px', async () => {
    const page = await open(path, NARROW);
    for (const theme of THEMES) {
      expect(await findingsIn(theme, page)).toEqual([]);
      expect(await sidewaysPx(page)).toBe(0);
    }
    await page.context().close();
  });
});

it('a backyard shows the next bell, who is in the corral, on the yard and out, and time in hand', async () => {
  const page = await open('/yards');
  await page.locator('.fresh[data-fresh="live"]').waitFor();
  expect(await page.getByRole('timer', { name: 'Next bell in' }).innerText()).toMatch(/^00:(2|3)\d:\d\d$/);
  await page.getByText('Yard 3 · 2 still in').waitFor();
  expect(await cell(page, '1', 'status')).toBe('In the corral');
  expect(await cell(page, '2', 'status')).toBe('On the yard');
  expect(await cell(page, '3', 'status')).toBe('Out');
  expect(await cell(page, '1', 'gap')).toBe('3 yards');
  expect(await cell(page, '1', 'laps')).toBe('31:00');
  await page.context().close();
});

it('a course shows the last point, the time, the margin, and who is outside the limit and still racing', async () => {
  const page = await open('/ridge');
  await page.locator('.fresh[data-fresh="live"]').waitFor();
  expect(await cell(page, '1', 'gap')).toBe('Town Square');
  expect(await cell(page, '1', 'status')).toBe('Finished 3:54:00');
  expect(await cell(page, '2', 'gap')).toBe('Old Mill');
  expect(await cell(page, '2', 'status')).toMatch(/^(Racing|Resting|Overdue) · 10:00 outside the limit$/);
  expect(await cell(page, '2', 'laps')).toBe('−10:00');
  await page.context().close();
});

it('the page of a runner on a course has every point, with what was not seen said so, and the next closing time', async () => {
  const page = await open('/ridge/1');
  const row = (name: string) => page.locator('.points tr', { hasText: name });
  expect(await row('Stone Hut').innerText()).toContain('not seen');
  expect(await row('Old Mill').innerText()).toMatch(/1:00:00\s+1:06:00/);
  expect(await row('Blue Lake').innerText()).toMatch(/5:00:00\s+2:00:00/);
  await page.goto(`${server.url}/ridge/2`);
  await page.getByText(/15\.000 km on/).waitFor();
  await page.context().close();
});
