/** The keypad against the real server: paired by the real call, then the server killed, the network off, and everything back. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { PairingAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type LogLine, board, caller, expectStatus, readLog, startedRace } from '../e2e/outsider.js';
import { Folders, type Tablet, openTablet } from './keypad-browser.js';
import { offlineKept } from './kept-offline.js';

/** The longest pause between two tries of a tablet, and some patience. */
const BACK_MS = 90_000;
// A test waits for that more than once, and for a server that starts again.
jest.setTimeout(3 * BACK_MS);
const RUNNERS = 40;

const folders = new Folders();
let server: ServerProcess;
let tablet: Tablet;
let slug: string;

beforeAll(async () => {
  server = await startServer();
}, 90_000);
beforeEach(async () => {
  slug = `night-${randomUUID().slice(0, 8)}`;
  await startedRace(caller(server.url), slug, RUNNERS);
  tablet = await openTablet(await folders.make());
});
afterEach(() => tablet?.kill());
afterAll(async () => {
  await server?.stop();
  await folders.clean();
}, 60_000);

/** A director makes the code, the tablet opens the link that came with it. */
async function pair(page: Page, device: string): Promise<void> {
  const asked = caller(server.url)<PairingAnswer>('POST', '/pairings', { race: slug, point: 'line', device });
  const { json } = await expectStatus(200, asked);
  await page.goto(json.url);
  await page.getByLabel('Who is on duty').fill('Mia');
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  await page.locator('.pad').waitFor();
  await offlineKept(page);
}

const bibs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

async function record(page: Page, wanted: readonly string[]): Promise<void> {
  for (const bib of wanted) {
    await page.keyboard.type(bib);
    await page.keyboard.press('Enter');
  }
}

const allSent = (page: Page) => page.locator('.sync[data-kind="all-sent"]').waitFor({ timeout: BACK_MS });
/** All these rows stand in the list and are on the tablet's own disk. */
async function saved(page: Page, rows: number): Promise<void> {
  await waitFor(`${rows} saved rows`, async () => {
    const phases = await page.locator('.entry').evaluateAll((all) => all.map((row) => row.getAttribute('data-phase')));
    return phases.length === rows && !phases.includes('saving');
  });
}

async function killServer(): Promise<void> {
  await server.kill('SIGKILL');
}

async function bringBack(): Promise<void> {
  const { data, port } = server;
  server = await startServer({ data, port });
}

/** The laps that reached the log, oldest first. */
async function passings(): Promise<LogLine[]> {
  return (await readLog(caller(server.url), slug)).filter((line) => line.kind === 'passing');
}

/** Each of these bibs stands in the log once, and the board shows its lap. */
async function expectOnce(wanted: readonly string[]): Promise<void> {
  const lines = await passings();
  expect(lines.map((line) => String(line.bib)).sort()).toEqual([...wanted].sort());
  const sources = lines.map((line) => JSON.stringify(line['source']));
  expect(new Set(sources).size).toBe(wanted.length);
  const call = caller(server.url, null);
  await waitFor('every lap on the board', async () => {
    const { rows } = await board(call, slug);
    return rows.filter((row) => row.laps === 1).length === wanted.length;
  });
  const { rows } = await board(call, slug);
  expect(
    rows
      .filter((row) => row.laps! > 0)
      .map((row) => row.bib)
      .sort(),
  ).toEqual([...wanted].sort());
}

describe('a tablet on the real server', () => {
  it('loses and doubles nothing when the server is killed and the network goes, and everything comes back', async () => {
    const { page, context } = tablet;
    await pair(page, 'North gate');
    await record(page, bibs(1, 6));
    await allSent(page);
    await expectOnce(bibs(1, 6));

    await Promise.all([record(page, bibs(7, 14)), killServer()]);
    await record(page, bibs(15, 18));
    await context.setOffline(true);
    await record(page, bibs(19, 24));
    await saved(page, 24);
    expect(await page.locator('.sync').getAttribute('data-kind')).not.toBe('all-sent');

    await bringBack();
    await context.setOffline(false);
    await allSent(page);
    expect(await page.locator('.entry[data-phase="received"]').count()).toBe(24);
    await expectOnce(bibs(1, 24));
  });

  it('sends after its own battery went while the server was away, and voids a row on the server', async () => {
    await tablet.kill();
    const profile = await folders.make();
    tablet = await openTablet(profile);
    await pair(tablet.page, 'South gate');
    await record(tablet.page, bibs(1, 3));
    await allSent(tablet.page);
    const address = tablet.page.url();
    await killServer();
    await record(tablet.page, bibs(4, 9));
    await saved(tablet.page, 9);
    await tablet.kill();

    tablet = await openTablet(profile);
    const { page } = tablet;
    // From the service worker: there is no server.
    await page.goto(address);
    await saved(page, 9);
    await record(page, ['10']);
    await saved(page, 10);
    await bringBack();
    await allSent(page);
    await expectOnce(bibs(1, 10));

    await page.keyboard.press('Control+z');
    await page.getByText('Choosing a reason does it').waitFor();
    await page.keyboard.press('1');
    await allSent(page);
    const voids = await waitFor('the void in the log', async () => {
      const found = (await readLog(caller(server.url), slug)).filter((line) => line.kind === 'void');
      return found.length > 0 && found;
    });
    expect(voids).toMatchObject([{ reason: 'wrong bib (Mia)' }]);
    await waitFor('the row without its lap', async () => {
      const { rows } = await board(caller(server.url, null), slug);
      return rows.filter((row) => row.laps === 1).length === 9;
    });
  });
});
