/** A dependency nobody looked at must not slip in: the list of licences is as new as package.json. */
import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

it('THIRD-PARTY.md lists the direct dependencies of today with their licences', () => {
  const said = execFileSync(process.execPath, ['scripts/third-party.mjs', '--check'], { encoding: 'utf8' });
  expect(said).toContain('up to date');
});
