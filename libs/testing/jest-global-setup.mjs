/**
 * One real Postgres for a whole Jest run; every test file takes a fresh database of it (stores.ts), and every server a test starts for the first
 * time takes a copy of the folder a first start makes. Jest loads this file outside its transforms, so the few sources it needs are compiled here,
 * from the sources of this moment.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { transformFile } from '@swc/core';

const run = promisify(execFile);
const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const SOURCES = path.join(ROOT, 'libs/platform/database');

export default async function setUp() {
  // For tests that start the supervisor in a process of its own, to kill it.
  process.env.TEST_COMPILED_DATABASE ??= await compiled();
  // Several tiers in one run share the server; a caller may also bring an own one.
  if (process.env.TEST_DATABASE_URL) return;
  const { EmbeddedPostgres } = await import(
    pathToFileURL(path.join(process.env.TEST_COMPILED_DATABASE, 'embedded-postgres.js')).href
  );
  const template = await folder();
  await EmbeddedPostgres.start({ dataFolder: template }).then((made) => made.stop());
  const dataFolder = await folder();
  // Not where its files had to stand elsewhere: a copy would point at the same ones.
  if (existsSync(path.join(template, 'postgres'))) {
    await run('cp', ['-a', `${template}/.`, dataFolder]);
    process.env.TEST_DATA_TEMPLATE = template;
  }
  const postgres = await EmbeddedPostgres.start({ dataFolder });
  // A run cut short leaves no server behind: the supervisor ends its Postgres when the process exits, and only then.
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.once(signal, () => process.exit(code));
  process.env.TEST_DATABASE_URL = postgres.url;
  globalThis.looplineTestStores = { postgres, folders: [dataFolder, template] };
}

/** Postgres may run as another user than we do, and must be able to walk here. */
async function folder() {
  const made = await mkdtemp(path.join(tmpdir(), 'loopline-test-'));
  await chmod(made, 0o755);
  return made;
}

/** Below node_modules, so that packages are found from there. */
async function compiled() {
  const home = path.join(ROOT, 'node_modules/.cache/loopline-test');
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), '{"type":"module"}\n');
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.ts') && !name.includes('.spec.'));
  await Promise.all(
    names.map(async (name) => {
      const { code } = await transformFile(path.join(SOURCES, name), {
        configFile: path.join(ROOT, '.swcrc'),
        sourceMaps: false,
      });
      await writeFile(path.join(home, name.replace(/\.ts$/, '.js')), code);
    }),
  );
  return home;
}
