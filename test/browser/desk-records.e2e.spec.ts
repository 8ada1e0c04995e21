/** The records of a race at its desk, by hand: added with an error put right, changed, taken out, and brought as a file that is looked at first. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { OwnRecordsAnswer } from '#libs/contracts/index.js';
import { openBrowser } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { caller, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SLUG = 'desk-records';
/** A folder for pictures, to look at them. */
const { PICTURES } = process.env;
let browser: Browser;
let server: ServerProcess;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await openBrowser();
  await startedRace(caller(server.url), SLUG, 2);
  page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${server.url}/director/${SLUG}#setup`);
  await signIn(page);
  await page.locator('#records-title').waitFor();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const stored = async () => (await caller(server.url)<OwnRecordsAnswer>('GET', `/races/${SLUG}/records`)).json.records;
const part = () => page.locator('section[aria-labelledby="records-title"]');
const fold = (title: string) => part().locator('summary', { hasText: title });

async function picture(name: string): Promise<void> {
  if (PICTURES !== undefined) await part().screenshot({ path: `${PICTURES}/${name}.png` });
}

/** Serious and critical findings of axe in the section. */
async function findings(): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  await client.send('Runtime.evaluate', { expression: AXE });
  const { result } = await client.send('Runtime.evaluate', {
    expression: `axe.run('section[aria-labelledby="records-title"]').then(({ violations }) => JSON.stringify(violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => id + ' ' + nodes[0].target)))`,
    ...{ awaitPromise: true, returnByValue: true },
  });
  return JSON.parse(String(result.value)) as string[];
}

it('a record is added after its wrong mark was put right, changed, and taken out', async () => {
  await fold('Add a record').click();
  await page.locator('#record-mark').fill('far');
  await page.locator('#record-athlete').fill('Ada Example');
  await page.locator('#record-nationality').fill('Italy');
  await part().getByRole('button', { name: 'Save the record' }).click();
  await part().getByText('Write kilometres, such as 201.5.').waitFor();
  await page.locator('#record-mark').fill('201.5');
  await part().getByRole('button', { name: 'Save the record' }).click();
  await part().getByText('nationality must be three capital letters').waitFor();
  await page.locator('#record-nationality').fill('ITA');
  await part().getByRole('button', { name: 'Save the record' }).click();
  await part().getByText('201.500 km').waitFor();
  expect(await stored()).toEqual([
    { id: 'own-course-f', of: 'course', sex: 'F', markM: 201_500, athlete: 'Ada Example', nationality: 'ITA' },
  ]);

  await part().getByRole('button', { name: 'Edit the record of Ada Example' }).click();
  await page.locator('#record-event').selectOption('50K');
  await page.locator('#record-mark').fill('4:00:01');
  await picture('edit-wide');
  await part().getByRole('button', { name: 'Save the record' }).click();
  await waitFor('the change', async () => (await stored())[0]?.markMs === 14_401_000);
  expect((await stored())[0]).toEqual({
    ...{ id: 'own-course-f', of: 'course', sex: 'F', event: '50K', markMs: 14_401_000 },
    ...{ athlete: 'Ada Example', nationality: 'ITA' },
  });

  await part().getByRole('button', { name: 'Remove the record of Ada Example' }).click();
  await part().getByRole('button', { name: 'Remove it: Ada Example?' }).click();
  await part().getByText('None yet.').waitFor();
  expect(await stored()).toEqual([]);
});

it('a file is looked at first, its wrong rows are named, and only the good ones are stored when said so', async () => {
  await fold('A file of records').click();
  await page
    .locator('#records-text')
    .fill(
      'record_id,sex,level,scope,athlete,mark_m\na,F,course,,Ada Example,201500\nb,M,club,,Al,220000\nc,M,club,Owls,Al,220000',
    );
  await part().getByRole('button', { name: 'Look at it' }).click();
  await part().getByText('New: 2. Changed: 0. Removed: 0. Then there are 2.').waitFor();
  await part().getByText('scope must name the club whose record it is').waitFor();
  expect(await stored()).toEqual([]);
  await part().getByRole('button', { name: 'Store 2 records' }).click();
  await part().getByText('Club: Owls, men').waitFor();
  expect((await stored()).map(({ id }) => id)).toEqual(['own-a', 'own-c']);
  await picture('list-wide');
});

it('axe finds nothing, in light and dark, and on a phone nothing is wider than the page', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await picture(`records-${scheme}-${width}`);
      expect([scheme, width, await findings()]).toEqual([scheme, width, []]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([width, wide <= 0]).toEqual([width, true]);
    }
  }
});
