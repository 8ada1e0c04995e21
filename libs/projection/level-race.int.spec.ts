/** Who has just changed a race reads the change, however far behind the fold is; who only reads waits for nobody. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type FactLog, type NewFact, PostgresFoldSnapshots, PostgresRegistry } from '#libs/log/index.js';
import type { Principal, Role } from '#libs/platform/auth/principal.js';
import { SystemClock } from '#libs/platform/clock.js';
import { GUN_MS, definition } from '#libs/testing/facts.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { Projection, RaceQueries } from './index.js';

const SLUG = 'changing';
const caller = (role: Role): Principal => ({ role, id: 'a', name: 'a', scope: {} });

let fixture: LogFixture;
let projection: Projection;
let queries: RaceQueries;
/** While it is there, nothing is read from the log. */
let held: { promise: Promise<void>; letGo: () => void } | undefined;
/** Says that the database is away: to the question for the head alone. */
let isAway: boolean;

beforeEach(async () => {
  fixture = await startLog();
  isAway = false;
  const { database, log, feed } = fixture;
  const slow: FactLog = Object.assign(Object.create(log) as FactLog, {
    follow: undefined,
    read: async (logId: string, after: number, limit: number) => {
      await held?.promise;
      return log.read(logId, after, limit);
    },
    head: (logId: string) => (isAway ? Promise.reject(new Error('away')) : log.head(logId)),
  });
  const registry = new PostgresRegistry(database.queries, () => undefined);
  await registry.create(definition({ slug: SLUG }), race('before'));
  const snapshots = new PostgresFoldSnapshots(database.queries);
  projection = new Projection(slow, registry, feed, snapshots, pino({ level: 'silent' }), false);
  await projection.start();
  queries = new RaceQueries(projection, slow, new SystemClock());
});
afterEach(async () => {
  letGo();
  await projection.stop();
  await fixture.stop();
});

const race = (name: string): NewFact => ({
  ...{ id: randomUUID(), kind: 'race', atMs: GUN_MS, receivedAtMs: GUN_MS },
  fields: { race: SLUG, definition: definition({ slug: SLUG, name }) },
});

function hold(): void {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  held = { promise, letGo: resolve };
}

function letGo(): void {
  held?.letGo();
  held = undefined;
}

const nameFor = async (role?: Role): Promise<string> =>
  (await queries.find(SLUG, role && caller(role))).race.definition.name;

describe('a race that has just been changed', () => {
  it('is told as stored to who may write, and as folded to everybody else', async () => {
    hold();
    await fixture.log.append(SLUG, [race('after')]);
    const asked = [nameFor('director'), nameFor('recorder')];
    expect(await Promise.all([nameFor('crew'), nameFor()])).toEqual(['before', 'before']);
    letGo();
    expect(await Promise.all(asked)).toEqual(['after', 'after']);
  });

  it('is told as folded where the fold does not come level in time, and later as stored', async () => {
    hold();
    await fixture.log.append(SLUG, [race('after')]);
    expect(await nameFor('director')).toBe('before');
    const { offset } = await queries.find(SLUG, undefined);
    expect(offset).toBe(1);
    letGo();
    await waitFor('the change', async () => (await nameFor()) === 'after');
  });

  it('is told as folded at once where the database is away', async () => {
    isAway = true;
    expect(await nameFor('director')).toBe('before');
  });

  it('is not told in results before all that was acknowledged is in them', async () => {
    hold();
    await fixture.log.append(SLUG, [race('after')]);
    let isTold = false;
    const results = queries.findLevel(SLUG, undefined).finally(() => (isTold = true));
    await nameFor('director');
    expect(isTold).toBe(false);
    letGo();
    expect((await results).race.definition.name).toBe('after');
  });
});
