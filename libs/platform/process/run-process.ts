/** How every process of ours begins and ends: settings checked, one sentence when it cannot start, a clean stop on Ctrl-C. */
import { type Config, ConfigError, loadConfig } from '../config.js';
import { DatabaseSetupError } from '../database/errors.js';
import { type Logger, createLogger } from '../logging.js';

/** After this long a stop is no longer waited for; what was acknowledged is on disk anyway. */
export const STOP_MS_MAX = 15_000;

export interface ProcessContext {
  config: Config;
  logger: Logger;
  /** Things to end, newest first, when the process is told to stop or cannot start. */
  onStop(stop: () => Promise<void> | void): void;
}

/** Runs `start`; resolves when it is up. Never rejects: a start that fails ends the process with a sentence. */
export async function runProcess(name: string, start: (context: ProcessContext) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void> | void)[] = [];
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    return refuse(error);
  }
  const logger = createLogger(config, name);
  const stop = once(async (why: string, code: number) => {
    logger.info({ why }, 'stopping');
    const limit = setTimeout(() => process.exit(1), STOP_MS_MAX);
    limit.unref();
    for (const end of stops.reverse()) {
      await Promise.resolve(end()).catch((error: unknown) =>
        logger.warn({ err: error }, 'something did not stop cleanly'),
      );
    }
    process.exit(code);
  });
  process.on('SIGINT', () => void stop('SIGINT', 0));
  process.on('SIGTERM', () => void stop('SIGTERM', 0));
  process.on('unhandledRejection', (reason) => logger.error({ err: reason }, 'unhandled rejection'));
  try {
    await start({ config, logger, onStop: (end) => stops.push(end) });
  } catch (error) {
    // The reason first: what is half started may end the process by itself while it is taken down.
    tell(error);
    for (const end of stops.reverse()) await Promise.resolve(end()).catch(() => undefined);
    process.exit(1);
  }
}

function once<A extends unknown[]>(work: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  let running: Promise<void> | undefined;
  return (...args) => (running ??= work(...args));
}

function refuse(error: unknown): void {
  tell(error);
  process.exit(1);
}

/** A sentence for what a person can mend; the stack for everything else. */
function tell(error: unknown): void {
  const known =
    error instanceof ConfigError ||
    error instanceof DatabaseSetupError ||
    (error as { code?: string }).code === 'EADDRINUSE';
  process.stderr.write(`loopline: ${known ? (error as Error).message : String((error as Error).stack ?? error)}\n`);
}
