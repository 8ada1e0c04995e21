// npm run check: format, lint, types, import arrows, size limits. One line a step; output only where something is wrong.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { install, ROOT, run, say } from './prepare.mjs';

await install();
const bin = (name) => path.join(ROOT, 'node_modules', '.bin', name);
const folders = ['apps', 'libs', 'bench', 'test'].filter((name) => existsSync(path.join(ROOT, name)));
const steps = [
  ['format', bin('prettier'), ['--check', '--log-level', 'warn', ...folders, 'scripts', '*.{json,mjs,md}', 'docs']],
  ['lint', bin('oxlint'), ['--type-aware', '--quiet', ...folders]],
  ['types', bin('tsc'), ['--noEmit', '-p', '.']],
  ['import arrows', bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...folders]],
  ['size and style', process.execPath, [path.join(ROOT, 'scripts/tidy.mjs')]],
];
let failed = 0;
for (const [name, command, args] of steps) {
  const started = Date.now();
  const code = await run(command, args, { show: false });
  say(`${name}: ${code === 0 ? 'ok' : 'NOT OK'} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
