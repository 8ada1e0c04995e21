import { afterEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openTempFolder } from '#libs/testing/stores.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { POINTER_FILE } from './cluster-place.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { PASSWORD_FILE } from './make-cluster.js';
import { isAlive, lockPid } from './orphan.js';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function tempFolder(): Promise<string> {
  const folder = await openTempFolder();
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function start(dataFolder: string, sharedHome?: string): Promise<EmbeddedPostgres> {
  const postgres = await EmbeddedPostgres.start({ dataFolder, sharedHome });
  cleanUps.push(() => postgres.stop());
  return postgres;
}

async function ask(url: string, text: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows as unknown[][];
  } finally {
    await client.end();
  }
}

describe('the embedded Postgres', () => {
  it('is durable, speaks only to this machine, asks for its password, and finds its data again', async () => {
    const folder = await tempFolder();
    const first = await start(folder);
    expect(await ask(first.url, `select current_setting('fsync'), current_setting('synchronous_commit')`)).toEqual([
      ['on', 'on'],
    ]);
    expect(await ask(first.url, `select current_setting('listen_addresses')`)).toEqual([['127.0.0.1']]);
    await ask(first.url, 'create table kept as select 1 as one');
    expect(Number(new URL(first.url).port)).toBeLessThan(32_768);
    expect((await stat(join(folder, PASSWORD_FILE))).mode & 0o777).toBe(0o600);
    const wrong = new URL(first.url);
    wrong.password = 'guessed';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    await first.stop();
    expect(first.pid).toBeUndefined();

    const second = await start(folder);
    expect(await ask(second.url, 'select one from kept')).toEqual([[1]]);
  });

  it('is brought back alone when it is killed, on the same address', async () => {
    const postgres = await start(await tempFolder());
    const pid = postgres.pid ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitFor('a new process', () => postgres.pid !== undefined && postgres.pid !== pid);
    await waitFor('an answer', () => ask(postgres.url, 'select 1').catch(() => undefined));
  });

  it('stands in a process group of its own, so that Ctrl-C reaches us and not it', async () => {
    const postgres = await start(await tempFolder());
    const fields = (await readFile(`/proc/${postgres.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ');
    expect(Number(fields?.[2])).toBe(postgres.pid);
  });

  it('refuses a folder of another major version with one sentence, and leaves it alone', async () => {
    const folder = await tempFolder();
    await (await start(folder)).stop();
    const version = join(folder, 'postgres', 'PG_VERSION');
    await writeFile(version, '16\n');
    await expect(EmbeddedPostgres.start({ dataFolder: folder })).rejects.toThrow(
      /holds a PostgreSQL 16 database and this Loopline brings PostgreSQL 18.*LOOPLINE_DATA/,
    );
    expect(await readFile(version, 'utf8')).toBe('16\n');
  });

  it('refuses a folder that is something else, and a database without its password', async () => {
    const [folder, other] = [await tempFolder(), await tempFolder()];
    await (await start(folder)).stop();
    await rm(join(folder, PASSWORD_FILE));
    await expect(EmbeddedPostgres.start({ dataFolder: folder })).rejects.toThrow(/postgres.password is missing/);
    await mkdir(join(other, 'postgres'));
    await writeFile(join(other, 'postgres', 'holiday.jpg'), '');
    await expect(EmbeddedPostgres.start({ dataFolder: other })).rejects.toThrow(/neither empty nor a PostgreSQL/);
  });
});

describe('after our own death', () => {
  it('finds the orphan of a parent killed with kill -9, ends it and starts with all data', async () => {
    const folder = await tempFolder();
    const parent = await startInChild(folder);
    await ask(parent.url, 'create table kept as select 7 as seven');
    parent.child.kill('SIGKILL');
    await waitFor('the parent to be gone', async () => !(await isAlive(parent.child.pid ?? 0)));
    expect(await isAlive(parent.postgresPid)).toBe(true);

    const postgres = await start(folder);
    expect(await isAlive(parent.postgresPid)).toBe(false);
    expect(await ask(postgres.url, 'select seven from kept')).toEqual([[7]]);
  });

  it('does not touch the database of another Loopline that lives', async () => {
    const folder = await tempFolder();
    const other = await startInChild(folder);
    await expect(EmbeddedPostgres.start({ dataFolder: folder })).rejects.toThrow(
      new RegExp(`Another Loopline \\(process ${other.child.pid}\\).*LOOPLINE_DATA`),
    );
    expect(await ask(other.url, 'select 1')).toEqual([[1]]);
    other.child.kill('SIGTERM');
    await waitFor('both to be gone', async () => !(await isAlive(other.postgresPid)));
  });

  it('starts although the number in the lock now belongs to some other program', async () => {
    const folder = await tempFolder();
    const first = await start(folder);
    const lock = join(folder, 'postgres', 'postmaster.pid');
    const text = await readFile(lock, 'utf8');
    await first.stop();
    // A power cut leaves the lock; after it the number goes to whoever comes.
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    cleanUps.push(() => Promise.resolve(stranger.kill()));
    await writeFile(lock, text.replace(/^\d+/, String(stranger.pid)));
    const second = await start(folder);
    expect(await ask(second.url, 'select 1')).toEqual([[1]]);
    expect(await lockPid(join(folder, 'postgres'))).toBe(second.pid);
    expect(await isAlive(stranger.pid ?? 0)).toBe(true);
  });
});

describe('in a folder private to us', () => {
  it('works: as root the database stands where its own user can walk, and is found again', async () => {
    const home = await mkdtemp(join(tmpdir(), 'loopline-private-'));
    cleanUps.push(() => rm(home, { recursive: true, force: true }));
    await chmod(home, 0o700);
    const [dataFolder, sharedHome] = [join(home, 'data'), await tempFolder()];
    const first = await start(dataFolder, sharedHome);
    await ask(first.url, 'create table kept as select 1 as one');
    await first.stop();
    const asRoot = process.getuid?.() === 0;
    expect((await readdir(dataFolder)).includes(POINTER_FILE)).toBe(asRoot);

    const second = await start(dataFolder, sharedHome);
    expect(await ask(second.url, 'select one from kept')).toEqual([[1]]);
    await second.stop();
    if (!asRoot) return;

    await rm(join(sharedHome, 'clusters'), { recursive: true });
    await expect(EmbeddedPostgres.start({ dataFolder, sharedHome })).rejects.toThrow(/it is not there.*LOOPLINE_DATA/);
  });
});

interface Child {
  child: ChildProcess;
  url: string;
  postgresPid: number;
}

/** The supervisor in a process of its own, which a test may kill. */
async function startInChild(dataFolder: string): Promise<Child> {
  const compiled = process.env['TEST_COMPILED_DATABASE'];
  if (compiled === undefined) throw new Error('Run by Jest with its global setup');
  const script = `
    import { EmbeddedPostgres } from ${JSON.stringify(join(compiled, 'embedded-postgres.js'))};
    const postgres = await EmbeddedPostgres.start({ dataFolder: ${JSON.stringify(dataFolder)} });
    process.on('SIGTERM', () => void postgres.stop().then(() => process.exit(0)));
    setInterval(() => undefined, 1000);
    console.log(JSON.stringify({ url: postgres.url, postgresPid: postgres.pid }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  cleanUps.push(() => Promise.resolve(child.kill('SIGKILL')));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    child.once('exit', () => reject(new Error('the child ended')));
  });
  return { child, ...(JSON.parse(line) as { url: string; postgresPid: number }) };
}
