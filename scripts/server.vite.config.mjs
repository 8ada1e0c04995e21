// Every server process in a few files instead of some three thousand: what a start costs is mostly finding and compiling modules. Runs after SWC
// and puts the result in place of `dist/apps/*/main.js`; the single files stay for what is loaded by its own address (workers, commands, `npm run dev`).
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const APPS = ['loopline', 'ingest', 'projector', 'gateway', 'worker'];
/** Found by their own files: workers of the log, the socket parts we reach into, fonts; and what only some processes ever load. */
const LEFT_ALONE = ['pino', 'pino-pretty', 'ws', 'socket.io', 'pdfkit', 'redis', 'reflect-metadata'];

/** A module looks for its neighbours from where it was, and its lines are those of its source. */
const asIfInPlace = {
  name: 'as-if-in-place',
  load(id) {
    if (!id.startsWith(DIST) || !id.endsWith('.js')) return null;
    const place = path.relative(DIST, id);
    const code = readFileSync(id, 'utf8').replaceAll(
      'import.meta.url',
      `new URL(${JSON.stringify(`../../${place}`)}, import.meta.url).href`,
    );
    const map = `${id}.map`;
    return { code, map: existsSync(map) ? JSON.parse(readFileSync(map, 'utf8')) : null };
  },
};

export default defineConfig({
  publicDir: false,
  plugins: [asIfInPlace],
  ssr: { noExternal: true, external: LEFT_ALONE },
  build: {
    ssr: true,
    outDir: DIST,
    emptyOutDir: false,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: Object.fromEntries(APPS.map((app) => [`apps/${app}/main`, path.join(DIST, 'apps', app, 'main.js')])),
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'apps/shared/[name]-[hash].js',
        keepNames: true,
        minify: { compress: false, mangle: false, codegen: true },
      },
    },
  },
});
