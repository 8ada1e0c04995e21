/** Public names of the log. */
export * from './ports.js';
export * from './errors.js';
export {
  EXPORT_ENTITIES,
  EXPORT_JOB,
  EXPORT_PART,
  type ExportJobEntity,
  type ExportState,
} from './entities/export-entities.js';
export { PAIRING, PAIRING_ENTITIES, type PairingEntity } from './entities/race-entities.js';
export { type LaneStats, FLUSH_ROWS_MAX, QUEUE_ROWS_MAX } from './append-lane.js';
export { type EditionHead, type EditionStore, PostgresEditions, type StoredEdition } from './edition-store.js';
export { PostgresFoldSnapshots } from './fold-snapshots.js';
export { InProcessFeed } from './in-process-feed.js';
export { type Campaign, type Campaigner, LeaderElection } from './leader.js';
export { MIGRATIONS } from './migrations/index.js';
export { type LogPools, PAGE_FACTS_MAX, PostgresLog, storedToFact } from './postgres-log.js';
export {
  type DeviceCursor,
  PostgresReaders,
  type ReaderRow,
  type ReaderStateRow,
  type ReaderStore,
} from './reader-store.js';
export { type OwnRecordList, type OwnRecordStore, PostgresOwnRecords } from './own-record-store.js';
export { PostgresRefusals } from './refusals.js';
export { PostgresRegistry } from './registry.js';
export { PostgresSequenceGaps } from './sequence-gaps.js';
export { type EntrantAsEntered, PostgresSetUpFacts, type SetUpFacts } from './set-up-facts.js';
export { tailLog } from './tail.js';
export { LogModule, type LogParts } from './log.module.js';
export { openStores, type Stores } from './stores.js';
export * from './tokens.js';
export { BackupError, backupLines, restoreLines } from './backup.js';
export { pruneAccessJob } from './prune-access.js';
export { PRUNE_SNAPSHOTS, pruneSnapshotsJob } from './prune-snapshots.js';
export { commonModules, openProcess, type ProcessParts } from './process-parts.js';
