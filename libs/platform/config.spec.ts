/** Every setting: what it is when nobody says anything, and the sentence a person gets when it cannot work. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Config, ConfigError, DIRECTOR_TOKEN_CHARS_MAX, loadConfig, requireOutsideStores } from './config.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'loopline-config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (env: Record<string, string> = {}): Config => loadConfig({ LOOPLINE_DATA: folder, ...env });

function refusal(env: Record<string, string>): string {
  try {
    load(env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  throw new Error(`${JSON.stringify(env)} was taken`);
}

it('needs no setting at all', () => {
  expect(load()).toEqual({
    port: 3000,
    host: '0.0.0.0',
    dataDir: folder,
    logLevel: 'info',
    trustProxy: false,
    production: false,
  });
  const names = [
    'PORT',
    'HOST',
    'DATABASE_URL',
    'REDIS_URL',
    'LOOPLINE_DIRECTOR_TOKEN',
    'LOOPLINE_PUBLIC_URL',
    'LOG_LEVEL',
  ];
  // A compose file passes what nobody set as empty text.
  expect(load(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(load());
});

it('takes every setting as it is meant', () => {
  const env = {
    PORT: '8080',
    HOST: '127.0.0.1',
    DATABASE_URL: 'postgresql://loopline:secret@db:5432/loopline?sslmode=require',
    REDIS_URL: 'rediss://redis:6380/',
    LOOPLINE_DIRECTOR_TOKEN: 'a'.repeat(24),
    LOOPLINE_PUBLIC_URL: ' https://live.example.org/ ',
    LOG_LEVEL: 'debug',
    LOOPLINE_TRUST_PROXY: '1',
    NODE_ENV: 'production',
  };
  expect(load(env)).toEqual({
    port: 8080,
    host: '127.0.0.1',
    dataDir: folder,
    databaseUrl: env.DATABASE_URL,
    redisUrl: 'rediss://redis:6380',
    directorToken: env.LOOPLINE_DIRECTOR_TOKEN,
    publicUrl: 'https://live.example.org',
    logLevel: 'debug',
    trustProxy: true,
    production: true,
  });
});

describe('a setting that cannot work is refused by name, with the way out', () => {
  it.each([
    ['PORT', '65536', '0 to 65535'],
    ['PORT', '-1', '0 to 65535'],
    ['PORT', '80.5', '0 to 65535'],
    ['PORT', '0x50', '0 to 65535'],
    ['PORT', '1e3', '0 to 65535'],
    ['PORT', 'http', '0 to 65535'],
    ['HOST', 'http://0.0.0.0', 'such as 0.0.0.0'],
    ['HOST', 'localhost:3000', 'PORT'],
    ['DATABASE_URL', 'localhost', 'postgres://user:password@host:5432/loopline'],
    ['DATABASE_URL', 'mysql://localhost/loopline', 'postgres://'],
    ['REDIS_URL', '6379', 'redis://host:6379'],
    ['REDIS_URL', 'http://redis:6379', 'rediss://'],
    ['LOOPLINE_DIRECTOR_TOKEN', 'x'.repeat(23), 'at least 24'],
    ['LOOPLINE_DIRECTOR_TOKEN', 'x'.repeat(DIRECTOR_TOKEN_CHARS_MAX + 1), `at most ${DIRECTOR_TOKEN_CHARS_MAX}`],
    ['LOOPLINE_DIRECTOR_TOKEN', `${'x'.repeat(24)} y`, 'no spaces'],
    ['LOOPLINE_DIRECTOR_TOKEN', 'ü'.repeat(24), 'ASCII'],
    ['LOOPLINE_PUBLIC_URL', 'live.example.org', 'https://live.example.org'],
    ['LOOPLINE_PUBLIC_URL', 'ftp://live.example.org', 'https://'],
    ['LOOPLINE_PUBLIC_URL', 'https://live.example.org/?race=1', 'https://live.example.org'],
    ['LOG_LEVEL', 'loud', 'fatal, error, warn, info, debug, trace, silent'],
    ['LOOPLINE_TRUST_PROXY', 'yes', '1'],
  ])('%s=%s', (name, value, wayOut) => {
    const sentence = refusal({ [name]: value });
    expect(sentence).toMatch(new RegExp(`^${name} .*\\.$`));
    expect(sentence).toContain(wayOut);
  });

  it('a folder that is a file, and one that nobody can write into', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    expect(refusal({ LOOPLINE_DATA: file })).toMatch(
      /^LOOPLINE_DATA .*file\) cannot be created \(EEXIST\).*another folder/,
    );
    expect(refusal({ LOOPLINE_DATA: path.join(file, 'below') })).toContain('LOOPLINE_DATA');
    // There on Linux, and nobody's to write into, not even root's; elsewhere it cannot be made.
    expect(refusal({ LOOPLINE_DATA: '/proc' })).toMatch(
      /^LOOPLINE_DATA \(\/proc\) cannot be (written to|created) .*another folder/,
    );
  });

  it('and no refusal tells a secret', () => {
    const secrets = [
      refusal({ DATABASE_URL: 'mysql://me:hunter2@db/x' }),
      refusal({ DATABASE_URL: '//me:hunter2@db/x' }),
      refusal({ REDIS_URL: 'http://:hunter2@redis' }),
      refusal({ LOOPLINE_DIRECTOR_TOKEN: 'hunter2' }),
    ];
    for (const sentence of secrets) expect(sentence).not.toContain('hunter2');
  });
});

it('makes the data folder, and leaves nothing of its own in it', () => {
  const made = path.join(folder, 'a', 'b');
  expect(load({ LOOPLINE_DATA: made }).dataDir).toBe(made);
  expect(readdirSync(made)).toEqual([]);
});

it('one process of many refuses to start without the stores they meet in', () => {
  const [databaseUrl, redisUrl] = ['postgres://db/loopline', 'redis://redis'];
  expect(() => requireOutsideStores(load(), 'gateway')).toThrow(/gateway process needs DATABASE_URL/);
  expect(() => requireOutsideStores(load({ DATABASE_URL: databaseUrl }), 'worker')).toThrow(
    /worker process needs REDIS_URL/,
  );
  const both = load({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
  expect(requireOutsideStores(both, 'ingest')).toMatchObject({ databaseUrl, redisUrl });
});
