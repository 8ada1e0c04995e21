/**
 * What the first load of a board weighs, after brotli, from what is built in dist/web:
 *   node apps/web/budget.mjs
 * Script: everything the board page loads, the live socket's library included. Markup: the HTML of 300 runners without its state, plus all its CSS.
 * The forecast is no part of the first load: its script and styles come after the first paint, where it is switched on; it has a budget of its own.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { HOUR, boardAt, header, makeRunners } from './dev/fixture.mjs';

export const SCRIPT_MAX = 40 * 1024;
export const MARKUP_MAX = 15 * 1024;
/** Script and styles of the forecast together. */
export const FORECAST_MAX = 8 * 1024;
const FORECAST = 'src/board/forecast/parts.tsx';
const ROWS = 300;

const dist = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const brotli = (content) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }).length;

const entryOf = (manifest, name) =>
  Object.keys(manifest).find((key) => manifest[key].isEntry && manifest[key].name === name);

/** Every chunk that comes with one, now or on demand; without those left out, and what only they need. */
function chunksOf(manifest, start, leftOut = []) {
  const found = new Map();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk || found.has(key) || leftOut.includes(key)) return;
    found.set(key, chunk);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit(start);
  return [...found.values()];
}

const size = async (file) => brotli(await readFile(`${dist}client/${file}`));
const sum = async (files) => (await Promise.all([...new Set(files)].map(size))).reduce((a, b) => a + b, 0);

/** A 300-runner board's page as the built server renders it. */
async function boardPage(manifest) {
  const { renderPage } = await import(`${dist}server/render.js`);
  const start = Date.UTC(2026, 9, 3, 8);
  const forecast = { fitted: '2026-08-01', held: { pct: 79.3, of: 29 } };
  const race = header('autumn-24h', 'Autumn 24 h', 'running', start, { forecast });
  const board = boardAt(race, makeRunners(7, ROWS), 7.2 * HOUR);
  const { html } = renderPage({ kind: 'board', board, now: board.at }, { manifest, base: '/' });
  return html;
}

/** Bytes after brotli, by part. */
export async function measure() {
  const manifest = JSON.parse(await readFile(`${dist}client/.vite/manifest.json`, 'utf8'));
  const chunks = chunksOf(manifest, entryOf(manifest, 'board'), [FORECAST]);
  const theme = chunksOf(manifest, entryOf(manifest, 'theme'));
  const first = new Set(chunks);
  const late = chunksOf(manifest, FORECAST).filter((chunk) => !first.has(chunk));
  const html = await boardPage(manifest);
  const bare = html.replace(/<script type="application\/json" id="state">.*?<\/script>/s, '');
  const css = await sum(chunks.flatMap((chunk) => chunk.css ?? []));
  const markup = brotli(bare);
  return {
    script: await sum([...chunks, ...theme].map((chunk) => chunk.file)),
    html: markup,
    css,
    markup: markup + css,
    document: brotli(html),
    forecast: await sum(late.flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])])),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { script, html, css, markup, document, forecast } = await measure();
  const line = (name, bytes, max) =>
    `${name.padEnd(34)}${(bytes / 1024).toFixed(1).padStart(6)} KB${max ? ` of ${max / 1024} KB` : ''}\n`;
  process.stdout.write(line('script, socket library included', script, SCRIPT_MAX));
  process.stdout.write(line('HTML of 300 rows without state', html));
  process.stdout.write(line('CSS', css));
  process.stdout.write(line('HTML + CSS', markup, MARKUP_MAX));
  process.stdout.write(line('HTML with its state', document));
  process.stdout.write(line('forecast, script and CSS, later', forecast, FORECAST_MAX));
  if (script > SCRIPT_MAX || markup > MARKUP_MAX || forecast > FORECAST_MAX) process.exitCode = 1;
}
