/** Races: every change is a fact, two changes at once both stand, and a refused one leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RacePatch } from '#libs/contracts/index.js';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { director, problemOf } from '../testing/callers.js';
import { type Services, aRace, openServices } from '../testing/services.js';

let fixture: LogFixture;
let services: Services;

beforeAll(async () => {
  fixture = await startLog();
  services = await openServices(fixture.database.queries, fixture.log);
});
afterAll(async () => {
  await services.close();
  await fixture.stop();
});

const create = (slug: string, fields?: Record<string, unknown>) => services.races.create(aRace(slug, fields), director);
const facts = (logId: string) => fixture.log.readStored(logId, 0, 100);
const definitionOf = async (slug: string) =>
  (await facts(slug)).findLast(({ kind }) => kind === 'race')?.fields['definition'];

describe('a race', () => {
  it('is answered with every default filled in, and is known at once', async () => {
    expect(await create('lone')).toEqual({
      ...aRace('lone'),
      ...{ visibility: 'public', archived: false, offset: 1 },
      course: { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }] },
      format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
    });
    expect(await services.directory.get('lone')).toMatchObject({ slug: 'lone', logId: 'lone' });
  });

  it('has a slug of its own, also when ten want it at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => create('wanted')));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await problemOf(create('wanted'))).toMatchObject({
      status: 409,
      code: 'slug-taken',
      detail: expect.stringContaining('"wanted"'),
    });
    expect(await fixture.log.head('wanted')).toBe(1);
  });

  it('of a group shares its log, and each is changed by itself', async () => {
    await create('mats-6h', { group: 'mats' });
    await create('mats-24h', { group: 'mats' });
    expect(await services.races.patch('mats-24h', { name: 'A day' }, director)).toMatchObject({
      name: 'A day',
      group: 'mats',
      offset: 3,
    });
    await services.races.signal('mats-6h', 'started', undefined, director);
    expect((await facts('mats')).map(({ kind, fields }) => [kind, fields['race']])).toEqual([
      ['race', 'mats-6h'],
      ['race', 'mats-24h'],
      ['race', 'mats-24h'],
      ['started', 'mats-6h'],
    ]);
    expect(await services.races.patch('mats-6h', { surface: 'track' }, director)).toMatchObject({ name: 'mats-6h' });
  });
});

describe('a change', () => {
  it('keeps what it does not mention, and says why it was made', async () => {
    const made = await create('changed', { categories: [40, 50], surface: 'road' });
    const changed = await services.races.patch(
      'changed',
      { visibility: 'private', reason: 'not announced yet' },
      director,
    );
    expect(changed).toEqual({ ...made, visibility: 'private', offset: 2 });
    expect((await facts('changed')).at(-1)).toMatchObject({ reason: 'not announced yet', by: 'director: director' });
    expect(await services.directory.get('changed')).toMatchObject({ visibility: 'private' });
  });

  it('at the same time as another undoes no part of it', async () => {
    await create('crowd');
    const patches: RacePatch[] = [
      { name: 'Crowd' },
      { surface: 'trail' },
      { categories: [60] },
      { visibility: 'unlisted' },
    ];
    await Promise.all([
      ...patches.map((patch) => services.races.patch('crowd', patch, director)),
      services.races.archive('crowd', director),
    ]);
    expect(await definitionOf('crowd')).toMatchObject({
      name: 'Crowd',
      surface: 'trail',
      categories: [60],
      visibility: 'unlisted',
    });
    expect(await services.directory.get('crowd')).toMatchObject({ archived: true, visibility: 'unlisted' });
  });

  it('keeps a race put away where it is', async () => {
    await create('mistake');
    expect(await services.races.archive('mistake', director, 'made twice')).toMatchObject({
      archived: true,
      offset: 2,
    });
    expect(await services.races.patch('mistake', { name: 'Still away' }, director)).toMatchObject({ archived: true });
    expect((await facts('mistake')).map(({ fields }) => fields['archived'])).toEqual([undefined, true, true]);
  });

  it.each([
    ['patch', () => services.races.patch('nowhere', { name: 'x' }, director)],
    ['archive', () => services.races.archive('nowhere', director)],
    ['signal', () => services.races.signal('nowhere', 'started', undefined, director)],
  ])('of a race nobody made is refused: %s', async (_what, work) => {
    expect(await problemOf(work())).toMatchObject({ status: 404, code: 'unknown-race' });
  });
});

describe('the gun and the final signal', () => {
  it('are now when nobody says when, and the former instant stays in the log', async () => {
    await create('gun');
    expect(await services.races.signal('gun', 'started', undefined, director)).toEqual({
      offset: 2,
      at: new Date(services.clock.ms).toISOString(),
    });
    const mended = await services.races.signal(
      'gun',
      'started',
      '2026-10-03T10:00:00+02:00',
      director,
      'watch was late',
    );
    expect(mended).toEqual({ offset: 3, at: '2026-10-03T08:00:00.000Z' });
    await services.races.signal('gun', 'stopped', '2026-10-04T08:00:00Z', director);
    expect(
      (await facts('gun')).slice(1).map(({ kind, atMs, reason }) => [kind, new Date(atMs).toISOString(), reason]),
    ).toEqual([
      ['started', new Date(services.clock.ms).toISOString(), undefined],
      ['started', '2026-10-03T08:00:00.000Z', 'watch was late'],
      ['stopped', '2026-10-04T08:00:00.000Z', undefined],
    ]);
  });
});

it('with the database gone every write says to come back, and none is a fault of ours', async () => {
  await create('cut-off');
  const proxy = await startCuttingProxy(fixture.url);
  const behind = await openLog(proxy.url);
  const cut = await openServices(behind.database.queries, behind.log);
  try {
    await cut.directory.get('cut-off');
    await proxy.stop();
    for (const work of [
      () => cut.races.create(aRace('never'), director),
      () => cut.races.patch('cut-off', { name: 'x' }, director),
      () => cut.races.archive('cut-off', director),
      () => cut.races.signal('cut-off', 'started', undefined, director),
      () => cut.entrants.put('cut-off', [{ bib: '1' }], director),
      () => cut.entrants.asEntered('cut-off'),
      () => cut.passings.submit('not-seen-here', [], director),
    ])
      expect(await problemOf(work())).toMatchObject({ status: 503, code: 'log-unavailable' });
  } finally {
    await cut.close();
    await behind.stop();
  }
});
