// npm start: set up what is missing, then run everything in this process.
import { prepare, ROOT } from './prepare.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

await prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/apps/loopline/main.js')).href);
