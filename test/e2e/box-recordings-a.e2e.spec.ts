/**
 * RACE RESULT as an outsider plays it: a decoder and an exporter made by hand from their maker's words, and the log read back to the millisecond. No
 * simulated box of ours takes part.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReaderAnswer, ReadsAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, type LogLine, boardRow, caller, expectStatus, raceDefinition, readLog } from './outsider.js';
import { Decoder } from './wire.js';

let server: ServerProcess;
let call: Call;
/** A race of another day than today. */
const GUN = '2026-10-03T08:00:00.000Z';
const GUN_MS = Date.parse(GUN);
const HOUR_MS = 3_600_000;
const LAP_MS = 600_000;
/** Half of the way of a question about the clock and its answer on a busy machine; clocks that are wrong here are wrong by 5 s and more. */
const CLOCK_MS_MAX = 1_500;
/** Figures of a clock in Rome: two hours ahead on the day of the race. */
const AHEAD_MS = 2 * HOUR_MS;
const decoders: Decoder[] = [];

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(async () => {
  await Promise.all(decoders.map((decoder) => decoder.stop()));
  await server?.stop();
}, 60_000);

async function race(slug: string, gun = GUN, chips = ['C1', 'C2', '33']): Promise<void> {
  await expectStatus(201, call('POST', '/races', raceDefinition(slug, { scheduledStart: gun })));
  const entrants = chips.map((chip, i) => ({ bib: String(i + 1), name: `R${i}`, chips: [chip] }));
  await expectStatus(200, call('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, call('POST', `/races/${slug}/start`, { at: gun }));
}

async function decoderAt(slug: string, prepare: (decoder: Decoder) => void = () => undefined): Promise<Decoder> {
  const decoder = new Decoder();
  decoders.push(decoder);
  decoder.clock = () => figures(Date.now(), 'Europe/Rome');
  prepare(decoder);
  await decoder.start();
  await put(slug, { protocol: 'race-result', connect: { host: '127.0.0.1', port: decoder.port } });
  return decoder;
}

const put = async (slug: string, body: object, id = 'rr'): Promise<ReaderAnswer> =>
  (await expectStatus(200, call<ReaderAnswer>('PUT', `/races/${slug}/readers/${id}`, body))).json;
const state = async (slug: string, id = 'rr'): Promise<ReaderAnswer['state']> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${slug}/readers/${id}`))).json.state;
const worries = async (slug: string): Promise<WorriesAnswer['worries']> =>
  (await expectStatus(200, call<WorriesAnswer>('GET', `/races/${slug}/worries`))).json.worries;

/** What a clock of that zone shows, `yyyy-MM-dd;hh:mm:ss.mmm`. */
function figures(ms: number, timeZone: string): string {
  const shown = new Date(ms).toLocaleString('sv-SE', { timeZone });
  return `${shown.replace(' ', ';')}.${String(ms % 1000).padStart(3, '0')}`;
}

/** 20 fields: number, code, date, time, event, hits, strength, data, active, channel, loop, loop only, wake-ups, battery, temperature, data, box, file, antenna, id. */
function line(no: number, chip: string, wall: string, file = 177): string {
  return `${no};${chip};${wall};0;72;21;09ca52;0;0;;0;;;;;Finish;${file};4;D-50432`;
}
/** As a clock in Rome shows it on the day of the race. */
const shown = (ms: number): string => new Date(GUN_MS + ms + AHEAD_MS).toISOString().slice(0, 23).replace('T', ';');
const at = (ms: number): string => new Date(GUN_MS + ms).toISOString();

const reads = async (slug: string, kind = 'read'): Promise<LogLine[]> =>
  (await readLog(call, slug)).filter((fact) => fact.kind === kind);
/** What is in the log of boxes, as `epoch:seq`, sorted. */
async function numbers(slug: string): Promise<string[]> {
  const found = (await reads(slug)).map(({ source }) => source as { epoch: string; seq: number });
  return found.map(({ epoch, seq }) => `${epoch}:${seq}`).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
const upTo = (last: number, file: number | string = 177): string[] =>
  Array.from({ length: last }, (_, i) => `${file}:${i + 1}`);
const hasNumbers = (slug: string, wanted: readonly string[]): Promise<unknown> =>
  waitFor(`${wanted.length} records of ${slug}`, async () => (await numbers(slug)).join() === wanted.join(), 30_000);
const laps = (slug: string, bib: string, count: number): Promise<unknown> =>
  waitFor(`${count} laps of ${bib}`, async () => (await boardRow(call, slug, bib))?.laps === count);

describe('a decoder on the line', () => {
  it('of another day: every record at its own instant, with its number, its file and its text', async () => {
    await race('d-day');
    const decoder = await decoderAt('d-day', (one) => {
      for (let n = 1; n <= 3; n++) one.file.lines.push(line(n, 'C1', shown(n * LAP_MS + 477)));
      one.sizes = [1];
    });
    await hasNumbers('d-day', upTo(3));
    decoder.sizes = [65_536];
    await waitFor('pushing to be asked for', () => decoder.asked.includes('SETPUSHPASSINGS;1;0'));
    decoder.pass(line(4, '99999', shown(4 * LAP_MS)));
    decoder.pass(line(5, 'C1', shown(4 * LAP_MS + 1)));
    await hasNumbers('d-day', [...upTo(3), '177:5']);
    const [first, , , pushed] = await reads('d-day');
    expect(first).toMatchObject({
      ...{ kind: 'read', chip: 'C1', point: 'line', at: at(LAP_MS + 477), antenna: 4, rssi: 21 },
      ...{ source: { device: 'rr', epoch: '177', seq: 1 }, raw: line(1, 'C1', shown(LAP_MS + 477)) },
    });
    expect(pushed).toMatchObject({ at: at(4 * LAP_MS + 1), raw: line(5, 'C1', shown(4 * LAP_MS + 1)) });
    expect(await reads('d-day', 'marker')).toMatchObject([{ at: at(4 * LAP_MS) }]);
    await laps('d-day', '1', 4);
    expect((await boardRow(call, 'd-day', '1'))?.elapsedMs).toBe(4 * LAP_MS + 1);
    expect((await worries('d-day')).map(({ kind }) => kind)).not.toContain('clock');
    expect(decoder.asked.join()).not.toMatch(/STARTOPERATION|STOPOPERATION|SETTIME|CLEARFILES/);
    expect(decoder.asked).toEqual(expect.arrayContaining(['GETPROTOCOL', 'SETPROTOCOL;2.0', 'GETTIME', 'PASSINGS']));
  }, 60_000);

  it('that shows the day of a recording does not move it to today', async () => {
    await race('replay', '2019-05-04T06:00:00.000Z', ['C1']);
    await decoderAt('replay', (one) => {
      one.clock = () => '2019-05-04;09:00:00.000';
      one.file.lines.push(line(1, 'C1', '2019-05-04;08:10:00.250'), line(2, 'C1', '2019-05-05;00:10:00.250'));
    });
    await hasNumbers('replay', upTo(2));
    expect((await reads('replay')).map((fact) => fact.at)).toEqual([
      '2019-05-04T06:10:00.250Z',
      '2019-05-04T22:10:00.250Z',
    ]);
    expect((await worries('replay')).map(({ kind }) => kind)).not.toContain('clock');
  }, 60_000);

  it('with short answers, split ends and a push in the middle of a block loses nothing', async () => {
    await race('d-pull');
    const decoder = await decoderAt('d-pull', (one) => {
      for (let n = 1; n <= 150; n++) one.file.lines.push(line(n, 'C1', shown(n * 130_000)));
      // The end of a block, CR LF, is cut wherever it stands.
      one.sizes = [7, 1, 1, 13, 2];
      one.blockMax = 20;
    });
    await waitFor('the first block', () => decoder.asked.some((command) => /^\d+:/.test(command)));
    const slipped = line(151, 'C2', shown(151 * 130_000));
    decoder.file.lines.push(slipped);
    decoder.slipIn = slipped;
    await hasNumbers('d-pull', upTo(151));
    expect(decoder.file.lines).toHaveLength(151);
  }, 90_000);

  it('that begins another file, then counts the same one anew, is never taken for a duplicate', async () => {
    await race('d-file');
    const decoder = await decoderAt('d-file', (one) => {
      for (let n = 1; n <= 3; n++) one.file.lines.push(line(n, 'C1', shown(n * LAP_MS)));
    });
    await hasNumbers('d-file', upTo(3));
    decoder.file = { number: 178, lines: [] };
    decoder.pass(line(1, 'C1', shown(4 * LAP_MS), 178));
    await hasNumbers('d-file', [...upTo(3), '178:1']);
    decoder.pass(line(2, 'C1', shown(5 * LAP_MS), 178));
    await hasNumbers('d-file', [...upTo(3), ...upTo(2, 178)]);
    decoder.cut();
    decoder.file = { number: 178, lines: [line(1, 'C1', shown(6 * LAP_MS), 178)] };
    await waitFor('six records', async () => (await reads('d-file')).length === 6, 30_000);
    const epochs = (await reads('d-file')).map(({ source }) => (source as { epoch: string }).epoch);
    expect(new Set(epochs).size).toBe(3);
    await laps('d-file', '1', 6);
    expect((await worries('d-file')).map(({ kind }) => kind)).not.toContain('id-reused');
  }, 90_000);

  it('of the oldest protocol: 8 fields, no file, no date; its clock says what they mean', async () => {
    const gun = new Date(Math.floor(Date.now() / 60_000) * 60_000 - HOUR_MS).toISOString();
    await race('d-old', gun);
    const bootMs = Date.now() - 26 * HOUR_MS;
    const since = (ms: number): string => {
      const sinceMs = ms - bootMs;
      return `0000-00-0${Math.floor(sinceMs / 86_400_000)};${new Date(sinceMs).toISOString().slice(11, 23)}`;
    };
    const passed = [Date.parse(gun) + LAP_MS, Date.parse(gun) + 2 * LAP_MS];
    const decoder = await decoderAt('d-old', (one) => {
      one.namesFile = false;
      one.clock = () => since(Date.now());
      one.file.lines.push(`1;33;${since(passed[0]!)};6692;12;-68;09ca52`);
    });
    await waitFor('the first', async () => (await reads('d-old')).length === 1);
    decoder.pass(`2;33;${since(passed[1]!)};6692;12;-68;09ca52`);
    await waitFor('the second', async () => (await reads('d-old')).length === 2, 20_000);
    const found = await reads('d-old');
    expect(found.map(({ chip }) => chip)).toEqual(['33', '33']);
    expect(found[0]!['raw']).toContain('0000-00-01;');
    for (const [i, fact] of found.entries())
      expect(Math.abs(Date.parse(fact.at) - passed[i]!)).toBeLessThanOrEqual(CLOCK_MS_MAX);
    await laps('d-old', '3', 2);
  }, 60_000);

  it('in test mode is a worry; fast by five seconds it is put right, and not by the jitter of the line', async () => {
    const gun = new Date(Math.floor(Date.now() / 60_000) * 60_000 - HOUR_MS).toISOString();
    await race('d-live', gun);
    const ms = Date.parse(gun) + LAP_MS;
    const decoder = await decoderAt('d-live', (one) => {
      one.operating = false;
      one.file.lines.push(line(1, 'C1', figures(ms + 123, 'Europe/Rome')));
    });
    await hasNumbers('d-live', upTo(1));
    expect((await reads('d-live'))[0]!.at).toBe(new Date(ms + 123).toISOString());
    await waitFor('the worry', async () =>
      (await worries('d-live')).some(({ evidence }) => /test mode/i.test(evidence.text)),
    );
    expect((await state('d-live')).boxes).toMatchObject([{ recording: false, mode: 'test', batteryPct: 76 }]);
    decoder.cut();
    decoder.clock = () => figures(Date.now() + 5000, 'Europe/Rome');
    decoder.operating = true;
    decoder.file.lines.push(line(2, 'C1', figures(ms + LAP_MS + 5000, 'Europe/Rome')));
    await hasNumbers('d-live', upTo(2));
    expect(Math.abs(Date.parse((await reads('d-live'))[1]!.at) - (ms + LAP_MS))).toBeLessThanOrEqual(CLOCK_MS_MAX);
    await waitFor('no worry', async () => (await worries('d-live')).every(({ kind }) => kind !== 'reader-down'));
  }, 60_000);
});

describe('the exporter over HTTP', () => {
  /** The maker's own example, letter by letter. */
  const EXAMPLE =
    '{"ID":1,"Bib":50001,"TimingPoint":"STARTFINISH","Result":-10,"Time":32795.944,"Invalid":false,"Passing":{"Transponder":"ZICAD30","Position":{"Latitude":0,"Longitude":0,"Altitude":0,"Flag":""},"Hits":75,"RSSI":-75,"Battery":3,"Temperature":17,"WUC":6233,"LoopID":8,"Channel":8,"InternalData":"","StatusFlags":128,"DeviceID":"D-50432","DeviceName":"Support Decoder","OrderID":0,"Port":0,"IsMarker":false,"FileNo":177,"PassingNo":1,"Customer":12345,"Received":"2024-01-12T09:07:43.15+01:00","UTCTime":"2024-01-12T09:06:35.944Z"}}';
  interface Body {
    ID: number;
    Bib?: number;
    TimingPoint?: string;
    Invalid: boolean;
    Passing: Record<string, unknown>;
  }
  const body = (change: (body: Body) => void = () => undefined): string => {
    const made = JSON.parse(EXAMPLE) as Body;
    made.Passing['Received'] = undefined;
    change(made);
    return JSON.stringify(made);
  };
  let token = '';
  const post = async (text: string, type = 'application/json', secret = token) => {
    const response = await fetch(`${server.url}/api/v1/races/web/readers/rr/reads?token=${secret}`, {
      method: 'POST',
      body: text,
      headers: type === '' ? {} : { 'content-type': type },
    });
    const json = (await response.json()) as ReadsAnswer & { code?: string; detail?: string };
    return { status: response.status, json };
  };
  const facts = () => reads('web', 'passing');

  it('as its maker shows it: taken, and its zone doubted in a worry', async () => {
    await race('web', '2024-01-12T08:00:00.000Z', ['ZICAD30', 'Z2']);
    token = (await put('web', { protocol: 'race-result-json' })).token!;
    for (let i = 0; i < 2; i++) {
      const { status, json } = await post(`${EXAMPLE}\r\n`, 'application/json; charset=utf-8');
      expect([status, json]).toEqual([200, { reads: 1, stored: 1 - i, duplicates: i, rejected: [] }]);
    }
    expect(await facts()).toMatchObject([
      {
        ...{ bib: '50001', chip: 'ZICAD30', at: '2024-01-12T09:06:35.944Z', point: 'line', rssi: -75 },
        ...{ source: { device: 'rr/D-50432', epoch: '177', seq: 1 }, raw: EXAMPLE },
      },
    ]);
    expect((await state('web')).notices).toMatchObject([{ code: 'zone-doubt' }]);
    await waitFor('the worry about the zone', async () =>
      (await worries('web')).some(({ kind, evidence }) => kind === 'clock' && /zone/.test(evidence.text)),
    );
  });

  it('under any name for its body, from several decoders, with an offset, a lost bib, a mark before its text', async () => {
    const sent: [string, string, (body: Body) => void][] = [
      ['text/plain', '', (one) => Object.assign(one.Passing, { UTCTime: '2024-01-12T03:10:00.611-06:00' })],
      ['application/x-www-form-urlencoded', '', (one) => Object.assign(one.Passing, { DeviceID: 'D-2' })],
      ['', '\uFEFF', (one) => Object.assign(one, { Bib: 0 })],
    ];
    for (const [i, [type, mark, change]] of sent.entries()) {
      const text = body((one) => {
        one.ID = 10 + i;
        one.Passing['PassingNo'] = 10 + i;
        change(one);
      });
      expect(await post(mark + text, type)).toMatchObject({ status: 200, json: { stored: 1 } });
    }
    expect((await facts()).slice(1).map((fact) => [fact.at, fact.source])).toEqual([
      ['2024-01-12T09:10:00.611Z', { device: 'rr/D-50432', epoch: '177', seq: 10 }],
      ['2024-01-12T09:06:35.944Z', { device: 'rr/D-2', epoch: '177', seq: 11 }],
    ]);
    const [ofNobody] = await reads('web');
    expect(ofNobody).toMatchObject({ chip: 'ZICAD30', source: { seq: 12 } });
    expect(ofNobody).not.toHaveProperty('bib');
  });

  it('whose box counts anew unsaid: another ID at another time is another passing', async () => {
    const before = (await facts()).length;
    const made = (id: number): string =>
      body((one) => {
        one.ID = id;
        one.Passing['UTCTime'] = new Date(Date.parse('2024-01-12T10:00:00.000Z') + id * 60_000).toISOString();
      });
    for (const id of [20, 21, 20, 21]) expect((await post(made(id))).status).toBe(200);
    const found = (await facts()).slice(before);
    expect(found.map((fact) => fact.at)).toEqual(['2024-01-12T10:20:00.000Z', '2024-01-12T10:21:00.000Z']);
    const edited = made(21).replace('"Invalid":false', '"Invalid":true');
    await post(edited);
    await post(edited);
    expect((await reads('web', 'void')).map(({ target }) => target)).toEqual([found[1]!.id]);
    expect((await worries('web')).map(({ kind }) => kind)).not.toContain('id-reused');
  });

  it('marked invalid, valid again and invalid again: each once', async () => {
    const text = (invalid: boolean): string =>
      body((one) => {
        one.ID = 30;
        one.Invalid = invalid;
        Object.assign(one.Passing, { PassingNo: 30, UTCTime: '2024-01-12T11:00:00.000Z' });
      });
    const before = (await readLog(call, 'web')).length;
    for (const invalid of [false, true, true, false, false, true]) await post(text(invalid));
    const kinds = (await readLog(call, 'web')).slice(before).map(({ kind }) => kind);
    expect(kinds).toEqual(['passing', 'void', 'restore', 'void']);
  });

  it.each([
    ['', 400, /empty/],
    ['\r\n', 400, /empty/],
    ['{"ID":', 422, /JSON/],
    ['[]x', 422, /JSON/],
    [body((one) => delete one.Bib), 422, /Bib/],
    [body((one) => delete one.TimingPoint), 422, /TimingPoint/],
    [body((one) => delete one.Passing['UTCTime']), 422, /UTCTime/],
    [body((one) => delete (one as Partial<Body>).ID), 422, /ID/],
    [body((one) => delete (one as Partial<Body>).Passing), 422, /Passing/],
    [body((one) => Object.assign(one.Passing, { UTCTime: 'yesterday' })), 422, /UTCTime/],
  ])('a body like %j is answered %i with what it lacks', async (text, status, words) => {
    const answer = await post(text);
    expect([answer.status, answer.json.detail]).toEqual([status, expect.stringMatching(words)]);
  });

  it('nobody comes in without the token, and no token gets out into the logs', async () => {
    for (const secret of ['', 'wrong', `${token}x`]) expect((await post(EXAMPLE, '', secret)).status).toBe(401);
    expect(server.output()).not.toContain(token);
    expect((await state('web')).notices.length).toBeGreaterThan(0);
  });
});
