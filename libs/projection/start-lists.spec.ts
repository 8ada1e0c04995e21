/** What strangers may read of a start list. */
import { expect, it } from '@jest/globals';
import type { SetUpFacts } from '#libs/log/index.js';
import { raceOf, startedRace } from '#libs/testing/facts.js';
import { StartLists } from './start-lists.js';

it('strangers read neither the names of the hidden nor anybody’s chips', async () => {
  const log = startedRace([]);
  log.entrant('7', { name: 'Ada', chips: ['X'] });
  log.entrant('8', { name: 'Secret Person', hidden: true, club: 'Owls' });
  const nobodyAsks = {
    entrants: () => Promise.reject(new Error('asked for birth dates')),
  } as unknown as SetUpFacts;
  const listed = await new StartLists(nobodyAsks).of({ logId: 'log', offset: 1, race: raceOf(log) }, undefined);
  expect(listed).toEqual([
    { bib: '7', name: 'Ada', hidden: false },
    { bib: '8', hidden: true, club: 'Owls' },
  ]);
});
