/** Mats and tablets in: writes to the log. Readers of the board never come here. */
import { IngestModule } from '#libs/ingest/index.js';
import { commonModules, openProcess } from '#libs/log/index.js';
import { runProcess } from '#libs/platform/process/run-process.js';
import { serve } from '#libs/platform/process/serve.js';

await runProcess('ingest', async (context) => {
  const parts = await openProcess('ingest', context);
  await serve(context, [...commonModules(parts), IngestModule.forRoot()]);
});
