/** The lap sheet: cumulative and lap times in columns of their own (R3.9), and every correction with who and why (R4.7). */
import { type CorrectionNote, type Lap, type RunnerCard, formatTime } from '#libs/domain/index.js';
import type { Column } from './csv.js';

export type SheetLine = { card: RunnerCard } & ({ lap: Lap } | { note: CorrectionNote });

export function* sheetLines(cards: Iterable<RunnerCard>): IterableIterator<SheetLine> {
  for (const card of cards) {
    for (const lap of card.laps) yield { card, lap };
    for (const note of card.corrections) yield { card, note };
  }
}

const lapOf = (line: SheetLine): Lap | undefined => ('lap' in line ? line.lap : undefined);
const noteOf = (line: SheetLine): CorrectionNote | undefined => ('note' in line ? line.note : undefined);
const time = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : exactTime(ms));

/** Lap times keep their thousandths: they are evidence, not marks. */
export function exactTime(ms: number): string {
  const whole = Math.floor(ms / 1000) * 1000;
  return `${formatTime(whole)}.${String(ms - whole).padStart(3, '0')}`;
}

export const SHEET_COLUMNS: Column<SheetLine>[] = [
  { name: 'bib', cell: ({ card }) => card.row.bib },
  { name: 'name', cell: ({ card }) => card.row.name },
  {
    name: 'entry',
    cell: (line) => ('lap' in line ? 'lap' : noteOf(line)?.undone ? 'correction, undone' : 'correction'),
  },
  { name: 'lap', cell: (line) => lapOf(line)?.lap },
  { name: 'point', cell: (line) => lapOf(line)?.point },
  { name: 'lap_time', cell: (line) => time(lapOf(line)?.lapMs) },
  { name: 'cumulative_time', cell: (line) => time(lapOf(line)?.elapsedMs) },
  { name: 'cumulative_m', cell: (line) => lapOf(line)?.distanceM },
  { name: 'at', cell: (line) => lapOf(line)?.at ?? noteOf(line)?.at },
  { name: 'left_at', cell: (line) => lapOf(line)?.leftAt },
  { name: 'correction', cell: (line) => noteOf(line)?.kind },
  { name: 'by', cell: (line) => noteOf(line)?.by },
  { name: 'reason', cell: (line) => noteOf(line)?.reason },
];
