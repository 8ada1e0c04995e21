/** Estimates of a row in words: what stands in the cell, and the sentence with range and basis behind it. Pure. */
import { type BoardRow, type ExpectedAt, type RaceHeader, YARD_MM } from '#libs/domain/index.js';
import { decimal, roughly, timeOfDay } from '../../shared/figures/format.js';
import { f } from '../../shared/messages/forecast.js';
import { language } from '../../shared/messages/translator.js';
import { kindOf } from '../view/kinds.js';

/** Over by less says nothing. */
const OVER_MIN_MS = 60_000;
/** A range narrower than this, in km, is worth a decimal. */
const NARROW_KM = 5;

export interface CellWords {
  /** With its sign that it is an estimate. */
  main: string;
  /** Its range, or what stands in its place. Both ends alike are told once. */
  range: string;
  /** Upper end of the range, and the hour at its beginning where the lower one has it too: narrow screens leave that out. */
  to?: { hour: string; rest: string };
  /** Range and basis as a sentence. */
  say: string;
  /** Later than the range: the main words are a fact then. */
  isLate?: boolean;
}

export type FinalKind = 'km' | 'yards' | 'finish';
export function finalKind(race: Pick<RaceHeader, 'format'>): FinalKind {
  const kind = kindOf(race);
  return kind === 'laps' ? 'km' : kind === 'yards' ? 'yards' : 'finish';
}

/** What it rests on: `from 11 laps, last read 13:58`. */
function basisWords({ laps, lastAt }: BoardRow, { timeZone }: RaceHeader): string {
  const seen = timeOfDay(lastAt ?? '', timeZone);
  return laps ? f('basis.laps', { laps, seen }) : f('basis.seen', { seen });
}

function cell(say: 'next' | FinalKind, range: Record<keyof ExpectedAt, string>, basis: string): CellWords {
  const { from, to } = range;
  const hour = to.includes(':') && from.slice(0, 3) === to.slice(0, 3) ? to.slice(0, 3) : '';
  return {
    main: f('likely', range),
    range: from,
    ...(from === to ? {} : { to: { hour, rest: to.slice(hour.length) } }),
    say: f(`say.${say}`, { ...range, basis }),
  };
}

/** When the runner is expected next, or how long over; undefined where nobody is waited for. */
export function nextWords(row: BoardRow, race: RaceHeader, nowMs: number): CellWords | undefined {
  const { nextAt, lateSince, lastAt } = row;
  if (lastAt === undefined) return undefined;
  const basis = basisWords(row, race);
  const overMs = lateSince === undefined ? 0 : nowMs - Date.parse(lateSince);
  const range = nextAt && clockRange(nextAt, race, lastAt);
  if (overMs < OVER_MIN_MS) return range && cell('next', range, basis);
  const ago = roughly(overMs);
  const still = range ? f('say.over.still', range) : f('say.over.unlikely');
  return {
    main: f('over', { ago }),
    range: range ? f('likely', range) : f('over.unlikely'),
    say: `${f('say.over', { ago, basis })} ${still}`,
    isLate: true,
  };
}

/** What is projected for the end: kilometres, yards, or when. */
export function finalWords(row: BoardRow, race: RaceHeader): CellWords | undefined {
  if (row.lastAt === undefined) return undefined;
  const kind = finalKind(race);
  const basis = basisWords(row, race);
  if (kind === 'finish') return row.finishAt && cell('finish', clockRange(row.finishAt, race, row.lastAt), basis);
  if (!row.final) return undefined;
  const { p10, p50, p90 } = row.final;
  const [perUnit, digits] = kind === 'yards' ? [YARD_MM / 1000, 0] : [1000, (p90 - p10) / 1000 < NARROW_KM ? 1 : 0];
  const figure = (m: number): string => decimal(m / perUnit, digits);
  return cell(kind, { from: figure(p10), likely: figure(p50), to: figure(p90) }, basis);
}

/** Times of day in the race's zone; the day with the likely one where it is another than that of the last read. */
function clockRange({ from, likely, to }: ExpectedAt, { timeZone }: RaceHeader, lastAt: string) {
  const at = (iso: string): string => timeOfDay(iso, timeZone);
  const day = weekday(likely, timeZone);
  const isOther = Date.parse(likely) - Date.parse(lastAt) > DAY_WORTH_MS && day !== weekday(lastAt, timeZone);
  return { from: at(from), likely: isOther ? `${day} ${at(likely)}` : at(likely), to: at(to) };
}

/** Nearer than this a time of day cannot be mistaken. */
const DAY_WORTH_MS = 6 * 3_600_000;

function weekday(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat(language(), { weekday: 'short', timeZone }).format(new Date(iso));
}

/** Shares of one scale for all rows, 0 to 100: run so far, range, likely. */
export interface BarPlaces {
  done: number;
  from: number;
  likely: number;
  to: number;
}

/** The end of the scale: the farthest end, or the latest finish since the gun. */
export function barMax(rows: readonly BoardRow[], race: RaceHeader): number {
  const ends = rows.map((row) => reach(row, race)?.to ?? 0);
  const most = ends.reduce((max, end) => Math.max(max, end), 0);
  // In coarse steps, so that one runner's estimate does not move every bar.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, most))) - 1);
  return Math.ceil(most / step) * step;
}

export function barPlaces(row: BoardRow, race: RaceHeader, max: number): BarPlaces | undefined {
  const at = reach(row, race);
  if (at === undefined || max <= 0) return undefined;
  const share = (value: number): number => Math.round(Math.min(1, Math.max(0, value / max)) * 1000) / 10;
  return { done: share(at.done), from: share(at.from), likely: share(at.likely), to: share(at.to) };
}

/** Metres, or ms since the gun. */
function reach({ final, finishAt, distanceM, elapsedMs = 0 }: BoardRow, race: RaceHeader): BarPlaces | undefined {
  if (finalKind(race) === 'finish') {
    const gunMs = Date.parse(race.startedAt ?? '');
    if (!finishAt || Number.isNaN(gunMs)) return undefined;
    const since = (iso: string): number => Date.parse(iso) - gunMs;
    return { done: elapsedMs, from: since(finishAt.from), likely: since(finishAt.likely), to: since(finishAt.to) };
  }
  return final && { done: distanceM, from: final.p10, likely: final.p50, to: final.p90 };
}
