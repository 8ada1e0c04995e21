/** Timing boxes in the database: their settings, their state, and how far the log has what they numbered. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type LogFixture, aRead, startLog } from '#libs/testing/log-fixture.js';
import { PostgresReaders } from './reader-store.js';

let fixture: LogFixture;
let readers: PostgresReaders;
beforeAll(async () => {
  fixture = await startLog();
  readers = new PostgresReaders(fixture.database.queries);
});
afterAll(() => fixture.stop());

async function aRace(slug: string): Promise<void> {
  await fixture.makeLogs(slug);
  await fixture.database.queries.query(`insert into race (slug, log_id, visibility) values ($1, $1, 'public')`, [slug]);
}

describe('a box', () => {
  it('is put, put again without losing its token, and removed with its state', async () => {
    await aRace('boxes');
    const row = { logId: 'boxes', id: 'mat', race: 'boxes', protocol: 'ipico', config: { point: 'line' } };
    expect(await readers.put({ ...row, tokenHash: Buffer.from('h') })).toMatchObject({
      ...row,
      tokenHash: Buffer.from('h'),
    });
    const moved = await readers.put({ ...row, config: { point: 'back' } });
    expect(moved).toMatchObject({ config: { point: 'back' }, tokenHash: Buffer.from('h') });
    expect(await readers.ofLog('boxes')).toEqual([moved]);
    await readers.saveStates('boxes', [
      { id: 'mat', state: { link: 'connected' } },
      { id: 'removed meanwhile', state: {} },
    ]);
    await readers.saveStates('boxes', [{ id: 'mat', state: { link: 'away' } }]);
    expect(await readers.statesOf('boxes')).toEqual([
      { id: 'mat', state: { link: 'away' }, beatAtMs: expect.any(Number), beatAgoMs: expect.any(Number) },
    ]);
    expect(await readers.remove('boxes', 'mat')).toBe(true);
    expect(await readers.remove('boxes', 'mat')).toBe(false);
    expect(await readers.statesOf('boxes')).toEqual([]);
  });
});

describe('cursors', () => {
  it('tell the newest number of every epoch of a box and of those behind it, with the holes, newest epoch first', async () => {
    await fixture.makeLogs('cursors');
    const send = (device: string, epoch: string, seqs: number[], receivedAtMs: number) =>
      fixture.log.append(
        'cursors',
        seqs.map((seq) => aRead({ source: { device, epoch, seq }, receivedAtMs })),
      );
    await send('mat', '176', [1, 2, 3], 1000);
    await send('mat', '177', [1, 2, 6, 7, 9], 2000);
    await send('mat/D-2', '5', [40, 41], 3000);
    await send('mat-2', '1', [1], 4000);
    expect(await readers.cursors('cursors', 'mat')).toEqual([
      { device: 'mat/D-2', epoch: '5', lastSeq: 41, firstSeq: 40, missing: [], atMs: 3000 },
      {
        device: 'mat',
        epoch: '177',
        lastSeq: 9,
        firstSeq: 1,
        missing: [
          { first: 3, last: 5 },
          { first: 8, last: 8 },
        ],
        atMs: 2000,
      },
      { device: 'mat', epoch: '176', lastSeq: 3, firstSeq: 1, missing: [], atMs: 1000 },
    ]);
    expect(await readers.cursors('cursors', 'unheard')).toEqual([]);
  });
});

describe('a record of a box', () => {
  const boxRead = (point: string, basis = true) =>
    aRead({
      id: basis ? '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e01' : '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e02',
      ...{ atMs: 5, source: { device: 'mat', epoch: '1', seq: basis ? 1 : 2 } },
      ...(basis ? { clock: { offsetMs: -7_200_000, basis: 'local' as const } } : {}),
      fields: { chip: 'C', point },
    });

  it('is the same after the box was assigned elsewhere; anybody else’s word on another point is another word', async () => {
    await fixture.makeLogs('same');
    const outcomes = async (fact: ReturnType<typeof aRead>) => (await fixture.log.append('same', [fact]))[0]?.status;
    expect(await outcomes(boxRead('line'))).toBe('stored');
    expect(await outcomes(boxRead('back'))).toBe('duplicate');
    expect(await outcomes(boxRead('line', false))).toBe('stored');
    expect(await outcomes(boxRead('back', false))).toBe('refused');
  });
});
