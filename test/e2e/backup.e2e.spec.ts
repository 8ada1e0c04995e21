/** A laptop dies in the night: its backup in another one is the same race, and a damaged file changes nothing. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DIRECTOR_TOKEN, type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { LAP_MS, board, caller, counted, expectStatus, passing, readLog, send, startedRace } from './outsider.js';

const run = promisify(execFile);
let old: ServerProcess;
let fresh: ServerProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loopline-backup-'));
  [old, fresh] = await Promise.all([startServer(), startServer()]);
}, 90_000);
afterAll(async () => {
  await Promise.all([old?.stop(), fresh?.stop()]);
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const cli = (command: string, file: string, server: ServerProcess) =>
  run(process.execPath, ['dist/apps/cli/main.js', command, file, '--url', server.url, '--token', DIRECTOR_TOKEN]);
const refused = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: { stderr?: string }) => error.stderr ?? '',
  );

it('is whole, goes into an empty server only, and the race goes on there', async () => {
  const [there, here] = [caller(old.url), caller(fresh.url)];
  await startedRace(there, 'night', 3);
  const strange = passing('1', LAP_MS, { source: { device: 'mat\u0010', epoch: 'e', seq: 1 } });
  await send(there, 'night', [strange, passing('2', LAP_MS + 5), passing('99', 3)]);
  await send(there, 'night', [{ ...strange, bib: '3' }]);
  await expectStatus(200, there('POST', '/races/night/entrants/3/erase'));
  const file = path.join(folder, 'night.gz');
  await cli('backup', file, old);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const whole = await readFile(file);
  const torn = path.join(folder, 'torn.gz');
  await writeFile(torn, whole.subarray(0, whole.length - 40));
  expect(await refused(cli('restore', torn, fresh))).toMatch(/damaged/);
  await writeFile(torn, 'laps');
  expect(await refused(cli('restore', torn, fresh))).toMatch(/damaged|no backup/);
  expect(await refused(cli('restore', path.join(folder, 'nowhere'), fresh))).toMatch(/There is no file/);

  const { stdout } = await cli('restore', file, fresh);
  const log = await readLog(there, 'night');
  expect(stdout).toBe(`restored 1 races with ${log.length} facts\n`);
  expect(await readLog(here, 'night')).toEqual(log);
  expect((await here<unknown>('GET', '/races/night/entrants')).json).toEqual(
    (await there<unknown>('GET', '/races/night/entrants')).json,
  );
  expect((await here<unknown>('GET', '/races/night/refusals')).json).toEqual(
    (await there<unknown>('GET', '/races/night/refusals')).json,
  );
  const [before, after] = [await board(there, 'night'), await board(here, 'night')];
  expect(after.rows).toHaveLength(3);
  expect(after.rows.map(counted)).toEqual(before.rows.map(counted));

  // The same passing again is known, the next one counts.
  const { results } = await send(here, 'night', [strange, passing('1', 2 * LAP_MS)]);
  expect(results.map(({ outcome }) => outcome)).toEqual(['duplicate', 'accepted']);
  expect(await refused(cli('restore', file, fresh))).toMatch(/holds races already/);
});

it('is for directors only', async () => {
  const nobody = caller(old.url, null);
  expect((await nobody('GET', '/backup')).status).toBe(401);
  expect((await nobody('POST', '/restore')).status).toBe(401);
});
