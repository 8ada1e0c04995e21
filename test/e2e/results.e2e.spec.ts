/** From the gun to official results by the contract alone: states, earlier versions, and every file that leaves the house. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { ResultsAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { type Call, GUN, caller, expectStatus, passing, raceDefinition, send } from './outsider.js';

let server: ServerProcess;
let call: Call;
let nobody: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  nobody = caller(server.url, null);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const results = async (slug: string, query = '', by = nobody): Promise<ResultsAnswer> =>
  (await expectStatus(200, by<ResultsAnswer>('GET', `/races/${slug}/results.json${query}`))).json;
const correct = (slug: string, body: object) =>
  expectStatus(200, call('POST', `/races/${slug}/corrections`, { id: randomUUID(), reason: 'as seen', ...body }));
const csv = async (slug: string, path: string, by = nobody): Promise<Record<string, string>[]> => {
  const { text } = await expectStatus(200, by<unknown>('GET', `/races/${slug}/${path}`));
  return parse(text, { columns: true, bom: true }) as Record<string, string>[];
};

async function race(slug: string, entrants: object[], more: object): Promise<void> {
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, more as Record<string, unknown>)));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: GUN }));
}

describe('a race over six hours whose part laps are measured', () => {
  const SLUG = 'six-hours';
  const PEOPLE = [
    { bib: '1', name: '=Ada Example', sex: 'F', birthDate: '1985-02-03', country: 'ITA', club: 'Owls' },
    { bib: '2', name: 'Ben Example', sex: 'M', birthDate: '1945-02-03', country: 'FRA' },
    { bib: '3', name: 'Hidden Person', sex: 'M', hidden: true },
    { bib: '4', name: 'Nobody Came' },
  ];

  beforeAll(async () => {
    const format = { kind: 'fixed-time', durationMs: 5 * 3_600_000, end: 'measure' };
    await race(SLUG, PEOPLE, { format });
    const laps = (bib: string, n: number, ms: number) =>
      Array.from({ length: n }, (_, i) => passing(bib, (i + 1) * ms));
    await send(call, SLUG, [...laps('1', 30, 590_000), ...laps('2', 20, 800_000), ...laps('3', 10, 1_500_000)]);
    await correct(SLUG, { type: 'status', bib: '4', status: 'dns' });
  }, 60_000);

  it('is live, with full laps and part laps pending (R5.8), until somebody says more', async () => {
    const { state, rows, offset, race: header } = await results(SLUG);
    expect([state, header.state]).toEqual(['live', 'ended']);
    expect(offset).toBeGreaterThan(60);
    expect(rows.map((r) => [r.bib, r.rank, r.status, r.officialM, r.partPending])).toEqual([
      ['1', 1, 'finished', 45_000, true],
      ['2', 2, 'finished', 30_000, true],
      ['3', 3, 'finished', 15_000, true],
      ['4', undefined, 'dns', 0, undefined],
    ]);
    expect(rows[2]).not.toHaveProperty('name');
  });

  it('becomes provisional, official, and amended by itself when a result changes after that (R13.3)', async () => {
    const before = (await results(SLUG)).offset;
    await correct(SLUG, { type: 'results-state', state: 'provisional' });
    for (const [bib, pastLineM] of [
      ['1', 1122.5],
      ['2', 333],
      ['3', 0],
    ] as const)
      await correct(SLUG, { type: 'part-lap', bib, pastLineM, measuredBy: 'Judge' });
    expect(await results(SLUG)).toMatchObject({
      state: 'provisional',
      rows: [{ officialM: 46_122, officialText: '46.122 km', partM: 1122.5 }, {}, {}, {}],
    });
    await correct(SLUG, { type: 'results-state', state: 'official' });
    const official = await results(SLUG);
    expect(official).toMatchObject({ state: 'official', rows: [{ partState: 'signed' }, {}, {}, {}] });
    // What changes no result amends none.
    await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, [{ bib: '2', club: 'Foxes' }]));
    expect((await results(SLUG)).state).toBe('official');
    const penalty = randomUUID();
    await correct(SLUG, { id: penalty, type: 'adjustment', bib: '2', distanceM: -200 });
    expect(await results(SLUG)).toMatchObject({
      state: 'amended',
      rows: [{}, { officialM: 30_133, adjustM: -200 }, {}, {}],
    });
    expect(await results(SLUG, `?offset=${official.offset}`)).toEqual(official);
    expect(await results(SLUG, `?offset=${before}`)).toMatchObject({
      state: 'live',
      rows: [{ officialM: 45_000 }, {}, {}, {}],
    });
    await correct(SLUG, { type: 'void', target: penalty });
    expect((await results(SLUG)).state).toBe('official');
  });

  it('tells where an earlier version cannot be', async () => {
    const refused = async (query: string) => {
      const { status, json } = await nobody('GET', `/races/${SLUG}/results.json${query}`);
      return [status, json.code, json.detail] as const;
    };
    expect(await refused('?offset=999999')).toEqual([
      404,
      'unknown-version',
      expect.stringContaining('the log ends at'),
    ]);
    expect((await refused('?offset=0'))[0]).toBe(400);
    expect((await refused('?offset=x'))[2]).toContain('offset');
  });

  it('as CSV opens in a spreadsheet and runs nothing there', async () => {
    const { headers, text } = await expectStatus(200, nobody<unknown>('GET', `/races/${SLUG}/results.csv`));
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(/filename="six-hours-results-official-\d+\.csv"/);
    expect(text).not.toMatch(/[\n,"]=Ada/);
    const rows = await csv(SLUG, 'results.csv');
    expect(rows[0]).toMatchObject({
      rank: '1',
      bib: '1',
      result: '46.122 km',
      distance_mi: '28.659',
      results_state: 'official',
    });
    expect(rows.map(({ name }) => name)).toEqual(["'=Ada Example", 'Ben Example', '', 'Nobody Came']);
  });

  it('has a lap sheet with cumulative and lap times in their own columns (R3.9), and corrections with who and why', async () => {
    const sheet = await csv(SLUG, 'lap-sheet.csv?bib=2');
    expect(sheet.filter(({ entry }) => entry === 'lap')).toHaveLength(20);
    expect(sheet[1]).toMatchObject({
      lap: '2',
      lap_time: '0:13:20.000',
      cumulative_time: '0:26:40.000',
      cumulative_m: '3000',
    });
    const penalty = sheet.find(({ correction }) => correction === 'adjustment');
    expect(penalty).toMatchObject({ entry: 'correction, undone', reason: 'as seen' });
    expect(penalty?.['by']).toMatch(/^director/);
    expect((await csv(SLUG, 'lap-sheet.csv')).filter(({ entry }) => entry === 'lap')).toHaveLength(60);
    expect((await nobody('GET', `/races/${SLUG}/lap-sheet.csv?bib=99`)).json.code).toBe('unknown-bib');
  });

  it('has standings for every hour (R12.5)', async () => {
    const hourly = await csv(SLUG, 'exports/hourly.csv');
    expect([...new Set(hourly.map(({ hour }) => hour))]).toEqual(['1', '2', '3', '4', '5']);
    expect(hourly.find(({ hour, bib }) => hour === '2' && bib === '1')).toMatchObject({
      laps: '12',
      distance_km: '18.000',
      rank: '1',
    });
  });

  it('gives outside bodies birth dates and hidden names, to directors only (R12.1 to R12.3)', async () => {
    for (const path of ['exports/duv.csv', 'exports/ultrasignup.csv'])
      expect((await nobody('GET', `/races/${SLUG}/${path}`)).status).toBe(401);
    const duv = await csv(SLUG, 'exports/duv.csv', call);
    expect(duv).toEqual([
      expect.objectContaining({
        'Family name': 'Example',
        'First name': "'=Ada",
        'Date of birth': '1985-02-03',
        Result: '46.122 km',
      }),
    ]);
    const signup = await csv(SLUG, 'exports/ultrasignup.csv', call);
    expect(signup.map(({ place, last, status, distance_time: time }) => [place, last, status, time])).toEqual([
      ['1', 'Example', '1', '4:55:00'],
      ['2', 'Example', '1', '4:26:40'],
      ['3', 'Person', '1', '4:10:00'],
      ['', 'Came', '3', ''],
    ]);
  });

  it('forgets an erased name in every version, and results stay official', async () => {
    const { offset } = await results(SLUG);
    await expectStatus(200, call('POST', `/races/${SLUG}/entrants/2/erase`));
    for (const query of ['', `?offset=${offset}`]) {
      const said = await results(SLUG, query);
      expect(JSON.stringify(said)).not.toContain('Ben');
      expect(said).toMatchObject({ state: 'official', rows: [{}, { bib: '2', officialM: 30_333 }, {}, {}] });
    }
  });
});

it('a backyard’s winner is the only finisher; the others did not finish and keep their yards (R9.6)', async () => {
  const hour = 3_600_000;
  await race('yards', [{ bib: '1' }, { bib: '2' }, { bib: '3' }], {
    course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'backyard', intervalMs: hour },
  });
  const yards = (bib: string, n: number) => Array.from({ length: n }, (_, i) => passing(bib, i * hour + 50 * 60_000));
  await send(call, 'yards', [...yards('1', 3), ...yards('2', 2), ...yards('3', 1)]);
  const { rows } = await results('yards');
  expect(rows.map((r) => [r.bib, r.status, r.laps, r.officialText, r.assist])).toEqual([
    ['1', 'finished', 3, '3 yards', undefined],
    ['2', 'dnf', 2, '2 yards', true],
    ['3', 'dnf', 1, '1 yard', undefined],
  ]);
});

it('a race from A to B has times to the next longer second (R3.4), and teams score where the race says so (R7.6)', async () => {
  const points = [
    { id: 'start', name: 'Start', atM: 0 },
    { id: 'hut', name: 'Hut', atM: 20_000 },
    { id: 'goal', name: 'Goal', atM: 42_000 },
  ];
  await race(
    'ridge',
    [
      { bib: '1', team: 'A' },
      { bib: '2', team: 'A' },
      { bib: '3', team: 'B' },
    ],
    {
      course: { kind: 'line', points },
      format: { kind: 'course', limitMs: 5 * 3_600_000 },
      teams: { scoreBest: 2, by: 'team' },
    },
  );
  const at = (bib: string, point: string, ms: number) => ({ ...passing(bib, ms), point });
  await send(call, 'ridge', [
    at('1', 'hut', 6_000_000),
    at('1', 'goal', 13_000_001),
    at('2', 'hut', 6_500_000),
    at('3', 'hut', 6_600_000),
    at('3', 'goal', 13_000_000),
  ]);
  const { rows, teams } = await results('ridge');
  expect(rows.slice(0, 2).map((r) => [r.bib, r.rank, r.officialMs, r.officialText])).toEqual([
    ['3', 1, 13_000_000, '3:36:40'],
    ['1', 2, 13_001_000, '3:36:41'],
  ]);
  expect(rows[2]).toMatchObject({ bib: '2', officialM: 20_000 });
  expect(teams).toEqual([
    { team: 'A', rank: 1, distanceM: 62_000, scorers: ['1', '2'], runners: 2 },
    { team: 'B', rank: 2, distanceM: 42_000, scorers: ['3'], runners: 1 },
  ]);
});

it('results of a private race are nobody’s business, and no cache keeps them', async () => {
  await race('secret-results', [{ bib: '1' }], { visibility: 'private' });
  for (const path of ['results.json', 'results.csv', 'lap-sheet.csv', 'exports/hourly.csv'])
    expect([path, (await nobody('GET', `/races/secret-results/${path}`)).status]).toEqual([path, 404]);
  const { headers } = await expectStatus(200, call('GET', '/races/secret-results/results.json'));
  expect(headers.get('cache-control')).toMatch(/^private/);
});
