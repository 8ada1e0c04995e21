/**
 * Recordings played by hand at a real server, by the contract alone: IPICO, Ultra, J-Chip, our lines, and readers that post JSON. What they said, when, and
 * that it was said once, is looked up in the log, on the board and in the worries.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReadsAnswer } from '#libs/contracts/index.js';
import { type ServerProcess, freePort, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, caller, expectStatus } from './outsider.js';
import { RawBox } from './raw-box.js';
import { HOST, sourceOf, timerOf } from './timer.js';

const HOUR_MS = 3_600_000;
/** Half of the way of a question about the clock and its answer on a busy machine; a wrong zone or day is more. */
const CLOCK_MS_MAX = 1_500;
let server: ServerProcess;
let call: Call;
const { race, put, stateOf, worriesOf, facts, shows, stored } = timerOf(() => call);

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

/** A read as an IPICO reader writes it. The hundredths are hexadecimal, the sum is of the characters behind `aa`. */
function ipico(tag: string, local: string, { counters = '0001', tail = '', tto = '' } = {}): string {
  const [, yy, MM, dd, HH, mm, ss, ms] = /^20(..)-(..)-(..)T(..):(..):(..)\.(...)/.exec(local)!;
  const body = `00${tag}${counters}${yy}${MM}${dd}${HH}${mm}${ss}${(Number(ms) / 10).toString(16).padStart(2, '0')}${tto}`;
  const sum = [...body].reduce((total, c) => total + c.charCodeAt(0), 0) % 256;
  return `aa${body}${sum.toString(16).padStart(2, '0')}${tail}`;
}

describe('an IPICO reader’s recording, years old', () => {
  const GUN = '2021-07-03T06:00:00.000Z';
  const A = '058000123b32';
  const B = '0580001286ff';
  const at = (minutes: number, ms = 0): string => new Date(Date.parse(GUN) + minutes * 60_000 + ms).toISOString();
  const local = (minutes: number, ms = 0): string => at(minutes + 120, ms);
  const LINES = [
    ipico(A, local(10, 590)),
    // The same read again with other counters, as first seen and as last seen, and in the long form: one read.
    ipico(A, local(10, 590), { counters: '0b07' }),
    ipico(A, local(10, 590), { counters: '0c08', tail: 'FS' }),
    ipico(B, local(10, 990)),
    'ab000a2c260306052004151b2782ae',
    ipico(A, local(10, 2_300), { tail: 'LS' }),
    ipico(B, local(20, 10), { tto: '060080' }),
    `${ipico(A, local(20)).slice(0, -2)}zz`,
    ipico(A, local(20, 470)),
  ];
  const READS = 5;
  let box: RawBox;

  it('is stored once each, with what it said, and none of its damage', async () => {
    await race('ipico-old', GUN, [A, B]);
    box = await RawBox.listening();
    await put('ipico-old', 'mat', { protocol: 'ipico', connect: { host: HOST, port: box.port }, timeZone: 'UTC' });
    // A cable that is pulled before the server knows of the connection takes with it what was said.
    await waitFor('the server to know', async () => (await stateOf('ipico-old', 'mat')).link === 'connected');
    await box.play(`${LINES.join('\r\n')}\r\n${LINES[3]!.slice(0, 20)}`);
    box.cut();
    await box.play(`${LINES.join('\r\n')}\r\n`, [4096]);
    await stored('ipico-old', READS);
    const reads = await facts('ipico-old');
    expect(reads.map((fact) => [fact['chip'], fact.at, fact['point'], sourceOf(fact).device])).toEqual(
      [
        [A, 10, 590],
        [B, 10, 990],
        [A, 10, 2_300],
        [B, 20, 10],
        [A, 20, 470],
      ].map(([chip, minutes, ms]) => [String(chip).toUpperCase(), local(Number(minutes), Number(ms)), 'line', 'mat']),
    );
    expect(reads[0]!['raw']).toBe(LINES[0]);
    expect(await facts('ipico-old', 'marker')).toMatchObject([{ raw: LINES[4], marker: 'gun button' }]);
    await waitFor('the second playing', async () => (await stateOf('ipico-old', 'mat')).duplicates >= READS + 2);
    expect(await stateOf('ipico-old', 'mat')).toMatchObject({ reads: READS + 1, link: 'connected' });
  }, 60_000);

  it('in the wrong zone is put right by PUT, with what is stored, and back; raw text stays', async () => {
    const zone = (timeZone: string) =>
      put('ipico-old', 'mat', { protocol: 'ipico', connect: { host: HOST, port: box.port }, timeZone });
    await shows('ipico-old', '1', { laps: 2, elapsedMs: 140 * 60_000 + 470 });
    for (const [timeZone, shiftMs] of [
      ['Europe/Rome', 0],
      ['America/New_York', 6 * HOUR_MS],
      ['Europe/Rome', 0],
    ] as const) {
      await zone(timeZone);
      await shows('ipico-old', '1', { laps: 2, elapsedMs: 20 * 60_000 + 470 + shiftMs });
      const reads = await facts('ipico-old');
      expect(reads.map((fact) => fact.at)).toContain(at(20, 470 + shiftMs));
      expect(reads[0]!['raw']).toBe(LINES[0]);
    }
  }, 60_000);

  it('played again after the server was killed adds nothing and loses nothing', async () => {
    const { data, port } = server;
    await server.kill('SIGKILL');
    server = await startServer({ data, port });
    await box.called();
    await box.play(`${LINES.join('\r\n')}\r\n${ipico(B, local(30))}\r\n`);
    await shows('ipico-old', '2', { laps: 3, elapsedMs: 30 * 60_000 });
    expect(await facts('ipico-old')).toHaveLength(READS + 1);
    expect((await worriesOf('ipico-old')).map(({ kind }) => kind)).not.toContain('id-reused');
    await box.gone();
  }, 90_000);
});

describe('an Ultra', () => {
  const GUN = '2022-06-04T05:00:00.000Z';
  const since1980 = (minutes: number): number =>
    Date.parse(GUN) / 1000 + 2 * 3600 + minutes * 60 - Date.parse('1980-01-01T00:00:00Z') / 1000;
  const line = (chip: string, minutes: number, logId: number, { ms = 698, rewound = 0, rssi = -71 } = {}): string =>
    `0,${chip},${since1980(minutes)},${ms},${chip === '0' ? 0 : 1},${rssi},${rewound},2,1,0000000000000000,0,${logId}\n`;
  let box: RawBox;

  it('is asked for the numbers it passed over, in figures and then in zero bytes; a stray frame stalls nothing', async () => {
    await race('ultra', GUN, ['11055', '0011056']);
    box = await RawBox.listening();
    await put('ultra', 'joey', { protocol: 'rfid-ultra', connect: { host: HOST, port: box.port } });
    await box.called();
    await box.play(`Connected,1170518701\nV=25.0000\n${line('0', 0, 99, { ms: 120 })}${line('11055', 10, 100)}`);
    await box.play(
      Buffer.concat([Buffer.from([0x03, 4, 0x0a, 0x30, 0x2c, 0xff]), Buffer.from(line('0011056', 11, 101))]),
    );
    await box.play(line('11055', 40, 105));
    await box.hears('600102\r104');
    const alive = setInterval(() => void box.play('V=24.9000\n', [64]).catch(() => undefined), 2_000);
    await box.hears('6\0\x00102\r104', 40_000);
    clearInterval(alive);
    await box.play(
      line('11055', 20, 102, { rewound: 1 }) +
        line('11055', 30, 103, { rewound: 1 }) +
        line('0011056', 31, 104, { rewound: 1 }) +
        line('11055', 40, 105, { rewound: 1, rssi: 0 }),
    );
    await shows('ultra', '1', { laps: 4, elapsedMs: 40 * 60_000 + 698 });
    await shows('ultra', '2', { laps: 2, elapsedMs: 31 * 60_000 + 698 });
    expect((await facts('ultra')).map((fact) => [fact['chip'], sourceOf(fact)])).toEqual(
      (
        [
          ['11055', 100],
          ['0011056', 101],
          ['11055', 105],
          ['11055', 102],
          ['11055', 103],
          ['0011056', 104],
        ] as const
      ).map(([chip, seq]) => [chip, { device: 'joey', epoch: 'u1', seq }]),
    );
    expect(await facts('ultra', 'marker')).toMatchObject([{ at: '2022-06-04T05:00:00.120Z', marker: 'gun button' }]);
    expect((await stateOf('ultra', 'joey')).boxes).toMatchObject([{ gaps: [], lastSeq: 105 }]);
    expect((await worriesOf('ultra')).map(({ kind }) => kind)).not.toContain('id-reused');
  }, 120_000);

  it('whose log was cleared while it was away counts anew, and nothing of either log is lost', async () => {
    box.cut();
    await box.play(`Connected,0\n${line('11055', 50, 100)}${line('11055', 60, 101)}`);
    await shows('ultra', '1', { laps: 6, elapsedMs: 60 * 60_000 + 698 });
    const epochs = (await facts('ultra')).map((fact) => sourceOf(fact)).filter(({ epoch }) => epoch !== 'u1');
    expect(epochs).toEqual([
      { device: 'joey', epoch: 'u1.2', seq: 100 },
      { device: 'joey', epoch: 'u1.2', seq: 101 },
    ]);
    await box.gone();
  }, 90_000);
});

describe('a J-Chip reader', () => {
  const local = (ms: number): string => new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' });
  const clock = (ms: number): string => {
    const [date = '', time = ''] = local(ms).split(' ');
    return `${time.replaceAll(':', '')}${String(Math.floor((ms % 1000) / 10)).padStart(2, '0')} date=${date.replaceAll('-', '')}`;
  };
  const read = (tag: string, ms: number, counter: number): string => {
    const [date = '', time = ''] = local(ms).split(' ');
    const index = (counter % 256).toString(16).toUpperCase().padStart(2, '0');
    return `DJ${tag} ${time}.${String(ms % 1000).padStart(3, '0')}3 10  10000      ${index} date=${date.replaceAll('-', '')}\r`;
  };

  it('is greeted, asked for its time and let go on; its counter comes round and makes nothing of it', async () => {
    const gunMs = Math.floor(Date.now() / 1000) * 1000 - HOUR_MS;
    await race('jchip', new Date(gunMs).toISOString(), ['413A35']);
    const { state } = await put('jchip', 'j', { protocol: 'jchip', listen: { host: HOST, port: 0 } });
    const box = await RawBox.calling(state.port!);
    await box.play('N0000gate\r');
    await box.hears('GT\r');
    await box.play(`GT0${clock(Date.now())}\r`);
    await box.hears('S0000\r');
    const reads = Array.from({ length: 300 }, (_, i) =>
      read('413A35', gunMs + 600_000 * (1 + Math.floor(i / 100)) + (i % 100) * 97, i),
    );
    await box.play(reads.join(''), [1, 19, 400]);
    await stored('jchip', 300);
    await shows('jchip', '1', { laps: 3 });
    const first = (await facts('jchip'))[0]!;
    expect(Math.abs(Date.parse(first.at) - (gunMs + 600_000))).toBeLessThanOrEqual(CLOCK_MS_MAX);
    expect(first['raw']).toBe(reads[0]!.trim());
    box.cut();
  }, 60_000);
});

describe('a sender of our lines', () => {
  const GUN = '2023-05-06T06:00:00.000Z';
  const at = (minutes: number): string => new Date(Date.parse(GUN) + minutes * 60_000).toISOString();
  let token = '';
  let port = 0;
  const hello = async (epoch: string): Promise<RawBox> => {
    const box = await RawBox.calling(port);
    await box.play(`HELLO 1 gate ${token} epoch=${epoch}\n`);
    return box;
  };

  it('resumes where the log ends, is told what is missing, and counts anew with another epoch', async () => {
    await race('lines', GUN, ['C1', 'C2']);
    port = await freePort();
    ({ token = '' } = await put('lines', 'l', { protocol: 'line', listen: { host: HOST, port } }));
    const first = await hello('boot-1');
    await first.hears(/OK last=-1\n/);
    await first.play(
      `1,C1,${at(10)},2,-60\r\n{"seq":2,"tag":"C2","time":"${at(11)}"}\nrubbish\n5,C1,${at(20)}\nPING\n`,
    );
    await first.hears('PONG');
    await first.hears('ERR invalid-row');
    await first.hears('ACK 5\n');
    first.cut();
    const { data, port: http } = server;
    await server.kill('SIGKILL');
    server = await startServer({ data, port: http });
    const second = await hello('boot-1');
    await second.hears('OK last=5 missing=3-4\n');
    await second.play(`3,C1,${at(30)}\n4,C2,${at(21)}\n5,C1,${at(20)}\n`);
    await second.hears(/ACK [345]\n/);
    second.cut();
    const third = await hello('boot-2');
    await third.hears(/OK last=-1\n/);
    await third.play(`1,C2,${at(31)}\n`);
    await third.hears('ACK 1\n');
    third.cut();
    await shows('lines', '1', { laps: 3, elapsedMs: 30 * 60_000 });
    await shows('lines', '2', { laps: 3, elapsedMs: 31 * 60_000 });
    const sources = (await facts('lines')).map(
      (fact) => `${sourceOf(fact).device} ${sourceOf(fact).epoch} ${sourceOf(fact).seq}`,
    );
    expect(sources.sort()).toEqual([...[1, 2, 3, 4, 5].map((seq) => `l/gate boot-1 ${seq}`), 'l/gate boot-2 1']);
  }, 90_000);

  it('from an address that is not allowed gets no word, and one of nothing but garbage is cut off and logged once', async () => {
    const { state } = await put('lines', 'shut', {
      protocol: 'line',
      listen: { host: HOST, port: 0, allow: ['10.9.8.0/24'] },
    });
    const stranger = await RawBox.calling(state.port!);
    await stranger.cutOff();
    expect(stranger.heard).toBe('');
    expect((await stateOf('lines', 'shut')).notices).toMatchObject([{ code: 'not-allowed' }]);
    const { state: open } = await put('lines', 'open', { protocol: 'jchip', listen: { host: HOST, port: 0 } });
    for (const chunk of ['garbage garbage garbage\r', 'x'.repeat(65_536)])
      for (let i = 0; i < 2; i++) {
        const rude = await RawBox.calling(open.port!);
        const taken = await rude.flood(chunk.repeat(Math.ceil(65_536 / chunk.length)), 400_000_000);
        await rude.cutOff();
        expect(taken).toBeLessThan(100_000_000);
      }
    const said = server
      .output()
      .split('\n')
      .filter((text) => text.includes('"garbage"'));
    expect(said).toHaveLength(1);
    expect((await stateOf('lines', 'open')).notices).toMatchObject([{ code: 'garbage', count: 4 }]);
    await shows('lines', '1', { laps: 3 });
  }, 180_000);
});

describe('readers that post JSON', () => {
  const GUN_MS = Date.parse('2024-09-05T06:00:00.000Z');
  const wall = (minutes: number, aheadMs: number): string =>
    new Date(GUN_MS + minutes * 60_000 + aheadMs).toISOString().slice(0, 19);
  const DOCUMENTS: readonly (readonly [string, (minutes: number) => unknown, string, object])[] = [
    [
      'zebra-json',
      (minutes) => ({
        data: { eventNum: minutes, format: 'epc', idHex: '0a01' },
        timestamp: `${wall(minutes, -6 * HOUR_MS)}.785-0600`,
        type: 'CUSTOM',
      }),
      '.785Z',
      {},
    ],
    [
      'impinj-json',
      (minutes) => ({
        antennaPort: 7,
        epc: '0a01',
        firstSeenTimestamp: `${wall(minutes, 0)}.3687912Z`,
        peakRssi: -51,
        isHeartBeat: false,
      }),
      '.368Z',
      { antenna: 7, rssi: -51 },
    ],
    [
      'impinj-json',
      (minutes) => ({
        eventType: 'tagInventory',
        timestamp: `${wall(minutes, 0)}Z`,
        tagInventoryEvent: { epcHex: '0A01', antennaPort: 1, peakRssiCdbm: -5234 },
      }),
      '.000Z',
      { antenna: 1, rssi: -52.34 },
    ],
    [
      'crossmgr-json',
      (minutes) => ({ reader_id: 10, data: [{ tag: '0A01', t: `${wall(minutes, 2 * HOUR_MS)}.123+02:00` }] }),
      '.123Z',
      {},
    ],
  ];

  it.each(DOCUMENTS.map((row, i) => [row[0], i, row] as const))(
    '%s (%i): to the ms, once, and heartbeats are nothing',
    async (protocol, i, [, document, ms, fields]) => {
      const slug = `json-${i}`;
      await race(slug, new Date(GUN_MS).toISOString(), ['0A01']);
      const { token } = await put(slug, 'r', { protocol });
      const post = (body: unknown, with_ = token) =>
        caller(server.url, null)<ReadsAnswer>('POST', `/races/${slug}/readers/r/reads?token=${with_}`, body);
      for (const minutes of [10, 20])
        expect((await expectStatus(200, post(document(minutes)))).json).toMatchObject({ stored: 1 });
      expect((await expectStatus(200, post(document(20)))).json).toMatchObject({ stored: 0, duplicates: 1 });
      expect(await post(document(30), 'wrong')).toMatchObject({ status: 401 });
      if (protocol === 'impinj-json')
        expect((await expectStatus(200, post([{ isHeartBeat: true }, document(30)]))).json).toMatchObject({
          reads: 1,
          stored: 1,
        });
      const reads = await facts(slug);
      expect(reads.slice(0, 2).map((fact) => fact.at)).toEqual([10, 20].map((minutes) => `${wall(minutes, 0)}${ms}`));
      expect(reads[0]).toMatchObject({ chip: '0A01', point: 'line', ...fields });
      await shows(slug, '1', { laps: protocol === 'impinj-json' ? 3 : 2 });
      expect(server.output()).not.toContain(token);
    },
    60_000,
  );
});

describe('the night the clocks go back, on the mat', () => {
  const GUN = '2026-10-24T20:00:00.000Z';
  /**
   * What the box shows, and when that was: two hours ahead of UTC for ever, or one hour from 01:00 UTC on. Months later nothing tells which of two equal hours a
   * line is of; it is taken for the first.
   */
  const NIGHTS: readonly (readonly [string, object, readonly (readonly [shown: string, was: string])[]])[] = [
    [
      'stays',
      {},
      [
        ['01:30', '23:30'],
        ['02:30', '00:30'],
        ['03:30', '01:30'],
        ['04:30', '02:30'],
        ['05:30', '03:30'],
      ],
    ],
    [
      'follows',
      { clockChange: 'follows' },
      [
        ['01:30', '23:30'],
        ['02:30', '00:30'],
        ['03:30', '02:30'],
        ['04:30', '03:30'],
      ],
    ],
  ];

  it.each(NIGHTS)(
    'a box whose clock %s: an hour is an hour',
    async (name, settings, times) => {
      const slug = `night-${name}`;
      await race(slug, GUN, ['C1']);
      const link = { protocol: 'line', listen: { host: HOST, port: 0 }, timeZone: 'Europe/Rome' };
      const { state, token = '' } = await put(slug, 'l', { ...link, ...settings });
      const box = await RawBox.calling(state.port!);
      await box.play(`HELLO 1 gate ${token} epoch=1\n`);
      for (const [i, [shown]] of times.entries()) await box.play(`${i + 1},C1,2026-10-25T${shown}:00.000\n`);
      await box.hears(`ACK ${times.length}\n`);
      await stored(slug, times.length);
      expect((await facts(slug)).map((fact) => fact.at.slice(11, 16))).toEqual(times.map(([, was]) => was));
      await shows(slug, '1', { laps: times.length });
      box.cut();
    },
    60_000,
  );
});
