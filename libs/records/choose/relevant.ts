/** The records that concern one runner in one race (rules of docs/records.md; R8.8 to R8.11, R11.1 to R11.4). */
import { ageClass, DEFAULT_AGE_EDGES, type Sex } from '#libs/domain/index.js';
import { contest } from '../contest.js';
import { eventOrder } from '../events.js';
import { byMark, type RecordRow } from '../row.js';
import { NEVER_OFFERED } from '../words.js';
import { aimOf, isNamed, type RecordAim, type RecordRace } from './race-events.js';

export interface RecordRunner {
  sex?: Sex;
  /** Whole years on the day of the start: `ageOn` (R11.1, R11.3). */
  age?: number;
  /** Class by the edges of the race, for the race's own rows. */
  category?: string;
  /** Country of citizenship as athletics writes it, such as GER (R11.4). */
  country?: string;
  club?: string;
}

export interface RelevantRecord {
  row: RecordRow;
  aim: RecordAim;
  /** `statistic`: the best of one surface, no list of an authority (R8.10). */
  role: 'record' | 'statistic';
  /** `fallback`: stands again when the pending mark before it is refused (R8.8). */
  standing: 'current' | 'pending' | 'fallback';
  /** A fallback's pending record. */
  behind?: string;
}

export interface ChoiceOptions {
  /** Bests of the race's surface as well. Default false. */
  statistics?: boolean;
  /** Lower edges of the age classes of record lists (R11.2). Default 35, 40, 45 ... */
  edges?: readonly number[];
}

/** Most records of one runner; the first ones are the nearest to the race. */
export const RELEVANT_MAX = 60;

/**
 * Main event first, then what lies on the way from long to short; the race's own rows, world, national, age class; pending marks with their
 * fallbacks behind them, the best first. Nothing for a runner whose sex is not known, or who runs in neither list.
 * @param book any rows: the whole book, or the few a page was given
 * @param own rows of the race, from `ownRows`
 */
export function relevantRecords(
  book: readonly RecordRow[],
  race: RecordRace,
  runner: RecordRunner,
  own: readonly RecordRow[] = [],
  options: ChoiceOptions = {},
): RelevantRecord[] {
  const classes = classesOf(runner, options.edges);
  const heads = [...book, ...own].filter(
    (row) => row.status === 'current' && row.sex === runner.sex && concerns(row, race, runner, classes, options),
  );
  const bests = bestTimes(book);
  const aimed = (row: RecordRow) => aimOf(row, race, bests.get(eventKey(row)));
  const found: RelevantRecord[] = [];
  for (const row of heads) {
    const aim = aimed(row);
    if (aim === undefined) continue;
    const role = row.list === 'surface' ? 'statistic' : 'record';
    const pending = row.ratification === 'pending';
    found.push({ row, aim, role, standing: pending ? 'pending' : 'current' });
    if (!pending) continue;
    for (const fallback of fallbacks(book, row)) {
      const fallbackAim = aimed(fallback);
      if (fallbackAim === undefined) continue;
      found.push({ row: fallback, aim: fallbackAim, role, standing: 'fallback', behind: row.id });
    }
  }
  return found
    .map((record, i) => ({ record, i }))
    .sort((a, b) => inOrder(headOf(a.record, found), headOf(b.record, found)) || a.i - b.i)
    .map(({ record }) => record)
    .slice(0, RELEVANT_MAX);
}

/**
 * Rows that may concern somebody in the race: what stands, what is pending and what stands again when that is refused, of any country and class;
 * the race's own rows first, then in the order of the book.
 */
export function recordsOfRace(
  book: readonly RecordRow[],
  race: RecordRace,
  own: readonly RecordRow[] = [],
  options: ChoiceOptions = {},
): RecordRow[] {
  const bests = bestTimes(book);
  const stands = ({ status }: RecordRow): boolean => status === 'current' || status === 'superseded_if_ratified';
  return [...own, ...book].filter(
    (row) => stands(row) && suits(row, race, options) && aimOf(row, race, bests.get(eventKey(row))) !== undefined,
  );
}

/** What stands again when a pending mark is refused, the better one first (R8.8). */
export function fallbacks(book: readonly RecordRow[], pending: RecordRow): RecordRow[] {
  return book
    .filter((row) => row.status === 'superseded_if_ratified' && contest(row) === contest(pending))
    .sort(byMark);
}

/**
 * The book after a mark was refused: the row is `rejected`, and the best fallback stands. Other rows are untouched; nothing is deleted.
 * @throws RangeError when there is no such row
 */
export function afterRefusal(book: readonly RecordRow[], id: string): RecordRow[] {
  const refused = book.find((row) => row.id === id);
  if (refused === undefined) throw new RangeError(`The book has no record "${id}".`);
  const next = refused.status === 'current' ? fallbacks(book, refused)[0] : undefined;
  return book.map((row) => {
    if (row === refused) return { ...row, status: 'rejected', ratification: 'not_ratified' };
    return row === next ? { ...row, status: 'current' } : row;
  });
}

const eventKey = ({ event, sex }: RecordRow): string => `${event} ${sex}`;

const bestsOf = new WeakMap<readonly RecordRow[], ReadonlyMap<string, number>>();

/** Best time over each distance, by anybody: whether a distance fits into a race is no matter of nation or age. Found once for a book. */
function bestTimes(book: readonly RecordRow[]): ReadonlyMap<string, number> {
  const known = bestsOf.get(book);
  if (known !== undefined) return known;
  const bests = new Map<string, number>();
  bestsOf.set(book, bests);
  for (const row of book) {
    if (row.markMs === undefined || NEVER_OFFERED.has(row.status)) continue;
    bests.set(eventKey(row), Math.min(row.markMs, bests.get(eventKey(row)) ?? Infinity));
  }
  return bests;
}

interface Classes {
  /** Of record lists. */
  listed: string | undefined;
  /** Of the race. */
  own: string | undefined;
}

function classesOf({ sex, age, category }: RecordRunner, edges: readonly number[] = DEFAULT_AGE_EDGES): Classes {
  return { listed: ageClass(sex, age, edges), own: category };
}

function concerns(
  row: RecordRow,
  race: RecordRace,
  runner: RecordRunner,
  classes: Classes,
  options: ChoiceOptions,
): boolean {
  if (!suits(row, race, options)) return false;
  switch (row.list) {
    case 'national':
      return row.scope === runner.country;
    case 'age_group':
      return row.category === classes.listed && (row.level === 'world' || row.scope === runner.country);
    case 'own':
      if (row.category !== 'open' && row.category !== classes.own) return false;
      return row.level !== 'club' || isNamed(row.scope, runner.club);
    default:
      return true;
  }
}

/** What of a row has to do with the race and not with the runner. */
function suits(row: RecordRow, race: RecordRace, options: ChoiceOptions): boolean {
  if (NEVER_OFFERED.has(row.status)) return false;
  switch (row.list) {
    case 'all_surface':
      return row.category === 'open' && fitsField(row, race);
    case 'format':
    case 'course':
      return row.category === 'open';
    case 'surface':
      return options.statistics === true && row.surface === race.surface;
    case 'reference':
      // Short marks are for races over just that distance, 5000 m on the track apart from 5 km on the road.
      return row.surface === (race.surface ?? row.surface) && aimOf(row, race)?.enRoute === false;
    default:
      return true;
  }
}

/** A mixed race sets no women-only record, and the other way round (R8.11). Where nobody said which it is, both are shown. */
function fitsField({ raceType }: RecordRow, { field }: RecordRace): boolean {
  if (raceType === undefined || field === undefined) return true;
  // A list that has only a mixed-race mark is beaten by women alone as well; the claim says which race it was.
  return field === 'mixed' ? raceType !== 'Wo' : true;
}

const LEVELS: readonly RecordRow['list'][] = [
  'own',
  'course',
  'all_surface',
  'format',
  'reference',
  'national',
  'age_group',
  'surface',
];

/** A fallback is ordered with the mark before it. */
function headOf(record: RelevantRecord, all: readonly RelevantRecord[]): RelevantRecord {
  return record.behind === undefined ? record : (all.find(({ row }) => row.id === record.behind) ?? record);
}

function inOrder(a: RelevantRecord, b: RelevantRecord): number {
  return (
    Number(a.role === 'statistic') - Number(b.role === 'statistic') ||
    Number(a.aim.enRoute) - Number(b.aim.enRoute) ||
    Number(b.aim.targetMs !== undefined) - Number(a.aim.targetMs !== undefined) ||
    eventOrder(b.row.event) - eventOrder(a.row.event) ||
    LEVELS.indexOf(a.row.list) - LEVELS.indexOf(b.row.list) ||
    Number(a.row.level !== 'world') - Number(b.row.level !== 'world')
  );
}
