/** Own records from a JSON list: whatever a caller sends, each row becomes a record or faults that name its fields. */
import type { RecordFault } from '../row.js';
import { namedOwn, OWN_RECORDS_MAX, type OwnDraft, type OwnRecord } from './record.js';
import { tooMany } from './rows.js';

const TEXTS = [
  ...(['id', 'of', 'club', 'event', 'sex', 'category', 'athlete', 'nationality'] as const),
  ...(['race', 'place', 'country', 'date', 'dateStart', 'source', 'asOf', 'notes'] as const),
] as const;
const NUMBERS = ['markMs', 'markM', 'markLaps'] as const;
/** Fields a row may have. */
export const OWN_FIELDS: readonly string[] = [...TEXTS, ...NUMBERS];
/** Of a word nobody knows this much is said back. */
const SAID_CHARS_MAX = 40;
/** Faults told of one row. */
const FAULTS_PER_ROW_MAX = 20;

export interface OwnDrafts {
  drafts: OwnDraft[];
  faults: RecordFault[];
}

/**
 * @param list rows as they came; `line` is the place from 1
 * @throws RangeError when it is longer than `OWN_RECORDS_MAX`
 */
export function ownDrafts(list: readonly unknown[]): OwnDrafts {
  if (list.length > OWN_RECORDS_MAX) throw tooMany(list.length);
  const drafts: OwnDraft[] = [];
  const faults: RecordFault[] = [];
  list.forEach((value, i) => {
    const line = i + 1;
    const { record, wrong } = draftOf(value);
    const id = record?.id.slice(0, SAID_CHARS_MAX) ?? '';
    for (const [field, message] of wrong.slice(0, FAULTS_PER_ROW_MAX)) faults.push({ line, id, field, message });
    if (record !== undefined && wrong.length === 0) drafts.push({ line, record });
  });
  return { drafts, faults };
}

type Wrong = [field: string, message: string][];

function draftOf(value: unknown): { record?: OwnRecord; wrong: Wrong } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { wrong: [['row', 'must be an object such as { "id": "own-course-f", "of": "course", ... }']] };
  const wrong: Wrong = [];
  const known: Record<string, unknown> = {};
  for (const [field, given] of Object.entries(value)) {
    if (!OWN_FIELDS.includes(field))
      wrong.push([field.slice(0, SAID_CHARS_MAX), `is no field of a record; use ${OWN_FIELDS.join(', ')}`]);
    // A field that is null or empty is one that was left out.
    else if (given !== null && given !== '') known[field] = given;
  }
  for (const field of TEXTS) {
    if (known[field] === undefined) continue;
    if (typeof known[field] === 'string') known[field] = known[field].trim();
    else {
      wrong.push([field, 'must be text']);
      known[field] = '';
    }
  }
  for (const field of NUMBERS)
    if (known[field] !== undefined && typeof known[field] !== 'number') wrong.push([field, 'must be a number']);
  return { record: namedOwn(known as unknown as OwnRecord), wrong };
}
