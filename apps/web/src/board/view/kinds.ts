/** What differs on the board between kinds of race: which words stand in the columns that all share. Pure. */
import { type BoardRow, type RaceHeader, inHandMs, officialMs, pointOf } from '#libs/domain/index.js';
import { decimal, time } from '../../shared/figures/format.js';
import { b } from '../../shared/messages/board.js';
import { t } from '../../shared/messages/shared.js';
import { type Gaps, gapTexts, type RowText, rowText } from './row-text.js';

/** A board of laps against a clock, of a distance in laps, of yards, or of points. */
export type BoardKind = 'laps' | 'distance' | 'yards' | 'points';

const KINDS = { 'fixed-time': 'laps', 'fixed-distance': 'distance', backyard: 'yards', course: 'points' } as const;

/** On loops run after one another. */
export function isOnLaps(kind: BoardKind): boolean {
  return kind === 'laps' || kind === 'distance';
}

export function kindOf({ format }: Pick<RaceHeader, 'format'>): BoardKind {
  return KINDS[format.kind];
}

/** `0:09:12`, `-0:05:00`. */
export function margin(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms < 0 ? `\u2212${time(-ms)}` : time(ms);
}

/** Texts of a row on the board of its race. */
export function textOf(row: BoardRow, race: RaceHeader): RowText {
  const text = doubted(rowText(row), row);
  const kind = kindOf(race);
  const said = remarks(row);
  const word = finishWords(row, race) ?? text.statusWords;
  // Everybody races; the column is narrow, and a doubt says more.
  const statusWords = (row.doubt && row.status === 'racing' ? said : [word, ...said]).join(' \u00b7 ');
  if (isOnLaps(kind)) return statusWords === text.statusWords ? text : { ...text, statusWords };
  return {
    ...text,
    statusWords,
    laps: margin(inHandMs(race, row)),
    lastLap: kind === 'yards' ? text.lastLap : row.elapsedMs === undefined ? '' : time(row.elapsedMs),
  };
}

/** A figure in question stands in brackets; why stands among the remarks. */
function doubted(text: RowText, { doubt }: BoardRow): RowText {
  return doubt && text.distance ? { ...text, distance: `[${text.distance}]` } : text;
}

/** What the last column but one says beside: the gap on loops, the yards made, the point passed last. */
export function gapsOf(rows: readonly BoardRow[], race: RaceHeader): Map<string, Gaps> {
  const kind = kindOf(race);
  if (isOnLaps(kind)) return gapTexts(rows);
  const word = (row: BoardRow): string =>
    kind === 'yards' ? (row.laps ? b('yards', { yards: row.laps }) : '') : (pointOf(race, row.lastPoint)?.name ?? '');
  return new Map(rows.map((row) => [row.bib, { gap: word(row), interval: '' }]));
}

/** The winner of a backyard; the time of who has run the distance. */
function finishWords(row: BoardRow, { format }: RaceHeader): string | undefined {
  if (format.kind === 'backyard') {
    if (row.status === 'racing') return b('yard.running');
    return row.status === 'finished' ? b('yard.winner') : undefined;
  }
  const finish = finishTime(row, { format });
  return finish === undefined ? undefined : `${t('status.finished')} ${finish}`;
}

/** The official time (R3.4) of who has run a distance; undefined in races over a time. */
export function finishTime(row: BoardRow, { format }: Pick<RaceHeader, 'format'>): string | undefined {
  const timed = format.kind === 'fixed-distance' || format.kind === 'course';
  if (!timed || row.status !== 'finished' || row.elapsedMs === undefined) return undefined;
  return time(officialMs(Math.max(0, row.elapsedMs + (row.adjustMs ?? 0))));
}

/** Whatever a distance or a time on the board is made of beside laps, and what it means. */
export function remarks(row: BoardRow): string[] {
  const said: string[] = [];
  if (row.doubt) said.push(b('doubt', { kind: row.doubt.kind }));
  if (row.assist) said.push(b('yard.assist'));
  if (row.outsideLimit) said.push(b('outside', { by: time(row.outsideLimit.byMs) }));
  if (row.partM) said.push(b('part', { metres: decimal(row.partM, 0), state: row.partState ?? 'signed' }));
  if (row.adjustM) said.push(b('adjust.m', { metres: signed(row.adjustM) }));
  if (row.adjustMs) said.push(b('adjust.s', { seconds: signed(row.adjustMs / 1000) }));
  return said;
}

function signed(value: number): string {
  return `${value < 0 ? '\u2212' : '+'}${decimal(Math.abs(value), Number.isInteger(value) ? 0 : 1)}`;
}
