/** What leaves the house on paper and as a pack, read back from outside: PDF of results and lap sheets, the record pack. */
import { createHash, randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { pdfPages } from '#libs/testing/pdf-text.js';
import { type Call, GUN, caller, expectStatus, passing, raceDefinition, send } from './outsider.js';

const SLUG = 'on-paper';
const CERTIFICATE = { number: 'ITA-12', measurer: 'M. Easurer', grade: 'A', date: '2011-05-06' };
let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  const format = { kind: 'fixed-time', durationMs: 5 * 3_600_000, end: 'measure' };
  await expectStatus(201, call('POST', '/races', raceDefinition(SLUG, { format, certificate: CERTIFICATE })));
  const people = [
    { bib: '1', name: 'Ada Example', sex: 'F', birthDate: '1985-02-03', country: 'ITA' },
    { bib: '2', name: 'Ελένη Example', sex: 'F', birthDate: '1990-07-21', country: 'GRE' },
    { bib: '3', name: 'Hidden Person', hidden: true },
  ];
  await expectStatus(200, call('PUT', `/races/${SLUG}/entrants`, people));
  await expectStatus(200, call('POST', `/races/${SLUG}/start`, { at: GUN }));
  const source = { device: 'mat-1', epoch: 'boot', seq: 7 };
  const passings = Array.from({ length: 20 }, (_, i) => passing('1', (i + 1) * 700_000));
  const wrong = passing('2', 800_000, { source });
  await send(call, SLUG, [...passings, wrong, passing('3', 900_000)]);
  const correct = (body: object) => expectStatus(200, call('POST', `/races/${SLUG}/corrections`, body));
  const reason = 'seen on the video';
  await correct({
    id: randomUUID(),
    type: 'retime',
    target: wrong.id,
    at: new Date(Date.parse(GUN) + 790_000),
    reason,
  });
  await correct({ id: randomUUID(), type: 'part-lap', bib: '1', pastLineM: 250.5, measuredBy: 'Judge One', reason });
  await correct({ id: randomUUID(), type: 'results-state', state: 'provisional', reason });
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function file(path: string, token: string | null = null): Promise<{ answer: Response; bytes: Buffer }> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`${server.url}/api/v1/races/${SLUG}/${path}`, { headers });
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
}

/** Files of a zip by name, from its central directory. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1') + 16);
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const [size, names, extra, comment, place] = [
      ...[zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)],
      ...[zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)],
    ] as [number, number, number, number, number];
    const from = place + 30 + zip.readUInt16LE(place + 26) + zip.readUInt16LE(place + 28);
    const packed = zip.subarray(from, from + size);
    const name = zip.toString('utf8', at + 46, at + 46 + names);
    files.set(name, zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed);
    at += 46 + names + extra + comment;
  }
  return files;
}

describe('on paper', () => {
  it('R13.3 results are a PDF with their state, and keep hidden names to themselves', async () => {
    const { answer, bytes } = await file('results.pdf');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(answer.headers.get('content-disposition')).toMatch(/filename="on-paper-results-provisional-\d+\.pdf"/);
    const words = pdfPages(bytes).flat();
    expect(words).toEqual(expect.arrayContaining(['PROVISIONAL', 'Ada Example', 'Ελένη Example', '30.250 km']));
    expect(words.join(' ')).not.toContain('Hidden');
  });

  it('R3.9 lap sheets have both times and R4.7 mark the lap somebody corrected', async () => {
    const { bytes } = await file('lap-sheet.pdf?bib=2');
    expect(pdfPages(bytes).flat()).toEqual(
      expect.arrayContaining(['cumulative', '0:13:10.000', '*1', 'retime', 'seen on the video', 'judge']),
    );
    const all = pdfPages((await file('lap-sheet.pdf')).bytes);
    expect(all).toHaveLength(3);
    expect((await file('lap-sheet.pdf?bib=99')).answer.status).toBe(404);
  });

  it('an earlier version says which it is', async () => {
    const { bytes } = await file('results.pdf?offset=10');
    expect(pdfPages(bytes).flat()).toContain('LIVE, NOT FINAL');
    expect((await file('results.pdf?offset=99999')).answer.status).toBe(404);
  });
});

describe('the record pack (R8.6)', () => {
  it('holds all an authority asks for, and sums that hold', async () => {
    const { answer, bytes } = await file('exports/record-pack.zip', DIRECTOR_TOKEN);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const files = unzip(bytes);
    const text = (name: string): string => files.get(name)?.toString() ?? '';
    for (const line of text('SHA256SUMS').trim().split('\n')) {
      const [sum, name = ''] = line.split('  ');
      expect([name, createHash('sha256').update(files.get(name)!).digest('hex')]).toEqual([name, sum]);
    }
    expect([...files.keys()].sort()).toEqual([
      ...['README.txt', 'SHA256SUMS', 'course.json', 'edits.csv', 'equipment.csv', 'hourly.csv'],
      ...['lap-sheet.csv', 'lap-sheet.pdf', 'log.ndjson', 'part-laps.csv', 'results.csv', 'results.json'],
      ...['results.pdf', 'runners.csv', 'start-signal.csv'],
    ]);
    expect(text('runners.csv')).toContain('1,Ada Example,F,1985-02-03,ITA');
    expect(text('part-laps.csv')).toContain('Judge One');
    expect(text('edits.csv')).toContain('retime');
    expect(text('start-signal.csv')).toContain(`started,,${GUN}`);
    expect(text('equipment.csv')).toContain('mat-1,line,passing,1');
    expect(JSON.parse(text('results.json'))).toMatchObject({ state: 'provisional', rows: [{ bib: '1' }, {}, {}] });
    expect(JSON.parse(text('course.json'))).toMatchObject({ certificate: CERTIFICATE });
    // What nobody told is asked for, and what no authority takes is said.
    const readme = text('README.txt');
    expect(readme).toContain('- of the course certificate: distance between start and finish in a straight line, fall');
    expect(readme).toContain('that of 2011-05-06 is 5 years old or more');
    const lines = text('log.ndjson').trim().split('\n');
    expect(lines).toHaveLength((JSON.parse(text('results.json')) as { offset: number }).offset);
  });

  it('of one runner holds the birth date of nobody else', async () => {
    const runners = unzip((await file('exports/record-pack.zip?bib=2', DIRECTOR_TOKEN)).bytes).get('runners.csv');
    expect(runners?.toString()).toContain('1990-07-21');
    expect(runners?.toString()).not.toContain('1985-02-03');
  });

  it('is for directors only', async () => {
    expect((await file('exports/record-pack.zip')).answer.status).toBe(401);
  });
});
