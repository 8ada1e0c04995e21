/** Files and recordings of timing systems, replayed by the command a person would type: right counts, exact times, once. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ImportAnswer } from '#libs/contracts/index.js';
import { PROJECT, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, boardRow, caller, expectStatus, raceDefinition, readLog } from './outsider.js';

const COMMAND_MS = 60_000;
/** 08:00 in Rome in summer, years ago. */
const GUN_MS = Date.parse('2021-05-08T06:00:00.000Z');
const ZONE_MS = 7_200_000;
const LAP_MS = 600_000;
const LAPS = 3;

let server: ServerProcess;
let call: Call;
let folder: string;

beforeAll(async () => {
  [server, folder] = await Promise.all([startServer(), mkdtemp(join(tmpdir(), 'replay-'))]);
  call = caller(server.url);
}, 90_000);
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function command(name: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/cli.mjs', name, ...args], {
    cwd: PROJECT,
    env: { ...env, LOOPLINE_DATA: server.data },
    timeout: COMMAND_MS,
  });
  return stdout;
}

/** The figures of a local clock in Rome, `yyyy-MM-dd hh:mm:ss.mmm`. */
const wall = (ms: number): string => new Date(ms + ZONE_MS).toISOString().replace('T', ' ').slice(0, 23);
const figures = (ms: number): string => wall(ms).replaceAll(/\D/g, '');
const sumOf = (text: string): number => [...text].reduce((sum, char) => sum + char.charCodeAt(0), 0) & 0xff;
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** Two runners, three laps each, the second a second and 250 ms behind the first. */
const CROSSINGS = Array.from({ length: LAPS }, (_, lap) =>
  [0, 1].map((who) => ({ who, no: lap * 2 + who + 1, ms: GUN_MS + (lap + 1) * LAP_MS + who * 1250 })),
).flat();
interface Crossing {
  who: number;
  no: number;
  ms: number;
}

function mylaps({ who, no, ms }: Crossing): string {
  const body = `AB0000${who}${wall(ms).slice(11).padStart(12)} 5 0F  1${hex(no, 4).toUpperCase()}${figures(ms).slice(2, 8)}`;
  return `Lap@Store@${body}${hex(sumOf(body), 2).toUpperCase()}@${no}@$`;
}

function ipico({ who, ms }: Crossing): string {
  const body = `0005800012860${who}0101${figures(ms).slice(2, 14)}${hex(Math.floor((ms % 1000) / 10), 2)}`;
  return `aa${body}${hex(sumOf(body), 2)}`;
}

const since1980S = (ms: number): number => Math.floor((ms + ZONE_MS) / 1000) - 315_532_800;
const local = (ms: number): string => `${Math.floor((ms + ZONE_MS) / 1000)}.${figures(ms).slice(14, 16)}`;

/** Each system: its gun, where it has one, and one line or message a crossing. */
const SYSTEMS: [format: string, gun: string | null, line: (crossing: Crossing) => string][] = [
  [
    'chronotrack-csv',
    `I11A9D,1,Gun,1,${figures(GUN_MS).slice(2, 16)},Button Press`,
    ({ who, no, ms }) => `TO~${no}~951${who}~160~18~${local(ms)}~12000C~8~-63~${no}~P~9`,
  ],
  ['ipico', null, ipico],
  [
    'race-result',
    null,
    ({ who, no, ms }) => `#P;${no};11${who};${wall(ms).replace(' ', ';')};0;12;20;;0;1;1;0;0;0;0;0;Box;7;2;D-1`,
  ],
  [
    'rfid-ultra',
    `0,0,${since1980S(GUN_MS)},0,0,0,0,1,1,0000000000000000,0,1`,
    ({ who, no, ms }) => `0,1105${who},${since1980S(ms)},${ms % 1000},1,-71,0,2,1,0000000000000000,0,${no + 1}`,
  ],
  [
    'jchip',
    null,
    ({ who, ms }) => `DA41${who} ${wall(ms).slice(11)}0 10  10000      C7 date=${figures(ms).slice(0, 8)}`,
  ],
  ['crossmgr-log', null, ({ who, ms }) => `2020020${who},${wall(ms)}`],
  ['csv', null, ({ who, ms }) => `9${who},${wall(ms)}`],
  ['mylaps', `Lap@Marker@${wall(GUN_MS)}|ext-gun|Gun@1@$`, mylaps],
  [
    'chronotrack',
    `CT01_33~1~lap~guntime~${wall(GUN_MS).replace(' ', 'T')}~0~DF239A~0`,
    ({ who, no, ms }) => `CT01_13~${no + 1}~lap~5010${who}~${wall(ms).replace(' ', 'T')}~1~117F37~8`,
  ],
  [
    'line',
    `0,,${new Date(GUN_MS).toISOString()},,,gun`,
    ({ who, no, ms }) => `${no},T${who},${new Date(ms).toISOString()}`,
  ],
  [
    'race-result-json',
    null,
    ({ who, no, ms }) =>
      JSON.stringify({
        ID: no,
        Bib: 0,
        TimingPoint: 'LAP',
        Invalid: false,
        Passing: {
          Transponder: `Z${who}`,
          DeviceID: 'D-1',
          FileNo: 1,
          PassingNo: no,
          IsMarker: false,
          UTCTime: new Date(ms).toISOString(),
        },
      }),
  ],
  [
    'zebra-json',
    null,
    ({ who, ms }) =>
      JSON.stringify({
        data: { eventNum: 1, format: 'epc', idHex: `00000000000000000000034${who}` },
        timestamp: `${wall(ms).replace(' ', 'T')}+0200`,
        type: 'CUSTOM',
      }),
  ],
  [
    'impinj-json',
    null,
    ({ who, ms }) =>
      JSON.stringify({
        antennaPort: 1,
        epc: `E28068940000400${who}`,
        firstSeenTimestamp: new Date(ms).toISOString(),
        isHeartBeat: false,
      }),
  ],
  [
    'crossmgr-json',
    null,
    ({ who, ms }) => JSON.stringify({ reader_id: 1, data: [{ tag: `AB${who}`, t: new Date(ms).toISOString() }] }),
  ],
];
const HEADS: Record<string, string> = {
  csv: 'chip,time',
  'crossmgr-log': 'Tag ID,Discover Time',
  line: 'HELLO 1 mat none epoch=e1',
};
/** Hundredths on the wire. */
const COARSE = new Set(['chronotrack-csv', 'ipico']);

async function stored(slug: string): Promise<string[]> {
  const log = await readLog(call, slug);
  return log.filter(({ kind }) => kind === 'read' || kind === 'passing').map(({ at }) => at);
}

describe.each(SYSTEMS)('%s', (format, gun, line) => {
  const slug = `replay-${format}`;
  const text = [HEADS[format], gun, ...CROSSINGS.map(line)]
    .filter((one) => one !== null && one !== undefined)
    .join('\r\n');
  const file = (): string => join(folder, `${format}.txt`);
  const args = (): string[] => ['--race', slug, '--file', file(), '--time-zone', 'Europe/Rome', '--lap', '1526'];

  it('plays into a new race: every crossing at its instant, every lap on the board', async () => {
    await writeFile(file(), `${text}\r\n`);
    const start = gun === null ? ['--start', new Date(GUN_MS).toISOString()] : [];
    const sent = CROSSINGS.length + (gun === null ? 0 : 1);
    expect(await command('replay', ...args(), ...start)).toContain(
      `sent ${sent}, accepted ${sent}, duplicate 0, rejected 0`,
    );
    const instants = CROSSINGS.map(({ ms }) =>
      new Date(COARSE.has(format) ? Math.floor(ms / 10) * 10 : ms).toISOString(),
    );
    expect((await stored(slug)).sort()).toEqual(instants);
    const bibs = await waitFor('six laps', async () => {
      const { rows } = (await call<{ rows: { bib: string; laps?: number }[] }>('GET', `/races/${slug}/board`)).json;
      return rows.reduce((sum, row) => sum + (row.laps ?? 0), 0) === 2 * LAPS && rows.map(({ bib }) => bib);
    });
    expect(bibs).toHaveLength(2);
    const first = await boardRow(call, slug, bibs[0]!);
    expect(first).toMatchObject({ laps: LAPS, distanceM: LAPS * 1526, elapsedMs: LAPS * LAP_MS });
    expect((await readLog(call, slug)).filter(({ kind }) => kind === 'marker')).toHaveLength(gun === null ? 0 : 1);
  }, 120_000);

  it('again, shuffled, and imported as a file: nothing new; rebuilt: equal', async () => {
    const sent = CROSSINGS.length + (gun === null ? 0 : 1);
    expect(await command('replay', ...args(), '--shuffle', '7')).toContain(
      `sent ${sent}, accepted 0, duplicate ${sent}, rejected 0`,
    );
    const plain = { 'content-type': 'text/plain' };
    const { json } = await expectStatus(200, call<ImportAnswer>('POST', `/races/${slug}/imports`, text, plain));
    expect(json).toMatchObject({ format, reads: sent, stored: 0, duplicates: sent, rejected: [] });
    expect(await command('verify', '--race', slug)).toContain('equal');
  }, 120_000);
});

describe('a race that is there', () => {
  it('keeps its start list; without a zone the file is of the zone of the race; paced it arrives in the order of time', async () => {
    const slug = 'replay-there';
    const gun = new Date(GUN_MS).toISOString();
    await expectStatus(201, call('POST', '/races', raceDefinition(slug, { scheduledStart: gun })));
    await expectStatus(200, call('PUT', `/races/${slug}/entrants`, [{ bib: '7', chips: ['90'] }]));
    await expectStatus(200, call('POST', `/races/${slug}/start`, { at: gun }));
    const lines = CROSSINGS.filter(({ who }) => who === 0).map(({ ms }) => `90,${wall(ms)}`);
    await writeFile(join(folder, 'there.csv'), ['chip;time'.replace(';', ','), ...lines.reverse()].join('\n'));
    const said = await command('replay', '--race', slug, '--file', join(folder, 'there.csv'), '--speed', '100000');
    expect(said).toContain('sent 3, accepted 3');
    await waitFor('three laps', async () => (await boardRow(call, slug, '7'))?.laps === 3);
    expect(await stored(slug)).toEqual([1, 2, 3].map((lap) => new Date(GUN_MS + lap * LAP_MS).toISOString()));
  }, 120_000);

  it('over the night the clocks go back an hour stays an hour, in parts and shuffled as in one import', async () => {
    const gun = '2026-10-24T20:00:00.000Z';
    for (const slug of ['night-replayed', 'night-imported']) {
      const body = raceDefinition(slug, { scheduledStart: gun, timeZone: 'Europe/Rome' });
      await expectStatus(201, call('POST', '/races', body));
    }
    const text = ['01:30', '02:30', '02:55', '02:30', '03:30'].map((time) => `1,2026-10-25T${time}:00`);
    const table = ['bib,time', ...text].join('\n');
    await writeFile(join(folder, 'night.csv'), table);
    await command('replay', '--race', 'night-replayed', '--file', join(folder, 'night.csv'), '--shuffle', '3');
    const plain = { 'content-type': 'text/plain' };
    await expectStatus(200, call('POST', '/races/night-imported/imports', table, plain));
    const instants = (await stored('night-replayed')).map((at) => at.slice(11, 16)).sort();
    expect(instants).toEqual(['00:30', '00:55', '01:30', '02:30', '23:30']);
    expect((await stored('night-imported')).map((at) => at.slice(11, 16)).sort()).toEqual(instants);
  }, 120_000);
});

it('the shortest command there is makes a race of a recording: by its gun, with the chips as bibs', async () => {
  const [, gun, line] = SYSTEMS[0]!;
  await writeFile(join(folder, 'short.txt'), [gun, ...CROSSINGS.map(line)].join('\n'));
  const said = await command('replay', '--race', 'short', '--file', join(folder, 'short.txt'));
  expect(said).toContain('sent 7, accepted 7');
  expect(said).toContain('--lap METRES');
  await waitFor('laps', async () => (await boardRow(call, 'short', '9510'))?.laps === LAPS);
}, 120_000);

it('lines that cannot be read are told with number and reason; a marker is never a lap', async () => {
  const [, gun, line] = SYSTEMS[0]!;
  const text = [gun, 'TO~1~9510', ...CROSSINGS.map(line)].join('\n');
  await writeFile(join(folder, 'bad.txt'), text);
  const said = await command(
    'replay',
    '--race',
    'bad-lines',
    '--file',
    join(folder, 'bad.txt'),
    '--format',
    'chronotrack-csv',
  );
  expect(said).toContain('line 2: a line of the controller has 11 or 12 fields');
  expect((await readLog(call, 'bad-lines')).filter(({ kind }) => kind === 'read')).toHaveLength(CROSSINGS.length);
}, 120_000);
