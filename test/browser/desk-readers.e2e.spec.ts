/** The readers' page of the desk against the real server and simulated boxes over real sockets: set up, waved at, put right, muted, moved, taken away. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { MylapsBox } from '#apps/simulator/boxes/mylaps.js';
import { RaceResultBox } from '#apps/simulator/boxes/race-result.js';
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { findingsIn, openBrowser, sidewaysPx } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, GUN_MS, LAP_M, boardRow, caller, expectStatus, startedRace } from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'mats';
const MINUTE_MS = 60_000;
let browser: Browser;
let server: ServerProcess;
let call: Call;
let page: Page;
let decoder: RaceResultBox;
let toolkit: MylapsBox;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  call = caller(server.url);
  const points = [
    { id: 'line', name: 'Finish line', atM: 0 },
    { id: 'turn', name: 'Turn', atM: 700 },
  ];
  await startedRace(call, SLUG, 6, { course: { kind: 'loop', lapM: LAP_M, points, minLapMs: 120_000 } });
  const entrants = [1, 2, 3, 4, 5, 6, 7].map((n) => ({ bib: String(n), name: `Runner ${n}`, chips: [`CHIP00${n}`] }));
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, entrants));
  // Boxes that were switched on, and a clock that was left on UTC.
  decoder = new RaceResultBox({ name: 'gate', role: 'listen', port: 0, aheadMs: zoneMs() });
  decoder.inOperation = false;
  toolkit = new MylapsBox({ name: 'Finish', role: 'dial', port: await freePort(), version: 1, resendMs: 1500 });
  await Promise.all([decoder.start(), toolkit.start()]);
  const context = await browser.newContext({ viewport: { width: 1180, height: 820 }, timezoneId: 'Europe/Rome' });
  page = await context.newPage();
  await page.goto(`${server.url}/director/${SLUG}`);
  await signIn(page);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([decoder?.stop(), toolkit?.stop()]);
  await server?.stop();
}, 60_000);

function zoneMs(): number {
  const shown = new Date(GUN_MS).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - GUN_MS;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const to = (fragment: string): Promise<unknown> => page.goto(`${server.url}/director/${SLUG}#${fragment}`);
const card = (id: string): Locator => page.locator(`#reader-${id}`);
const readerOf = async (id: string): Promise<ReaderAnswer> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${SLUG}/readers/${id}`))).json;
const isLinked = (id: string): Promise<unknown> =>
  waitFor(`${id} to be connected`, async () => (await readerOf(id)).state.link === 'connected', 30_000);
const shows = (bib: string, what: object): Promise<unknown> =>
  waitFor(`bib ${bib} to show ${JSON.stringify(what)}`, async () => {
    const row = (await boardRow(call, SLUG, bib)) as unknown as Record<string, unknown> | undefined;
    return row && Object.entries(what).every(([key, value]) => row[key] === value);
  });
const lapsOf = async (bib: string): Promise<number> => (await boardRow(call, SLUG, bib))?.laps ?? 0;

async function hold(button: Locator, done: () => Promise<unknown>): Promise<void> {
  await button.focus();
  await page.keyboard.down('Enter');
  await done();
  await page.keyboard.up('Enter');
}

/** Accessible and within the page, by day and by night. */
async function isSound(what: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) expect([what, await findingsIn(theme, page)]).toEqual([what, []]);
  expect([what, await sidewaysPx(page)]).toEqual([what, 0]);
}

describe('a reader', () => {
  it('is added by its maker’s name with only what it needs; what is missing is told at its field', async () => {
    await to('readers');
    await page.getByText('No reader yet').waitFor();
    await page.getByRole('link', { name: 'Add a reader' }).click();
    const form = page.locator('form.reader-form');
    await form.getByLabel('Name').fill('Gate');
    await form.getByRole('button', { name: 'Add it' }).click();
    await form.getByText('Write the address of the box').waitFor();
    await form.getByLabel('Address of the box').fill('127.0.0.1');
    await form.getByLabel('Port').fill('70000');
    await form.getByRole('button', { name: 'Add it' }).click();
    await form.getByText('must be a port').first().waitFor();
    expect(await form.getByLabel('Port').getAttribute('aria-invalid')).toBe('true');
    await isSound('the form');
    await form.getByLabel('Port').fill(String(decoder.port));
    await form.getByRole('button', { name: 'Add it' }).click();
    await card('gate').getByText('Connected', { exact: true }).waitFor({ timeout: 30_000 });
    expect(await readerOf('gate')).toMatchObject({ protocol: 'race-result', name: 'Gate', point: 'line' });
  });

  it('in Test Mode says in red and in words that nothing is recorded, and is among the worries with the way here', async () => {
    await card('gate').getByText('TEST MODE. NOTHING IS RECORDED').waitFor({ timeout: 30_000 });
    await isSound('a box in test mode');
    await to('worries');
    const worry = page.locator('.desk-worry[data-kind="reader-down"]');
    await worry.getByRole('link', { name: 'Look at the box' }).click();
    await card('gate').getByText('TEST MODE. NOTHING IS RECORDED').waitFor();
    await waitFor('its name to have the focus', () =>
      page.evaluate(() => document.activeElement?.id === 'reader-gate-title'),
    );
    decoder.inOperation = true;
    await card('gate').getByText('TEST MODE. NOTHING IS RECORDED').waitFor({ state: 'detached', timeout: 30_000 });
    await card('gate')
      .getByText(/battery 88 %/)
      .waitFor();
    await card('gate')
      .getByText(/asked .* ago: right/)
      .waitFor();
  });

  it('that calls us is told what to type into its menu; a port that is taken is told at the port', async () => {
    await to('readers/+');
    const form = page.locator('form.reader-form');
    await form.getByLabel('System').selectOption({ label: 'MYLAPS Timing & Scoring' });
    await form.getByLabel('Name', { exact: false }).first().fill('Toolkit');
    await form.getByLabel('Port').fill(String(toolkit.port));
    await form.getByRole('button', { name: 'Add it' }).click();
    await card('toolkit').waitFor();
    await isLinked('toolkit');
    const connects = card('toolkit').locator('details', { hasText: 'Where it connects' });
    await connects.evaluate((details) => details.setAttribute('open', ''));
    await card('toolkit').getByText(`:${toolkit.port}`).first().waitFor();
    await to('readers/+');
    await form.getByLabel('System').selectOption('chronotrack');
    await form.getByLabel('Port').fill(String(toolkit.port));
    await form.getByRole('button', { name: 'Add it' }).click();
    await form.locator('.field-error', { hasText: 'is taken by the reader "toolkit"' }).waitFor();
  });
});

describe('a chip that is waved', () => {
  it('shows large with bib, name, antenna and how late; one that nobody wears is given to a bib on the spot', async () => {
    await to('readers/gate');
    await card('gate')
      .getByRole('link', { name: /^Wave a chip/ })
      .click();
    await page.getByText('Waiting for a chip').waitFor();
    decoder.detect({ chip: 'CHIP002', atMs: Date.now(), antenna: 3, rssi: -61 });
    const newest = page.locator('.wave-newest');
    await newest.getByText('Bib 2', { exact: true }).waitFor();
    await newest.getByText('Runner 2').waitFor();
    await newest.getByText(/antenna 3/).waitFor();
    await newest.getByText(/came (at once|\d\.\d s after it was read)/).waitFor();
    await isSound('a known chip');
    decoder.detect({ chip: 'STRANGER', atMs: Date.now(), antenna: 1 });
    await newest.getByText('Nobody wears this chip').waitFor();
    await isSound('an unknown chip');
    const give = page.locator('form.reader-give');
    await give.getByRole('button', { name: 'Give' }).click();
    await give.getByText('Write the bib that wears it.').waitFor();
    await give.getByLabel('Bib that wears chip STRANGER').fill('5');
    // A runner passes while it is typed: what is typed stays.
    decoder.detect({ chip: 'CHIP006', atMs: Date.now(), antenna: 2 });
    await newest.getByText('Bib 6', { exact: true }).waitFor();
    expect(await give.getByLabel('Bib that wears chip STRANGER').inputValue()).toBe('5');
    await page.keyboard.press('Enter');
    await give.waitFor({ state: 'detached' });
    await shows('5', { laps: 1 });
    await page.locator('.wave-earlier', { hasText: 'CHIP002' }).waitFor();
    await page.locator('.wave-earlier li', { hasText: 'STRANGER' }).getByText('Runner 5').waitFor();
  });
});

describe('a box whose clock shows another zone', () => {
  it('is doubted, and one tap moves everything it said; the doubt is gone', async () => {
    const atMs = Date.now() - 20 * MINUTE_MS;
    await to('readers/toolkit');
    for (const [i, chip] of ['CHIP001', 'CHIP003', 'CHIP004', 'CHIP006'].entries())
      toolkit.detect({ chip, atMs: Date.now() + i });
    const off = card('toolkit').getByRole('button', { name: /Its clock shows UTC$/ });
    await off.waitFor({ timeout: 30_000 });
    await isSound('a clock in doubt');
    const before = (await boardRow(call, SLUG, '1'))?.elapsedMs ?? 0;
    expect(before).toBeGreaterThan(0);
    await card('toolkit')
      .getByText(/Laps follow at once/)
      .waitFor();
    await off.click();
    await shows('1', { elapsedMs: before + zoneMs() });
    await off.waitFor({ state: 'detached' });
    const { timeZone, state } = await readerOf('toolkit');
    expect([timeZone, state.boxes.some(({ clock }) => clock?.doubt)]).toEqual(['UTC', false]);
    expect(Date.parse(state.lastReads[0]?.at ?? '')).toBeGreaterThan(atMs);
  });
});

describe('what is done to a reader', () => {
  it('muted: it says what that means, what it reads counts nowhere, and it is heard again', async () => {
    await to('readers/toolkit/mute');
    await card('toolkit')
      .getByText(/kept and counts nowhere/)
      .waitFor();
    await hold(card('toolkit').getByRole('button', { name: /Hold to mute/ }), () =>
      waitFor('the toolkit to be muted', async () => (await readerOf('toolkit')).muted),
    );
    await isLinked('toolkit');
    const { reads } = (await readerOf('toolkit')).state;
    // Nobody else passes with this chip; the span that is muted is one of the race's time.
    toolkit.detect({ chip: 'CHIP007', atMs: Date.now() });
    await waitFor('the muted read to have come', async () => (await readerOf('toolkit')).state.reads > reads);
    await card('toolkit')
      .getByRole('button', { name: /Hear it again/ })
      .click();
    await waitFor('the toolkit to be heard', async () => !(await readerOf('toolkit')).muted);
    await isLinked('toolkit');
    const heardMs = Date.now() + 3 * MINUTE_MS;
    toolkit.detect({ chip: 'CHIP007', atMs: heardMs });
    // The lap it made is the first one: what came before it in the log made none.
    const startedMs = Date.parse(
      (await expectStatus(200, call<{ startedAt: string }>('GET', `/races/${SLUG}`))).json.startedAt,
    );
    const row = await waitFor('the lap', async () => {
      const found = await boardRow(call, SLUG, '7');
      return (found?.elapsedMs ?? 0) > heardMs - startedMs - 1000 && found;
    });
    expect(row.laps).toBe(1);
  });

  it('asked again: the refusal of its protocol in words', async () => {
    await to('readers/toolkit/rewind');
    const panel = card('toolkit').locator('.reader-panel');
    await panel.getByRole('button', { name: 'Ask', exact: true }).click();
    await panel.getByText(/This protocol has no word for that/).waitFor();
    await to('readers/gate/rewind');
    const asked = card('gate').locator('.reader-panel');
    await asked.getByLabel('What').selectOption('numbers');
    await asked.getByRole('button', { name: 'Ask', exact: true }).click();
    await asked.getByText('Write the first and the last number').waitFor();
    await asked.getByLabel('First number').fill('1');
    await asked.getByLabel('Last number').fill('2');
    await asked.getByRole('button', { name: 'Ask', exact: true }).click();
    await asked.getByText('Asked. What is missing comes in by itself.').waitFor();
    await waitFor('both to come again', async () => (await readerOf('gate')).state.duplicates >= 2, 20_000);
  });

  it('moved: from the start on its laps are passings at the other point, and back again', async () => {
    await shows('2', { laps: 1 });
    await to('readers/gate/place');
    const panel = card('gate').locator('.reader-panel');
    await panel.getByLabel('Stands at').selectOption('turn');
    await panel.getByLabel('Counts there from').selectOption('start');
    await panel.getByRole('button', { name: 'Move it' }).click();
    await shows('2', { laps: 0 });
    await panel.getByText('Saved. Everything it said follows.').waitFor();
    expect((await readerOf('gate')).point).toBe('turn');
    await panel.getByLabel('Stands at').selectOption('line');
    await panel.getByLabel('Counts there from').selectOption('at');
    await panel.getByRole('button', { name: 'Move it' }).click();
    await panel.getByText('Needs a date and a time.').waitFor();
    await panel.getByLabel('Counts there from').selectOption('start');
    await panel.getByRole('button', { name: 'Move it' }).click();
    await shows('2', { laps: 1 });
  });

  it('set up anew: its settings come as they are, what is saved holds, the place is left as it was', async () => {
    await to('readers/toolkit/edit');
    const form = card('toolkit').locator('form.reader-form');
    expect([await form.getByLabel('Port').inputValue(), await form.getByLabel('Its clock shows').inputValue()]).toEqual(
      [...[String(toolkit.port), 'UTC']],
    );
    await form.getByLabel('Name', { exact: false }).first().fill('Toolkit, tent');
    await form.getByLabel('Who may call').fill('everybody');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.locator('.field-error', { hasText: 'must be addresses or networks' }).waitFor();
    await form.getByLabel('Who may call').fill('127.0.0.1, 10.0.0.0/8');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.getByText('Saved. Everything it said follows.').waitFor();
    expect(await readerOf('toolkit')).toMatchObject({
      ...{ name: 'Toolkit, tent', timeZone: 'UTC', point: 'line', muted: false },
      listen: { port: toolkit.port, allow: ['127.0.0.1', '10.0.0.0/8'] },
    });
    await isLinked('toolkit');
  });
});

describe('a webhook', () => {
  it('has an address and a token, shown once; the token lets its reads in, and a new one shuts the old one out', async () => {
    await to('readers/+');
    const form = page.locator('form.reader-form');
    await form.getByLabel('System').selectOption('crossmgr-json');
    await form.getByRole('button', { name: 'Add it' }).click();
    const hook = card('crossmgr-json');
    await hook.getByText('shown once').waitFor();
    const [url = ''] = await hook.locator('code', { hasText: '?token=' }).allTextContents();
    const read = { reader_id: 1, data: [{ tag: 'CHIP003', t: new Date(Date.now() + 3 * MINUTE_MS).toISOString() }] };
    const post = async (): Promise<number> =>
      (
        await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(read),
        })
      ).status;
    expect(await post()).toBe(200);
    await hook.getByText('Receiving').waitFor();
    await hook.getByRole('button', { name: 'I have copied it' }).click();
    await hook.getByText('shown once').waitFor({ state: 'detached' });
    await to('readers/crossmgr-json/edit');
    await hold(hook.getByRole('button', { name: /Make a new token/ }), () => hook.getByText('shown once').waitFor());
    const [fresh = ''] = await hook.locator('code', { hasText: '?token=' }).allTextContents();
    expect(fresh).not.toBe(url);
    expect(await post()).toBe(401);
    await to('readers');
    await hook.locator('code', { hasText: '?token=' }).waitFor();
    await page.reload();
    await hook.getByText('Receiving').waitFor();
    expect(await hook.locator('code', { hasText: '?token=' }).count()).toBe(0);
  });
});

describe('the page', () => {
  it('on a phone keeps within its edges, and every target is large enough for a cold finger', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await to('readers/gate/place');
    await card('gate').locator('.reader-panel').waitFor();
    await isSound('a phone');
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('.reader-card :is(.button, summary, .input)')]
        .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML.slice(0, 90)),
    );
    expect(small).toEqual([]);
    await to('readers/gate/wave');
    await page.getByText('Waiting for a chip').waitFor();
    await isSound('a wave on a phone');
    await page.setViewportSize({ width: 1180, height: 820 });
  });

  it('says what was known when the server is gone, and that nothing was changed', async () => {
    await to('readers/gate/mute');
    await page.context().setOffline(true);
    await page
      .getByText(/Shown is what was known at/)
      .first()
      .waitFor();
    await card('gate').getByText('Connected', { exact: true }).waitFor();
    await hold(card('gate').getByRole('button', { name: /Hold to mute/ }), () =>
      card('gate').getByText('Nothing was changed.').waitFor(),
    );
    await page.context().setOffline(false);
    await page
      .locator('.desk-section')
      .getByText(/Shown is what was known at/)
      .waitFor({ state: 'detached' });
    expect((await readerOf('gate')).muted).toBe(false);
  });

  it('takes a reader away when it is held, and what it read stays', async () => {
    await to('readers/toolkit/remove');
    const laps = await lapsOf('4');
    await hold(card('toolkit').getByRole('button', { name: /Hold to take it away/ }), () =>
      card('toolkit').waitFor({ state: 'detached' }),
    );
    expect((await call('GET', `/races/${SLUG}/readers/toolkit`)).status).toBe(404);
    expect(laps).toBeGreaterThan(0);
    await shows('4', { laps });
    await to('readers/toolkit');
    await page.getByText('There is no reader “toolkit” here').waitFor();
  });
});
