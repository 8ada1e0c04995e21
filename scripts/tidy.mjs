// Style as a test: file and function length, left-over markers, paths and addresses that must not be in the tree.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './prepare.mjs';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const MAIN_LINES_MAX = 30;
const problems = [];

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter((file) => file !== '');

const forbidden = [
  [
    new RegExp(`\\b(${['TO', 'FIX'].map((word) => (word === 'TO' ? 'TODO' : 'FIXME')).join('|')})\\b`),
    'work left for later',
  ],
  [/registry\.npmjs\.org|deb\.debian\.org/, 'the address of a package registry'],
  [/(^|[^\w.])\/(home|root|Users)\/[a-z]/, 'a path of one machine'],
  [/\b(describe|it|test)\.(only|skip)\(/, 'a test that is alone or switched off'],
];

function checkLengths(file, text) {
  const lines = text.split('\n').length - 1;
  if (lines > FILE_LINES_MAX) problems.push(`${file}: ${lines} lines (at most ${FILE_LINES_MAX})`);
  if (/^apps\/[^/]+\/main\.ts$/.test(file) && lines > MAIN_LINES_MAX)
    problems.push(`${file}: a main of ${lines} lines (at most ${MAIN_LINES_MAX})`);
  if (!/\.tsx?$/.test(file) || /\.spec\.tsx?$|-conformance\.ts$/.test(file)) return;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const start = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const length = source.getLineAndCharacterOfPosition(node.end).line - start + 1;
      if (length > FUNCTION_LINES_MAX)
        problems.push(`${file}:${start + 1}: a function of ${length} lines (at most ${FUNCTION_LINES_MAX})`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

for (const file of tracked) {
  if (!/\.(ts|tsx|mjs|cjs|css|json|yml|yaml|md|sh)$/.test(file) && file !== '.ci/run') continue;
  let text;
  try {
    text = readFileSync(path.join(ROOT, file), 'utf8');
  } catch {
    continue;
  }
  for (const [pattern, what] of forbidden)
    if (file !== 'scripts/tidy.mjs' && pattern.test(text)) problems.push(`${file}: ${what}`);
  if (/\.(ts|tsx|mjs|css)$/.test(file)) checkLengths(file, text);
}

for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exit(problems.length === 0 ? 0 : 1);
