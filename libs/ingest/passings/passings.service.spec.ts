/** A batch is answered row by row, in the order sent, only when its facts are on a disk: the log's, or our own while the log is away. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { PASSINGS_PER_BATCH_MAX, passingsEnvelopeSchema } from '#libs/contracts/index.js';
import { LogBusyError, LogUnavailableError } from '#libs/log/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Keeper } from '../keeper.js';
import { Spool } from '../spool/spool.js';
import {
  KnownRaces,
  StillClock,
  directoryOf,
  director,
  problemOf,
  quiet,
  raceRow,
  tablet,
} from '../testing/callers.js';
import { MemoryLog } from '../testing/memory-log.js';
import { PassingsService } from './passings.service.js';

const AT = '2026-10-03T08:10:00.000Z';
let folder: string;
let log: MemoryLog;
let spool: Spool;
let service: PassingsService;

/** @param spoolBytesMax room on the local disk */
async function open(spoolBytesMax?: number): Promise<void> {
  await spool?.close();
  spool = new Spool(folder, log, quiet, spoolBytesMax);
  await spool.start();
  const races = directoryOf(new KnownRaces([raceRow('night'), raceRow('night-6h', 'night')]));
  service = new PassingsService(races, new Keeper(log, spool, quiet), new StillClock());
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loopline-passings-'));
  log = new MemoryLog();
  await open();
});
afterEach(async () => {
  await spool.close();
  await rm(folder, { recursive: true, force: true });
});

const passing = (bib: string, id: string = randomUUID()) => ({ id, bib, at: AT });
const submit = (...rows: unknown[]) => service.submit('night', rows, director);

describe('a batch', () => {
  it('keeps the good rows beside bad ones, each answered in its place', async () => {
    const [first, last] = [passing('1'), passing('unknown-bib')];
    const { head, results } = await submit({ bib: 'x' }, first, null, { ...passing('2'), at: 'soon' }, last);
    expect(results.map(({ outcome }) => outcome)).toEqual(['rejected', 'accepted', 'rejected', 'rejected', 'accepted']);
    expect(results[1]).toEqual({ id: first.id, outcome: 'accepted', offset: 1 });
    expect(results[4]).toEqual({ id: last.id, outcome: 'accepted', offset: 2 });
    expect(head).toBe(2);
    expect(log.bibs('night')).toEqual(['1', 'unknown-bib']);
  });

  it('of nothing but bad rows writes nothing and still tells the head', async () => {
    await submit(passing('1'));
    expect(await submit({}, null)).toMatchObject({ head: 1, results: [{ id: null }, { id: null }] });
    expect(log.factsOf('night')).toHaveLength(1);
  });

  it('sent again is duplicates with the offsets of the first time, also where a row stands in it twice', async () => {
    const rows = [passing('1'), passing('2')];
    await submit(...rows);
    const again = await submit(...rows, rows[0]);
    expect(again.results.map(({ outcome, offset }) => [outcome, offset])).toEqual([
      ['duplicate', 1],
      ['duplicate', 2],
      ['duplicate', 1],
    ]);
    expect(again.head).toBe(2);
  });

  it('with an id used for something else keeps the first one and says what to do', async () => {
    const { id } = passing('1');
    const { results } = await submit(passing('1', id), passing('2', id));
    expect(results[1]).toEqual({
      ...{ id, outcome: 'rejected', code: 'id-reused' },
      message: expect.stringMatching(/the first one is kept.*new id/),
    });
    expect(log.bibs('night')).toEqual(['1']);
  });

  it('as big as allowed is answered whole and in order; one more row is refused by the route’s schema', async () => {
    const rows = Array.from({ length: PASSINGS_PER_BATCH_MAX }, (_, i) => (i % 7 === 3 ? i : passing(String(i))));
    const { results } = await submit(...rows);
    expect(results.map(({ id }) => id)).toEqual(rows.map((row) => (typeof row === 'number' ? null : row.id)));
    expect(v.safeParse(passingsEnvelopeSchema, { passings: rows }).success).toBe(true);
    for (const passings of [[...rows, passing('1')], [], 'x', undefined]) {
      const { issues } = v.safeParse(passingsEnvelopeSchema, { passings });
      expect(issues?.[0]?.path?.map(({ key }) => key)).toEqual(['passings']);
    }
  });
});

describe('the door', () => {
  it('knows only races that are there', async () => {
    expect(await problemOf(service.submit('day', [passing('1')], director))).toMatchObject({
      status: 404,
      code: 'unknown-race',
    });
  });

  it('lets a tablet into its own race only, though the log is the same', async () => {
    const own = await service.submit('night', [passing('1')], tablet('night'));
    expect(own.results[0]?.outcome).toBe('accepted');
    const refused = await problemOf(service.submit('night-6h', [passing('1')], tablet('night')));
    expect(refused).toMatchObject({ status: 403, code: 'wrong-race', detail: expect.stringContaining('"night"') });
  });

  it('asks to come back, and keeps nothing aside, while too much waits for the log', async () => {
    log.refuse = () => new LogBusyError(1000);
    expect(await problemOf(submit(passing('1')))).toMatchObject({ status: 429, code: 'log-busy' });
    expect(spool.inUse).toBe(false);
  });

  it('lets a fault of ours be seen as one: nothing is acknowledged', async () => {
    log.refuse = () => new TypeError('a bug');
    await expect(submit(passing('1'))).rejects.toThrow('a bug');
    expect(spool.inUse).toBe(false);
  });
});

describe('while the log is away', () => {
  const reach = () => waitFor('an empty spool', async () => (await spool.drain(), !spool.inUse));

  it('rows are kept on our own disk, told as such, bad ones still refused; then the log has them in order', async () => {
    log.away = true;
    const rows = [passing('1'), { bib: 'x' }, passing('2')];
    expect(await submit(...rows)).toMatchObject({
      head: null,
      results: [
        { outcome: 'accepted', spooled: true },
        { outcome: 'rejected', code: 'invalid-at' },
        { outcome: 'accepted', spooled: true },
      ],
    });
    expect((await submit(...rows)).results.map(({ outcome }) => outcome)).toEqual([
      'duplicate',
      'rejected',
      'duplicate',
    ]);
    log.away = false;
    // The order of arrival: what comes now waits behind what came before.
    expect((await submit(passing('3'))).results[0]).toMatchObject({ outcome: 'accepted', spooled: true });
    await reach();
    expect(log.bibs('night')).toEqual(['1', '2', '3']);
    expect(await submit(...rows)).toMatchObject({
      head: 3,
      results: [{ outcome: 'duplicate', offset: 1 }, {}, { offset: 2 }],
    });
  });

  it('an append of unknown outcome is kept as well: handed over twice it is one', async () => {
    const row = passing('1');
    await submit(row);
    log.refuse = () => new LogUnavailableError('outcome unknown', 'unknown');
    expect((await submit(row, passing('2'))).results.map(({ spooled }) => spooled)).toEqual([true, true]);
    log.refuse = undefined;
    await reach();
    expect(log.bibs('night')).toEqual(['1', '2']);
  });

  it('the same id for something else is refused there too', async () => {
    log.away = true;
    const { id } = passing('1');
    const { results } = await submit(passing('1', id), passing('2', id));
    expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['accepted', undefined],
      ['rejected', 'id-reused'],
    ]);
  });

  it('and our own disk full, nothing is acknowledged and the sender is told to keep it', async () => {
    await open(10);
    log.away = true;
    const refused = await problemOf(submit(passing('1')));
    expect(refused).toMatchObject({ status: 503, code: 'nothing-kept' });
    expect(refused.detail).toMatch(/spool is full.*keep it and send it again/);
  });
});
