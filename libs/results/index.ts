/** Public names of the results library. */
export { ResultsModule } from './results.module.js';
