/** Long files in the background, from outside: asked for, followed, fetched; the same asked for twice is one; bad asks say why. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import type { ExportJobAnswer } from '#libs/contracts/index.js';
import { MESSAGES } from '#libs/contracts/wire/messages.js';
import { pdfPages } from '#libs/testing/pdf-text.js';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, LAP_MS, caller, expectStatus, passing, readLog, send, startedRace } from './outsider.js';

const SLUG = 'long-files';
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 12, { visibility: 'private' });
  const bibs = Array.from({ length: 12 }, (_, i) => String(i + 1));
  const rows = Array.from({ length: 20 }, (_, lap) =>
    bibs.map((bib) => passing(bib, (lap + 1) * LAP_MS + Number(bib))),
  );
  await send(call, SLUG, rows.flat());
}, 90_000);
afterAll(() => server?.stop(), 60_000);

const jobs = (path = ''): string => `/races/${SLUG}/exports${path}`;
const ask = async (body: object): Promise<ExportJobAnswer> =>
  (await expectStatus(200, call<ExportJobAnswer>('POST', jobs(), body))).json;

const ended = (id: string): Promise<ExportJobAnswer> =>
  waitFor(`job ${id} to end`, async () => {
    const { json } = await expectStatus(200, call<ExportJobAnswer>('GET', jobs(`/jobs/${id}`)));
    expect(v.safeParse(MESSAGES['export.answer'] as v.GenericSchema, json).issues).toBeUndefined();
    return (json.state === 'done' || json.state === 'failed') && json;
  });

async function fetched({ file }: ExportJobAnswer): Promise<{ answer: Response; bytes: Buffer }> {
  const answer = await fetch(`${server.url}${file?.url}`, { headers: { authorization: `Bearer ${DIRECTOR_TOKEN}` } });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

describe('export jobs', () => {
  it('make every lap sheet of a private race, whole and with its name', async () => {
    const asked = await ask({ kind: 'lap-sheet.pdf' });
    expect(asked).toMatchObject({ kind: 'lap-sheet.pdf', offset: (await readLog(call, SLUG)).length });
    const done = await ended(asked.id);
    expect(done).toMatchObject({ state: 'done', percent: 100 });
    const { answer, bytes } = await fetched(done);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
    expect(answer.headers.get('content-disposition')).toContain(`${SLUG}-lap-sheets-live-${asked.offset}.pdf`);
    expect(bytes).toHaveLength(done.file?.bytes ?? -1);
    const pages = pdfPages(bytes).map((page) => page.join(' '));
    for (const bib of ['1', '12']) expect(pages.some((page) => page.includes(`Runner ${bib}`))).toBe(true);
  });

  it.each([['lap-sheet.csv'], ['hourly.csv'], ['results.pdf'], ['record-pack.zip']])('make %s', async (kind) => {
    const { answer, bytes } = await fetched(await ended((await ask({ kind })).id));
    expect(answer.status).toBe(200);
    const direct =
      kind.endsWith('csv') && (await call('GET', `/races/${SLUG}/${kind === 'hourly.csv' ? 'exports/' : ''}${kind}`));
    if (direct) expect(bytes.toString('utf8')).toBe(`\ufeff${direct.text}`);
    else expect(bytes.subarray(0, 4).toString('latin1')).toBe(kind.endsWith('pdf') ? '%PDF' : 'PK\u0003\u0004');
  });

  it('are one when the same is asked again, and another when the log has gone on', async () => {
    const [first, second] = await Promise.all([
      ask({ kind: 'lap-sheet.csv', bib: '3' }),
      ask({ kind: 'lap-sheet.csv', bib: '4' }),
    ]);
    expect(first.id).not.toBe(second.id);
    await ended(first.id);
    expect((await ask({ kind: 'lap-sheet.csv', bib: '3' })).id).toBe(first.id);
    await send(call, SLUG, [passing('3', 21 * LAP_MS)]);
    const later = await ask({ kind: 'lap-sheet.csv', bib: '3' });
    expect(later.offset).toBe(first.offset + 1);
    const again = await ended((await ask({ kind: 'lap-sheet.csv', bib: '3', offset: first.offset })).id);
    expect((await fetched(again)).bytes.toString('utf8').trim().split('\n')).toHaveLength(21);
    expect((await fetched(await ended(later.id))).bytes.toString('utf8').trim().split('\n')).toHaveLength(22);
  });

  it.each([
    ['a kind there is not', { kind: 'lap-sheet.doc' }, 400, 'kind'],
    ['no kind', {}, 400, 'kind'],
    ['a bib nobody has', { kind: 'lap-sheet.pdf', bib: '99' }, 404, 'unknown-bib'],
    ['a place the log has not reached', { kind: 'lap-sheet.pdf', offset: 999_999 }, 404, 'unknown-version'],
  ])('say why not, for %s', async (_, body, status, word) => {
    expect((await expectStatus(status, call('POST', jobs(), body))).text).toContain(word);
  });

  it('are for directors, each in its own race', async () => {
    const { id } = await ask({ kind: 'results.pdf' });
    for (const path of ['', `/${id}`, `/${id}/file`]) {
      const method = path === '' ? 'POST' : 'GET';
      const body = path === '' ? { kind: 'results.pdf' } : undefined;
      await expectStatus(401, caller(server.url, null)(method, jobs(path === '' ? '' : `/jobs${path}`), body));
    }
    await startedRace(call, 'another', 1);
    await expectStatus(404, call('GET', `/races/another/exports/jobs/${id}`));
    await expectStatus(404, call('GET', jobs(`/jobs/${randomUUID()}`)));
    await expectStatus(400, call('GET', jobs('/jobs/not-an-id')));
  });
});
