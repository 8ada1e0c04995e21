/** Public names of the jobs library. */
export { JOBS_SCHEMA, type JobHandler, type JobStores, Jobs } from './jobs.js';
export { JobsModule, type JobsParts } from './jobs.module.js';
