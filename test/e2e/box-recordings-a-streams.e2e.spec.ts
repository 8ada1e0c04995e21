/**
 * MYLAPS and ChronoTrack as an outsider plays them: messages made by hand from the written protocols, in awkward pieces, over connections that break, and the
 * log read back to the millisecond. No simulated box of ours takes part.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportAnswer, ReaderAnswer, WorriesAnswer } from '#libs/contracts/index.js';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type ServerProcess, isReady, startServer } from '#libs/testing/server-process.js';
import { startTestPostgres } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, type LogLine, boardRow, caller, expectStatus, raceDefinition, readLog } from './outsider.js';
import { Dialled } from './wire.js';

let server: ServerProcess;
let call: Call;
const HOUR_MS = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

async function race(who: Call, slug: string, gun: string, chips: readonly string[], more: object = {}): Promise<void> {
  await expectStatus(201, who('POST', '/races', raceDefinition(slug, { scheduledStart: gun, ...more })));
  const entrants = chips.map((chip, i) => ({ bib: String(i + 1), name: `R${i}`, chips: [chip] }));
  await expectStatus(200, who('PUT', `/races/${slug}/entrants`, entrants));
  await expectStatus(200, who('POST', `/races/${slug}/start`, { at: gun }));
}
async function listening(who: Call, slug: string, protocol: string, more: object = {}): Promise<number> {
  const body = { protocol, listen: { host: '127.0.0.1', port: 0 }, ...more };
  return (await expectStatus(200, who<ReaderAnswer>('PUT', `/races/${slug}/readers/box`, body))).json.state.port!;
}
const state = async (slug: string): Promise<ReaderAnswer['state']> =>
  (await expectStatus(200, call<ReaderAnswer>('GET', `/races/${slug}/readers/box`))).json.state;
const kinds = async (slug: string): Promise<string[]> =>
  (await expectStatus(200, call<WorriesAnswer>('GET', `/races/${slug}/worries`))).json.worries.map(({ kind }) => kind);
const facts = async (who: Call, slug: string, kind = 'read'): Promise<LogLine[]> =>
  (await readLog(who, slug)).filter((fact) => fact.kind === kind);
const laps = (slug: string, bib: string, count: number): Promise<unknown> =>
  waitFor(`${count} laps of ${bib}`, async () => (await boardRow(call, slug, bib))?.laps === count);

/** 37 characters by position, and their sum. */
function v1(chip: string, wallMs: number, seq: number): string {
  const wall = new Date(wallMs).toISOString();
  const date = wall.slice(2, 10).replaceAll('-', '');
  const text = `${chip.padEnd(7)}${wall.slice(11, 23)} 5 0F  1${seq.toString(16).padStart(4, '0')}${date}`;
  const sum = [...text].reduce((total, char) => total + char.charCodeAt(0), 0) & 0xff;
  return `${text}${sum.toString(16).toUpperCase().padStart(2, '0')}`;
}

describe('MYLAPS, a session of last year', () => {
  const RECORDS = ['KV8658316:13:57.417 3 0F  1000025030870', 'LZ6302115:37:40.704 5 0F  1000125030862'];
  const OLD_UNIT = '0RK9T6N 13:50:23.30 9323  1000009080387';
  let port = 0;
  let toolkit: Dialled;

  it('opens with NULs and line ends, says hello once a location, and is asked for the newer form with one @', async () => {
    await race(call, 'ml', '2025-03-08T10:00:00.000Z', ['KV86583', 'LZ63021'], { timeZone: 'Asia/Dubai' });
    port = await listening(call, 'ml', 'mylaps');
    toolkit = await Dialled.open(port);
    await toolkit.say('\0\0Start - Finish@Pong@$\r\n21Km = 2Km@Pong@$\r\n', [1]);
    await toolkit.hears('AckPong', 2);
    expect(toolkit.heard).toMatch(/^\w+@AckPong@Version2\.1@[a-z|]*\|utc\|[a-z|]+@[a-z|]+@\$/);
    expect(toolkit.heard).not.toContain('@@');
    await toolkit.say('Start - Finish@Ping@$\r\n');
    await toolkit.hears('Start - Finish@AckPing@$');
    await toolkit.say(
      'Toolkit@GetLocations@ln=Start - Finish@ln=21Km = 2Km@$Start - Finish@AckGetInfo@PSD-0C0210@Unknown@$',
    );
  });

  it('lands on its day in its zone, each record once however often its message comes', async () => {
    const store = `Start - Finish@Store@${RECORDS.join('@')}@2@$\r\n`;
    for (let i = 0; i < 38; i++) await toolkit.say(store, [5, 1, 40]);
    await toolkit.hears('AckStore@2@$', 38);
    const found = await facts(call, 'ml');
    expect(found).toHaveLength(2);
    expect(found[0]).toMatchObject({
      ...{ chip: 'KV86583', at: '2025-03-08T12:13:57.417Z', raw: RECORDS[0], point: 'line' },
      source: { device: 'box/Start - Finish' },
    });
    expect(found[1]!.at).toBe('2025-03-08T11:37:40.704Z');
    const { boxes, notices } = await state('ml');
    for (const { clock } of boxes)
      expect([clock?.history, clock?.leastLateMs, clock?.doubt]).toEqual([[], undefined, undefined]);
    expect(notices.map(({ code }) => code)).not.toContain('clock-jump');
    expect(await kinds('ml')).not.toContain('clock');
  });

  it('old units with two digits, records with a wrong sum, numbers that come again with other records', async () => {
    const bad = RECORDS[0]!.replace('16:13', '16:14');
    await toolkit.say(`Start - Finish@Store@${OLD_UNIT}@${bad}@2@$\r\n`);
    await toolkit.hears('AckStore@2@$', 39);
    toolkit.close();
    toolkit = await Dialled.open(port);
    await toolkit.say(
      `Start - Finish@Pong@$Start - Finish@Store@${v1('KV86583', Date.parse('2025-03-08T18:00:00.005Z'), 3)}@2@$`,
    );
    await toolkit.hears('AckStore@2@$');
    const found = await facts(call, 'ml');
    expect(found.slice(2).map((fact) => [fact['chip'], fact.at])).toEqual([
      ['0RK9T6N', '2009-08-03T09:50:23.300Z'],
      ['KV86583', '2025-03-08T14:00:00.005Z'],
    ]);
    expect((await state('ml')).lastRefused).toMatchObject([{ code: 'wrong-checksum' }]);
    await laps('ml', '1', 2);
  });

  it('the newer form, its keys in any order, and markers of all three forms, are what they say', async () => {
    await toolkit.say(
      [
        '10KM@Pong@$',
        '10KM@Passing@t=13:11:30.904|c=KV86583|ct=UH|d=250308|l=13|dv=4|re=0|an=00001111|g=0|b=41|n=41@utc=1741443132830|t=18:12:12.830|c=LZ63021|d=250308@1016@$',
        'Finish@Marker@t=11:03:40.347|mt=Gunshot|n=Gunshot 1@4@$',
        'Finish@Marker@t=2025-03-08 11:03:40.347|mt=gun@5@$',
        'Finish@Marker@2025-03-08 05:57:56.027|ext-gun|Extern gunshot@6@$',
      ].join(''),
      [3],
    );
    for (const answer of ['AckPassing@1016@$', 'AckMarker@4@$', 'AckMarker@5@$', 'AckMarker@6@$'])
      await toolkit.hears(answer);
    const found = await facts(call, 'ml');
    expect(found.slice(4).map((fact) => fact.at)).toEqual(['2025-03-08T09:11:30.904Z', '2025-03-08T14:12:12.830Z']);
    const markers = await facts(call, 'ml', 'marker');
    expect(markers).toHaveLength(3);
    expect(markers.slice(1).map((fact) => fact.at)).toEqual(['2025-03-08T07:03:40.347Z', '2025-03-08T01:57:56.027Z']);
    toolkit.close();
  });
});

it('MYLAPS: with the database away nothing is acknowledged and nothing is lost', async () => {
  const database = await startTestPostgres();
  const proxy = await startCuttingProxy(database.url);
  const away = await startServer({ env: { DATABASE_URL: proxy.url } });
  const who = caller(away.url);
  const gunMs = Date.now() - HOUR_MS;
  await race(who, 'away', iso(gunMs), ['KV86583'], { timeZone: 'UTC' });
  const toolkit = await Dialled.open(await listening(who, 'away', 'mylaps'));
  await toolkit.say('F@Pong@$');
  await toolkit.hears('AckPong');
  const store = (n: number): string => `F@Store@${v1('KV86583', gunMs + n * 600_000, n)}@${n}@$`;
  await toolkit.say(store(1));
  await toolkit.hears('AckStore@1@$');
  proxy.setAway(true);
  for (const n of [2, 3, 2, 3]) await toolkit.say(store(n));
  // Both were taken in, and are on the local disk, when the answer to what came behind them is here.
  await toolkit.say('F@Ping@$');
  await toolkit.hears('F@AckPing@$');
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(toolkit.heard).not.toMatch(/AckStore@[23]/);
  proxy.setAway(false);
  await waitFor('readiness', () => isReady(away.url), 60_000);
  await waitFor('what the local disk had', async () => (await facts(who, 'away')).length === 3, 60_000);
  await toolkit.say(`${store(2)}${store(3)}`);
  await toolkit.hears('AckStore@2@$');
  await toolkit.hears('AckStore@3@$');
  expect((await facts(who, 'away')).map(({ at }) => at)).toEqual([1, 2, 3].map((n) => iso(gunMs + n * 600_000)));
  toolkit.close();
  await away.stop();
  await proxy.stop();
  await database.stop();
}, 180_000);

/** Figures of a clock that is so far ahead, in the three forms of CTP01. */
const FORMS: Readonly<Record<string, (wallMs: number) => string>> = {
  iso: (wallMs) => iso(wallMs).slice(0, 22),
  normal: (wallMs) => iso(wallMs).slice(11, 22),
  unix: (wallMs) => `${Math.floor(wallMs / 1000)}.${String(Math.floor((wallMs % 1000) / 10)).padStart(2, '0')}`,
};

/** SimpleClient: says who it is, and sends all it has whenever it is told to start. */
class SimpleClient {
  private constructor(readonly line: Dialled) {}

  static async open(port: number): Promise<SimpleClient> {
    const line = await Dialled.open(port);
    await line.say('SimpleClient~4.2~CTP01\r\n', [3]);
    await line.hears('getlocations\r\n');
    await line.say('ack~getlocations~START~FINISH\r\n');
    await line.hears('\r\nstart\r\n');
    return new SimpleClient(line);
  }

  async sends(records: readonly string[], sizes?: readonly number[]): Promise<void> {
    await this.line.say(records.map((record) => `${record}\r\n`).join(''), sizes);
  }
}

describe('ChronoTrack over a whole day and the night the clocks go back', () => {
  /** 24 h in Rome from Saturday noon; at three on Sunday it is two again. The box does not know. */
  const GUN = '2026-10-24T10:00:00.000Z';
  const GUN_MS = Date.parse(GUN);
  const AHEAD_MS = 2 * HOUR_MS;
  const LAPS = 47;
  const instants = Array.from({ length: LAPS }, (_, i) => GUN_MS + (i + 1) * 30 * 60_000 + 120);
  const record = (counter: number, tag: string, time: string): string =>
    `CT01_13~${counter}~FINISH~${tag}~${time}~${counter}~117F37~8`;

  it.each(Object.keys(FORMS))(
    '%s: every lap once and at its instant, sent again from the start after each cut',
    async (form) => {
      const slug = `ct-${form}`;
      await race(call, slug, GUN, ['50101'], {
        format: { kind: 'fixed-time', durationMs: 90_000_000, end: 'measure' },
      });
      const port = await listening(call, slug, 'chronotrack', { settings: { timeFormat: form } });
      const records = instants.map((ms, i) => record(i + 1, '50101', FORMS[form]!(ms + AHEAD_MS)));
      for (const [round, upTo] of [20, 35, LAPS].entries()) {
        const client = await SimpleClient.open(port);
        expect(client.line.heard).toMatch(
          new RegExp(`^[^~]+~[^~]+~5\r\n(?:[a-z-]+=[a-z]+\r\n){5}getlocations\r\nstart\r\n$`),
        );
        expect(client.line.heard).toContain(`time-format=${form}\r\n`);
        await client.sends(records.slice(0, upTo), round === 0 ? [1] : [17, 3]);
        // Half a line, then the cable.
        await client.line.say('CT01_13~99~FIN');
        await waitFor(`${upTo} records`, async () => (await facts(call, slug)).length === upTo);
        client.line.close();
      }
      const found = await facts(call, slug);
      expect(found.map((fact) => fact.at)).toEqual(instants.map(iso));
      expect(found[0]).toMatchObject({ chip: '50101', antenna: 8, raw: records[0], source: { device: 'box/117F37' } });
      await laps(slug, '1', LAPS);
      expect(await kinds(slug)).not.toContain('clock');
    },
    90_000,
  );

  it('guns and new places are no laps; a new place is started a second later', async () => {
    await race(call, 'ct-gun', GUN, ['guntime', '50101']);
    const client = await SimpleClient.open(await listening(call, 'ct-gun', 'chronotrack'));
    await client.sends([
      'CT01_33~4~START~guntime~2026-10-24T12:00:00.01~0~DF239A~0',
      'CT01_33~2038~30k~newlocation~2026-10-24T12:15:21.00~0~ED932A~0',
      'CT01_33~5~START~50101~2026-10-24T12:30:00.01~1~DF239A~2',
    ]);
    await client.line.hears('start~30k\r\n');
    await laps('ct-gun', '2', 1);
    expect(await facts(call, 'ct-gun', 'marker')).toMatchObject([{ at: '2026-10-24T10:00:00.010Z' }]);
    expect((await boardRow(call, 'ct-gun', '1'))?.laps).toBe(0);
    client.line.close();
  });
});

describe('files of a controller', () => {
  const GUN = '2021-05-08T06:00:00.000Z';
  const wallMs = (minutes: number): number => Date.parse(GUN) + 2 * HOUR_MS + minutes * 60_000;
  const line = (no: number, tag: string, ms: number, mac = '12000C', tail = '~P~9'): string =>
    `TO~${String(no).padStart(6, '0')}~${tag}~160~018~${FORMS['unix']!(ms)}~${mac}~8~-63~${no}${tail}`;
  const stamp = (ms: number): string => iso(ms).slice(2, 22).replace(/\D/g, '');
  const load = async (slug: string, text: string, query = ''): Promise<ImportAnswer> =>
    (
      await expectStatus(
        200,
        call<ImportAnswer>('POST', `/races/${slug}/imports?format=auto${query}`, text, {
          'content-type': 'text/plain',
        }),
      )
    ).json;

  it('in file order, in time order and in any order are the same result', async () => {
    const lines = Array.from({ length: 60 }, (_, i) =>
      line(i + 1, `0950${i % 3}`, wallMs(10 * (1 + Math.floor(i / 3)) + i / 10), '12000C', i % 2 ? '~P' : '~P~9'),
    );
    const orders = [
      lines,
      lines.toReversed(),
      lines.toSorted((a, b) => ((a.charCodeAt(7) * 7 + a.length) % 5) - ((b.charCodeAt(7) * 7 + b.length) % 5)),
    ];
    const boards: unknown[] = [];
    for (const [i, order] of orders.entries()) {
      const slug = `cf-${i}`;
      await race(call, slug, GUN, ['09500', '09501', '09502']);
      expect(await load(slug, order.join('\r\n'))).toMatchObject({
        format: 'chronotrack-csv',
        stored: 60,
        rejected: [],
      });
      expect(await load(slug, order.join('\n'))).toMatchObject({ stored: 0, duplicates: 60 });
      for (const bib of ['1', '2', '3']) await laps(slug, bib, 20);
      boards.push(
        await Promise.all(
          ['1', '2', '3'].map(async (bib) => {
            const { laps: count, elapsedMs } = (await boardRow(call, slug, bib))!;
            return [count, elapsedMs];
          }),
        ),
      );
    }
    expect(boards[1]).toEqual(boards[0]);
    expect(boards[2]).toEqual(boards[0]);
  }, 60_000);

  it('a box that was carried on says so with a Point marker, and one whose clock stood in 1980 with a TimeChange', async () => {
    await race(call, 'cf-moved', GUN, ['9511'], {
      course: {
        kind: 'loop',
        lapM: 1500,
        points: [
          { id: 'line', atM: 0 },
          { id: 'back', atM: 700 },
        ],
        minLapMs: 120_000,
      },
    });
    const bootMs = Date.parse('1980-01-01T00:00:00.000Z');
    const setMs = wallMs(15);
    const text = [
      // Ten minutes after it was switched on somebody set its clock.
      line(1, '9511', bootMs + 5 * 60_000),
      line(2, '9511', wallMs(20)),
      line(3, '9511', wallMs(26)),
      `12000C,1,TimeChange,2,${stamp(setMs)},${stamp(bootMs + 10 * 60_000)}`,
      `12000C,2,Point,3,${stamp(wallMs(22))},back`,
      `12000C,3,Gun,1,${stamp(wallMs(0))},Button Press`,
    ].join('\n');
    expect(await load('cf-moved', text)).toMatchObject({ stored: 6, rejected: [] });
    const found = await facts(call, 'cf-moved');
    expect(found.map((fact) => [fact.at, fact['point']])).toEqual([
      [iso(setMs - 5 * 60_000 - 2 * HOUR_MS), 'line'],
      [iso(wallMs(20) - 2 * HOUR_MS), 'line'],
      [iso(wallMs(26) - 2 * HOUR_MS), 'back'],
    ]);
    expect(found[0]!['raw']).toContain(`~${FORMS['unix']!(bootMs + 5 * 60_000)}~`);
    expect(await facts(call, 'cf-moved', 'marker')).toHaveLength(3);
    await laps('cf-moved', '1', 2);
    expect(await load('cf-moved', text)).toMatchObject({ stored: 0, duplicates: 6 });
  }, 60_000);
});
