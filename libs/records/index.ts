/**
 * Record book, record curves, comparison. Pure: rows, crossings and a race clock in; facts and words out. The book itself is apart, in
 * `#libs/records/book/index.js`. How comparisons are made: docs/records.md.
 */
export { afterRefusal, fallbacks, recordsOfRace, relevantRecords, RELEVANT_MAX } from './choose/relevant.js';
export type { ChoiceOptions, RecordRunner, RelevantRecord } from './choose/relevant.js';
export { aimOf, type RecordAim, type RecordRace, recordRaceOf } from './choose/race-events.js';
export { contest } from './contest.js';
export { probabilityFrom, probabilityUpTo, QUANTILES_MAX, type Quantile } from './compare/chance.js';
export { type Claim, claimOf, type Needed, neededFor } from './compare/claim.js';
export {
  type Ahead,
  aheadOf,
  type ChanceOf,
  type Comparison,
  compareWithRecord,
  markMsPerKm,
  OUT_OF_REACH_CHANCE,
  type RecordOnBoard,
  recordOnBoard,
  type Verdict,
} from './compare/compare.js';
export {
  curveDistanceM,
  curveElapsedMs,
  type CurvePoint,
  evenCurve,
  methodWords,
  type RecordCurve,
  recordCurve,
} from './compare/curve.js';
export { glanceAt, isFarOff } from './compare/far-off.js';
export type { RunnerCrossing, RunnerSoFar } from './compare/runner.js';
export { RECORD_EVENTS, type RecordEvent } from './events.js';
export * from './own/index.js';
export { parseBook } from './parse/book.js';
export { printRows } from './parse/print-book.js';
export { BOOK_COLUMNS, BOOK_ROWS_MAX, type ParsedRows, parseRows } from './parse/rows.js';
export { parseSplits, SPLITS_PER_RECORD_MAX } from './parse/splits.js';
export { FILTER_WORDS, queryRecords, readFilter, RECORD_FILTERS, type RecordFilter } from './query.js';
export { byMark, isBetter, type RecordFault, type RecordRow, type RecordSplit } from './row.js';
export { type Caveat, caveatsOf } from './say/caveats.js';
export { listWords, markWords, type RecordState, recordState, statusWords } from './say/status.js';
export { claimWords, requiredWords, verdictWords } from './say/verdict.js';
export * from './words.js';
