/** One row as text, ready to paint. Text of unchanged rows is kept, so a delta costs its own rows only. */
import { type BoardRow, type Gap, gapToLeader, intervalAhead } from '#libs/domain/index.js';
import { km, pace, time } from '../../shared/figures/format.js';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';

export interface RowText {
  bib: string;
  name: string;
  /** Country and club, small. */
  origin: string;
  country: string;
  category: string;
  categoryRank: string;
  rank: string;
  laps: string;
  distance: string;
  lastLap: string;
  pace: string;
  status: BoardRow['status'];
  statusWords: string;
}

/** A runner's name for people; hidden and erased runners are their bib. */
export function nameOf(row: Pick<BoardRow, 'name' | 'bib'>): string {
  return row.name ?? t('runner.unnamed', { bib: row.bib });
}

const kept = new WeakMap<BoardRow, RowText>();

/** The row's own text; everything that depends on other rows or on the clock is elsewhere. */
export function rowText(row: BoardRow): RowText {
  const found = kept.get(row);
  if (found) return found;
  const made: RowText = {
    bib: row.bib,
    name: nameOf(row),
    origin: [row.country, row.club ?? row.team].filter(Boolean).join(' '),
    country: row.country ?? '',
    category: row.category ?? '',
    categoryRank: row.rankCategory === undefined ? '' : String(row.rankCategory),
    rank: row.rank === undefined ? '' : String(row.rank),
    laps: row.laps ? String(row.laps) : '',
    distance: row.distanceM === 0 ? '' : km(row.distanceM),
    lastLap: row.lastLapMs === undefined ? '' : time(row.lastLapMs),
    pace: row.paceMsPerKm === undefined ? '' : pace(row.paceMsPerKm),
    status: row.status,
    statusWords: t(`status.${row.status}`),
  };
  kept.set(row, made);
  return made;
}

function gapText(gap: Gap | undefined): string {
  if (gap === undefined || gap.laps < 0) return '';
  return gap.ms === undefined ? b('gap.laps', { laps: gap.laps }) : `+${time(Math.max(0, gap.ms))}`;
}

export interface Gaps {
  gap: string;
  interval: string;
}

/** Gap to the leader and interval to the runner ahead, for every row of a board in the race's order. */
export function gapTexts(rows: readonly BoardRow[]): Map<string, Gaps> {
  return new Map(
    rows.map((row, i) => {
      const leads = i === 0 && row.rank !== undefined && row.elapsedMs !== undefined;
      const gap = leads ? b('gap.leader') : gapText(gapToLeader(rows, row));
      return [row.bib, { gap, interval: leads ? '' : gapText(intervalAhead(rows, i)) }];
    }),
  );
}
