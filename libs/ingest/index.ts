/** Public names of ingest. */
export { IngestModule } from './ingest.module.js';
export { PassingsService } from './passings/passings.service.js';
export { RaceDirectory } from './race-directory.js';
export { Spool } from './spool/spool.js';
