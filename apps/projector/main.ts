/** Folds every log; one leader per log makes the frames, the others stand by. */
import { ProjectionModule } from '#libs/projection/index.js';
import { commonModules, openProcess } from '#libs/log/index.js';
import { runProcess } from '#libs/platform/process/run-process.js';
import { serve } from '#libs/platform/process/serve.js';

await runProcess('projector', async (context) => {
  const parts = await openProcess('projector', context);
  await serve(context, [...commonModules(parts), ProjectionModule.forRoot({ leads: true, serves: false })]);
});
