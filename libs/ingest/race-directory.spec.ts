/** Ingest must know a race while the database is away, and must never forget one it knew. */
import { describe, expect, it } from '@jest/globals';
import type { RaceRow } from '#libs/log/index.js';
import { KnownRaces, directoryOf, director, problemOf, raceRow, tablet } from './testing/callers.js';

describe('the directory of races', () => {
  it('finds a race made by another process, then knows it without the database', async () => {
    const races = new KnownRaces([]);
    const directory = directoryOf(races);
    await directory.refresh();
    races.rows.push(raceRow('night'));
    expect(await directory.get('night')).toEqual(raceRow('night'));
    races.away = true;
    expect(await directory.get('night')).toEqual(raceRow('night'));
    await expect(directory.refresh()).rejects.toThrow('away');
    expect(directory.list()).toEqual([raceRow('night')]);
  });

  it('tells a race that is not there from one that cannot be looked up now', async () => {
    const races = new KnownRaces([]);
    const directory = directoryOf(races);
    expect(await problemOf(directory.get('x'.repeat(500)))).toMatchObject({
      ...{ status: 404, code: 'unknown-race', detail: `There is no race "${'x'.repeat(64)}".` },
    });
    races.away = true;
    expect(await problemOf(directory.get('night'))).toMatchObject({ status: 503, code: 'log-unavailable' });
  });

  it('keeps a race made while the list was on its way', async () => {
    let answer: (rows: RaceRow[]) => void = () => undefined;
    const races = new KnownRaces([]);
    races.list = () => new Promise((resolve) => (answer = resolve));
    const directory = directoryOf(races);
    const refreshed = directory.refresh();
    directory.hold(raceRow('new'));
    answer([raceRow('old')]);
    await refreshed;
    expect(directory.list().map(({ slug }) => slug)).toEqual(['new', 'old']);
  });

  it('takes over what another process changed', async () => {
    const races = new KnownRaces([raceRow('night')]);
    const directory = directoryOf(races);
    await directory.refresh();
    races.rows[0] = { ...raceRow('night'), visibility: 'private' };
    await directory.refresh();
    expect(await directory.get('night')).toMatchObject({ visibility: 'private' });
  });

  it('tells the tablet of another race nothing of a private one: not even while the database is away', async () => {
    const secret = { ...raceRow('secret'), visibility: 'private' as const };
    const races = new KnownRaces([secret, raceRow('night')]);
    const directory = directoryOf(races);
    await directory.refresh();
    const told = async (slug: string) => {
      const problem = await problemOf(directory.getFor(slug, tablet('night')));
      return { ...problem, detail: problem.detail.replaceAll(slug, '{slug}') };
    };
    expect(await told('secret')).toMatchObject({ status: 404, code: 'unknown-race' });
    expect(await told('secret')).toEqual(await told('missing'));
    races.away = true;
    expect(await told('secret')).toMatchObject({ status: 503 });
    expect(await told('secret')).toEqual(await told('missing'));
    // Its own tablet and the director go on as long as the race is known.
    for (const caller of [director, tablet('secret')]) expect(await directory.getFor('secret', caller)).toEqual(secret);
    expect(await directory.getFor('night', tablet('night'))).toEqual(raceRow('night'));
  });

  it('lets the tablet of another race see one that was private until just now', async () => {
    const races = new KnownRaces([{ ...raceRow('secret'), visibility: 'private' }]);
    const directory = directoryOf(races);
    await directory.refresh();
    races.rows[0] = raceRow('secret');
    expect(await directory.getFor('secret', tablet('night'))).toEqual(raceRow('secret'));
  });
});
