/** Files of timing systems at the front door: looked at first, stored once, put right by the setting of their box. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportAnswer, ReadsAnswer, ReaderAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, boardRow, caller, expectStatus, raceDefinition, readLog } from './outsider.js';

let server: ServerProcess;
let call: Call;
const HOUR_MS = 3_600_000;
const LAP_MS = 600_000;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function race(slug: string, gun: string, chips: readonly string[], more: object = {}): Promise<void> {
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, { scheduledStart: gun, ...more })));
  await expectStatus(
    200,
    call(
      'PUT',
      `/races/${slug}/entrants`,
      chips.map((chip, i) => ({ bib: String(i + 1), name: `R${i}`, chips: [chip] })),
    ),
  );
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: gun }));
}

const load = async (slug: string, query: string, text: string): Promise<ImportAnswer> =>
  (
    await expectStatus(
      200,
      call<ImportAnswer>('POST', `/races/${slug}/imports?${query}`, text, { 'content-type': 'text/plain' }),
    )
  ).json;

const laps = (slug: string, bib: string, count: number): Promise<unknown> =>
  waitFor(`${count} laps of ${bib} in ${slug}`, async () => (await boardRow(call, slug, bib))?.laps === count);

/** `TO~` lines of one box: local clock written as if it were UTC. */
const controllerLine = (no: number, tag: string, wallMs: number, mac = '12000C'): string =>
  `TO~${no}~${tag}~160~18~${Math.floor(wallMs / 1000)}.${String(Math.floor((wallMs % 1000) / 10)).padStart(2, '0')}~${mac}~8~-63~${no}~P~9`;

describe('a file of a controller, years old', () => {
  const GUN_MS = Date.parse('2021-05-08T06:00:00.000Z');
  const lines = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, i) =>
      controllerLine(from + i, '9511', GUN_MS + 2 * HOUR_MS + (from + i) * LAP_MS),
    ).join('\r\n');

  it('is looked at, stored in the zone of the race, and stored once', async () => {
    await race('old', new Date(GUN_MS).toISOString(), ['9511']);
    const dry = await load('old', 'format=auto&dryRun=1', lines(1, 3));
    expect(dry).toMatchObject({ format: 'chronotrack-csv', lines: 3, reads: 3, stored: 0, rejected: [] });
    expect(dry.preview?.[0]).toMatchObject({
      line: 1,
      kind: 'read',
      chip: '9511',
      at: '2021-05-08T06:10:00.000Z',
      point: 'line',
    });
    expect(await load('old', 'format=chronotrack-csv&point=line&timeZone=Europe/Rome', lines(1, 3))).toMatchObject({
      stored: 3,
      duplicates: 0,
      rejected: [],
    });
    expect(await load('old', 'format=auto', `${lines(1, 6)}\nrubbish\n`)).toMatchObject({
      stored: 3,
      duplicates: 3,
      rejected: [{ line: 7, code: 'invalid-marker' }],
    });
    await laps('old', '1', 6);
  });

  it('of a box that was carried on holds the first place’s records too, and they are not counted twice', async () => {
    expect(await load('old', 'format=auto&point=back', lines(1, 6))).toMatchObject({ stored: 0, duplicates: 6 });
    await laps('old', '1', 6);
  });

  it('in the wrong zone is put right by one correction about its box, in either direction', async () => {
    await race('zoned', new Date(GUN_MS).toISOString(), ['9511']);
    await load('zoned', 'format=auto&timeZone=UTC', lines(1, 3));
    const zone = {
      id: randomUUID(),
      type: 'reader',
      device: 'import-chronotrack-csv',
      timeZone: 'Europe/Rome',
      reason: 'the box was on local time',
    };
    await expectStatus(200, call('POST', '/races/zoned/corrections', zone));
    await waitFor('laps at the right time', async () => (await boardRow(call, 'zoned', '1'))?.elapsedMs === 3 * LAP_MS);
    const reads = (await readLog(call, 'zoned')).filter(({ kind }) => kind === 'read');
    expect(reads.map(({ at }) => at)).toEqual([1, 2, 3].map((n) => new Date(GUN_MS + n * LAP_MS).toISOString()));
    await expectStatus(
      200,
      call('POST', '/races/zoned/corrections', {
        id: randomUUID(),
        type: 'void',
        target: zone.id,
        reason: 'no, it was not',
      }),
    );
    await waitFor(
      'laps where they were',
      async () => (await boardRow(call, 'zoned', '1'))?.elapsedMs === 3 * LAP_MS + 2 * HOUR_MS,
    );
  });
});

describe('recordings', () => {
  const GUN_MS = Date.parse('2026-03-01T08:00:00.000Z');
  const body = (no: number, bib: number, more: object = {}): string =>
    JSON.stringify({
      ...{ ID: no, Bib: bib, TimingPoint: 'LINE', Invalid: false, ...more },
      Passing: {
        ...{ Transponder: `Z${bib}`, DeviceID: 'D-1', IsMarker: false, FileNo: 3, PassingNo: no },
        UTCTime: new Date(GUN_MS + no * LAP_MS).toISOString(),
      },
    });

  it('of a webhook: what the timer marked invalid, took back or gave to another is so at the end, and again nothing new', async () => {
    await race('bodies', new Date(GUN_MS).toISOString(), ['Z1', 'Z2']);
    const text = [
      ...[1, 2, 3, 4].map((no) => body(no, 1)),
      body(2, 1, { Invalid: true }),
      body(3, 1, { Invalid: true }),
      body(3, 1),
      body(4, 2),
    ].join('\n');
    expect(await load('bodies', 'format=auto', text)).toMatchObject({
      format: 'race-result-json',
      stored: 4,
      rejected: [],
    });
    await laps('bodies', '1', 2);
    await laps('bodies', '2', 1);
    const before = (await readLog(call, 'bodies')).length;
    expect(await load('bodies', 'format=auto', text)).toMatchObject({ stored: 0, rejected: [] });
    await laps('bodies', '1', 2);
    await laps('bodies', '2', 1);
    expect((await readLog(call, 'bodies')).length).toBe(before);
  });

  it('a look says exactly what the import does', async () => {
    await race('looked', new Date(GUN_MS).toISOString(), ['T1']);
    const text = 'tag;time;point\nT1;10:10:00,25;back\nT9;10:11:00;Line\n;10:12:00;x\nT1;00:30:00;back\n';
    const query = `format=csv&timeZone=Europe/Rome&points=${encodeURIComponent('{"back":"line"}')}`;
    const dry = await load('looked', `${query}&dryRun=1`, text);
    expect(dry.notes.join(' ')).toContain('by the start of the race the first line is of 2026-03-01');
    expect(dry.unknown).toEqual({ chips: 1, bibs: 0, first: ['T9'] });
    const { preview = [], ...looked } = dry;
    const { stored, ...done } = await load('looked', query, text);
    expect({ ...done, stored: 0 }).toEqual(looked);
    expect(stored).toBe(3);
    const log = (await readLog(call, 'looked')).filter(({ kind }) => kind === 'read');
    expect(log.map(({ at, ...fact }) => [at, (fact as unknown as { point: string }).point])).toEqual(
      preview.map(({ at, point }) => [at, point]),
    );
    expect(preview.map(({ at }) => at)).toEqual([
      '2026-03-01T09:10:00.250Z',
      '2026-03-01T09:11:00.000Z',
      '2026-03-01T23:30:00.000Z',
    ]);
    expect(preview[0]).toMatchObject({ bib: '1', name: 'R0', place: 'back', point: 'line' });
  });
});

describe('the night the clocks go back', () => {
  const GUN = '2026-10-24T20:00:00.000Z';
  /** Laps of an hour, from 01:30 on; the figures of a clock that is set back at three, or is not. */
  const file = (figures: readonly string[]): string =>
    ['bib,time', ...figures.map((time) => `1,2026-10-25T${time}:00`)].join('\n');
  const at = async (slug: string): Promise<string[]> =>
    (await readLog(call, slug)).filter(({ kind }) => kind === 'passing').map((fact) => fact.at.slice(11, 16));

  it.each([
    ['set-back', ['01:30', '02:30', '02:30', '03:30'], ['23:30', '00:30', '01:30', '02:30']],
    ['goes-on', ['01:30', '02:30', '03:30', '04:30'], ['23:30', '00:30', '01:30', '02:30']],
  ])('%s: an hour is an hour', async (slug, figures, instants) => {
    await race(slug, GUN, ['C1']);
    const text = file(figures).replace(
      '1,2026-10-25T02:30:00\n1,2026-10-25T02:30:00',
      '1,2026-10-25T02:30:00\n1,2026-10-25T02:55:00\n1,2026-10-25T02:30:00',
    );
    const answer = await load(slug, 'format=csv&timeZone=Europe/Rome', text);
    expect(answer.rejected).toEqual([]);
    expect((await at(slug)).filter((time) => time !== '00:55')).toEqual(instants);
    expect(answer.notes.join(' ')).toContain('clocks');
  });
});

it('what is no file of any system, or has no heading, is refused with the way out', async () => {
  const plain = { 'content-type': 'text/plain' };
  expect(await call('POST', '/races/old/imports?format=auto', 'Dear timer', plain)).toMatchObject({
    status: 422,
    json: { code: 'not-recognised' },
  });
  expect(await call('POST', '/races/old/imports?format=runes', '1', plain)).toMatchObject({
    status: 400,
    json: { code: 'unknown-format', detail: expect.stringContaining('ipico') },
  });
  expect(await call('POST', '/races/old/imports', '', plain)).toMatchObject({ status: 400 });
  expect(await load('old', 'format=csv', 'a,b\n1,2')).toMatchObject({
    stored: 0,
    rejected: [{ line: 1, code: 'invalid-heading' }],
  });
});

describe('the exporter of RACE RESULT', () => {
  const GUN_MS = Date.parse('2026-03-01T08:00:00.000Z');
  const record = (id: number, bib: number, ms: number, more: object = {}): object => ({
    ...{ ID: id, Bib: bib, TimingPoint: 'LINE', Result: -10, Time: 1, Invalid: false },
    Passing: {
      Transponder: `Z${bib}`,
      Hits: 9,
      RSSI: -70,
      DeviceID: 'D-50432',
      IsMarker: false,
      FileNo: 177,
      PassingNo: id,
      UTCTime: new Date(GUN_MS + ms).toISOString(),
    },
    ...more,
  });
  let token = '';
  const post = (body: unknown, query = `?token=${token}`, who: Call = caller(server.url, null)) =>
    who<ReadsAnswer & { code: string }>('POST', `/races/rr/readers/rr/reads${query}`, body);

  it('is let in by its token, in the address or as a bearer, and by no other', async () => {
    await race('rr', new Date(GUN_MS).toISOString(), ['Z1', 'Z2', 'Z3']);
    const made = await expectStatus(
      200,
      call<ReaderAnswer>('PUT', '/races/rr/readers/rr', { protocol: 'race-result-json' }),
    );
    token = made.json.token!;
    expect(made.json.url).toContain('/api/v1/races/rr/readers/rr/reads');
    expect(await post(record(1, 1, LAP_MS))).toMatchObject({
      status: 200,
      json: { reads: 1, stored: 1, duplicates: 0, rejected: [] },
    });
    expect(await post(record(2, 1, 2 * LAP_MS), '', caller(server.url, token))).toMatchObject({
      status: 200,
      json: { stored: 1 },
    });
    for (const query of ['', '?token=wrong']) expect(await post(record(3, 1, 1), query)).toMatchObject({ status: 401 });
    await laps('rr', '1', 2);
  });

  it('may send again, mark invalid, take that back and change a bib: each once', async () => {
    expect(await post(record(2, 1, 2 * LAP_MS))).toMatchObject({ json: { stored: 0, duplicates: 1 } });
    await post(record(2, 1, 2 * LAP_MS, { Invalid: true }));
    await laps('rr', '1', 1);
    const before = (await readLog(call, 'rr')).length;
    await post(record(2, 1, 2 * LAP_MS, { Invalid: true }));
    expect((await readLog(call, 'rr')).length).toBe(before);
    await post(record(2, 1, 2 * LAP_MS));
    await laps('rr', '1', 2);
    await post(record(2, 2, 2 * LAP_MS));
    await laps('rr', '1', 1);
    await laps('rr', '2', 1);
    await post(record(2, 2, 2 * LAP_MS));
    await post(record(2, 1, 2 * LAP_MS));
    await laps('rr', '1', 2);
    const { worries } = (await expectStatus(200, call<WorriesAnswer>('GET', '/races/rr/worries'))).json;
    expect(worries.map(({ kind }) => kind)).not.toContain('id-reused');
  });

  it('bodies that are none are refused by what they lack', async () => {
    expect(await post('{"ID":', `?token=${token}`)).toMatchObject({ status: 422, json: { code: 'invalid-json' } });
    expect(await post({ ID: 1 })).toMatchObject({
      status: 422,
      json: { code: 'not-understood', detail: expect.stringContaining('Passing') },
    });
    expect(await post([record(5, 3, LAP_MS), { ID: 6 }])).toMatchObject({
      status: 200,
      json: { stored: 1, rejected: [{ code: 'invalid-passing' }] },
    });
  });
});
