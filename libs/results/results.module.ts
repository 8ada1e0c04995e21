/** Results out: in every form they leave the house in. */
import { type DynamicModule, Module } from '@nestjs/common';
import { FACT_LOG, type FactLog } from '#libs/log/index.js';
import { SystemClock } from '#libs/platform/clock.js';
import { PastFolds, Projection, RaceQueries, StartLists } from '#libs/projection/index.js';
import { ExportsService } from './exports.service.js';
import { HeavyWork } from './heavy.js';
import { PapersController } from './http/papers.controller.js';
import { ResultsController } from './http/results.controller.js';
import { PapersService } from './papers.service.js';
import { ResultsService } from './results.service.js';

@Module({})
export class ResultsModule {
  static forRoot(): DynamicModule {
    return {
      module: ResultsModule,
      controllers: [ResultsController, PapersController],
      providers: [
        HeavyWork,
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
