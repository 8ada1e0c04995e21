/** `npm run <command>`: replay, verify and the other tools for a running server or its database. */
import { dispatch } from './dispatch.js';

process.exitCode = await dispatch(new URL('./commands/', import.meta.url), process.argv.slice(2));
