import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { RaceDefinition } from '#libs/domain/index.js';
import { aRead, type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import type { NewFact } from './ports.js';
import { PostgresRegistry } from './registry.js';

let fixture: LogFixture;
let registry: PostgresRegistry;
const announced: [string, number][] = [];
beforeAll(async () => {
  fixture = await startLog();
  registry = new PostgresRegistry(fixture.database.queries, (...head) => announced.push(head));
});
afterAll(() => fixture.stop());

const definition = (slug: string, group?: string): RaceDefinition => ({
  slug,
  name: slug,
  timeZone: 'Europe/Rome',
  scheduledStart: '2026-10-03T08:00:00.000Z',
  visibility: 'public',
  course: { kind: 'loop', lapM: 1_000, points: [{ id: 'line', atM: 0 }] },
  format: { kind: 'fixed-time', durationMs: 86_400_000, end: 'measure' },
  ...(group === undefined ? {} : { group }),
});
const raceFact = (race: RaceDefinition): NewFact =>
  aRead({ kind: 'race', source: undefined, raw: undefined, fields: { race: race.slug, definition: race } });
const create = (race: RaceDefinition) => registry.create(race, raceFact(race));

describe('the registry', () => {
  it('makes race, log and first fact together, and announces the fact', async () => {
    const row = await create(definition('lone'));
    expect(row).toMatchObject({ slug: 'lone', logId: 'lone', visibility: 'public', archived: false, offset: 1 });
    expect(await fixture.log.read('lone', 0, 10)).toMatchObject([{ kind: 'race', race: 'lone' }]);
    expect(announced).toContainEqual(['lone', 1]);
    expect(await registry.find('lone')).toMatchObject({ slug: 'lone' });
    expect(await registry.find('nobody')).toBeUndefined();
  });

  it('puts races of a group on one log', async () => {
    await create(definition('g-6h', 'g'));
    expect(await create(definition('g-12h', 'g'))).toMatchObject({ logId: 'g', offset: 2 });
    expect((await registry.racesOf('g')).map(({ slug }) => slug)).toEqual(['g-6h', 'g-12h']);
    expect(await registry.logs()).toEqual(expect.arrayContaining(['g', 'lone']));
  });

  it('refuses a slug taken, ten at once too, and a lone race with the name of a group; nothing is left behind', async () => {
    await expect(create(definition('lone'))).rejects.toMatchObject({ code: 'slug-taken' });
    await expect(create(definition('g'))).rejects.toMatchObject({ code: 'slug-taken' });
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => create(definition('wanted'))));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await fixture.log.head('wanted')).toBe(1);
    const used = raceFact(definition('g-24h', 'g'));
    await fixture.log.append('g', [used]);
    await expect(registry.create(definition('g-24h', 'g'), used)).rejects.toMatchObject({ code: 'invalid-fact' });
    expect(await registry.find('g-24h')).toBeUndefined();
  });

  it('changes visibility and archive only together with their fact', async () => {
    const race = definition('change');
    await create(race);
    const fact = raceFact({ ...race, visibility: 'private' });
    expect(await registry.change('change', { visibility: 'private', archived: true }, fact)).toMatchObject({
      visibility: 'private',
      archived: true,
      outcome: { status: 'stored', offset: 2 },
    });
    expect((await registry.change('change', { visibility: 'public' }, fact)).outcome.status).toBe('duplicate');
    expect(await registry.find('change')).toMatchObject({ visibility: 'private', archived: true });
    await expect(registry.change(randomUUID(), {}, fact)).rejects.toMatchObject({ code: 'unknown-race' });
  });
});
