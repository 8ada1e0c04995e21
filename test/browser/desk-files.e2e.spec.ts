/** Files of a private race, fetched from the desk by a signed-in director: short ones at once, long ones made in the background. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from '#libs/testing/browser.js';
import { pdfPages } from '#libs/testing/pdf-text.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { LAP_MS, caller, passing, send, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'private-files';
let browser: Browser;
let server: ServerProcess;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  await startedRace(caller(server.url), SLUG, 3, { visibility: 'private' });
  await send(
    caller(server.url),
    SLUG,
    [1, 2, 3].map((lap) => passing('2', lap * LAP_MS)),
  );
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

it('every file of the list comes, with its content', async () => {
  const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
  await page.goto(`${server.url}/director/${SLUG}#results`);
  await signIn(page);
  const links = page.locator('.desk-files a');
  await links.first().waitFor();
  const names: string[] = [];
  for (const link of await links.all()) {
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const bytes = await readFile(await download.path());
    const name = download.suggestedFilename();
    names.push(name);
    expect([name, bytes.length > 20]).toEqual([name, true]);
    if (name.endsWith('pdf')) expect(pdfPages(bytes).flat().join(' ')).toContain('Runner 2');
    if (name.endsWith('json')) expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ race: { slug: SLUG } });
  }
  expect(names).toHaveLength(9);
  expect(names.join()).toContain('lap-sheets-live');
  await page.context().close();
});
