/** The read side: folds every log; where it leads, it makes the frames. */
import { type DynamicModule, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import {
  EDITIONS,
  type EditionStore,
  FACT_LOG,
  FEED,
  FOLD_SNAPSHOTS,
  type FactLog,
  type Feed,
  type FoldSnapshots,
  LEADER_ELECTION,
  OWN_RECORDS,
  type OwnRecordStore,
  type LeaderElection,
  READERS,
  REFUSALS,
  REGISTRY,
  type Registry,
  SEQUENCE_GAPS,
  SET_UP_FACTS,
  type SetUpFacts,
} from '#libs/log/index.js';
import { SystemClock } from '#libs/platform/clock.js';
import { Health, Metrics } from '#libs/platform/health/health.js';
import type { Logger } from '#libs/platform/logging.js';
import { LOGGER } from '#libs/platform/platform.module.js';
import { DeskController } from './http/desk.controller.js';
import { BackupController } from './http/backup.controller.js';
import { LogController } from './http/log.controller.js';
import { OwnRecordsReadController } from './http/own-records.controller.js';
import { RacesReadController } from './http/races-read.controller.js';
import { RecordsController } from './http/records.controller.js';
import { RefusalsController } from './http/refusals.controller.js';
import { WearersController } from './http/wearers.controller.js';
import { CrewController } from './http/crew.controller.js';
import { WorriesController } from './http/worries.controller.js';
import { CrewQueries } from './crew.js';
import { Doubts } from './doubts.js';
import { Estimates } from './estimates/estimates.js';
import { PastEditions } from './estimates/past-editions.js';
import { shippedModels } from './estimates/parameters.js';
import { LeadingProjector } from './leading-projector.js';
import { HeldOwnRecords } from './own-records.js';
import { PastFolds } from './past-folds.js';
import { Projection } from './projection.js';
import { RaceQueries } from './queries.js';
import { RaceWorries } from './race-worries.js';
import { StartLists } from './start-lists.js';

export interface ProjectionParts {
  /** Take part in the election of leaders and make frames. A gateway follows only. */
  leads: boolean;
  /** Serve `GET races`, `runners`, `log` ... from this process. */
  serves: boolean;
}

class ProjectionLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly projection: Projection,
    private readonly own: HeldOwnRecords,
    private readonly leading: LeadingProjector | undefined,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.own.start();
    await this.projection.start();
    await this.leading?.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.leading?.stop();
    await this.projection.stop();
    this.own.stop();
  }
}

const projection = (leads: boolean) => ({
  provide: Projection,
  inject: [FACT_LOG, REGISTRY, FEED, FOLD_SNAPSHOTS, LOGGER, Health, Metrics],
  useFactory: (
    log: FactLog,
    registry: Registry,
    feed: Feed,
    snapshots: FoldSnapshots,
    logger: Logger,
    health: Health,
    metrics: Metrics,
  ) => {
    const folds = new Projection(log, registry, feed, snapshots, logger, leads);
    health.register('projection', () => folds.trouble ?? true);
    metrics.gauge('projection_faults', 'Facts the fold could not take', () => folds.faults);
    metrics.gauge('projection_ended_logs', 'Logs not followed any more', () => folds.endedLogs);
    metrics.gauge('projection_offset', 'Facts folded, all logs together', () =>
      folds.logs().reduce((n, { fold }) => n + fold.offset, 0),
    );
    return folds;
  },
});

const leading = {
  provide: LeadingProjector,
  inject: [Projection, LEADER_ELECTION, FEED, SystemClock, LOGGER, Metrics, Doubts, Estimates],
  useFactory: (
    folds: Projection,
    election: LeaderElection,
    feed: Feed,
    clock: SystemClock,
    logger: Logger,
    metrics: Metrics,
    doubts: Doubts,
    estimates: Estimates,
  ) => {
    const projector = new LeadingProjector(folds, election, feed, clock, logger, doubts, estimates);
    metrics.gauge('frames_made', 'Frames made by this process', () => projector.framesMade);
    metrics.gauge('forecast_faults', 'Runners not forecast because of a bug', () => estimates.faults);
    return projector;
  },
};

const reading = [
  { provide: Doubts, useFactory: () => new Doubts() },
  {
    provide: HeldOwnRecords,
    inject: [OWN_RECORDS, LOGGER],
    useFactory: (store: OwnRecordStore, logger: Logger) => new HeldOwnRecords(store, logger),
  },
  {
    provide: Estimates,
    inject: [HeldOwnRecords, EDITIONS, Projection],
    useFactory: (own: HeldOwnRecords, editions: EditionStore, folds: Projection) => {
      // Read at the start, so that a server without them says so then.
      const models = shippedModels();
      const past = new PastEditions(editions, () => folds.races());
      return new Estimates(
        () => models,
        own,
        (race, nowMs) => past.of(race, nowMs),
      );
    },
  },
  {
    provide: RaceQueries,
    inject: [Projection, FACT_LOG, SystemClock, Doubts, Estimates],
    useFactory: (...args: ConstructorParameters<typeof RaceQueries>) => new RaceQueries(...args),
  },
  {
    provide: RaceWorries,
    inject: [FACT_LOG, REFUSALS, SEQUENCE_GAPS, READERS, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof RaceWorries>) => new RaceWorries(...args),
  },
  {
    provide: CrewQueries,
    inject: [Projection, RaceQueries, RaceWorries, SystemClock],
    useFactory: (...args: ConstructorParameters<typeof CrewQueries>) => new CrewQueries(...args),
  },
  {
    provide: PastFolds,
    inject: [FACT_LOG, FOLD_SNAPSHOTS],
    useFactory: (log: FactLog, snapshots: FoldSnapshots) => new PastFolds(log, snapshots),
  },
  { provide: StartLists, inject: [SET_UP_FACTS], useFactory: (setUp: SetUpFacts) => new StartLists(setUp) },
];

@Module({})
export class ProjectionModule {
  static forRoot({ leads, serves }: ProjectionParts): DynamicModule {
    return {
      module: ProjectionModule,
      global: true,
      controllers: serves
        ? [
            RacesReadController,
            RecordsController,
            OwnRecordsReadController,
            LogController,
            RefusalsController,
            BackupController,
            DeskController,
            WorriesController,
            WearersController,
            CrewController,
          ]
        : [],
      providers: [
        projection(leads),
        ...(leads ? [leading] : []),
        ...reading,
        {
          provide: ProjectionLifecycle,
          inject: [Projection, HeldOwnRecords, ...(leads ? [LeadingProjector] : [])],
          useFactory: (folds: Projection, own: HeldOwnRecords, projector?: LeadingProjector) =>
            new ProjectionLifecycle(folds, own, projector),
        },
      ],
      exports: [CrewQueries, PastFolds, Projection, RaceQueries, StartLists],
    };
  }
}
