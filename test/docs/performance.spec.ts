/** A figure nobody explains, or a row nobody measures any more, must show. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

it('docs/performance.md has a row for each figure of the bench, and no other', () => {
  const rows = [...readFileSync('docs/performance.md', 'utf8').matchAll(/^\| ([A-Z]\d+) /gm)].map(([, id]) => id);
  const lists = [...readFileSync('bench/groups.ts', 'utf8').matchAll(/ids: \[([^\]]+)\]/g)].map(([, list]) => list!);
  const ids = lists.flatMap((list) => [...list.matchAll(/'(\w+)'/g)].map(([, id]) => id));
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(rows)).toEqual(new Set(ids));
});
