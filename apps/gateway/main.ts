/** Spectators: pages, cached boards, sockets. Holds no truth; any number may run. */
import { JobsModule } from '#libs/jobs/index.js';
import { LiveModule, NoDemo } from '#libs/live/index.js';
import { ProjectionModule } from '#libs/projection/index.js';
import { commonModules, openProcess } from '#libs/log/index.js';
import { ResultsModule } from '#libs/results/index.js';
import { runProcess } from '#libs/platform/process/run-process.js';
import { serve } from '#libs/platform/process/serve.js';

await runProcess('gateway', async (context) => {
  const parts = await openProcess('gateway', context);
  await serve(context, [
    ...commonModules(parts),
    ProjectionModule.forRoot({ leads: false, serves: true }),
    ResultsModule.forRoot({ serves: true }),
    JobsModule.forRoot({ ...parts.urls, handlers: [], works: false }),
    LiveModule.forRoot({ demo: new NoDemo() }),
  ]);
});
