import { type DynamicModule, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '#libs/platform/logging.js';
import { LOGGER } from '#libs/platform/platform.module.js';
import { type JobHandler, type JobStores, Jobs } from './jobs.js';

export interface JobsParts extends JobStores {
  handlers: readonly JobHandler[];
  /** Run jobs in this process, not only queue them. */
  works: boolean;
}

class JobsLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    private readonly jobs: Jobs,
    private readonly works: boolean,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.jobs.start(this.works);
  }

  onApplicationShutdown(): Promise<void> {
    return this.jobs.stop();
  }
}

@Module({})
export class JobsModule {
  static forRoot({ handlers, works, ...stores }: JobsParts): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [
        { provide: Jobs, inject: [LOGGER], useFactory: (logger: Logger) => Jobs.open(stores, handlers, logger) },
        { provide: JobsLifecycle, inject: [Jobs], useFactory: (jobs: Jobs) => new JobsLifecycle(jobs, works) },
      ],
      exports: [Jobs],
    };
  }
}
