/** A code is typed by a volunteer in the rain: forgiving in how it is spelled, good once, short-lived, and not to be guessed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { RateLimiter } from '#libs/platform/auth/rate-limiter.js';
import { TokenStore } from '#libs/platform/auth/token-store.js';
import { startCuttingProxy } from '#libs/testing/cutting-proxy.js';
import { type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { director, problemOf, quiet } from '../testing/callers.js';
import { type Services, aRace, openServices } from '../testing/services.js';
import { PAIRING_MS, PairingsService, TABLET_TOKEN_MS } from './pairings.service.js';

const INPUT = { race: 'night', point: 'back', device: 'North gate' };
const BASE = 'https://live.example.org';
const UNKNOWN = { status: 404, code: 'unknown-code' };
let fixture: LogFixture;
let services: Services;
let tokens: TokenStore;
let pairings: PairingsService;

beforeAll(async () => {
  fixture = await startLog();
  services = await openServices(fixture.database.queries, fixture.log);
  await services.races.create(aRace('night'), director);
});
afterAll(async () => {
  await services.close();
  await fixture.stop();
});
beforeEach(() => {
  const { queries } = fixture.database;
  tokens = new TokenStore(queries, services.clock, quiet);
  pairings = new PairingsService(queries, tokens, services.directory, limiter(10), limiter(25));
});

const limiter = (burst: number): RateLimiter => new RateLimiter(services.clock, burst, 60_000);
const create = () => pairings.create(INPUT, BASE);
const redeem = (code: string, device?: string, ip = '10.0.0.1') => pairings.redeem(code, device, ip);

describe('a code', () => {
  it('becomes a token for one race, point and device that outlives the race', async () => {
    const { code, url, expiresAt } = await create();
    // Behind the # it reaches no server and no log.
    expect(url).toBe(`${BASE}/director/night/keypad#pair=${code}`);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - PAIRING_MS)).toBeLessThan(60_000);
    const { token, ...told } = await redeem(code);
    expect(told).toEqual(INPUT);
    const { id: _id, ...principal } = (await tokens.find(token)) ?? { id: '' };
    expect(principal).toEqual({ role: 'recorder', name: 'North gate', scope: INPUT });
    const { rows } = await fixture.database.queries.query<{ ms: number }>(
      `select extract(epoch from max(expires_at) - now())::float8 * 1000 as ms from token where role = 'recorder'`,
    );
    expect(Math.abs((rows[0]?.ms ?? 0) - TABLET_TOKEN_MS)).toBeLessThan(60_000);
  });

  it('may be typed in small letters, with spaces and dashes, and the tablet may bring its own name', async () => {
    const { code } = await create();
    const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
    expect(await redeem(typed, 'Ruth’s tablet')).toMatchObject({ device: 'Ruth’s tablet', point: 'back' });
  });

  it('is good once, also when two tablets are quick', async () => {
    const { code } = await create();
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => redeem(code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await problemOf(redeem(code))).toMatchObject(UNKNOWN);
  });

  it('expired is answered as one nobody made: a guess learns nothing', async () => {
    const { code } = await create();
    await fixture.database.queries.query('update pairing set expires_at = now() where redeemed_at is null');
    const [expired, unknown] = [await problemOf(redeem(code)), await problemOf(redeem('BCDFGHJK'))];
    expect(expired).toMatchObject(UNKNOWN);
    expect(expired).toEqual(unknown);
  });

  it('stands nowhere in the database', async () => {
    const { code } = await create();
    const { rows } = await fixture.database.queries.query('select * from pairing');
    expect(JSON.stringify(rows)).not.toContain(code);
  });

  it('is made only for a race that is there', async () => {
    expect(await problemOf(pairings.create({ ...INPUT, race: 'nowhere' }, BASE))).toMatchObject({
      status: 404,
      code: 'unknown-race',
    });
  });
});

describe('guessing', () => {
  it('ends after ten tries from one address, for the right code too; a minute later it goes on', async () => {
    const { code } = await create();
    for (let i = 0; i < 10; i++) expect(await problemOf(redeem('BBBBBBBB'))).toMatchObject(UNKNOWN);
    expect(await problemOf(redeem(code))).toMatchObject({ status: 429, code: 'too-many-tries' });
    expect(await redeem(code, undefined, '10.0.0.2')).toMatchObject(INPUT);
    services.clock.ms += 60_000;
    expect(await problemOf(redeem('BBBBBBBB'))).toMatchObject(UNKNOWN);
  });

  it('from ever new addresses ends for all of them together', async () => {
    for (let i = 0; i < 25; i++)
      expect(await problemOf(redeem('BBBBBBBB', undefined, `10.0.1.${i}`))).toMatchObject(UNKNOWN);
    expect(await problemOf(redeem('BBBBBBBB', undefined, '10.0.2.1'))).toMatchObject({ status: 429 });
  });
});

it('with the database gone a tablet is told to come back, not that its code is wrong', async () => {
  const proxy = await startCuttingProxy(fixture.url);
  const { database, stop } = await openLog(proxy.url);
  await proxy.stop();
  const cut = new PairingsService(database.queries, tokens, services.directory, limiter(10), limiter(25));
  const away = { status: 503, code: 'log-unavailable' };
  expect(await problemOf(cut.redeem('BCDFGHJK', undefined, '10.0.0.3'))).toMatchObject(away);
  expect(await problemOf(cut.create(INPUT, BASE))).toMatchObject(away);
  await stop();
});
