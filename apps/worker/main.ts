/** Background jobs on BullMQ. */
import { JobsModule } from '#libs/jobs/index.js';
import { pruneAccessJob, pruneSnapshotsJob } from '#libs/log/index.js';
import { commonModules, openProcess } from '#libs/log/index.js';
import { runProcess } from '#libs/platform/process/run-process.js';
import { ProjectionModule } from '#libs/projection/index.js';
import { ResultsModule } from '#libs/results/index.js';
import { serve } from '#libs/platform/process/serve.js';

await runProcess('worker', async (context) => {
  const parts = await openProcess('worker', context);
  const { queries } = parts.stores.database;
  const handlers = [pruneSnapshotsJob(queries), pruneAccessJob(queries)];
  await serve(context, [
    ...commonModules(parts),
    ProjectionModule.forRoot({ leads: false, serves: false }),
    ResultsModule.forRoot({ serves: false }),
    JobsModule.forRoot({ ...parts.urls, handlers, works: true }),
  ]);
});
