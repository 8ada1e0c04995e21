/** Looking rows up by their words, for `GET /records`. */
import { eventOrder, RECORD_EVENTS } from './events.js';
import { byMark, type RecordRow } from './row.js';
import { NEVER_OFFERED, RECORD_LEVELS, RECORD_LISTS, RECORD_STATUSES } from './words.js';

/** All must hold. */
export interface RecordFilter {
  /** One row, as boards name it. */
  id?: string;
  event?: string;
  sex?: string;
  scope?: string;
  category?: string;
  level?: string;
  list?: string;
  status?: string;
}

/** The filters a caller may use. */
export const RECORD_FILTERS = ['event', 'sex', 'scope', 'category', 'level', 'list', 'status', 'id'] as const;
const WORD_CHARS_MAX = 40;
/** Faults told at once. */
const FAULTS_MAX = 10;

export interface FilterFault {
  field: string;
  /** A sentence that goes on after the field. */
  message: string;
}

/** What rows of a race may be asked for beside that. */
const OWN_WORDS: typeof FILTER_WORDS = { event: ['OWN'], level: ['club', 'meeting'], list: ['own'] };
const BOOK_LISTS = RECORD_LISTS.filter((list) => list !== 'own');
const BOOK_LEVELS = RECORD_LEVELS.filter((level) => level !== 'club' && level !== 'meeting');

/** What may stand for a filter; a filter without a list takes any short word. Case does not count. */
export const FILTER_WORDS: Readonly<Partial<Record<(typeof RECORD_FILTERS)[number], readonly string[]>>> = {
  event: Object.keys(RECORD_EVENTS),
  sex: ['M', 'F'],
  level: BOOK_LEVELS,
  list: BOOK_LISTS,
  status: RECORD_STATUSES,
};

/**
 * Words of an address to a filter. A word the book does not know is a fault that names those it knows: a typing error must not look like an
 * empty book.
 * @param own rows of a race are asked for, too
 */
export function readFilter(
  query: Readonly<Record<string, unknown>>,
  { own = false } = {},
): { filter: RecordFilter; faults: FilterFault[] } {
  const filter: RecordFilter = {};
  const faults: FilterFault[] = [];
  for (const [field, value] of Object.entries(query)) {
    const name = RECORD_FILTERS.find((each) => each === field);
    if (name === undefined) {
      faults.push({ field: field.slice(0, WORD_CHARS_MAX), message: `is no filter; use ${RECORD_FILTERS.join(', ')}` });
    } else if (typeof value !== 'string' || value === '' || value.length > WORD_CHARS_MAX) {
      faults.push({ field, message: `must be there once, with 1 to ${WORD_CHARS_MAX} characters` });
    } else {
      const book = FILTER_WORDS[name];
      const words = own && book !== undefined ? [...book, ...(OWN_WORDS[name] ?? [])] : book;
      const word = words?.find((each) => each.toLowerCase() === value.toLowerCase());
      if (words !== undefined && word === undefined)
        faults.push({ field, message: `is "${value}"; it must be one of ${words.join(', ')}` });
      filter[name] = word ?? value;
    }
  }
  return { filter, faults: faults.slice(0, FAULTS_MAX) };
}

/**
 * Rows that match, by event from short to long, the mark that stands first, then the better one. Rejected and not eligible marks only when
 * `status` asks for them by name: they are never offered as the record (R8.9).
 */
export function queryRecords(book: readonly RecordRow[], filter: RecordFilter): RecordRow[] {
  return book.filter((row) => matches(row, filter)).sort(inOrder);
}

const same = (wanted: string | undefined, has: string): boolean =>
  wanted === undefined || wanted.toLowerCase() === has.toLowerCase();

function matches(row: RecordRow, filter: RecordFilter): boolean {
  return (
    same(filter.id, row.id) &&
    same(filter.event, row.event) &&
    same(filter.sex, row.sex) &&
    same(filter.scope, row.scope) &&
    same(filter.category, row.category) &&
    same(filter.level, row.level) &&
    same(filter.list, row.list) &&
    (filter.status === undefined ? !NEVER_OFFERED.has(row.status) : same(filter.status, row.status))
  );
}

function inOrder(a: RecordRow, b: RecordRow): number {
  return (
    eventOrder(a.event) - eventOrder(b.event) ||
    a.sex.localeCompare(b.sex) ||
    RECORD_LISTS.indexOf(a.list) - RECORD_LISTS.indexOf(b.list) ||
    a.scope.localeCompare(b.scope) ||
    a.category.localeCompare(b.category) ||
    RECORD_STATUSES.indexOf(a.status) - RECORD_STATUSES.indexOf(b.status) ||
    byMark(a, b) ||
    a.id.localeCompare(b.id)
  );
}
