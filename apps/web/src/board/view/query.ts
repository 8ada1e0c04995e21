/** Sort and filters of the board, to and from the URL. Pure. */
import type { RaceState, RunnerStatus } from '#libs/domain/index.js';
import type { BoardQuery } from '../../server/page-request.js';

export const SORTS = ['rank', 'bib', 'name', 'category', 'laps', 'lastLap', 'seen', 'pace', 'status'] as const;
export type SortKey = (typeof SORTS)[number];

export interface BoardView {
  sort: SortKey;
  descending: boolean;
  q: string;
  category: string;
  sex: string;
  status: string;
  watched: boolean;
  /** As chosen; empty: by the time of the race. */
  forecast: '' | '1' | '0';
}

/** More laps, later seen: these columns are read from the top down. */
const DESCENDING_FIRST: ReadonlySet<SortKey> = new Set(['laps', 'seen']);

function isSort(text: string): text is SortKey {
  return SORTS.some((key) => key === text);
}

/** The view a query asks for; nonsense falls back to the race's own order. */
export function viewFrom(query: BoardQuery & { watched?: string; forecast?: string }): BoardView {
  const asked = query.sort ?? '';
  const name = asked.replace(/^-/, '');
  const sort = isSort(name) ? name : 'rank';
  const { q = '', category = '', sex = '', status = '', forecast } = query;
  return {
    sort,
    descending: sort === name && asked.startsWith('-'),
    q,
    category,
    sex,
    status,
    watched: query.watched === '1',
    forecast: forecast === '1' || forecast === '0' ? forecast : '',
  };
}

/** The view as `?...`, empty for the plain board: same view, same text. */
export function searchFrom(view: BoardView): string {
  const params = new URLSearchParams();
  if (view.sort !== 'rank' || view.descending) params.set('sort', `${view.descending ? '-' : ''}${view.sort}`);
  if (view.q) params.set('q', view.q);
  if (view.category) params.set('category', view.category);
  if (view.sex) params.set('sex', view.sex);
  if (view.status) params.set('status', view.status);
  if (view.watched) params.set('watched', '1');
  if (view.forecast) params.set('forecast', view.forecast);
  const text = params.toString();
  return text ? `?${text}` : '';
}

/** The view in a location's search part. */
export function viewFromSearch(search: string): BoardView {
  return viewFrom(Object.fromEntries(new URLSearchParams(search)));
}

/** What pressing a column's header asks for: its usual direction first, then the other one. */
export function sortedBy(view: BoardView, sort: SortKey): BoardView {
  const descending = view.sort === sort ? !view.descending : DESCENDING_FIRST.has(sort);
  return { ...view, sort, descending };
}

export type StatusFilter = RunnerStatus;

/** Filters in force, sorting aside. */
export function isFiltered(view: BoardView): boolean {
  return view.q !== '' || view.category !== '' || view.sex !== '' || view.status !== '' || view.watched;
}

/** Columns that make sense: before the start there are no laps to show. */
export function showsLaps(state: RaceState): boolean {
  return state !== 'set-up';
}
