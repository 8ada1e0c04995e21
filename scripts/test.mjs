// npm test: everything a fresh machine needs, then every tier, then Jest's closing lines. `npm test -- PATTERN` narrows it.
import path from 'node:path';
import { build, install, ROOT, run, say } from './prepare.mjs';

await install();
if ((await run(process.execPath, [path.join(ROOT, 'scripts/ensure-test-tools.mjs')], { show: true })) !== 0)
  process.exit(1);
await build();
say('running the tests');
const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
const nodeOptions = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--no-warnings'].filter(Boolean).join(' ');
const code = await run(process.execPath, [jest, ...process.argv.slice(2)], {
  show: true,
  env: { NODE_OPTIONS: nodeOptions },
});
process.exit(code);
