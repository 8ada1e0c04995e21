/** Public names of the results library. */
export { ResultsModule } from './results.module.js';
export type { Version } from './results.service.js';
