/** Structured logs: JSON in production or into a pipe, pretty on a terminal. Secrets are redacted by name wherever they appear. */
import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import type { Config } from './config.js';

export type { Logger } from 'pino';

const SECRET_PATHS = [
  'token',
  'authorization',
  'cookie',
  'password',
  '*.token',
  '*.authorization',
  '*.cookie',
  '*.password',
];

export function createLogger(config: Pick<Config, 'logLevel' | 'production'>, name: string): Logger {
  const pretty = !config.production && process.stdout.isTTY;
  return pino({
    name,
    level: config.logLevel,
    redact: { paths: SECRET_PATHS, censor: '[redacted]' },
    ...(pretty
      ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', translateTime: 'HH:MM:ss' } } }
      : {}),
  });
}

/** Nest's own lines through the same logger; its start-up chatter is debug. */
export function nestLogger(logger: Logger): LoggerService {
  const text = (message: unknown): string => (typeof message === 'string' ? message : JSON.stringify(message));
  return {
    log: (message: unknown) => logger.debug(text(message)),
    error: (message: unknown, ...rest: unknown[]) => logger.error({ rest }, text(message)),
    warn: (message: unknown) => logger.warn(text(message)),
    debug: (message: unknown) => logger.debug(text(message)),
    verbose: (message: unknown) => logger.trace(text(message)),
  };
}
