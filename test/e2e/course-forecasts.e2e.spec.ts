/** What is expected of runners on courses, over distances and in backyards, through HTTP alone: a field is played, and what was said is held against what came. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CardForecast, EditionPut, EditionsAnswer } from '#libs/contracts/index.js';
import type { BoardRow } from '#libs/domain/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, board, boardRow, caller, expectStatus, iso, raceDefinition } from './outsider.js';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

const HOUR_MS = 3_600_000;
/** All that is played lies in the past, and nobody waits for long. */
const NOW_MS = Math.floor(Date.now() / 1000) * 1000;
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 120_000);
afterAll(() => server?.stop(), 60_000);

const forecastOf = async (slug: string, bib: string): Promise<CardForecast> =>
  (await expectStatus(200, call<{ forecast: CardForecast }>('GET', `/races/${slug}/runners/${bib}`))).json.forecast;

/** The same figures every time. */
function seeded(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const POINTS = [
  { id: 'lake', name: 'Lake', atM: 20_000 },
  { id: 'pass', name: 'Pass', atM: 42_000, cutoffMs: 9 * HOUR_MS },
  { id: 'mill', name: 'Mill', atM: 65_000 },
  { id: 'wood', name: 'Wood', atM: 84_000, cutoffMs: 19.5 * HOUR_MS },
  { id: 'finish', name: 'Finish', atM: 101_000 },
];
const LEGS = [2.4, 3.4, 3.7, 3.2, 3.1];

/** Elapsed ms at the points of one runner, the finish last; who is too slow at a closing time goes home. */
function courseRun(random: () => number): number[] {
  const level = 0.75 + 0.85 * random();
  const fade = 0.02 + 0.1 * random();
  const times: number[] = [];
  let ms = 0;
  for (const [i, leg] of LEGS.entries()) {
    ms += Math.round(leg * level * (1 + fade * i) * (0.95 + 0.1 * random()) * HOUR_MS);
    times.push(ms);
    if (ms > (POINTS[i]!.cutoffMs ?? Infinity)) return times.slice(0, i);
  }
  return times;
}

/** The CSV of contract section 6. */
function editionCsv(year: number, runners: number): string {
  const random = seeded(year);
  const rows = Array.from({ length: runners }, (_, bib) =>
    courseRun(random).map(
      (ms, i) => `wood-${year},p2p,${bib + 1},F,40,${POINTS[i]!.name},${ms / 1000},${POINTS[i]!.atM}`,
    ),
  ).flat();
  return ['race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m', ...rows].join('\n');
}

async function created(slug: string, gunMs: number, runners: number, more: Record<string, unknown>): Promise<void> {
  await expectStatus(201, call('POST', '/races', { ...raceDefinition(slug, more), scheduledStart: iso(gunMs) }));
  const entrants = Array.from({ length: runners }, (_, i) => ({ bib: String(i + 1), name: `Runner ${i + 1}` }));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: iso(gunMs) }));
}

const passing = (bib: string, atMs: number, point: string) => ({ id: randomUUID(), bib, at: iso(atMs), point });
async function sent(slug: string, passings: readonly object[]): Promise<void> {
  await expectStatus(200, call('POST', `/races/${slug}/passings`, { passings }));
}

const expectOrder = (range: { from: string; likely: string; to: string }): void => {
  const { from, likely, to } = range;
  expect([from, likely, to]).toEqual([from, likely, to].toSorted());
};
const minutesOff = (range: { likely: string }, atMs: number): number =>
  Math.abs(Date.parse(range.likely) - atMs) / 60_000;

describe('a course with two editions brought along', () => {
  const SLUG = 'wood-100k';
  const FIELD = Array.from({ length: 30 }, (_, i) => courseRun(seeded(7 + i)));
  /** Finishes, in the middle of the field. */
  const ONE = FIELD.findIndex((times) => times.length === POINTS.length && times[0]! > 2.1 * HOUR_MS);
  const BIB = String(ONE + 1);
  const GUN_MS = NOW_MS - FIELD[ONE]![3]! - 60_000;
  /** All up to an instant of the race; what was sent already is not sent again. */
  let sentMs = 0;
  async function playTo(untilMs: number): Promise<void> {
    const due = FIELD.flatMap((times, i) =>
      times.flatMap((ms, k) =>
        ms > sentMs && ms <= untilMs ? [passing(String(i + 1), GUN_MS + ms, POINTS[k]!.id)] : [],
      ),
    );
    sentMs = untilMs;
    if (due.length > 0) await sent(SLUG, due);
  }

  beforeAll(async () => {
    const course = { kind: 'line', points: POINTS };
    await created(SLUG, GUN_MS, FIELD.length, { course, format: { kind: 'course', limitMs: 24 * HOUR_MS } });
  });

  it('says where a file is wrong, and keeps the rest of it without names', async () => {
    const csv = editionCsv(2024, 120);
    const bad = ['wood-2024,p2p,500,F,40,Lake,soon,20000', 'wood-2024,p2p,501,F,40,Lake,9000,'];
    const answer = call<EditionPut>('PUT', `/races/${SLUG}/editions/2024`, [csv, ...bad].join('\n'));
    const { json } = await expectStatus(200, answer);
    expect(json).toMatchObject({ edition: '2024', samePoints: 1, pointsM: POINTS.map(({ atM }) => atM) });
    expect(json.runners).toBeGreaterThan(110);
    const lines = csv.split('\n').length;
    expect(json.rejected).toMatchObject([
      { line: lines + 1, code: 'invalid-time', message: expect.stringContaining('elapsed_s') },
      { line: lines + 2, code: 'invalid-distance', message: expect.stringContaining('cum_distance_m') },
    ]);
    await expectStatus(200, call('PUT', `/races/${SLUG}/editions/2025`, editionCsv(2025, 100)));
    const listed = await expectStatus(200, call<EditionsAnswer>('GET', `/races/${SLUG}/editions`));
    expect(listed.json.editions.map(({ edition }) => edition)).toEqual(['2024', '2025']);
    expect((await call('PUT', `/races/${SLUG}/editions/2026`, 'bib,when\n1,2')).json).toMatchObject({
      status: 400,
      code: 'invalid-csv-header',
    });
    expect((await call('PUT', `/races/${SLUG}/editions/No%20Name`, csv)).status).toBe(400);
    expect((await caller(server.url, null)('PUT', `/races/${SLUG}/editions/2024`, csv)).status).toBe(401);
  });

  it('foretells points, chances and the finish, nearer and nearer to what comes', async () => {
    const errors: number[] = [];
    const truthMs = GUN_MS + FIELD[ONE]!.at(-1)!;
    for (let point = 0; point < 4; point++) {
      await playTo(FIELD[ONE]![point]!);
      const row = await waitFor(
        `the row after ${POINTS[point]!.id}`,
        async () => {
          const found = await boardRow(call, SLUG, BIB);
          const said = await forecastOf(SLUG, BIB);
          return found?.lastPoint === POINTS[point]!.id && found.finishAt && said.finishes !== undefined
            ? found
            : undefined;
        },
        30_000,
      );
      const said = await forecastOf(SLUG, BIB);
      expectOrder(row.finishAt!);
      expect(said.next?.point).toBe(POINTS[point + 1]!.id);
      expect(said.points?.map(({ point: id }) => id)).toEqual(POINTS.slice(point + 1).map(({ id }) => id));
      for (const one of said.points!) expectOrder(one);
      const reaches = said.points!.map(({ reach }) => reach!);
      expect(reaches).toEqual(reaches.toSorted((a, b) => b - a));
      expect(said.finishes).toBe(reaches.at(-1));
      const closes = POINTS.slice(point + 1).find(({ cutoffMs }) => cutoffMs !== undefined);
      expect(said.cutoff).toMatchObject(
        closes === undefined
          ? { point: 'finish', at: iso(GUN_MS + 24 * HOUR_MS) }
          : { point: closes.id, at: iso(GUN_MS + closes.cutoffMs!) },
      );
      expect(said.why).toBeUndefined();
      expect(said.held?.of).toBeGreaterThan(5);
      errors.push(minutesOff(said.finishAt!, Math.max(truthMs, Date.parse(said.at))));
    }
    const { held } = await forecastOf(SLUG, BIB);
    expect(held!.pct).toBeGreaterThan(60);
    await waitFor('the same on the board, with one of its next frames', async () =>
      isDeepStrictEqual((await board(call, SLUG)).race.forecast?.held, held),
    );
    // The server's clock is later than the first points: who is not told further is late there. The last one is as of now.
    expect(errors.at(-1)).toBeLessThan(25);
    expect(errors.at(-1)).toBeLessThanOrEqual(Math.max(...errors));
  }, 120_000);

  it('takes out of the board what is behind, and says nothing of who is in or out', async () => {
    const home = String(FIELD.findIndex((times) => times.length < POINTS.length) + 1);
    await expectStatus(
      200,
      call('POST', `/races/${SLUG}/corrections`, {
        ...{ id: randomUUID(), type: 'status', bib: home, status: 'dnf', at: iso(NOW_MS - 60_000), reason: 'home' },
      }),
    );
    await waitFor('no estimate of who is out', async () => (await boardRow(call, SLUG, home))?.finishAt === undefined);
    expect((await forecastOf(SLUG, home)).points).toBeUndefined();
    const results = await expectStatus(200, call<{ rows: BoardRow[] }>('GET', `/races/${SLUG}/results.json`));
    for (const row of results.json.rows) expect(row).not.toHaveProperty('finishAt');
  });

  it('goes by the profile once its editions are gone', async () => {
    for (const year of ['2024', '2025']) await expectStatus(200, call('DELETE', `/races/${SLUG}/editions/${year}`));
    const said = await waitFor(
      'a forecast without a history',
      async () => {
        const found = await forecastOf(SLUG, BIB);
        return found.finishes === undefined ? found : undefined;
      },
      30_000,
    );
    expect(said.why).toContain('not known here');
    expect(said.points!.length).toBeGreaterThan(0);
    // Ranges by the profile alone were never judged.
    expect(said).not.toHaveProperty('held');
    await waitFor('nothing on the board of how they held', async () => {
      const { forecast } = (await board(call, SLUG)).race;
      return forecast !== undefined && forecast.held === undefined;
    });
  });
});

it('a finished race of this server is an edition of the next year’s', async () => {
  const course = { kind: 'line', points: POINTS };
  const format = { kind: 'course' };
  const old = Array.from({ length: 45 }, (_, i) => courseRun(seeded(900 + i)));
  const oldGunMs = NOW_MS - 400 * 24 * HOUR_MS;
  await created('ridge-2024', oldGunMs, old.length, { course, format });
  const past = old.flatMap((times, i) => times.map((ms, k) => passing(String(i + 1), oldGunMs + ms, POINTS[k]!.id)));
  await sent('ridge-2024', past);
  await expectStatus(200, call('POST', '/races/ridge-2024/stop', { at: iso(oldGunMs + 40 * HOUR_MS) }));
  const run = courseRun(seeded(3));
  const gunMs = NOW_MS - run[0]! - 60_000;
  await created('ridge-2025', gunMs, 3, { course, format });
  await sent('ridge-2025', [passing('1', gunMs + run[0]!, 'lake')]);
  const said = await waitFor(
    'a forecast by last year',
    async () => {
      const found = await forecastOf('ridge-2025', '1');
      return found.finishes === undefined ? undefined : found;
    },
    30_000,
  );
  expect(said.points).toHaveLength(4);
  expect(said.why).toBeUndefined();
});

it('a hundred miles on a loop: the next lap and the finish, which comes nearer', async () => {
  const lapMs = (lap: number): number => Math.round(820_000 * (1 + 0.003 * lap) + 20_000 * Math.sin(lap * 2.4));
  const times: number[] = [];
  for (let lap = 1, ms = 0; lap <= 81; lap++) times.push((ms += lapMs(lap)));
  const course = { kind: 'loop', lapM: 2000, points: [{ id: 'line', atM: 0 }], minLapMs: 240_000 };
  const format = { kind: 'fixed-distance', distanceM: 160_934.4 };
  const errors: number[] = [];
  // The same run, seen after 30, after 70 and after 80 of its 81 laps.
  for (const laps of [30, 70, 80]) {
    const slug = `loop-100mi-${laps}`;
    const gunMs = NOW_MS - times[laps - 1]! - 30_000;
    await created(slug, gunMs, 2, { course, format });
    await sent(
      slug,
      times.slice(0, laps).map((ms) => passing('1', gunMs + ms, 'line')),
    );
    const row = await waitFor(`lap ${laps}`, async () => {
      const found = await boardRow(call, slug, '1');
      return found?.laps === laps && found.finishAt && found.nextAt ? found : undefined;
    });
    expectOrder(row.finishAt!);
    expect(minutesOff(row.nextAt!, gunMs + times[laps]!)).toBeLessThan(4);
    const said = await forecastOf(slug, '1');
    expect(said.next?.point).toBe('line');
    expect(said.why).toContain('pace so far');
    if (laps < 80) expect(said.finishAt!.likely > said.next!.to).toBe(true);
    errors.push(minutesOff(row.finishAt!, gunMs + times[80]!));
  }
  expect(errors).toEqual(errors.toSorted((a, b) => b - a));
  expect(errors[1]).toBeLessThan(60);
  expect(errors[2]).toBeLessThan(4);
}, 60_000);

it('a backyard: who is out is expected back before the bell, and the chance that it was the last yard is said', async () => {
  const SLUG = 'yard';
  const gunMs = NOW_MS - 5 * HOUR_MS;
  const course = { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }], minLapMs: 1_200_000 };
  await created(SLUG, gunMs, 4, { course, format: { kind: 'backyard' } });
  const yards = (bib: number, n: number): object[] =>
    Array.from({ length: n }, (_, k) =>
      passing(String(bib), gunMs + k * HOUR_MS + (44 + 3 * bib + (k % 3)) * 60_000, 'line'),
    );
  await sent(SLUG, [...yards(1, 5), ...yards(2, 5), ...yards(3, 5), ...yards(4, 2)]);
  const row = await waitFor('the yards', async () => {
    const found = await boardRow(call, SLUG, '1');
    return found?.laps === 5 && found.nextAt ? found : undefined;
  });
  expectOrder(row.nextAt!);
  const bell = iso(gunMs + 6 * HOUR_MS);
  expect(row.nextAt!.to <= bell).toBe(true);
  expect(row.nextAt!.from >= iso(gunMs + 5 * HOUR_MS)).toBe(true);
  expect(row.final!.p10).toBeGreaterThanOrEqual(5 * 6705.6);
  const { yards: said, next } = await forecastOf(SLUG, '1');
  expect(said!.p10).toBeGreaterThanOrEqual(5);
  expect(said!.lastChance).toBeGreaterThan(0);
  expect(said!.lastChance).toBeLessThan(0.5);
  expect(next!.to <= bell).toBe(true);
  expect((await forecastOf(SLUG, '3')).yards!.lastChance).toBeGreaterThan(said!.lastChance);
  const rows = (await board(call, SLUG)).rows;
  expect(rows.find(({ bib }) => bib === '4')).not.toHaveProperty('nextAt');
});
