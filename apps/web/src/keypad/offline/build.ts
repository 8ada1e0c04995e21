/** How the service worker is built from a finished client build: its list of files is exactly what the shell of the keypad asks for. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';
import { type ViteManifest, entryFiles } from '../../server/assets.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const ICON = '/assets/keypad-icon.svg';

/** Script, chunks and styles of the keypad, the theme script, and the icon. */
function keypadFiles(client: string): string[] {
  const manifest = JSON.parse(readFileSync(`${client}/.vite/manifest.json`, 'utf8')) as ViteManifest;
  const files = ['keypad', 'theme'].flatMap((entry) => {
    const { script, preload, styles } = entryFiles({ manifest, base: '/' }, entry);
    if (script === null) throw new Error(`the client build has no entry "${entry}"; build the pages first`);
    return [script, ...preload, ...styles];
  });
  return [...new Set([...files, ICON])].sort();
}

function versionOf(files: readonly string[]): string {
  const worker = readFileSync(at('../sw.ts'));
  return createHash('sha256').update(files.join('\n')).update(worker).digest('hex').slice(0, 12);
}

/** @param client folder of the finished client build; `sw.js`, `manifest.webmanifest` and the icons are added to it */
export function offlineBuild(client: string): UserConfig {
  const files = keypadFiles(client);
  return {
    root: at('..'),
    publicDir: at('../public'),
    logLevel: 'warn',
    define: { KEYPAD_FILES: JSON.stringify(files), KEYPAD_VERSION: JSON.stringify(versionOf(files)) },
    build: {
      target: 'es2022',
      outDir: client,
      emptyOutDir: false,
      modulePreload: false,
      rollupOptions: { input: { sw: at('../sw.ts') }, output: { format: 'iife', entryFileNames: 'sw.js' } },
    },
  };
}
