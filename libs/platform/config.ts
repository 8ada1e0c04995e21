/** Settings from the environment (contract section 2). Refuses what cannot work with a sentence that names the knob. */
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import path from 'node:path';

export const DIRECTOR_TOKEN_CHARS_MIN = 24;
/** A longer one is no bearer token to us: see auth/identify.ts. */
export const DIRECTOR_TOKEN_CHARS_MAX = 512;
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  port: number;
  host: string;
  /** Absolute path: embedded Postgres, spool, uploads. */
  dataDir: string;
  /** An outside Postgres; absent: the embedded one. */
  databaseUrl?: string;
  /** Absent: in-process feed, BullMQ on Postgres. */
  redisUrl?: string;
  directorToken?: string;
  /** Without a slash at the end. */
  publicUrl?: string;
  logLevel: LogLevel;
  /** A reverse proxy of ours stands in front: the client's address is the last one it names in X-Forwarded-For. */
  trustProxy: boolean;
  production: boolean;
}

/** A setting that cannot work; `message` is a sentence for the person who starts the server. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

const set = (text: string | undefined): string | undefined => text?.trim() || undefined;

function port(text: string | undefined): number {
  const value = set(text) ?? '3000';
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65535) {
    throw new ConfigError(`PORT must be a whole number from 0 to 65535, not "${text}".`);
  }
  return Number(value);
}

/** An address or a name to listen on; whether it is one of this machine only the machine knows. */
function host(text: string | undefined): string {
  const value = set(text) ?? '0.0.0.0';
  if (!/^[\w.-]{1,253}$/.test(value) && !isIPv6(value)) {
    throw new ConfigError(
      `HOST must be an address or a name such as 0.0.0.0 or localhost, not "${text}"; the port goes into PORT.`,
    );
  }
  return value;
}

/** @param example shown, because the setting itself may hold a password and is not */
function url(
  name: string,
  text: string | undefined,
  protocols: readonly string[],
  example: string,
): string | undefined {
  const value = set(text);
  if (value === undefined) return undefined;
  let parsed: URL;
  try {
    parsed = new URL(value);
  } catch {
    throw new ConfigError(`${name} is no URL; it must look like ${example}.`);
  }
  if (!protocols.includes(parsed.protocol)) {
    throw new ConfigError(
      `${name} must start with ${protocols.map((p) => `${p}//`).join(' or ')}, such as ${example}.`,
    );
  }
  return value.replace(/\/+$/, '');
}

/** Paths are put behind it, so it must end where a path begins. */
function publicUrl(text: string | undefined): string | undefined {
  const value = url('LOOPLINE_PUBLIC_URL', text, ['http:', 'https:'], 'https://live.example.org');
  if (value !== undefined && /[?#]/.test(value))
    throw new ConfigError('LOOPLINE_PUBLIC_URL must not hold ? or #; it must look like https://live.example.org.');
  return value;
}

function dataDir(text: string | undefined): string {
  const dir = path.resolve(set(text) ?? './data');
  const wayOut = 'give it to the user who runs Loopline, or name another folder';
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new ConfigError(`LOOPLINE_DATA (${dir}) cannot be created (${codeOf(error)}); ${wayOut}.`);
  }
  try {
    // By trying: a mounted disk may be read-only whatever the rights say.
    rmdirSync(mkdtempSync(path.join(dir, '.writable-')));
  } catch (error) {
    throw new ConfigError(`LOOPLINE_DATA (${dir}) cannot be written to (${codeOf(error)}); ${wayOut}.`);
  }
  return dir;
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** Sent in a header, so nothing but printable ASCII; never shown in a refusal. */
function directorToken(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length < DIRECTOR_TOKEN_CHARS_MIN || text.length > DIRECTOR_TOKEN_CHARS_MAX || !/^[!-~]+$/.test(text)) {
    throw new ConfigError(
      `LOOPLINE_DIRECTOR_TOKEN must have at least ${DIRECTOR_TOKEN_CHARS_MIN} characters and at most ${DIRECTOR_TOKEN_CHARS_MAX}: letters, digits and signs of ASCII, no spaces.`,
    );
  }
  return text;
}

function trustProxy(text: string | undefined): boolean {
  const value = set(text) ?? '0';
  if (value !== '0' && value !== '1')
    throw new ConfigError(`LOOPLINE_TRUST_PROXY must be 1 (behind a proxy of your own) or 0, not "${text}".`);
  return value === '1';
}

function logLevel(text: string | undefined): LogLevel {
  const level = set(text) ?? 'info';
  const known = LOG_LEVELS.find((l) => l === level);
  if (!known) throw new ConfigError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not "${text}".`);
  return known;
}

/**
 * Reads and checks every setting; creates the data folder.
 * @throws ConfigError naming the knob
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  return {
    port: port(env['PORT']),
    host: host(env['HOST']),
    dataDir: dataDir(env['LOOPLINE_DATA']),
    databaseUrl: url(
      'DATABASE_URL',
      env['DATABASE_URL'],
      ['postgres:', 'postgresql:'],
      'postgres://user:password@host:5432/loopline',
    ),
    redisUrl: url('REDIS_URL', env['REDIS_URL'], ['redis:', 'rediss:'], 'redis://host:6379'),
    directorToken: directorToken(env['LOOPLINE_DIRECTOR_TOKEN']),
    publicUrl: publicUrl(env['LOOPLINE_PUBLIC_URL']),
    logLevel: logLevel(env['LOG_LEVEL']),
    trustProxy: trustProxy(env['LOOPLINE_TRUST_PROXY']),
    production: env['NODE_ENV'] === 'production',
  };
}

/** One of the many processes: both stores must be outside, because processes meet in them. @throws ConfigError */
export function requireOutsideStores(
  config: Config,
  processName: string,
): Config & { databaseUrl: string; redisUrl: string } {
  const { databaseUrl, redisUrl } = config;
  if (!databaseUrl)
    throw new ConfigError(
      `The ${processName} process needs DATABASE_URL, an outside Postgres that all processes share.`,
    );
  if (!redisUrl) throw new ConfigError(`The ${processName} process needs REDIS_URL: processes meet in it.`);
  return { ...config, databaseUrl, redisUrl };
}
