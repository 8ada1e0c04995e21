/** The columns of the board: which, what they are called, what they sort by. */
import type { RaceHeader } from '#libs/domain/index.js';
import type { BoardKey } from '../../shared/messages/board.js';
import { type BoardKind, kindOf } from '../view/kinds.js';
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

/** What other kinds of race show in the same places. */
const OTHERS: Record<Exclude<BoardKind, 'laps'>, Readonly<Record<string, Partial<Column>>>> = {
  yards: {
    laps: { label: 'col.inHand', long: 'col.inHand.long', sort: undefined },
    last: { label: 'col.lastYard' },
    gap: { label: 'col.yards', long: undefined, sort: 'laps' },
  },
  distance: {},
  points: {
    laps: { label: 'col.inHand', long: 'col.inHand.long', sort: undefined },
    last: { label: 'col.time', long: 'col.time.long', sort: undefined },
    gap: { label: 'col.point', long: undefined },
  },
};

/** Before the start the board is a start list. */
export function columnsFor(race: Pick<RaceHeader, 'state' | 'format'>): readonly Column[] {
  if (race.state === 'set-up') return START_LIST;
  const kind = kindOf(race);
  if (kind === 'laps') return STANDINGS;
  return STANDINGS.filter(({ id }) => id !== 'int').map((column) => ({ ...column, ...OTHERS[kind][column.id] }));
}
