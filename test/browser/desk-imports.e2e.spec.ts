/** A file comes in over the desk of a real server: looked at first, stored once, and put right when its zone was wrong. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, seriousAxeFindings, sidewaysPx } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { boardRow, caller, expectStatus, raceDefinition, readLog } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'imported';
const GUN_MS = Date.parse('2021-05-08T06:00:00.000Z');
const ROME_MS = 7_200_000;
const LAP_MS = 600_000;
/** Where pictures of the pages go when somebody wants to look at them. */
const PICTURES = process.env['LOOPLINE_PICTURES'];
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  const call = caller(server.url);
  const gun = new Date(GUN_MS).toISOString();
  const definition = raceDefinition(SLUG, { scheduledStart: gun, timeZone: 'Europe/Rome' });
  await expectStatus(201, call('POST', '/races', definition));
  await expectStatus(
    200,
    call('PUT', `/races/${SLUG}/entrants`, [
      { bib: '17', name: 'Ada Example', chips: ['9511'] },
      { bib: '4', name: 'Ben Example', chips: ['9573'] },
    ]),
  );
  await expectStatus(200, call('POST', `/races/${SLUG}/start`, { at: gun }));
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

async function importPage(width = 1024, scheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    timezoneId: 'America/New_York',
    colorScheme: scheme,
  });
  const page = await context.newPage();
  await page.goto(`${server.url}/director/${SLUG}#import`);
  await signIn(page);
  await page.getByRole('heading', { name: 'Import a file' }).waitFor();
  return page;
}

async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  const buffer = typeof content === 'string' ? Buffer.from(content) : content;
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer });
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const line = (no: number, tag: string, ms: number): string =>
  `TO~${no}~${tag}~160~18~${Math.floor((ms + ROME_MS) / 1000)}.00~12000C~8~-63~${no}~P~9`;
const CONTROLLER = [
  'I11A9D,32,Gun,252,21050808000000,Button Press',
  ...[1, 2, 3].flatMap((lap) => [
    line(lap * 3, '9511', GUN_MS + lap * LAP_MS),
    line(lap * 3 + 1, '9573', GUN_MS + lap * LAP_MS + 5_000),
    line(lap * 3 + 2, '7777', GUN_MS + lap * LAP_MS + 9_000),
  ]),
  'TO~12~9511~rubbish',
].join('\r\n');

const laps = (bib: string, count: number, elapsedMs: number): Promise<unknown> =>
  waitFor(`${count} laps of ${bib} in ${elapsedMs} ms`, async () => {
    const row = await boardRow(caller(server.url), SLUG, bib);
    return row?.laps === count && row.elapsedMs === elapsedMs;
  });
const reads = async (): Promise<{ kind: string; at: string }[]> =>
  (await readLog(caller(server.url), SLUG)).filter(({ kind }) => kind === 'read' || kind === 'passing');

describe('a file of a controller', () => {
  it('is shown by kind, count, span, people and bad lines, and nothing is stored by looking', async () => {
    const page = await importPage();
    await picture(page, 'import-empty');
    await choose(page, 'mat.csv', CONTROLLER);
    const found = page.locator('.import-found');
    await found.waitFor();
    const facts = await found.locator('.import-facts').innerText();
    expect(facts).toContain('ChronoTrack controller file');
    expect(facts).toMatch(/Records\s+10/);
    expect(facts).toContain('1 chip');
    expect(facts).toMatch(/Sat.* 8 May 2021,? 08:00:00\.000 – .*08:30:09\.000/);
    const rows = found.locator('.import-rows tbody tr');
    expect(await rows.nth(0).innerText()).toContain('never a lap');
    expect(await rows.nth(1).innerText()).toMatch(/08:10:00\.000\s+17 Ada Example\s+9511\s+line/);
    expect(await rows.nth(3).innerText()).toContain('nobody yet');
    expect(await found.getByText('1 line that cannot be read').innerText()).toBeTruthy();
    expect(await found.locator('table').last().innerText()).toMatch(
      /11\s+a line of the controller has 11 or 12 fields/,
    );
    expect(await seriousAxeFindings(page)).toEqual([]);
    expect(await sidewaysPx(page)).toBe(0);
    expect(await reads()).toEqual([]);
    await picture(page, 'import-found');
    await page.context().close();
  });

  it('is stored once; again it is nothing new; a wrong zone is put right afterwards and can be undone', async () => {
    const page = await importPage(820);
    await page.getByLabel('Zone of its clock').fill('UTC');
    await choose(page, 'mat.csv', CONTROLLER);
    await page.getByRole('button', { name: 'Import 10 records' }).click();
    await page.getByText('10 new records: none was here before.').waitFor();
    expect((await reads()).map(({ at }) => at)[0]).toBe(new Date(GUN_MS + ROME_MS + LAP_MS).toISOString());
    await choose(page, 'mat.csv', CONTROLLER);
    await page.getByRole('button', { name: 'Import 10 records' }).click();
    await page.getByText('Nothing new: all 10 records were here before.').waitFor();
    await page.getByText('The times are off by whole hours?').click();
    await page.getByLabel('Right zone').fill('nowhere');
    await page.getByRole('button', { name: 'Put it right' }).click();
    await page.getByText('Write a zone such as').waitFor();
    await page.getByLabel('Right zone').fill('Europe/Rome');
    await page.getByRole('button', { name: 'Put it right' }).click();
    await page.getByText('is now of Europe/Rome').waitFor();
    expect(await seriousAxeFindings(page)).toEqual([]);
    await picture(page, 'import-done');
    await laps('17', 3, 3 * LAP_MS);
    await page.getByRole('button', { name: 'Undo' }).click();
    await laps('17', 3, 3 * LAP_MS + ROME_MS);
    await page.context().close();
  });
});

describe('a table with headings of its own', () => {
  it('is read when its columns are chosen from its heading', async () => {
    const page = await importPage(360, 'dark');
    // UTF-16, as a spreadsheet saves "Unicode text".
    const table = 'Läufer\tDurchgang\r\n4\t08.05.2021 12:00:01\r\n4\t08.05.2021 12:20:01\r\n';
    await choose(page, 'liste.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table, 'utf16le')]));
    await page.getByText('Nobody knows this file by its first lines').waitFor();
    await page.getByLabel('Kind of file').selectOption('csv');
    await page.getByLabel('Bib', { exact: true }).selectOption('Läufer');
    await page.getByLabel('Time, or date and time').selectOption('Durchgang');
    await page.getByRole('button', { name: 'Look at it' }).click();
    const row = page.locator('.import-rows tbody tr').first();
    expect(await row.innerText()).toMatch(/12:00:01\.000\s+4 Ben Example/);
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousAxeFindings(page)).toEqual([]);
    await picture(page, 'import-360-dark');
    await page.getByRole('button', { name: 'Import 2 records' }).click();
    await page.getByText('2 new records').waitFor();
    await page.context().close();
  });

  it('what is no file of any system, is empty or too large is refused with the way out', async () => {
    const page = await importPage();
    await choose(page, 'empty.txt', '');
    await page.getByText('This file is empty.').waitFor();
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(65 * 1024 * 1024)], 'huge.txt'));
      document
        .querySelector('.import-drop')!
        .dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
    });
    await page.getByText('This file has 65.0 MiB; at most 64 go at once.').waitFor();
    expect(await page.getByRole('button', { name: /^Import \d/ }).count()).toBe(0);
    await page.context().close();
  });
});
