/** Past editions of a course at its desk: a file with bad rows is stored without them, listed, replaced, refused in words, and taken away. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { EditionsAnswer } from '#libs/contracts/index.js';
import { findingsIn, openBrowser, sidewaysPx, THEMES } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, caller, expectStatus, raceDefinition, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'desk-editions';
const POINTS = [
  { id: 'lake', name: 'Lake', atM: 20_000 },
  { id: 'pass', name: 'Pass', atM: 42_000 },
  { id: 'finish', name: 'Finish', atM: 60_000 },
];
/** Where pictures of the pages go when somebody wants to look at them. */
const PICTURES = process.env['LOOPLINE_PICTURES'];
let browser: Browser;
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  call = caller(server.url);
  const course = { kind: 'line', points: POINTS };
  await expectStatus(
    201,
    call('POST', '/races', raceDefinition(SLUG, { course, format: { kind: 'course', limitMs: 43_200_000 } })),
  );
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

async function setUpOf(slug: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${server.url}/director/${slug}#setup`);
  await signIn(page);
  await page.locator('#records-title').waitFor();
  return page;
}

/** Runners of whom every third goes home after the second point, as the CSV of a finished race. */
function editionCsv(runners: number, scale = 1): string {
  const rows = Array.from({ length: runners }, (_, i) =>
    POINTS.slice(0, i % 3 === 2 ? 2 : 3).map(
      ({ id, atM }, k) => `wood,p2p,${i + 1},F,40,${id},${(k + 1) * (7000 + 90 * i)},${atM * scale}`,
    ),
  ).flat();
  return ['race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m', ...rows].join('\n');
}

const stored = async () =>
  (await expectStatus(200, call<EditionsAnswer>('GET', `/races/${SLUG}/editions`))).json.editions;
const part = (page: Page) => page.locator('section[aria-labelledby="editions-title"]');
const choose = (page: Page, name: string, content: string) =>
  page.locator('#edition-file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
const store = (page: Page) => part(page).getByRole('button', { name: 'Store the edition' }).click();

describe('past editions at the desk of a course', () => {
  let page: Page;

  it('come as a file: the year is its name, bad rows are told with their line, good ones are stored', async () => {
    page = await setUpOf(SLUG);
    await part(page).getByText('No file yet.').waitFor();
    await part(page).locator('summary').click();
    await store(page);
    await part(page).getByText('Choose a file first.').waitFor();
    await choose(page, 'Wood 60k 2024.csv', `${editionCsv(45)}\nwood,p2p,90,F,40,lake,soon,20000`);
    expect(await page.locator('#edition-name').inputValue()).toBe('2024');
    await store(page);
    await part(page).getByText('Stored 2024: 45 runners, 30 finished. 100 % of the points').waitFor();
    await part(page).getByText('One row is wrong and stays out:').waitFor();
    const line = String(editionCsv(45).split('\n').length + 1);
    expect(await part(page).getByRole('row', { name: line }).innerText()).toContain('elapsed_s');
    expect(await stored()).toMatchObject([{ edition: '2024', runners: 45, finishers: 30 }]);
    await part(page).getByRole('row', { name: '2024 30 of 45' }).waitFor();
  });

  it('say when one will not be used, and why a file cannot be one', async () => {
    await choose(page, 'elsewhere.csv', editionCsv(45, 1.2));
    await page.locator('#edition-name').fill('Old Course');
    await store(page);
    await part(page).getByText('Write 1 to 32 of a-z').waitFor();
    await page.locator('#edition-name').fill('old-course');
    await store(page);
    await part(page).getByText('it is used only while no edition fits better').waitFor();
    await choose(page, 'list.csv', 'bib,when\n1,2');
    await store(page);
    await part(page).locator('[role="alert"]').getByText('elapsed_s').waitFor();
    expect((await stored()).map(({ edition }) => edition)).toEqual(['2024', 'old-course']);
  });

  it('go when that was said twice', async () => {
    await part(page).getByRole('button', { name: 'Remove the edition old-course' }).click();
    await part(page).getByRole('button', { name: 'Keep it' }).click();
    await part(page).getByRole('button', { name: 'Remove the edition old-course' }).click();
    await part(page).getByRole('button', { name: 'Remove it: old-course?' }).click();
    await waitFor('one edition left', async () => (await stored()).length === 1);
    await part(page).getByText('Removed. Forecasts follow within seconds.').waitFor();
  });

  it('axe finds nothing in any theme, and on a phone nothing is wider than the page', async () => {
    if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true });
    for (const width of [1280, 360]) {
      const seen = await setUpOf(SLUG, width);
      await part(seen).getByRole('row', { name: '2024' }).waitFor();
      await part(seen).locator('summary').click();
      await choose(seen, '2023.csv', `${editionCsv(9)}\nwood,p2p,90,F,40,lake,soon,20000`);
      await store(seen);
      await part(seen).getByText('Stored 2023').waitFor();
      await part(seen).getByRole('button', { name: 'Remove the edition 2023' }).click();
      await part(seen).getByText('Remove it: 2023?').waitFor();
      for (const theme of THEMES) {
        expect([width, await findingsIn(theme, seen)]).toEqual([width, []]);
        expect([width, await sidewaysPx(seen)]).toEqual([width, 0]);
        if (PICTURES !== undefined)
          await part(seen).screenshot({ path: join(PICTURES, `editions-${theme}-${width}.png`) });
      }
      await seen.context().close();
    }
  });

  it('are no matter of a race on a loop', async () => {
    await startedRace(call, 'desk-loop', 2);
    const loop = await setUpOf('desk-loop');
    expect(await part(loop).count()).toBe(0);
    await loop.context().close();
  });
});
