/** Mats and tablets in: everything that writes to the log over HTTP. */
import path from 'node:path';
import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import {
  EDITIONS,
  type EditionStore,
  FACT_LOG,
  type FactLog,
  OWN_RECORDS,
  READERS,
  REGISTRY,
  type ReaderStore,
  type Registry,
  SET_UP_FACTS,
  type SetUpFacts,
} from '#libs/log/index.js';
import { RateLimiter } from '#libs/platform/auth/rate-limiter.js';
import { TokenStore } from '#libs/platform/auth/token-store.js';
import { SystemClock } from '#libs/platform/clock.js';
import type { Config } from '#libs/platform/config.js';
import { Health, Metrics } from '#libs/platform/health/health.js';
import type { Logger } from '#libs/platform/logging.js';
import { CONFIG, LOGGER } from '#libs/platform/platform.module.js';
import { CorrectionsController } from './corrections/corrections.controller.js';
import { CorrectionsService } from './corrections/corrections.service.js';
import { CrewLinksController } from './crew-links/crew-links.controller.js';
import { CrewLinksService } from './crew-links/crew-links.service.js';
import { EditionsController } from './editions/editions.controller.js';
import { EditionsService } from './editions/editions.service.js';
import { EntrantsController } from './entrants/entrants.controller.js';
import { EntrantsService } from './entrants/entrants.service.js';
import { ImportsController } from './imports/imports.controller.js';
import { ImportsService } from './imports/imports.service.js';
import { Keeper } from './keeper.js';
import { OwnRecordsController } from './own-records/own-records.controller.js';
import { OwnRecordsService } from './own-records/own-records.service.js';
import { PairingsController } from './pairings/pairings.controller.js';
import { PairingsService } from './pairings/pairings.service.js';
import { PassingsController } from './passings/passings.controller.js';
import { PassingsService } from './passings/passings.service.js';
import { RaceDirectory } from './race-directory.js';
import { RacesController } from './races/races.controller.js';
import { RacesService } from './races/races.service.js';
import { ReadTaker } from './readers/read-taker.js';
import { ReadersController } from './readers/readers.controller.js';
import { ReadersService } from './readers/readers.service.js';
import { WebhookService } from './readers/webhook.service.js';
import { RestoreController } from './restore/restore.controller.js';
import { Spool } from './spool/spool.js';

/** Codes tried from one address, and from everywhere together, per minute (RFC 8628 section 5.1). */
const CODE_TRIES_PER_ADDRESS = 10;
const CODE_TRIES_ALL = 120;
const MINUTE_MS = 60_000;

class IngestLifecycle implements OnApplicationShutdown {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly spool: Spool,
    private readonly readers: ReadersService,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.readers.stop();
    this.directory.stop();
    await this.spool.close();
  }
}

const directory = {
  provide: RaceDirectory,
  inject: [REGISTRY, LOGGER],
  useFactory: async (registry: Registry, logger: Logger) => {
    const races = new RaceDirectory(registry, logger);
    await races.start();
    return races;
  },
};

const spool = {
  provide: Spool,
  inject: [FACT_LOG, CONFIG, LOGGER, Health, Metrics],
  useFactory: async (log: FactLog, config: Config, logger: Logger, health: Health, metrics: Metrics) => {
    const kept = new Spool(path.join(config.dataDir, 'spool'), log, logger);
    await kept.start();
    metrics.gauge('spool_facts', 'Facts on the local disk that the log does not have yet', () => kept.waiting);
    health.register('spool', () => !kept.inUse);
    return kept;
  },
};

const services = [
  {
    provide: Keeper,
    inject: [FACT_LOG, Spool, LOGGER],
    useFactory: (...args: ConstructorParameters<typeof Keeper>) => new Keeper(...args),
  },
  {
    provide: PassingsService,
    inject: [RaceDirectory, Keeper, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof PassingsService>) => new PassingsService(...args),
  },
  {
    provide: RacesService,
    inject: [REGISTRY, RaceDirectory, FACT_LOG, SET_UP_FACTS, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof RacesService>) => new RacesService(...args),
  },
  {
    provide: EntrantsService,
    inject: [RaceDirectory, FACT_LOG, SET_UP_FACTS, SystemClock],
    useFactory: (races: RaceDirectory, log: FactLog, setUp: SetUpFacts, clock: SystemClock) =>
      new EntrantsService(races, log, setUp, clock),
  },
  {
    provide: OwnRecordsService,
    inject: [RaceDirectory, SET_UP_FACTS, OWN_RECORDS],
    useFactory: (...args: ConstructorParameters<typeof OwnRecordsService>) => new OwnRecordsService(...args),
  },
  {
    provide: EditionsService,
    inject: [RaceDirectory, SET_UP_FACTS, EDITIONS],
    useFactory: (races: RaceDirectory, setUp: SetUpFacts, editions: EditionStore) =>
      new EditionsService(races, setUp, editions),
  },
  {
    provide: CorrectionsService,
    inject: [RaceDirectory, FACT_LOG, Spool, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof CorrectionsService>) => new CorrectionsService(...args),
  },
  {
    provide: CrewLinksService,
    inject: [RaceDirectory, SET_UP_FACTS, TokenStore],
    useFactory: (...args: ConstructorParameters<typeof CrewLinksService>) => new CrewLinksService(...args),
  },
  {
    provide: PairingsService,
    inject: [Pool, TokenStore, RaceDirectory, SystemClock],
    useFactory: (pool: Pool, tokens: TokenStore, races: RaceDirectory, clock: SystemClock) =>
      new PairingsService(
        pool,
        tokens,
        races,
        new RateLimiter(clock, CODE_TRIES_PER_ADDRESS, MINUTE_MS),
        new RateLimiter(clock, CODE_TRIES_ALL, MINUTE_MS),
      ),
  },
];

const readers = [
  { provide: ReadTaker, inject: [Keeper], useFactory: (keeper: Keeper) => new ReadTaker(keeper) },
  {
    provide: ReadersService,
    inject: [
      ...[RaceDirectory, READERS, REGISTRY, FACT_LOG, SET_UP_FACTS, ReadTaker, TokenStore, SystemClock, LOGGER],
      Metrics,
    ],
    useFactory: async (
      races: RaceDirectory,
      store: ReaderStore,
      registry: Registry,
      log: FactLog,
      setUp: SetUpFacts,
      taker: ReadTaker,
      tokens: TokenStore,
      clock: SystemClock,
      logger: Logger,
      metrics: Metrics,
    ) => {
      const service = new ReadersService({
        directory: races,
        store,
        registry,
        log,
        setUp,
        taker,
        tokens,
        clock,
        logger,
      });
      await service.start();
      metrics.gauge('readers_connected', 'Readers whose box is connected', () => service.counts().connected);
      metrics.gauge('readers_away', 'Readers whose box is missed', () => service.counts().away);
      metrics.gauge('reader_reads', 'Records of boxes stored since the start', () => service.counts().reads);
      metrics.gauge('reader_refused', 'Records of boxes nobody understood', () => service.counts().refused);
      return service;
    },
  },
  {
    provide: ImportsService,
    inject: [RaceDirectory, SET_UP_FACTS, FACT_LOG, ReadTaker, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof ImportsService>) => new ImportsService(...args),
  },
  {
    provide: WebhookService,
    inject: [ReadersService, FACT_LOG, ReadTaker],
    useFactory: (...args: ConstructorParameters<typeof WebhookService>) => new WebhookService(...args),
  },
];

@Module({})
export class IngestModule {
  static forRoot(): DynamicModule {
    return {
      module: IngestModule,
      controllers: [
        RacesController,
        EntrantsController,
        OwnRecordsController,
        EditionsController,
        ImportsController,
        PassingsController,
        CorrectionsController,
        CrewLinksController,
        PairingsController,
        ReadersController,
        RestoreController,
      ],
      providers: [
        directory,
        spool,
        ...services,
        ...readers,
        {
          provide: IngestLifecycle,
          inject: [RaceDirectory, Spool, ReadersService],
          useFactory: (...args: ConstructorParameters<typeof IngestLifecycle>) => new IngestLifecycle(...args),
        },
      ],
      exports: [RaceDirectory, RacesService],
    };
  }
}
