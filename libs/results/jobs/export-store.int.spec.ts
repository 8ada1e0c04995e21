/** What is kept of long exports on the real database: whole files, no old ones, not too many, and no job that waits for ever. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { ExportStore, KEPT_MS, REUSED_MS, SILENT_MS, STORE_BYTES_MAX } from './export-store.js';

let fixture: LogFixture;
let store: ExportStore;
beforeAll(async () => {
  fixture = await startLog();
  store = new ExportStore(fixture.database.queries);
  await fixture.makeLogs('r');
  await query(`insert into race (slug, log_id, visibility) values ('r', 'r', 'public'), ('s', 'r', 'public')`);
});
beforeEach(() => query('delete from export_job'));
afterAll(() => fixture.stop());

const query = (text: string, values: unknown[] = []) => fixture.database.queries.query(text, values);
const WHAT = { race: 'r', kind: 'lap-sheet.pdf', bib: null, logOffset: 7 };

async function added(what = WHAT): Promise<string> {
  const id = randomUUID();
  await store.add({ id, ...what });
  return id;
}

async function bytesOf(id: string): Promise<Buffer> {
  const job = await store.find('r', id);
  const parts: Buffer[] = [];
  for await (const part of store.file(id, job?.fileBytes ?? 0)) parts.push(part);
  return Buffer.concat(parts);
}

describe('the store of exports', () => {
  it.each([[0], [1], [1024 * 1024], [2_500_001]])('gives back a file of %i bytes as it was', async (size) => {
    const id = await added();
    await store.begin(id);
    const file = Buffer.alloc(size, 'loopline ');
    await store.finish(id, 'sheets.pdf', file);
    expect(await store.find('r', id)).toMatchObject({
      state: 'done',
      percent: 100,
      fileName: 'sheets.pdf',
      fileBytes: size,
    });
    expect((await bytesOf(id)).equals(file)).toBe(true);
  });

  it('forgets what a broken-off try left behind', async () => {
    const id = await added();
    expect(await store.begin(id)).toMatchObject({ tries: 1 });
    await query('insert into export_part values ($1, 0, $2), ($1, 1, $2)', [id, Buffer.from('half')]);
    expect(await store.begin(id)).toMatchObject({ tries: 2, state: 'running', percent: 0 });
    await store.finish(id, 'a.csv', Buffer.from('whole'));
    expect((await bytesOf(id)).toString()).toBe('whole');
    // An ended job is begun no more, and fails no more.
    expect(await store.begin(id)).toBeUndefined();
    await store.fail(id, 'too late');
    expect(await store.find('r', id)).toMatchObject({ state: 'done', error: null });
  });

  it('says how far it is, never backwards, and 100 only when it is done', async () => {
    const id = await added();
    await store.beat(id, 40);
    expect(await store.find('r', id)).toMatchObject({ state: 'queued', percent: 0 });
    await store.begin(id);
    for (const percent of [40.4, 20, 100]) await store.beat(id, percent);
    expect(await store.find('r', id)).toMatchObject({ percent: 99 });
    expect(await store.find('s', id)).toBeUndefined();
  });

  it('knows the same again: while it is made, and shortly after', async () => {
    const id = await added();
    const same = async (what = WHAT) => (await store.same(what))?.id;
    const ago = (column: string, ms: number) =>
      query(`update export_job set ${column} = now() - make_interval(secs => $1)`, [ms / 1000]);
    expect(await same()).toBe(id);
    expect(await same({ ...WHAT, logOffset: 8 })).toBeUndefined();
    expect(await same({ ...WHAT, bib: '1' as never })).toBeUndefined();
    // Whoever makes it gave no sign of life.
    expect(await store.isAlive(id)).toBe(true);
    await ago('beat_at', SILENT_MS + 5000);
    expect([await same(), await store.isAlive(id)]).toEqual([undefined, false]);
    await store.begin(id);
    expect(await same()).toBe(id);
    await store.finish(id, 'a.pdf', Buffer.from('x'));
    expect(await same()).toBe(id);
    await ago('done_at', REUSED_MS + 5000);
    expect(await same()).toBeUndefined();
    await ago('done_at', 0);
    expect(await same()).toBe(id);
    await query(`update export_job set state = 'failed'`);
    expect(await same()).toBeUndefined();
  });

  it('counts what is under way, not what ended or was left', async () => {
    await added();
    await added({ ...WHAT, race: 's' });
    const left = await added();
    await query(`update export_job set beat_at = now() - interval '1 hour' where id = $1`, [left]);
    await store.fail(await added(), 'no');
    expect(await store.open('r')).toEqual({ ofRace: 1, all: 2 });
  });

  it('throws away what is older than a day, and the oldest of what is too much', async () => {
    const ids = [await added(), await added(), await added(), await added()];
    for (const [i, id] of ids.entries()) {
      await store.begin(id);
      await store.finish(id, `${i}.pdf`, Buffer.from('x'));
      await query(`update export_job set done_at = now() - make_interval(mins => $2) where id = $1`, [id, 10 - i]);
    }
    const half = STORE_BYTES_MAX / 2;
    await query('update export_job set file_bytes = $1', [half]);
    await query(`update export_job set asked_at = $2 where id = $1`, [ids[3], new Date(Date.now() - KEPT_MS - 1000)]);
    expect(await store.prune()).toBe(2);
    const { rows } = await query('select id from export_job order by done_at');
    expect(rows.map(({ id }) => id as string)).toEqual([ids[1], ids[2]]);
    expect((await query('select count(*)::int as n from export_part')).rows).toEqual([{ n: 2 }]);
  });
});
