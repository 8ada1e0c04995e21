/** The columns of results, alike in every file. */
import { type BoardRow, type ResultRow, formatKm, formatMiles, formatTime } from '#libs/domain/index.js';
import type { Column } from './csv.js';

export const timeOf = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : formatTime(ms));

/** What else must be said of a result, in a few words. */
export function remarks(row: ResultRow): string {
  const said: string[] = [];
  if (row.partPending) said.push('full laps; part lap pending');
  if (row.partState === 'provisional') said.push('part lap not signed');
  if (row.assist) said.push('assist');
  if (row.adjustM) said.push(`${row.adjustM > 0 ? 'credit' : 'penalty'} ${Math.abs(row.adjustM)} m`);
  if (row.adjustMs) said.push(`${row.adjustMs < 0 ? 'credit' : 'penalty'} ${Math.abs(row.adjustMs) / 1000} s`);
  if (row.outsideLimit)
    said.push(`outside the limit at ${row.outsideLimit.point} by ${formatTime(row.outsideLimit.byMs)}`);
  return said.join('; ');
}

/** @param about state and log position, the same in every row: a file alone must say what it is */
export function resultColumns(about: { state: string; offset: number }): Column<ResultRow>[] {
  return [
    { name: 'rank', cell: (r) => r.rank },
    { name: 'bib', cell: (r) => r.bib },
    { name: 'name', cell: (r) => r.name },
    { name: 'sex', cell: (r) => r.sex },
    { name: 'category', cell: (r) => r.category },
    { name: 'country', cell: (r) => r.country },
    { name: 'club', cell: (r) => r.club },
    { name: 'team', cell: (r) => r.team },
    { name: 'status', cell: (r) => r.status },
    { name: 'result', cell: (r) => r.officialText },
    { name: 'laps', cell: (r) => r.laps },
    { name: 'distance_km', cell: (r) => formatKm(r.distanceM) },
    { name: 'distance_mi', cell: (r) => formatMiles(r.distanceM) },
    { name: 'part_lap_m', cell: (r) => r.partM },
    { name: 'official_time', cell: (r) => timeOf(r.officialMs) },
    { name: 'last_crossing', cell: (r) => timeOf(r.elapsedMs) },
    { name: 'rank_sex', cell: (r) => r.rankSex },
    { name: 'rank_category', cell: (r) => r.rankCategory },
    { name: 'remarks', cell: remarks },
    { name: 'results_state', cell: () => about.state },
    { name: 'log_offset', cell: () => about.offset },
  ];
}

export interface HourRow {
  hour: number;
  row: BoardRow;
}

/** R12.5. */
export const HOURLY_COLUMNS: Column<HourRow>[] = [
  { name: 'hour', cell: (h) => h.hour },
  { name: 'rank', cell: (h) => h.row.rank },
  { name: 'bib', cell: (h) => h.row.bib },
  { name: 'name', cell: (h) => h.row.name },
  { name: 'laps', cell: (h) => h.row.laps },
  { name: 'distance_km', cell: (h) => formatKm(h.row.distanceM) },
  { name: 'last_crossing', cell: (h) => timeOf(h.row.elapsedMs) },
];
