/** What a director corrects on the desk, form by form, each seen from outside: on the board, the card, in the log. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, seriousAxeFindings, sidewaysPx } from '#libs/testing/browser.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  GUN_MS,
  LAP_M,
  LAP_MS,
  boardRow,
  caller,
  expectStatus,
  iso,
  passing,
  readLog,
  send,
  startedRace,
} from '../e2e/outsider.js';
import { signIn } from './sign-in.js';

const SLUG = 'corrected';
const ZONE = 'Europe/Rome';
let browser: Browser;
let server: ServerProcess;
let call: Call;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), startServer()]);
  call = caller(server.url);
  await startedRace(call, SLUG, 9);
  const laps = [1, 2, 3, 4].flatMap((lap) => ['1', '2', '3', '4', '5', '6'].map((bib) => passing(bib, lap * LAP_MS)));
  await send(call, SLUG, laps);
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, timezoneId: ZONE });
  page = await context.newPage();
  await page.goto(`${server.url}/director/${SLUG}`);
  await signIn(page);
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
}, 60_000);

const shows = (bib: string, what: Record<string, unknown>): Promise<unknown> =>
  waitFor(`bib ${bib} to show ${JSON.stringify(what)}`, async () => {
    const row = (await boardRow(call, SLUG, bib)) as Record<string, unknown> | undefined;
    return row && Object.entries(what).every(([key, value]) => row[key] === value);
  });

/** As a field for date and time wants it, by the clock of the race. */
function wall(ms: number): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'medium' });
  return parts.format(ms).replace(' ', 'T');
}

async function runner(bib: string): Promise<void> {
  await page.goto(`${server.url}/director/${SLUG}#runners/${bib}`);
  await page.getByRole('heading', { name: `${bib} Runner ${bib}` }).waitFor();
}

/** Opens a folded form of the page and answers it. */
async function form(title: string, field: string): Promise<Locator> {
  await page.getByText(title, { exact: true }).click();
  return page.locator('form', { has: page.getByLabel(field, { exact: true }) });
}

async function saved(of: Locator, reason: string, button: RegExp | string = 'Save'): Promise<void> {
  await of.getByLabel('Reason').fill(reason);
  await of.getByRole('button', { name: button }).click();
  await of.getByText('Done. It counts at once.').waitFor();
}

describe('a runner', () => {
  it('gets a penalty in metres and a credit in seconds', async () => {
    await runner('1');
    const metres = await form('Penalty or credit', 'Which');
    await metres.getByLabel('How much, m').fill('250,5');
    await saved(metres, 'cut the corner');
    await shows('1', { distanceM: 4 * LAP_M - 250.5, adjustM: -250.5 });
    await metres.getByLabel('Which').selectOption('+');
    await metres.getByLabel('In', { exact: true }).selectOption('s');
    await metres.getByLabel('How much, s').fill('90');
    await saved(metres, 'helped an injured runner');
    await shows('1', { adjustMs: -90_000 });
    await metres.getByLabel('How much, m').fill('none');
    await metres.getByRole('button', { name: 'Save' }).click();
    await metres.locator('.field-error').first().waitFor();
  });

  it('is disqualified, and comes back when that is undone', async () => {
    await runner('2');
    const status = await form('Did not start, stopped, out, back again', 'What happened');
    await status.getByLabel('What happened').selectOption('dsq');
    await saved(status, 'took a lift');
    await shows('2', { status: 'dsq' });
    await status.getByRole('button', { name: 'Undo' }).click();
    await waitFor('bib 2 in the race', async () => (await boardRow(call, SLUG, '2'))?.status !== 'dsq');
  });

  it('gets the chip of another from an instant on: earlier reads stay where they were', async () => {
    const source = { device: 'mat-9' };
    const read = (ms: number) => ({
      id: crypto.randomUUID(),
      chip: 'ABC1',
      at: iso(GUN_MS + ms),
      point: 'line',
      source,
    });
    await expectStatus(
      200,
      call('POST', `/races/${SLUG}/corrections`, {
        id: crypto.randomUUID(),
        type: 'chip-assigned',
        chip: 'ABC1',
        bib: '7',
        reason: 'start list',
      }),
    );
    await send(call, SLUG, [read(LAP_MS), read(3 * LAP_MS)]);
    await shows('7', { laps: 2 });
    await runner('8');
    const chip = await form('Another chip', 'Code of the chip');
    await chip.getByLabel('Code of the chip').fill('ABC1');
    await chip.getByLabel('Worn from').fill(wall(GUN_MS + 2 * LAP_MS));
    await saved(chip, 'handed over at the tent');
    await shows('7', { laps: 1 });
    await shows('8', { laps: 1, elapsedMs: 3 * LAP_MS });
  });

  it('has the time of a passing changed, and its bib', async () => {
    await runner('3');
    await page.getByText('Ended 4').waitFor();
    await page
      .getByRole('button', { name: /^Change the time/ })
      .first()
      .click();
    const form = page.locator('.desk-action');
    await form.getByLabel(/Right time/).fill(wall(GUN_MS + 4 * LAP_MS + 65_000));
    await form.getByLabel('Reason').fill('video');
    await form.getByRole('button', { name: 'Change the time' }).click();
    await shows('3', { laps: 4, elapsedMs: 4 * LAP_MS + 65_000 });
    // The page closes the form when its answer has come, which may be later.
    await form.waitFor({ state: 'detached' });
    await page
      .getByRole('button', { name: /^Change the bib/ })
      .first()
      .click();
    await form.getByLabel('Right bib').fill('9');
    await form.getByLabel('Reason').fill('misread');
    await form.getByRole('button', { name: 'Change the bib' }).click();
    await shows('3', { laps: 3 });
    await shows('9', { laps: 1, elapsedMs: 4 * LAP_MS + 65_000 });
  });

  it('keeps a form that was opened while the answer to another was on its way', async () => {
    await runner('6');
    await page.getByText('Ended 4').waitFor();
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const pattern = '**/corrections';
    await page.route(pattern, async (route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    const change = (what: string) => page.getByRole('button', { name: new RegExp(`^Change the ${what}`) }).first();
    await change('time').click();
    const form = page.locator('.desk-action');
    await form.getByLabel(/Right time/).fill(wall(GUN_MS + 4 * LAP_MS + 5000));
    await form.getByLabel('Reason').fill('video');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await form.getByRole('button', { name: 'Change the time' }).click();
    await sent;
    await change('bib').click();
    await form.getByLabel('Right bib').fill('9');
    answer();
    // The page knows of the change, so it had the answer.
    await page.locator('.desk-fact .desk-correction', { hasText: 'video' }).waitFor();
    await page.unroute(pattern);
    await shows('6', { laps: 4, elapsedMs: 4 * LAP_MS + 5000 });
    expect(await form.getByLabel('Right bib').inputValue()).toBe('9');
  });

  it('gets a passing nobody recorded', async () => {
    await runner('4');
    const add = await form('Add a passing nobody recorded', 'When, in the race\u2019s zone');
    await add.locator('input[type=datetime-local]').fill(wall(GUN_MS + 5 * LAP_MS));
    await saved(add, 'seen by the judge');
    await shows('4', { laps: 5, elapsedMs: 5 * LAP_MS });
  });
});

describe('the race', () => {
  it('gets a new measurement of its loop, and a longer one from a lap on', async () => {
    await page.goto(`${server.url}/director/${SLUG}#setup`);
    const loop = page.locator('form', { has: page.getByLabel('New length, metres') });
    await loop.getByLabel('New length, metres').fill('1498.25');
    await saved(loop, 'measured again', 'Change the loop');
    await shows('5', { distanceM: 4 * 1498.25 });
    await loop.getByLabel('New length, metres').fill('1600');
    await loop.getByLabel('From', { exact: true }).selectOption('lap');
    await loop.getByLabel('First lap of this length').fill('4');
    await saved(loop, 'night loop', 'Change the loop');
    await shows('5', { distanceM: 3 * 1498.25 + 1600 });
  });

  it('is told where a box stood', async () => {
    const source = { device: 'mat-5' };
    await send(call, SLUG, [passing('6', 5 * LAP_MS, { source })]);
    await shows('6', { laps: 5 });
    await page.goto(`${server.url}/director/${SLUG}#readers`);
    await page.getByText('Another device was carried elsewhere').click();
    const boxes = page.locator('form', { has: page.getByLabel('Name of the box') });
    await boxes.getByRole('button', { name: 'Save' }).click();
    await boxes.getByText('Write the name of the box.').waitFor();
    await boxes.getByLabel('Name of the box').fill('mat-4');
    await saved(boxes, 'another box');
    await boxes.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.desk-said s', { hasText: 'mat-4 stands at line' }).waitFor();
    await shows('6', { laps: 5 });
  });

  it('gets another gun: every time follows, and the former one stays to be read', async () => {
    await page.goto(`${server.url}/director/${SLUG}#setup`);
    await page.getByText('Correct the instant').first().click();
    await page.locator('#instant').fill(wall(GUN_MS - 30_000));
    await page.locator('#reason').fill('started by the mayor');
    await page
      .locator('.console-more', { has: page.locator('#instant') })
      .getByRole('button')
      .focus();
    await page.keyboard.down('Enter');
    await shows('6', { elapsedMs: 5 * LAP_MS + 30_000 });
    await page.keyboard.up('Enter');
    expect((await readLog(call, SLUG)).filter(({ kind }) => kind === 'started')).toHaveLength(2);
  });
});

describe('the race itself', () => {
  it('is changed with a reason, keeps what the form does not show, and says what the server refuses', async () => {
    await page.goto(`${server.url}/director/${SLUG}#setup`);
    await page.getByRole('button', { name: 'Change the race' }).click();
    const form = page.locator('form', { has: page.getByRole('button', { name: 'Save the change' }) });
    await form.getByText('The race has begun').waitFor();
    await form.getByLabel('Name', { exact: true }).fill('Corrected 24 h');
    await form.getByText('More: first lap').click();
    await form.locator('#waves').fill('A 0:00\nB 0:30');
    await form.locator('#teamBest').fill('2');
    await form.getByRole('button', { name: 'Save the change' }).click();
    await form.getByText('Say why, in a few words.').waitFor();
    await form.getByLabel('Reason').fill('as printed on the poster');
    await form.getByRole('button', { name: 'Save the change' }).click();
    await form.getByText('Done. Everything is computed by it.').waitFor();
    const { json } = await expectStatus(200, call<object>('GET', `/races/${SLUG}`));
    expect(json).toMatchObject({
      name: 'Corrected 24 h',
      waves: [
        { id: 'A', startOffsetMs: 0 },
        { id: 'B', startOffsetMs: 1_800_000 },
      ],
      teams: { scoreBest: 2, by: 'team' },
      course: { lapM: LAP_M, minLapMs: 120_000 },
    });
    expect(await sidewaysPx(page)).toBe(0);
    expect(await seriousAxeFindings(page)).toEqual([]);
  });
});

describe('a race from every template', () => {
  const filled = async (kind: string, name: string, more: () => Promise<void>): Promise<Record<string, unknown>> => {
    await page.goto(`${server.url}/director#new`);
    await page.getByLabel(kind).check();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await more();
    await page.getByRole('button', { name: 'Create the race' }).click();
    const slug = name.toLowerCase().replaceAll(' ', '-');
    await page.waitForURL(new RegExp(`/director/${slug}`));
    return (await expectStatus(200, call<Record<string, unknown>>('GET', `/races/${slug}`))).json;
  };

  it('over a time, counted in parts of a lap', async () => {
    const race = await filled('Over a time', 'Track Six', async () => {
      await page.locator('#lapM').fill('400');
      await page.locator('#hours').selectOption('6');
      await page.locator('#end').selectOption('fractions');
      await page.getByLabel('Length of one part, metres').fill('100');
    });
    expect(race).toMatchObject({
      format: { kind: 'fixed-time', durationMs: 21_600_000, end: 'fractions', fractionM: 100 },
    });
  });

  it('over a distance in miles, with a closing time', async () => {
    const race = await filled('Over a distance', 'Long Hundred', async () => {
      await page.locator('#lapM').fill('5364.48');
      await page.getByLabel('Distance', { exact: true }).fill('100 mi');
      await page.locator('#limit').fill('30:00');
    });
    expect(race).toMatchObject({ format: { kind: 'fixed-distance', distanceM: 160_934.4, limitMs: 108_000_000 } });
  });

  it('from A to B, its points pasted', async () => {
    const race = await filled('From A to B', 'Ridge Run', async () => {
      await page.locator('summary', { hasText: 'Paste a table' }).click();
      await page
        .locator('#points-paste')
        .fill('Mill,12,,2:30,arrival,\nHut,31.5,,6:00,departure,yes\nTown,82,,16:00,,');
      await page.getByRole('button', { name: 'Fill the table with it' }).click();
    });
    expect(race).toMatchObject({
      course: {
        kind: 'line',
        points: [
          { name: 'Mill', atM: 12_000, cutoffMs: 9_000_000 },
          { name: 'Hut', atM: 31_500, cutoffMs: 21_600_000, cutoffOn: 'departure', dropBag: true },
          { name: 'Town', atM: 82_000, cutoffMs: 57_600_000 },
        ],
      },
    });
  });
});

it('opens by the one-time link that the server prints, once', async () => {
  const link = await waitFor('the link', () => /http:\S+\/director\/sign-in#code=\S+/.exec(server.output())?.[0]);
  const other = await (await browser.newContext()).newPage();
  await other.goto(link.replace(/^http:\/\/[^/]+/, server.url));
  await other.getByText('Signed in as').waitFor();
  const third = await (await browser.newContext()).newPage();
  await third.goto(link.replace(/^http:\/\/[^/]+/, server.url));
  await third.getByRole('alert').waitFor();
  await other.context().close();
  await third.context().close();
});
