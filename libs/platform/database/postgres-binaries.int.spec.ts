import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTempFolder } from '#libs/testing/stores.js';
import { locatePackage, prepareBinaries } from './postgres-binaries.js';
import { asUser, canReach, postgresUser, type PostgresUser } from './postgres-user.js';

/** A clone under a folder private to root, its package without links: npm held the install script back. */
describe('the programs in a private folder, links missing', () => {
  let home: string;
  let native: string;
  let version: string;
  let user: PostgresUser | undefined;
  beforeAll(async () => {
    user = await postgresUser();
    home = await mkdtemp(join(tmpdir(), 'loopline-private-'));
    await chmod(home, 0o700);
    const located = await locatePackage();
    version = located.version;
    native = join(home, 'package', 'native');
    await cp(located.native, native, { recursive: true, verbatimSymlinks: true });
    for (const file of await readdir(join(native, 'lib'), { withFileTypes: true }))
      if (file.isSymbolicLink()) await unlink(join(native, 'lib', file.name));
    await chmod(join(native, 'bin', 'postgres'), 0o644);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('are linked, made executable and put where the user of the database can run them', async () => {
    const sharedHome = await openTempFolder();
    const binaries = await prepareBinaries({ native, version }, user, sharedHome);
    const said = execFileSync(binaries.postgres, ['--version'], { ...asUser(user), cwd: '/', encoding: 'utf8' });
    expect(said).toMatch(new RegExp(`PostgreSQL\\) ${binaries.major}\\.`));
    expect(binaries.postgres.startsWith(user ? sharedHome : native)).toBe(true);
    // A second start finds the copy.
    expect(await prepareBinaries({ native, version }, user, sharedHome)).toEqual(binaries);
    await rm(sharedHome, { recursive: true });
  });

  it('are refused with one sentence when no place can be reached', async () => {
    const nowhere = join(home, 'shared');
    const prepared = prepareBinaries({ native, version }, user, nowhere);
    if (user) await expect(prepared).rejects.toThrow(/can reach neither .* DATABASE_URL/);
    else expect(canReach((await prepared).postgres, user)).toBe(true);
  });
});
