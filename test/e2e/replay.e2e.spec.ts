/** Whole 24-hour races through the front door by the commands a person would type: exact laps, exact distances, twice the same, in any order. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BoardRow } from '#libs/domain/index.js';
import { PROJECT, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { type Call, board, caller, counted } from './outsider.js';

const SYNTHETIC = join(PROJECT, 'test/races/synthetic-24h/race.csv.gz');
const REAL = join(PROJECT, '../shared/data/races/aty-2019-24h.csv.gz');
const TOLERANCE_M = 0.1;
const COMMAND_MS = 60_000;

let server: ServerProcess;
let call: Call;

beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

interface Finish {
  laps: number;
  distanceM: number;
}

/** Laps and distance of every runner as the file has them. */
async function published(file: string): Promise<Map<string, Finish>> {
  const [header = '', ...lines] = gunzipSync(await readFile(file))
    .toString('utf8')
    .trim()
    .split('\n');
  const [bib, distance] = ['bib', 'cum_distance_m'].map((name) => header.trim().split(',').indexOf(name));
  const finishes = new Map<string, Finish>();
  for (const line of lines) {
    const cells = line.trim().split(',');
    const key = cells[bib ?? -1] ?? '';
    const before = finishes.get(key) ?? { laps: 0, distanceM: 0 };
    const distanceM = Math.max(before.distanceM, Number(cells[distance ?? -1]));
    finishes.set(key, { laps: before.laps + 1, distanceM });
  }
  return finishes;
}

async function command(name: string, ...args: string[]): Promise<string> {
  const { NODE_OPTIONS: _options, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/cli.mjs', name, ...args], {
    cwd: PROJECT,
    env: { ...env, LOOPLINE_DATA: server.data },
    timeout: COMMAND_MS,
  });
  return stdout;
}

async function standings(slug: string, laps: number): Promise<BoardRow[]> {
  const rows = await waitFor('every lap on the board', async () => {
    const { rows: served } = await board(call, slug);
    return served.reduce((sum, row) => sum + row.laps!, 0) >= laps && served;
  });
  return rows;
}

const races: [name: string, file: string][] = [['synthetic-24h', SYNTHETIC]];
if (existsSync(REAL)) races.push(['aty-2019-24h', REAL]);
else process.stdout.write('replay: ../shared/data/races is not here; the synthetic race alone is replayed\n');

describe.each(races)('%s', (name, file) => {
  const slug = `replay-${name}`;

  it('gives the published laps and distances', async () => {
    const finishes = await published(file);
    const laps = [...finishes.values()].reduce((sum, finish) => sum + finish.laps, 0);
    const said = await command('replay', '--race', slug, '--file', file);
    expect(said).toContain(`sent ${laps}, accepted ${laps}, duplicate 0, rejected 0`);
    await standings(slug, laps);
    const { rows } = await board(call, slug);
    const wrong = rows.flatMap((row) => {
      const finish = finishes.get(row.bib);
      const right =
        finish !== undefined && finish.laps === row.laps && Math.abs(finish.distanceM - row.distanceM) <= TOLERANCE_M;
      return right ? [] : [{ bib: row.bib, laps: row.laps, distanceM: row.distanceM, published: finish }];
    });
    expect(wrong).toEqual([]);
    expect(rows).toHaveLength(finishes.size);
    expect(await command('verify', '--race', slug)).toContain('equal');
    process.stdout.write(`replay: ${name}, ${finishes.size} runners, ${laps} laps exact\n`);
  }, 120_000);

  it('changes nothing when it is sent again', async () => {
    const before = await board(call, slug);
    const said = await command('replay', '--race', slug, '--file', file, '--quiet');
    expect(said).toMatch(/accepted 0, duplicate [1-9]\d*, rejected 0/);
    const { offset, rows } = await board(call, slug);
    expect({ offset, rows: rows.map(counted) }).toEqual({ offset: before.offset, rows: before.rows.map(counted) });
  }, 120_000);

  it('gives the same standings in any order', async () => {
    const { rows } = await board(call, slug);
    const laps = rows.reduce((sum, row) => sum + row.laps!, 0);
    const mixed = `${slug}-shuffled`;
    await command('replay', '--race', mixed, '--file', file, '--shuffle', '7', '--quiet');
    expect((await standings(mixed, laps)).map(counted)).toEqual(rows.map(counted));
    expect(await command('verify', '--race', mixed)).toContain('equal');
  }, 120_000);
});
