/** Every format from its definition to official results, by somebody who knows only the contract: all end policies, cutoffs, swaps, new lengths. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ResultsAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { type Call, GUN, after, caller, expectStatus, passing, raceDefinition, send } from './outsider.js';

const MIN = 60_000;
const HOUR = 60 * MIN;
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function race(slug: string, entrants: object[], more: Record<string, unknown>): Promise<void> {
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, more)));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: GUN }));
}
const correct = async (slug: string, body: object): Promise<string> => {
  const id = randomUUID();
  await expectStatus(200, call('POST', `/races/${slug}/corrections`, { id, reason: 'as seen', ...body }));
  return id;
};
async function official(slug: string): Promise<ResultsAnswer> {
  await correct(slug, { type: 'results-state', state: 'official' });
  const { json } = await expectStatus(200, call<ResultsAnswer>('GET', `/races/${slug}/results.json`));
  expect(json.state).toBe('official');
  return json;
}
const bibs = (...names: string[]) => names.map((bib) => ({ bib }));
const laps = (bib: string, n: number, ms: number) => Array.from({ length: n }, (_, i) => passing(bib, (i + 1) * ms));
const LOOP = { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }], minLapMs: MIN };

describe('a fixed time', () => {
  it.each([
    ['measure', {}, ['5.600 km', '5.000 km']],
    ['finish-lap', {}, ['6.000 km', '6.000 km']],
    ['whole-laps', {}, ['5.000 km', '5.000 km']],
    ['fractions', { fractionM: 250 }, ['5.500 km', '5.000 km']],
  ])('that ends with %s', async (end, more, expected) => {
    const slug = `ends-${end}`;
    await race(slug, bibs('1', '2'), { course: LOOP, format: { kind: 'fixed-time', durationMs: HOUR, end, ...more } });
    await send(call, slug, [...laps('1', 6, 11 * MIN), ...laps('2', 6, 11.5 * MIN)]);
    if (end === 'measure' || end === 'fractions')
      await correct(slug, { type: 'part-lap', bib: '1', pastLineM: 600, measuredBy: 'Judge' });
    const { rows } = await official(slug);
    expect(rows.map((row) => row.officialText)).toEqual(expected);
    expect(rows.map((row) => row.bib)).toEqual(['1', '2']);
  });
});

it('a fixed distance with a limit', async () => {
  await race('ten-k', bibs('1', '2', '3'), {
    course: { ...LOOP, firstLapM: 500 },
    format: { kind: 'fixed-distance', distanceM: 4500, limitMs: HOUR },
  });
  await send(call, 'ten-k', [...laps('1', 5, 11 * MIN), ...laps('2', 5, 13 * MIN), ...laps('3', 2, 10 * MIN)]);
  await correct('ten-k', { type: 'status', bib: '3', status: 'dnf', at: after(25 * MIN) });
  const { rows } = await official('ten-k');
  expect(
    rows.map(({ bib, status, rank, officialText, outsideLimit }) => [
      bib,
      status,
      rank,
      officialText,
      outsideLimit?.byMs,
    ]),
  ).toEqual([
    ['1', 'finished', 1, '0:55:00', undefined],
    ['2', 'finished', 2, '1:05:00', 5 * MIN],
    ['3', 'dnf', undefined, '1.500 km', undefined],
  ]);
});

describe('a backyard', () => {
  const yards = (bib: string, n: number, inMs: number) =>
    Array.from({ length: n }, (_, i) => passing(bib, i * HOUR + inMs));
  const YARD = {
    course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'backyard' },
  };

  it('that nobody wins', async () => {
    await race('nobody-wins', bibs('1', '2'), YARD);
    await send(call, 'nobody-wins', [...yards('1', 3, 51 * MIN), ...yards('2', 3, 52 * MIN)]);
    const { rows } = await official('nobody-wins');
    expect(rows.map(({ bib, status, laps: made, assist }) => [bib, status, made, assist])).toEqual([
      ['1', 'dnf', 3, undefined],
      ['2', 'dnf', 3, undefined],
    ]);
  });

  it('kept on paper: in time, yes or no, without times (R9.7)', async () => {
    await race('on-paper', bibs('1', '2'), YARD);
    for (const [bib, made] of [
      ['1', 3],
      ['2', 2],
    ] as const)
      for (let yard = 1; yard <= made; yard++) await correct('on-paper', { type: 'yard', bib, yard, inTime: true });
    await correct('on-paper', { type: 'yard', bib: '2', yard: 3, inTime: false });
    const { rows } = await official('on-paper');
    expect(rows.map(({ bib, status, laps: made }) => [bib, status, made])).toEqual([
      ['1', 'finished', 3],
      ['2', 'dnf', 2],
    ]);
  });
});

describe('point to point', () => {
  const points = [
    { id: 'start', name: 'Start', atM: 0 },
    { id: 'mill', name: 'Mill', atM: 10_000, cutoffMs: 2 * HOUR, cutoffOn: 'departure' },
    { id: 'pass', name: 'Pass', atM: 20_000, cutoffMs: 4 * HOUR },
    { id: 'goal', name: 'Goal', atM: 30_000 },
  ];
  const at = (bib: string, point: string, ms: number, edge?: 'out') => ({
    ...passing(bib, ms),
    point,
    ...(edge ? { edge } : {}),
  });
  const reads = [
    ...[
      at('1', 'mill', 90 * MIN),
      at('1', 'mill', 95 * MIN, 'out'),
      at('1', 'pass', 3 * HOUR),
      at('1', 'goal', 5 * HOUR),
    ],
    // In before the mill closes, out after it; its reader then misses the pass, which eliminates nobody.
    ...[at('2', 'mill', 110 * MIN), at('2', 'mill', 130 * MIN, 'out'), at('2', 'goal', 5.2 * HOUR)],
    at('3', 'mill', 100 * MIN),
  ];

  it.each([
    [false, { 1: 'finished', 2: 'finished', 3: 'dnf' }],
    [true, { 1: 'finished', 2: 'dnf', 3: 'dnf' }],
  ])('with cutoffs, strict: %s', async (strict, expected) => {
    const slug = `points-${strict ? 'strict' : 'lenient'}`;
    await race(slug, bibs('1', '2', '3'), {
      course: { kind: 'line', points },
      format: { kind: 'course', limitMs: 5.5 * HOUR, strict },
    });
    await send(call, slug, reads);
    await correct(slug, { type: 'status', bib: '3', status: 'dnf', at: after(3 * HOUR), point: 'mill' });
    const { rows } = await official(slug);
    expect(Object.fromEntries(rows.map(({ bib, status }) => [bib, status]))).toEqual(expected);
    expect(rows.find(({ bib }) => bib === '2')?.outsideLimit).toEqual(
      // Where closing is lenient, who is inside the limit again at a later point is inside.
      strict ? { point: 'mill', byMs: 10 * MIN } : undefined,
    );
  });
});

it('chips swapped at the start, a second reader on the mat from noon, and a loop measured anew', async () => {
  const people = [
    { bib: '1', chips: ['A'] },
    { bib: '2', chips: ['B'] },
  ];
  await race('swapped', people, { course: LOOP, format: { kind: 'fixed-time', durationMs: HOUR, end: 'whole-laps' } });
  const read = (chip: string, ms: number, device: string) => ({
    ...{ id: randomUUID(), chip, at: after(ms), point: 'line' },
    source: { device },
  });
  const of = (chip: string, n: number, ms: number) =>
    Array.from({ length: n }, (_, i) => {
      const seen = [read(chip, (i + 1) * ms, 'main')];
      // Both readers see the runner: one crossing.
      if ((i + 1) * ms > 30 * MIN) seen.push(read(chip, (i + 1) * ms + 300, 'backup'));
      return seen;
    }).flat();
  await send(call, 'swapped', [...of('A', 4, 12 * MIN), ...of('B', 8, 7 * MIN)]);
  await correct('swapped', { type: 'chip-assigned', chip: 'A', bib: '2' });
  await correct('swapped', { type: 'chip-assigned', chip: 'B', bib: '1' });
  await correct('swapped', { type: 'course-changed', lapM: 1001.5 });
  await correct('swapped', { type: 'course-changed', lapM: 900, fromLap: 5 });
  const { rows } = await official('swapped');
  expect(rows.map(({ bib, laps: made, distanceM }) => [bib, made, distanceM])).toEqual([
    ['1', 8, 4 * 1001.5 + 4 * 900],
    ['2', 4, 4 * 1001.5],
  ]);
});
