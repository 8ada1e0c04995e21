/** Everything in one process on an embedded Postgres: `npm start`. */
import { runProcess } from '#libs/platform/process/run-process.js';
import { startAllInOne } from './all-in-one.js';

await runProcess('loopline', startAllInOne);
