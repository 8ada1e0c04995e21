/** Results out: in every form they leave the house in. */
import { type DynamicModule, Module } from '@nestjs/common';
import { Pool } from 'pg';
import { Jobs } from '#libs/jobs/index.js';
import { FACT_LOG, type FactLog } from '#libs/log/index.js';
import { SystemClock } from '#libs/platform/clock.js';
import { PastFolds, Projection, RaceQueries, StartLists } from '#libs/projection/index.js';
import { ExportsService } from './exports.service.js';
import { HeavyWork } from './heavy.js';
import { ExportJobsController } from './http/export-jobs.controller.js';
import { PapersController } from './http/papers.controller.js';
import { ResultsController } from './http/results.controller.js';
import { ExportFiles } from './jobs/export-files.js';
import { ExportJobs } from './jobs/export-jobs.service.js';
import { ExportStore } from './jobs/export-store.js';
import { PapersService } from './papers.service.js';
import { ResultsService } from './results.service.js';

export interface ResultsParts {
  /** Answer calls in this process; without it, it only makes what the queue holds. */
  serves: boolean;
}

const exportJobs = {
  provide: ExportJobs,
  inject: [ResultsService, ExportsService, PapersService, Pool, Jobs, HeavyWork, SystemClock],
  useFactory: (
    results: ResultsService,
    exports: ExportsService,
    papers: PapersService,
    pool: Pool,
    jobs: Jobs,
    heavy: HeavyWork,
    clock: SystemClock,
  ) => new ExportJobs(results, new ExportFiles(exports, papers), new ExportStore(pool), jobs, heavy, clock),
};

/** Needs the projection and the jobs of its process. */
@Module({})
export class ResultsModule {
  static forRoot({ serves }: ResultsParts): DynamicModule {
    return {
      module: ResultsModule,
      controllers: serves ? [ResultsController, PapersController, ExportJobsController] : [],
      providers: [
        HeavyWork,
        exportJobs,
        {
          provide: ResultsService,
          inject: [RaceQueries, Projection, PastFolds, SystemClock],
          useFactory: (queries: RaceQueries, projection: Projection, past: PastFolds, clock: SystemClock) =>
            new ResultsService(queries, projection, past, clock),
        },
        {
          provide: ExportsService,
          inject: [StartLists],
          useFactory: (startLists: StartLists) => new ExportsService(startLists),
        },
        {
          provide: PapersService,
          inject: [ResultsService, ExportsService, StartLists, FACT_LOG, SystemClock],
          useFactory: (
            results: ResultsService,
            exports: ExportsService,
            startLists: StartLists,
            log: FactLog,
            clock: SystemClock,
          ) => new PapersService(results, exports, startLists, log, clock),
        },
      ],
    };
  }
}
