/** A day race past its sixth hour with real laps and estimates, for tests of the runner's and the crew's page. */
import type { CardForecast, CardRecord, Rivals } from '#libs/contracts/index.js';
import type { Locator, Page } from 'playwright-core';
import { formatKm, formatTime, type RunnerCard } from '#libs/domain/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, GUN_MS, boardRow, caller, expectStatus, passing, raceDefinition, send } from '../e2e/outsider.js';

export const SLUG = 'night-24h';
const MINUTE_MS = 60_000;
/** Runner 2 was seen last so long ago: far beyond any lap of theirs. */
export const SILENT_MS = 70 * MINUTE_MS;

/** From a whole race sent at once to an estimate of everybody, beside other suites. */
const ESTIMATES_MS = 30_000;

export interface Card extends RunnerCard {
  forecast: CardForecast;
  records: CardRecord[];
  rivals?: Rivals;
}

/** Laps of one runner, the last of them ended at an instant of the race: a stop in lap 20, slower and slower. */
function lapsOf(bib: string, baseMs: number, untilMs: number) {
  const ends: number[] = [];
  let ms = 0;
  for (let lap = 1; ; lap++) {
    ms += baseMs + lap * 500 + ((lap * 37) % 20) * 1000 + (lap === 20 ? 25 * MINUTE_MS : 0);
    if (ms > untilMs) break;
    ends.push(ms);
  }
  // A little slower, so that the last crossing is as old as it is to be at every minute of an hour.
  const stretch = untilMs / (ends.at(-1) ?? untilMs);
  return ends.map((end) => passing(bib, Math.round((end * stretch) / 1000) * 1000));
}

/** Three runners, two of them on their way, one silent; known by sex and age, so that records concern them. */
export async function nightRace(call: Call): Promise<void> {
  const course = { kind: 'loop', lapM: 1500, points: [{ id: 'line', atM: 0, name: 'Bridge' }], minLapMs: 120_000 };
  await expectStatus(201, call('POST', '/races', raceDefinition(SLUG, { course, name: 'Night Loop' })));
  await expectStatus(
    200,
    call('PUT', `/races/${SLUG}/entrants`, [
      { bib: '1', name: 'Runner One', sex: 'F', age: 41, country: 'LTU' },
      { bib: '2', name: 'Runner Two', sex: 'M', age: 33, country: 'ITA' },
      { bib: '3', name: 'Runner Three', sex: 'M', age: 52, country: 'GER' },
    ]),
  );
  await expectStatus(200, call('POST', `/races/${SLUG}/start`, { at: new Date(GUN_MS).toISOString() }));
  const nowMs = Date.now() - GUN_MS;
  const all = [
    ...lapsOf('1', 500_000, nowMs - MINUTE_MS),
    ...lapsOf('2', 470_000, nowMs - SILENT_MS),
    ...lapsOf('3', 560_000, nowMs - MINUTE_MS),
  ];
  await send(call, SLUG, all);
  for (const bib of ['1', '2', '3'])
    await waitFor('estimates', async () => (await boardRow(call, SLUG, bib))?.final !== undefined, ESTIMATES_MS);
}

export const cardOf = async (url: string, bib: string): Promise<Card> =>
  (await expectStatus(200, caller(url, null)<Card>('GET', `/races/${SLUG}/runners/${bib}`))).json;

/** From here on no asking of a crew's page is answered, nor is one still under way. */
export async function cutOff(page: Page): Promise<void> {
  const unanswered = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/v1/crew'));
  await page.route('**/api/v1/crew', (route) => route.abort());
  await unanswered;
}

/** In CSS px, of the element alone: what stands above it may live on meanwhile. */
export const heightPx = (of: Locator): Promise<number> =>
  of.evaluate((element) => element.getBoundingClientRect().height);

/** Opens every table and list that is folded away, on hidden tabs too. */
export const openAll = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });

/** As the pages write it. */
export const timeText = (ms: number): string => formatTime(ms).replace(/^0:0?(?=\d+:)/, '');
export const kmText = (metres: number): string => formatKm(metres);
export const clockText = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Rome' }).format(
    new Date(iso),
  );
