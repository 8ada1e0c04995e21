/** A rule without a test, or a test that moved, must show: docs/rules.md is made from libs/domain. */
import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

it('docs/rules.md names the rules and specs of today', () => {
  const said = execFileSync(process.execPath, ['scripts/rules-index.mjs', '--check'], { encoding: 'utf8' });
  expect(said).toContain('up to date');
});
