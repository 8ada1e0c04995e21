// npm run sim -- --seed N [--faults all]: one seeded run of the whole system, with everything that goes wrong at races.
import { prepare, ROOT } from './prepare.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

await prepare();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(path.join(ROOT, 'dist/apps/simulator/whole/main.js')).href);
