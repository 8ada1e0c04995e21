/** What a record is, in words: record, status, list, as-of date (R1.7, R8.3, R8.7, R8.10, R8.11, R8.13). */
import type { RecordRow } from '../row.js';

/** Life cycle of a mark (R8.7). `fallback`: stands again when a pending better mark is refused. */
export type RecordState =
  | 'ratified'
  | 'recognised'
  | 'pending'
  | 'standing'
  | 'fallback'
  | 'superseded'
  | 'historical'
  | 'refused'
  | 'not-eligible';

export function recordState(row: RecordRow): RecordState {
  switch (row.status) {
    case 'rejected':
      return 'refused';
    case 'not_eligible':
      return 'not-eligible';
    case 'superseded':
      return 'superseded';
    case 'historical_best':
      return 'historical';
    case 'superseded_if_ratified':
      return 'fallback';
    case 'current':
      if (row.ratification === 'pending') return 'pending';
      if (row.ratification === 'ratified') return 'ratified';
      return row.ratification === 'recognised' || row.ratification === 'initial' ? 'recognised' : 'standing';
  }
}

const STATES: Readonly<Record<RecordState, string>> = {
  ratified: 'ratified',
  recognised: 'named as the record by later sources',
  pending: 'pending, not ratified yet',
  standing: 'best known, ratification not known',
  fallback: 'stands if the pending mark is refused',
  superseded: 'beaten since',
  historical: 'best known of an event no authority keeps',
  refused: 'refused, no record',
  'not-eligible': 'outside the rules, no record',
};

const SURFACES: Readonly<Record<string, string>> = {
  road: 'road',
  track: 'track',
  indoor_track: 'indoor track',
  trail: 'trail',
};

/** Whose list it stands on: `IAU, all surfaces`, `best on the track, no list`, `GBR`. */
export function listWords(row: RecordRow): string {
  const surface = SURFACES[row.surface ?? ''] ?? '';
  switch (row.list) {
    case 'all_surface':
      return `${row.authority}, all surfaces${raceTypeWords(row)}`;
    case 'reference':
      return `${row.authority}, ${surface}${raceTypeWords(row)}`;
    case 'surface':
      return `best on the ${surface}, a statistic: no authority keeps it`;
    case 'national':
      return `national, ${row.scope}`;
    case 'age_group':
      return `${row.category}, ${row.level === 'world' ? `world, ${surface}` : row.scope}`;
    case 'course':
      return `course record, ${row.scope}`;
    case 'format':
      return `${row.authority}, yards`;
    case 'own':
      return ownWords(row);
  }
}

function ownWords({ level, scope, category }: RecordRow): string {
  const of = level === 'club' ? `club record, ${scope}` : level === 'meeting' ? 'meeting record' : 'course record';
  return category === 'open' ? of : `${of}, ${category}`;
}

function raceTypeWords({ raceType }: RecordRow): string {
  if (raceType === undefined) return '';
  return raceType === 'Mx' ? ', mixed race (Mx)' : ', women only (Wo)';
}

/** The mark with its "+" when it was taken inside a longer race (R8.3). */
export function markWords(row: RecordRow): string {
  return row.enRoute && row.list !== 'own' ? `${row.markText}+` : row.markText;
}

/** `IAU, all surfaces; pending, not ratified yet; as of 2025-12`. */
export function statusWords(row: RecordRow): string {
  const state = row.list === 'own' ? 'kept by the race' : STATES[recordState(row)];
  return [listWords(row), state, row.asOf === undefined ? 'date of the source not known' : `as of ${row.asOf}`].join(
    '; ',
  );
}
