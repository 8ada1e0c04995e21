/** Background jobs on BullMQ. */
import { JobsModule } from '#libs/jobs/index.js';
import { pruneSnapshotsJob } from '#libs/log/index.js';
import { commonModules, openProcess } from '#libs/log/index.js';
import { runProcess } from '#libs/platform/process/run-process.js';
import { serve } from '#libs/platform/process/serve.js';

await runProcess('worker', async (context) => {
  const parts = await openProcess('worker', context);
  await serve(context, [
    ...commonModules(parts),
    JobsModule.forRoot({ ...parts.urls, handlers: [pruneSnapshotsJob(parts.stores.database.queries)], works: true }),
  ]);
});
