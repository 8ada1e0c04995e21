/** What an outsider relies on when correcting: every type, undone again, with a trace in the log. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BoardRow } from '#libs/domain/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import {
  type Call,
  LAP_MS,
  type Passing,
  after,
  boardRow,
  caller,
  expectStatus,
  passing,
  readLog,
  send,
  startedRace,
} from './outsider.js';

const SLUG = 'mended';
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 9);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function correct(type: string, fields: Record<string, unknown>): Promise<string> {
  const id = randomUUID();
  await expectStatus(
    200,
    call('POST', `/races/${SLUG}/corrections`, { id, type, reason: 'seen by the judge', ...fields }),
  );
  return id;
}

async function sent(...rows: Passing[]): Promise<string[]> {
  const { results } = await send(call, SLUG, rows);
  expect(results.map((result) => result.outcome)).toEqual(rows.map(() => 'accepted'));
  return rows.map((row) => row.id);
}

const shows = (bib: string, what: Partial<BoardRow>): Promise<unknown> =>
  waitFor(`bib ${bib} to show ${JSON.stringify(what)}`, async () => {
    const row = await boardRow(call, SLUG, bib);
    return row && Object.entries(what).every(([key, value]) => row[key as keyof BoardRow] === value);
  });

describe('corrections', () => {
  it('void and restore', async () => {
    const [, second] = await sent(passing('1', LAP_MS), passing('1', 2 * LAP_MS));
    await shows('1', { laps: 2 });
    await correct('void', { target: second });
    await shows('1', { laps: 1, elapsedMs: LAP_MS });
    await correct('restore', { target: second });
    await shows('1', { laps: 2 });
  });

  it('void a void', async () => {
    const [first] = await sent(passing('2', LAP_MS));
    const voided = await correct('void', { target: first });
    await shows('2', { laps: 0 });
    await correct('void', { target: voided });
    await shows('2', { laps: 1 });
  });

  it('retime and reassign', async () => {
    const [first] = await sent(passing('3', LAP_MS));
    await correct('retime', { target: first, at: after(LAP_MS + 5000) });
    await shows('3', { laps: 1, elapsedMs: LAP_MS + 5000 });
    await correct('reassign', { target: first, bib: '4' });
    await shows('4', { laps: 1, elapsedMs: LAP_MS + 5000 });
    await shows('3', { laps: 0 });
  });

  it('a box that stood elsewhere from some time on, and not at all when that is undone', async () => {
    const source = { device: 'mat-7' };
    await sent(passing('9', LAP_MS, { source }), passing('9', 2 * LAP_MS, { source }), passing('9', 3 * LAP_MS));
    await shows('9', { laps: 3 });
    const moved = await correct('reader', { device: 'mat-7', point: 'gate', from: after(2 * LAP_MS) });
    await shows('9', { laps: 2 });
    // What it says from now on is there, too.
    await sent(passing('9', 4 * LAP_MS, { source }));
    await correct('void', { target: moved });
    await shows('9', { laps: 4 });
  });

  it('add a passing nobody saw', async () => {
    const added = await correct('add-passing', { bib: '5', at: after(LAP_MS) });
    await shows('5', { laps: 1 });
    const line = (await readLog(call, SLUG)).find(({ id }) => id === added);
    expect(line).toMatchObject({ kind: 'passing', bib: '5', reason: 'seen by the judge', by: expect.any(String) });
  });

  it('give a chip to a bib, for what it read before too', async () => {
    const id = randomUUID();
    await sent({ id, chip: 'AA01', at: after(LAP_MS), point: 'line', source: { device: 'mat', epoch: '1', seq: 1 } });
    await correct('chip-assigned', { chip: 'AA01', bib: '6' });
    await shows('6', { laps: 1 });
    await correct('chip-assigned', { chip: 'AA01', bib: null, from: after(2 * LAP_MS) });
    await sent({ id: randomUUID(), chip: 'AA01', at: after(3 * LAP_MS), point: 'line' });
    await sent(passing('8', LAP_MS));
    await shows('8', { laps: 1 });
    await shows('6', { laps: 1 });
  });

  it('give a bare time to a bib', async () => {
    const tap = {
      id: randomUUID(),
      at: after(LAP_MS),
      point: 'line',
      source: { device: 'tablet', epoch: '1', seq: 1 },
    };
    await sent(tap);
    await correct('assign-tap', { target: tap.id, bib: '7' });
    await shows('7', { laps: 1 });
  });

  it('say that a runner is out, and back', async () => {
    await correct('status', { bib: '7', status: 'dnf', at: after(2 * LAP_MS) });
    await shows('7', { status: 'dnf', laps: 1 });
    await correct('status', { bib: '7', status: 'returned', at: after(3 * LAP_MS) });
    await waitFor('the return', async () => (await boardRow(call, SLUG, '7'))?.status !== 'dnf');
  });

  it('are safe to repeat and refused with a code when they cannot be', async () => {
    const [first] = await sent(passing('8', 4 * LAP_MS));
    const body = { id: randomUUID(), type: 'void', target: first, reason: 'twice' };
    const path = `/races/${SLUG}/corrections`;
    const [a, b] = [
      await call<{ offset: number }>('POST', path, body),
      await call<{ offset: number }>('POST', path, body),
    ];
    expect([a.status, b.status, b.json.offset]).toEqual([200, 200, a.json.offset]);
    const reused = await call('POST', path, { ...body, type: 'restore' });
    expect([reused.status, reused.json.code]).toEqual([409, 'id-reused']);
    const unknown = await call('POST', path, { ...body, id: randomUUID(), target: randomUUID() });
    expect([unknown.status, unknown.json.code]).toEqual([404, 'unknown-target']);
    const silent = await call('POST', path, { id: randomUUID(), type: 'void', target: first });
    expect([silent.status, silent.json.code]).toEqual([400, 'invalid-body']);
    const odd = await call('POST', path, { id: randomUUID(), type: 'forget', reason: 'x' });
    expect([odd.status, odd.json.code]).toEqual([400, 'invalid-body']);
  });
});
