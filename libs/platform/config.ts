/** Settings from the environment (contract section 2). Refuses what cannot work with a sentence that names the knob. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

export const DIRECTOR_TOKEN_CHARS_MIN = 24;
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

function port(text: string | undefined): number {
  const value = text === undefined || text === '' ? 3000 : Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535) {
    throw new ConfigError(`PORT must be a whole number from 0 to 65535, not "${text}".`);
  }
  return value;
}

function url(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined || text === '') return undefined;
  let parsed: URL;
  try {
    parsed = new URL(text);
  } catch {
    throw new ConfigError(`${name} is no URL.`);
  }
  if (!protocols.includes(parsed.protocol)) {
    throw new ConfigError(`${name} must start with ${protocols.map((p) => `${p}//`).join(' or ')}.`);
  }
  return text.replace(/\/+$/, '');
}

function dataDir(text: string | undefined): string {
  const dir = path.resolve(text === undefined || text === '' ? './data' : text);
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new ConfigError(
      `LOOPLINE_DATA (${dir}) cannot be created: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`,
    );
  }
  return dir;
}

function directorToken(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (text.length < DIRECTOR_TOKEN_CHARS_MIN || /\s/.test(text)) {
    throw new ConfigError(
      `LOOPLINE_DIRECTOR_TOKEN must have at least ${DIRECTOR_TOKEN_CHARS_MIN} characters and no spaces.`,
    );
  }
  return text;
}

function logLevel(text: string | undefined): LogLevel {
  const level = text === undefined || text === '' ? 'info' : text;
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
    host: env['HOST'] || '0.0.0.0',
    dataDir: dataDir(env['LOOPLINE_DATA']),
    databaseUrl: url('DATABASE_URL', env['DATABASE_URL'], ['postgres:', 'postgresql:']),
    redisUrl: url('REDIS_URL', env['REDIS_URL'], ['redis:', 'rediss:']),
    directorToken: directorToken(env['LOOPLINE_DIRECTOR_TOKEN']),
    publicUrl: url('LOOPLINE_PUBLIC_URL', env['LOOPLINE_PUBLIC_URL'], ['http:', 'https:']),
    logLevel: logLevel(env['LOG_LEVEL']),
    trustProxy: env['LOOPLINE_TRUST_PROXY'] === '1',
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
