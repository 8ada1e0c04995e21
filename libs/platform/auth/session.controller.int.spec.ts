/** Signing in, being known and signing out over real HTTP and Postgres: what a director's browser sends and what it may do with it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { pino } from 'pino';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import type { Config } from '../config.js';
import { createHttpApp } from '../http/http-app.js';
import { PlatformModule } from '../platform.module.js';
import { SESSION_COOKIE, SESSION_MS, Sessions } from './sessions.js';
import { TokenStore } from './token-store.js';

const TOKEN = 'a-director-token-of-32-characters';
const CONFIG = {
  ...{ port: 0, host: '127.0.0.1', logLevel: 'silent', trustProxy: false, production: true },
  ...{ directorToken: TOKEN, publicUrl: 'http://race.example' },
} as unknown as Config;

@Module({})
class Process {}

let fixture: LogFixture;
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  fixture = await startLog();
  const logger = pino({ level: 'silent' });
  const platform = PlatformModule.forRoot({ config: CONFIG, logger, pool: fixture.database.queries, process: 'test' });
  app = await createHttpApp({ module: Process, imports: [platform] }, logger);
  await app.listen(0, '127.0.0.1');
  url = `http://127.0.0.1:${(app.getHttpServer().address() as { port: number }).port}/api/v1/session`;
});
afterAll(async () => {
  await app?.close();
  await fixture.stop();
});

const ask = (method: string, { body, headers }: { body?: object; headers?: Record<string, string> } = {}) =>
  fetch(url, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const codeOf = async (answer: Response): Promise<string> => {
  const { code } = (await answer.json()) as { code: string };
  return `${answer.status} ${code}`;
};

async function signIn(headers?: Record<string, string>): Promise<{ cookie: string; csrf: string; line: string }> {
  const answer = await ask('POST', { body: { token: TOKEN }, headers });
  expect(answer.status).toBe(200);
  const line = answer.headers.get('set-cookie') ?? '';
  const { csrf } = (await answer.json()) as { csrf: string };
  return { line, csrf, cookie: line.split(';')[0]! };
}

describe('signing in', () => {
  it('sets a cookie no script can read and no other site can send, for a week, and tells the CSRF token once past every cache', async () => {
    const answer = await ask('POST', { body: { token: ` ${TOKEN} ` } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ role: 'director', name: expect.any(String), csrf: expect.any(String) });
    const line = answer.headers.get('set-cookie') ?? '';
    expect(line).toMatch(new RegExp(`^${SESSION_COOKIE}=[\\w-]{20,};`));
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', `Max-Age=${SESSION_MS / 1000}`])
      expect(line).toContain(part);
    // Over plain http in a venue a Secure cookie would never come back.
    expect(line).not.toContain('Secure');
  });

  it('by a link works once', async () => {
    const code = await app.get(Sessions).createSignInCode();
    expect((await ask('POST', { body: { code } })).status).toBe(200);
    expect(await codeOf(await ask('POST', { body: { code } }))).toBe('401 wrong-code');
  });

  it('is refused to wrong tokens, to tokens of other roles, and to bodies that are neither', async () => {
    const { token } = await app.get(TokenStore).create('recorder', 'tablet', {});
    expect(await codeOf(await ask('POST', { body: { token: 'no-such-token-anywhere-at-all' } }))).toBe(
      '401 wrong-token',
    );
    expect(await codeOf(await ask('POST', { body: { token } }))).toBe('403 not-allowed');
    expect((await ask('POST', { body: { name: 'me' } })).status).toBe(400);
  });

  it('is refused to the page of another site, and not to our own behind a proxy that rewrites Host', async () => {
    const from = (headers: Record<string, string>) => ask('POST', { body: { token: TOKEN }, headers });
    const stranger = await from({ origin: 'http://elsewhere.example' });
    const { code, detail } = (await stranger.json()) as { code: string; detail: string };
    expect([stranger.status, code]).toEqual([403, 'wrong-origin']);
    expect(detail).toContain('LOOPLINE_PUBLIC_URL');
    expect(stranger.headers.get('set-cookie')).toBeNull();
    expect((await from({ origin: 'http://race.example', 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await from({ origin: 'http://race.example' })).status).toBe(200);
  });
});

describe('a session', () => {
  it('is told its CSRF token again, by its cookie, from our own pages only', async () => {
    const { cookie, csrf } = await signIn();
    const again = await ask('GET', { headers: { cookie } });
    expect(await again.json()).toMatchObject({ role: 'director', csrf });
    expect(again.headers.get('cache-control')).toBe('no-store');
    expect(await codeOf(await ask('GET'))).toBe('401 not-signed-in');
    expect(await codeOf(await ask('GET', { headers: { cookie: `${SESSION_COOKIE}=guess` } }))).toBe(
      '401 not-signed-in',
    );
    const elsewhere = await ask('GET', { headers: { cookie, origin: 'http://elsewhere.example' } });
    expect(await codeOf(elsewhere)).toBe('401 not-signed-in');
  });

  it('ends with the sign-out, which another site cannot ask for', async () => {
    const { cookie } = await signIn();
    await ask('DELETE', { headers: { cookie, 'sec-fetch-site': 'cross-site' } });
    expect((await ask('GET', { headers: { cookie } })).status).toBe(200);
    const out = await ask('DELETE', { headers: { cookie } });
    expect(await out.json()).toEqual({ signedOut: true });
    expect(out.headers.get('set-cookie')).toMatch(new RegExp(`^${SESSION_COOKIE}=;.*(Max-Age=0|1970)`));
    expect(await codeOf(await ask('GET', { headers: { cookie } }))).toBe('401 not-signed-in');
    expect((await ask('DELETE')).status).toBe(200);
  });
});
