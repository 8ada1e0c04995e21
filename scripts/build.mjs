// npm run build: everything from scratch.
import { build, install } from './prepare.mjs';

await install();
await build({ force: true });
