/** Records of a race: read, checked, printed. */
export { OWN_COLUMN_OF, OWN_CSV_CHARS_MAX, parseOwn, printOwn } from './csv.js';
export type { FieldNames } from './faults.js';
export { OWN_FIELDS, ownDrafts, type OwnDrafts } from './read.js';
export {
  OWN_EVENT,
  OWN_LEVELS,
  OWN_PREFIX,
  OWN_RECORDS_MAX,
  OWN_TEXT_CHARS_MAX,
  type OwnDraft,
  type OwnLevel,
  type OwnRecord,
} from './record.js';
export { type CheckedOwn, checkOwn, type OwnRows, ownRow, ownRows } from './rows.js';
