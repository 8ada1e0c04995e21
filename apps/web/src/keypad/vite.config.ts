/**
 * The keypad's service worker and web manifest, built after the pages:
 *
 *   vite build -c apps/web/src/keypad/vite.config.ts    adds sw.js, manifest.webmanifest and icons to dist/web/client
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { offlineBuild } from './offline/build.js';

export default defineConfig(() => offlineBuild(fileURLToPath(new URL('../../../../dist/web/client', import.meta.url))));
