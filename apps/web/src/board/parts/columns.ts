/** The columns of the board: which, what they are called, what they sort by. */
import type { RaceState } from '#libs/domain/index.js';
import type { BoardKey } from '../../shared/messages/board.js';
import type { SortKey } from '../view/query.js';

export interface Column {
  id: string;
  label: BoardKey;
  /** Full name where the label is short. */
  long?: BoardKey;
  sort?: SortKey;
  figure?: boolean;
}

const START_LIST: readonly Column[] = [
  { id: 'star', label: 'col.watch' },
  { id: 'bib', label: 'col.bib', sort: 'bib', figure: true },
  { id: 'name', label: 'col.name', sort: 'name' },
  { id: 'cat', label: 'col.category', sort: 'category' },
  { id: 'status', label: 'col.status', sort: 'status' },
];

const STANDINGS: readonly Column[] = [
  { id: 'rank', label: 'col.rank', long: 'col.rank.long', sort: 'rank', figure: true },
  { id: 'star', label: 'col.watch' },
  { id: 'bib', label: 'col.bib', sort: 'bib', figure: true },
  { id: 'name', label: 'col.name', sort: 'name' },
  { id: 'cat', label: 'col.category', sort: 'category' },
  { id: 'laps', label: 'col.laps', sort: 'laps', figure: true },
  { id: 'dist', label: 'col.distance', long: 'col.distance.long', figure: true },
  { id: 'last', label: 'col.lastLap', sort: 'lastLap', figure: true },
  { id: 'gap', label: 'col.gap', long: 'col.gap.long', figure: true },
  { id: 'int', label: 'col.interval', long: 'col.interval.long', figure: true },
  { id: 'seen', label: 'col.seen', sort: 'seen', figure: true },
  { id: 'pace', label: 'col.pace', sort: 'pace', figure: true },
  { id: 'status', label: 'col.status', sort: 'status' },
];

/** Before the start the board is a start list. */
export function columnsFor(state: RaceState): readonly Column[] {
  return state === 'set-up' ? START_LIST : STANDINGS;
}
