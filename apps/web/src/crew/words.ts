/** The waiting and the late data in words. Pure. */
import type { ExpectedAt, RaceHeader } from '#libs/domain/index.js';
import { roughly, time, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { t } from '../shared/messages/shared.js';
import { tenths } from '../outlook/chance.js';
import { heldWords } from '../outlook/expect-words.js';
import { pointWords } from '../outlook/point-name.js';
import { comparable } from '../outlook/usual-lap.js';
import type { CrewCard, LateData } from '../server/page-request.js';
import { type Arrival, isBeyondPattern } from './arrival.js';
import type { Reckoned } from './reckon.js';

const MINUTE_MS = 60_000;

export interface ArrivalWords {
  /** Where: the next point. */
  label: string;
  /** What is read at arm's length. */
  big: string;
  /** Range and basis. */
  more: string[];
  /** How often such ranges held; empty without a range. */
  held: string;
  tone?: 'warn';
}

function bigWords(arrival: Arrival, { row }: CrewCard, race: RaceHeader): string {
  switch (arrival.kind) {
    case 'none':
      if (race.state === 'set-up') return c('arr.before');
      return race.state === 'ended' ? c('arr.ended') : t(`status.${row.status}`);
    case 'unknown':
      return c('arr.unknown');
    case 'data-late':
      return c('arr.dataLate');
    case 'ahead':
      return c('arr.ahead', { time: roughly(arrival.inMs) });
    case 'now':
      return c('arr.now');
    case 'overdue':
      return c('arr.overdue', { time: roughly(arrival.byMs) });
    case 'longer':
      return row.lastAt === undefined ? c('arr.unknown') : longerWords(row.lastAt, row.lastPoint, race);
    case 'usual-ahead':
      return c('arr.usual.ahead', { time: roughly(arrival.inMs) });
    case 'usual-now':
      return c('arr.usual.now');
    case 'usual-past':
      return c('arr.usual.past', { time: roughly(arrival.byMs) });
  }
}

function longerWords(lastAt: string, lastPoint: string | undefined, race: RaceHeader): string {
  const [seen, point] = [timeOfDay(lastAt, race.timeZone), pointWords(race, lastPoint)];
  return point === undefined ? c('arr.longer', { time: seen }) : c('arr.longer.at', { time: seen, point });
}

/** How far off the likely instant most come, in whole minutes. */
function withinMin({ from, likely, to }: ExpectedAt): number {
  const [early, late] = [Date.parse(likely) - Date.parse(from), Date.parse(to) - Date.parse(likely)];
  return Math.max(1, Math.ceil(Math.max(early, late) / MINUTE_MS));
}

/** The silence as a fact beside the longest lap so far: what it means is not for the page to say. */
function silentWords(card: CrewCard, race: RaceHeader, nowMs: number): string[] {
  const { lastAt } = card.row;
  const laps = comparable(card, race);
  if (lastAt === undefined || laps.length === 0) return [];
  const silent = roughly(nowMs - Date.parse(lastAt));
  return [c('arr.silent', { silent, longest: time(Math.max(...laps)) })];
}

function moreWords(arrival: Arrival, card: CrewCard, race: RaceHeader, nowMs: number, reckoned?: Reckoned): string[] {
  const { forecast } = card;
  const more: string[] = [];
  const at = (iso: string) => timeOfDay(iso, race.timeZone);
  if ('range' in arrival && forecast?.state !== 'probably-out') {
    const { from, likely, to } = arrival.range;
    const isPast = Date.parse(to) < nowMs;
    const key = arrival.kind !== 'longer' ? 'arr.range' : isPast ? 'arr.range.was' : 'arr.range.still';
    more.push(c(key, { from: at(from), likely: at(likely), to: at(to), within: withinMin(arrival.range) }));
  }
  if (arrival.kind === 'overdue' || arrival.kind === 'longer') more.push(...silentWords(card, race, nowMs));
  if (arrival.kind === 'data-late') more.push(...lateMore(reckoned, at));
  if (arrival.kind === 'unknown') more.push(forecast?.why ?? c('arr.unknown.more'));
  if ('usualMs' in arrival && forecast?.why !== undefined) more.push(forecast.why);
  if (arrival.kind === 'usual-past') more.push(...silentWords(card, race, nowMs));
  if ('usualMs' in arrival) more.push(c('arr.usual.more', { usual: time(arrival.usualMs) }));
  const isSilent = forecast?.state !== undefined && forecast.state !== 'running' && arrival.kind !== 'none';
  if (isSilent && forecast.returns !== undefined && arrival.kind !== 'data-late')
    more.push(c('arr.returns', { n: tenths(forecast.returns) }));
  return more;
}

/** What can be said while the data is late: nothing of the runner, but when to expect one who is not here yet. */
function lateMore(reckoned: Reckoned | undefined, at: (iso: string) => string): string[] {
  const more = [c('arr.dataLate.more')];
  if (reckoned?.next === undefined) return more;
  const { from, likely, to } = reckoned.next;
  return [...more, c('arr.notYet', { from: at(from), likely: at(likely), to: at(to) })];
}

/** How often such ranges held; empty where there is no range. */
export function heldMore(arrival: Arrival, { forecast }: CrewCard): string {
  return 'range' in arrival && forecast ? heldWords(forecast).join(' ') : '';
}

/** The waiting in words. */
export function arrivalWords(
  arrival: Arrival,
  card: CrewCard,
  race: RaceHeader,
  nowMs: number,
  reckoned?: Reckoned,
): ArrivalWords {
  const point = pointWords(race, card.forecast?.next?.point);
  return {
    label: point === undefined || arrival.kind === 'none' ? c('arr.label') : c('arr.label.at', { point }),
    big: bigWords(arrival, card, race),
    more: moreWords(arrival, card, race, nowMs, reckoned),
    held: heldMore(arrival, card),
    ...(isBeyondPattern(arrival) ? { tone: 'warn' as const } : {}),
  };
}

/** What is silent, since when, and that it says nothing of a runner. */
export function lateWords({ kind, since, point }: LateData, race: RaceHeader): string {
  const at = timeOfDay(since, race.timeZone);
  if (kind === 'reader-down') return c('late.reader-down', { time: at });
  return c('late.silent-point', { point: pointWords(race, point) ?? point ?? c('late.somewhere'), time: at });
}
