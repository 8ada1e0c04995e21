/** Who a request is from: a bearer token, or a cookie with its CSRF token from our own page; a guess is counted, a doubt is no guess. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem.js';
import { Identify, sameOrigin } from './identify.js';
import type { Principal } from './principal.js';
import { RateLimiter } from './rate-limiter.js';
import { SESSION_COOKIE, type Sessions } from './sessions.js';
import type { TokenStore } from './token-store.js';

const TOKEN = 'a-token-of-at-least-24-characters';
const SECRET = 'a-session';
const CSRF = 'its-csrf';
const tablet: Principal = { role: 'recorder', id: '1', name: 'tablet', scope: { race: 'night' } };
const director: Principal = { role: 'director', id: '2', name: 'director', scope: {} };
let away: boolean;
let now: number;
let identify: Identify;

beforeEach(() => {
  away = false;
  now = 0;
  const ask = async <T>(answer: T | undefined): Promise<T | undefined> => {
    await Promise.resolve();
    if (away) throw new ProblemError(503, 'database-away', 'away');
    return answer;
  };
  const tokens = { lookUp: (token: string) => ask(token === TOKEN ? tablet : undefined) };
  const sessions = {
    find: (secret: string, csrf: string) => ask(secret === SECRET && csrf === CSRF ? director : undefined),
  };
  const wrong = new RateLimiter({ nowMs: () => now }, 3, 60_000);
  identify = new Identify(tokens as unknown as TokenStore, sessions as unknown as Sessions, wrong);
});

const request = (headers: Record<string, string>, cookie?: string, ip = '10.0.0.1') =>
  ({
    headers: { host: 'live.example.org', ...headers },
    host: 'live.example.org',
    cookies: { [SESSION_COOKIE]: cookie },
    ip,
  }) as unknown as FastifyRequest;
const bearer = (token: string, ip?: string) =>
  identify.of(request({ authorization: `Bearer ${token}` }, undefined, ip));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  const { status, code } = error as ProblemError;
  return `${status} ${code}`;
}

describe('a bearer token', () => {
  it('names its holder, whatever cookie comes with it', async () => {
    expect(await bearer(TOKEN)).toEqual(tablet);
    expect(await identify.of(request({ authorization: `bearer  ${TOKEN}`, 'x-csrf-token': CSRF }, SECRET))).toEqual(
      tablet,
    );
  });

  it.each(['', 'Bearer', 'Bearer  ', `Basic ${TOKEN}`, `Bearer ${TOKEN} x`, `Bearer ${'x'.repeat(513)}`, TOKEN])(
    'that is none is refused, not taken for nobody: "%s"',
    async (authorization) => {
      const asked = identify.of(request({ authorization, 'x-csrf-token': CSRF }, SECRET));
      expect(await refusal(asked)).toBe('401 wrong-token');
    },
  );

  it('guessed at ends in 429 for that address, while right ones from there are still served', async () => {
    for (let i = 0; i < 3; i++) expect(await refusal(bearer('guess'))).toBe('401 wrong-token');
    expect(await refusal(bearer('guess'))).toBe('429 too-many-wrong-tokens');
    expect(await bearer(TOKEN)).toEqual(tablet);
    expect(await refusal(bearer('guess', '10.0.0.2'))).toBe('401 wrong-token');
    now += 60_000;
    expect(await refusal(bearer('guess'))).toBe('401 wrong-token');
  });

  it('that cannot be looked up is neither wrong nor a guess: a tablet that hears 401 gives its token up', async () => {
    away = true;
    for (let i = 0; i < 5; i++) expect(await refusal(bearer('made-by-another-process'))).toBe('503 database-away');
    away = false;
    expect(await refusal(bearer('guess'))).toBe('401 wrong-token');
  });
});

describe('a cookie', () => {
  it('authorises nothing without its own CSRF token', async () => {
    expect(await identify.of(request({}, SECRET))).toBeUndefined();
    expect(await identify.of(request({ 'x-csrf-token': 'guess' }, SECRET))).toBeUndefined();
    expect(await identify.of(request({ 'x-csrf-token': CSRF }))).toBeUndefined();
    expect(await identify.of(request({ 'x-csrf-token': CSRF }, SECRET))).toEqual(director);
  });

  it('is refused aloud when another site sends it', async () => {
    const from = (headers: Record<string, string>) =>
      identify.of(request({ 'x-csrf-token': CSRF, ...headers }, SECRET));
    expect(await from({ origin: 'https://live.example.org', 'sec-fetch-site': 'same-origin' })).toEqual(director);
    const others: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'https://live.example.org:8443' },
      { origin: 'null' },
    ];
    for (const headers of others) expect(await refusal(from(headers))).toBe('403 wrong-origin');
  });
});

it('a request typed into the address bar, or sent by a program, comes from no other site', () => {
  expect(sameOrigin(request({}))).toBe(true);
  expect(sameOrigin(request({ 'sec-fetch-site': 'none' }))).toBe(true);
});

it('our own page over plain http behind a proxy that rewrites Host is refused with the settings that cure it, and not once they are set', () => {
  const plain = request({ host: 'live.example.org', origin: 'http://race.example' });
  expect(() => identify.assertOwnPage(plain)).toThrow(/LOOPLINE_PUBLIC_URL.*Host/);
  expect(sameOrigin(plain, 'http://race.example/live')).toBe(true);
  expect(sameOrigin(plain, 'https://race.example')).toBe(false);
  expect(sameOrigin(request({ origin: 'http://elsewhere.example' }), 'http://race.example')).toBe(false);
  // What a trusted proxy forwards.
  const forwarded = { ...plain, host: 'race.example' } as unknown as FastifyRequest;
  expect(sameOrigin(forwarded)).toBe(true);
});
