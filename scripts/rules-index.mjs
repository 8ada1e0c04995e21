// node scripts/rules-index.mjs [--check]: writes docs/rules.md: every rule of the sport that libs/domain names, and the specs that hold it to that rule.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { giveUp, ROOT, say } from './prepare.mjs';
import { REASONS, RULES } from './rules-words.mjs';

const FILE = path.join(ROOT, 'docs', 'rules.md');
const FOLDER = 'libs/domain';
const RULE = /\bR(\d{1,2})\.(\d{1,2})/g;
/** "R11.1 to R11.3" names the rule between them too. */
const RANGE = /\bR(\d{1,2})\.(\d{1,2}) to R\1\.(\d{1,2})/g;

function rulesIn(text) {
  const found = new Set([...text.matchAll(RULE)].map(([, chapter, no]) => `${chapter}.${no}`));
  for (const [, chapter, from, to] of text.matchAll(RANGE)) {
    for (let no = Number(from); no <= Number(to); no++) found.add(`${chapter}.${no}`);
  }
  return found;
}

/** Rule -> the files that name it, in order. */
function collect(files) {
  const byRule = new Map();
  for (const file of files) {
    for (const rule of rulesIn(readFileSync(path.join(ROOT, file), 'utf8'))) {
      byRule.set(rule, [...(byRule.get(rule) ?? []), file]);
    }
  }
  return byRule;
}

function sources() {
  return readdirSync(path.join(ROOT, FOLDER), { recursive: true })
    .map((name) => path.posix.join(FOLDER, name.split(path.sep).join('/')))
    .filter((file) => /\.tsx?$/.test(file))
    .sort();
}

const inOrder = (a, b) => {
  const [chapterA = 0, noA = 0] = a.split('.').map(Number);
  const [chapterB = 0, noB = 0] = b.split('.').map(Number);
  return chapterA - chapterB || noA - noB;
};

/** A number as key loses nothing: those that would are written as text. */
const twoPlaces = (rule) => String(rule);

const links = (files) => files.map((file) => `[${path.posix.relative(FOLDER, file)}](../${file})`).join('<br>');

function row(rule, code, tests) {
  const words = RULES[rule];
  if (!words) giveUp(`R${rule} is named in ${FOLDER} and has no words in scripts/rules-words.mjs; add a line there.`);
  return `| R${rule} | ${words} | ${links(code) || '-'} | ${links(tests) || '-'} |`;
}

async function document() {
  const files = sources();
  const code = collect(files.filter((file) => !file.includes('.spec.')));
  const tests = collect(files.filter((file) => file.includes('.spec.')));
  const rules = [...new Set([...code.keys(), ...tests.keys()])].sort(inOrder);
  const tested = rules.filter((rule) => tests.has(rule)).length;
  const rows = rules.map((rule) => row(rule, code.get(rule) ?? [], tests.get(rule) ?? []));
  const untested = Object.keys(RULES)
    .map(twoPlaces)
    .filter((rule) => !tests.has(rule))
    .sort(inOrder);
  const without = untested.filter((rule) => REASONS[rule] === undefined);
  if (without.length > 0)
    giveUp(`no spec of ${FOLDER} names R${without.join(', R')}; write one, or a reason in scripts/rules-words.mjs.`);
  const reasons = untested.map((rule) => `| R${rule} | ${RULES[rule]} | ${REASONS[rule]} |`);
  const text = `# The rules of the sport, and where they are kept

Every rule of timing lives in \`${FOLDER}\`, once. A rule has a number; code and specs name it. This page lists the ${rules.length} rules the
domain names, ${tested} of them in a spec, and below the others, each with the reason why no spec of the domain names it.

This file is generated: \`node scripts/rules-index.mjs\` writes it from the sources, \`--check\` fails when it is out of date.
How to add a rule: [CONTRIBUTING.md](../CONTRIBUTING.md#add-a-rule).

| rule | in short | code | specs |
| --- | --- | --- | --- |
${rows.join('\n')}

## Rules no spec of the domain names

| rule | in short | why |
| --- | --- | --- |
${reasons.join('\n')}
`;
  return format(text, { ...(await resolveConfig(FILE)), filepath: FILE });
}

const wanted = await document();
if (!process.argv.includes('--check')) {
  writeFileSync(FILE, wanted);
  say('wrote docs/rules.md');
} else {
  let found = '';
  try {
    found = readFileSync(FILE, 'utf8');
  } catch {
    // No file is a stale file.
  }
  if (found !== wanted) giveUp('docs/rules.md is out of date; run node scripts/rules-index.mjs.');
  say('docs/rules.md is up to date');
}
