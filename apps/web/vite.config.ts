/**
 * Two builds, one file:
 *
 *   vite build -c apps/web/vite.config.ts         pages for the browser  -> dist/web/client (hashed files under assets/, .vite/manifest.json)
 *   vite build -c apps/web/vite.config.ts --ssr   renderPage() for the server -> dist/web/server/render.js (one file, nothing external)
 *
 * The client has one entry per page. `theme` is a classic script without imports: it runs before the first paint and sets `data-theme`.
 * The keypad joins as soon as its entry file exists. Styles are bundled per entry; the manifest says which page needs which files.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const keypad = at('./src/keypad/main.tsx');

/** Client entries by name; the names are what the server asks the manifest for. */
const entries: Record<string, string> = {
  theme: at('./src/shared/theme-early.ts'),
  home: at('./src/home/main.tsx'),
  board: at('./src/board/main.tsx'),
  runner: at('./src/runner/main.tsx'),
  crew: at('./src/crew/main.tsx'),
  director: at('./src/director/main.tsx'),
  notice: at('./src/notice/main.tsx'),
  ...(existsSync(keypad) ? { keypad } : {}),
};

export default defineConfig(({ isSsrBuild }) => ({
  root: at('.'),
  base: '/',
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  resolve: { alias: [{ find: /^#libs\/(.*)\.js$/, replacement: `${at('../../libs')}/$1.ts` }] },
  ssr: { noExternal: true as const },
  logLevel: 'warn' as const,
  build: {
    target: 'es2022',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    ...(isSsrBuild
      ? {
          ssr: true,
          outDir: at('../../dist/web/server'),
          copyPublicDir: false,
          minify: false,
          rollupOptions: { input: { render: at('./src/server/render.tsx') }, output: { entryFileNames: '[name].js' } },
        }
      : {
          outDir: at('../../dist/web/client'),
          manifest: true,
          rollupOptions: {
            input: entries,
            output: {
              entryFileNames: 'assets/[name]-[hash].js',
              chunkFileNames: 'assets/[name]-[hash].js',
              assetFileNames: 'assets/[name]-[hash][extname]',
            },
          },
        }),
  },
}));
