/** `npm run bench`: runs each group of figures, prints a table, writes JSON when asked. Exits 1 when a target is missed. */
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import type { Figure } from './figure.js';
import { GROUPS } from './groups.js';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'string' }, only: { type: 'string' } },
});

const figures: Figure[] = [];
for (const { ids, measure } of GROUPS) {
  if (values.only !== undefined && !ids.some((id) => values.only?.split(',').includes(id))) continue;
  process.stdout.write(`measuring ${ids.join(', ')} ...\n`);
  for (const figure of await measure(values.quick)) {
    figures.push(figure);
    const { id, name, value, unit, baseline, ratio, target, ok } = figure;
    process.stdout.write(
      `${ok ? 'ok    ' : 'MISSED'} ${id}  ${name}: ${value} ${unit}; baseline ${baseline}, ratio ${ratio}, target ${target}\n`,
    );
  }
}

const machine = {
  node: process.versions.node,
  cpus: cpus().length,
  cpu: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  quick: values.quick,
};
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
process.exit(figures.every((figure) => figure.ok) ? 0 : 1);
