/** Files for outside bodies (R12.1 to R12.3): all names, also the hidden ones, so only directors get them. */
import {
  type RaceDefinition,
  type ResultRow,
  formatTime,
  isForDuv,
  officialMiles,
  splitName,
  ultraSignupStatus,
} from '#libs/domain/index.js';
import type { Column } from './csv.js';

/** A result with what was entered of the person. */
export interface OutsideRow {
  result: ResultRow;
  name: string | undefined;
  birthDate: string | undefined;
  age: number | undefined;
}

/** R12.1: who is for DUV at all. */
export function duvRows(rows: readonly OutsideRow[], { format }: RaceDefinition): OutsideRow[] {
  const durationMs = format.kind === 'fixed-time' ? format.durationMs : undefined;
  return rows.filter(({ result, age }) => result.rank !== undefined && isForDuv(result, age, durationMs));
}

/** R12.2: a year of birth joins a person’s results; rank, names, sex, birth, nationality, club, result. */
export const DUV_COLUMNS: Column<OutsideRow>[] = [
  { name: 'Rank', cell: ({ result }) => result.rank },
  { name: 'Family name', cell: ({ name }) => splitName(name).family },
  { name: 'First name', cell: ({ name }) => splitName(name).first },
  { name: 'Sex', cell: ({ result }) => result.sex },
  { name: 'Date of birth', cell: ({ birthDate }) => birthDate },
  { name: 'Nationality', cell: ({ result }) => result.country },
  { name: 'Club', cell: ({ result }) => result.club },
  { name: 'Result', cell: ({ result }) => result.officialText },
];

/** R12.3; R7.7: distance with the time of the last crossing, no figures invented to order ties. */
export function ultraSignupColumns({ format }: RaceDefinition): Column<OutsideRow>[] {
  const byTime = format.kind === 'fixed-distance' || format.kind === 'course';
  const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatTime(ms));
  const mark: Column<OutsideRow>[] = byTime
    ? [{ name: 'time', cell: ({ result }) => time(result.officialMs) }]
    : [
        { name: 'distance', cell: ({ result }) => officialMiles(result) },
        { name: 'distance_time', cell: ({ result }) => time(result.elapsedMs) },
      ];
  return [
    { name: 'place', cell: ({ result }) => result.rank },
    ...mark,
    { name: 'first', cell: ({ name }) => splitName(name).first },
    { name: 'last', cell: ({ name }) => splitName(name).family },
    { name: 'age', cell: ({ age }) => age },
    { name: 'gender', cell: ({ result }) => result.sex },
    { name: 'bib', cell: ({ result }) => result.bib },
    { name: 'status', cell: ({ result }) => ultraSignupStatus(result.status) },
  ];
}
