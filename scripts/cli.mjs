// npm run replay, verify, migrate ...: set up what is missing, then run the command.
import { prepare, ROOT } from './prepare.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

await prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/apps/cli/main.js')).href);
