import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from './dispatch.js';
import { UsageError, type Command } from './command.js';
import { findServer } from './server.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'loopline-cli-'));
});
afterEach(() => rm(folder, { recursive: true }));
const write = (text: string): Promise<void> => writeFile(path.join(folder, 'server.json'), text);
const env = (): NodeJS.ProcessEnv => ({ LOOPLINE_DATA: folder });

describe('findServer', () => {
  it('reads what the server wrote into its data folder', async () => {
    await write('{ "url": "http://localhost:4000", "token": "abc", "pid": 1 }');
    expect(await findServer({}, env())).toEqual({ url: 'http://localhost:4000', token: 'abc' });
  });

  it('lets --url, --token and LOOPLINE_TOKEN win', async () => {
    await write('{ "url": "http://localhost:4000", "token": "abc" }');
    expect(await findServer({ token: 'mine' }, env())).toMatchObject({ token: 'mine' });
    expect(await findServer({ url: 'https://race.example' }, { ...env(), LOOPLINE_TOKEN: 'env' })).toEqual({
      url: 'https://race.example',
      token: 'env',
    });
  });

  it('says in one sentence what is wrong', async () => {
    await expect(findServer({}, env())).rejects.toThrow(/No running server was found/);
    await expect(findServer({ url: 'nowhere' }, env())).rejects.toThrow(/--url must be an address/);
    await write('not json');
    await expect(findServer({}, env())).rejects.toThrow(/is not a server's address/);
  });
});

describe('runCommand', () => {
  const command = (run: Command['run']): Command => ({ name: 'x', summary: '', usage: 'usage: x', run });
  it('turns errors into exit codes: 1 for what failed, 2 for what was asked wrongly', async () => {
    expect(
      await runCommand(
        command(() => Promise.resolve(0)),
        [],
      ),
    ).toBe(0);
    expect(
      await runCommand(
        command(() => Promise.reject(new Error('no'))),
        [],
      ),
    ).toBe(1);
    expect(
      await runCommand(
        command(() => Promise.reject(new UsageError('no'))),
        [],
      ),
    ).toBe(2);
    expect(
      await runCommand(
        command(() => Promise.reject(new Error('never run'))),
        ['--help'],
      ),
    ).toBe(0);
  });
});
