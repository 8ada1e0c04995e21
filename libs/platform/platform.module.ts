/** What every process has: settings, logs, clock, database, who may do what, health. */
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_GUARD, Reflector } from '@nestjs/core';
import { Pool } from 'pg';
import { AccessGuard } from './auth/access.js';
import { Identify } from './auth/identify.js';
import { ensureDirector } from './auth/first-director.js';
import { RateLimiter } from './auth/rate-limiter.js';
import { SessionController } from './auth/session.controller.js';
import { Sessions } from './auth/sessions.js';
import { TokenStore } from './auth/token-store.js';
import { SystemClock } from './clock.js';
import type { Config } from './config.js';
import { HealthController } from './health/health.controller.js';
import { Health, Metrics } from './health/health.js';
import { OpenApiController, OpenApiSource } from './http/openapi.controller.js';
import { PublicUrl } from './http/public-url.js';
import { TimeController } from './http/time.controller.js';
import type { Logger } from './logging.js';

export const CONFIG = Symbol('config');
export const LOGGER = Symbol('logger');

/** Wrong bearer tokens from one address: a mistyped setting is tried a few times, a guess thousands of times. */
const WRONG_TOKENS_BURST = 60;
const WRONG_TOKENS_PER_MS = 60_000;

export interface PlatformParts {
  config: Config;
  logger: Logger;
  /** For queries of all kinds; the append lane has a connection of its own. */
  pool: Pool;
  /** Name of the process in metrics. */
  process: string;
}

class PlatformLifecycle implements OnApplicationShutdown {
  constructor(private readonly tokens: TokenStore) {}

  onApplicationShutdown(): void {
    this.tokens.stop();
  }
}

@Module({})
export class PlatformModule {
  static forRoot({ config, logger, pool, process }: PlatformParts): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: Pool, useValue: pool },
      { provide: SystemClock, useValue: new SystemClock() },
      { provide: Health, useFactory: () => healthOf(pool) },
      { provide: Metrics, useFactory: () => new Metrics(process) },
      { provide: PublicUrl, useFactory: () => new PublicUrl(config.publicUrl) },
      OpenApiSource,
      {
        provide: TokenStore,
        inject: [SystemClock],
        useFactory: async (clock: SystemClock) => {
          const tokens = new TokenStore(pool, clock, logger);
          await tokens.start();
          if (config.directorToken !== undefined) await ensureDirector(tokens, config.directorToken);
          return tokens;
        },
      },
      { provide: Sessions, useFactory: () => new Sessions(pool) },
      {
        provide: Identify,
        inject: [TokenStore, Sessions, SystemClock],
        useFactory: (tokens: TokenStore, sessions: Sessions, clock: SystemClock) =>
          new Identify(
            tokens,
            sessions,
            new RateLimiter(clock, WRONG_TOKENS_BURST, WRONG_TOKENS_PER_MS),
            config.publicUrl,
          ),
      },
      {
        provide: APP_GUARD,
        inject: [Reflector, Identify],
        useFactory: (reflector: Reflector, identify: Identify) => new AccessGuard(reflector, identify),
      },
      {
        provide: PlatformLifecycle,
        inject: [TokenStore],
        useFactory: (tokens: TokenStore) => new PlatformLifecycle(tokens),
      },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [SessionController, HealthController, TimeController, OpenApiController],
      providers,
      exports: [
        CONFIG,
        LOGGER,
        Pool,
        SystemClock,
        Health,
        Metrics,
        PublicUrl,
        OpenApiSource,
        TokenStore,
        Sessions,
        Identify,
      ],
    };
  }
}

function healthOf(pool: Pool): Health {
  const health = new Health();
  health.register('database', async () => (await pool.query('select 1')).rowCount === 1);
  return health;
}
