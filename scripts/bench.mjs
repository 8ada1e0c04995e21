// npm run bench [-- --quick] [-- --json FILE]: each figure with its baseline measured in the same run, and their ratio.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, ROOT } from './prepare.mjs';

await prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/bench/main.js')).href);
