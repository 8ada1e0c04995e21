/** The waiting and the late data in words. Pure. */
import { type RaceHeader, pointOf } from '#libs/domain/index.js';
import { roughly, time, timeOfDay } from '../shared/figures/format.js';
import { c } from '../shared/messages/crew.js';
import { t } from '../shared/messages/shared.js';
import type { CrewCard, LateData } from '../server/page-request.js';
import { type Arrival, isBeyondPattern } from './arrival.js';

export interface ArrivalWords {
  /** Where: the next point. */
  label: string;
  /** What is read at arm's length. */
  big: string;
  /** Range and basis. */
  more: string[];
  tone?: 'warn';
}

/** The name of a point of the race, by its id. */
export function pointName(race: RaceHeader, id: string | undefined): string | undefined {
  return pointOf(race, id)?.name ?? race.course.points.find((point) => point.id === id)?.name;
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
      return row.lastAt === undefined
        ? c('arr.unknown')
        : c('arr.longer', { time: timeOfDay(row.lastAt, race.timeZone) });
    case 'usual-ahead':
      return c('arr.usual.ahead', { time: roughly(arrival.inMs) });
    case 'usual-now':
      return c('arr.usual.now');
    case 'usual-past':
      return c('arr.usual.past', { time: roughly(arrival.byMs) });
  }
}

function moreWords(arrival: Arrival, { row, forecast }: CrewCard, race: RaceHeader, nowMs: number): string[] {
  const more: string[] = [];
  const at = (iso: string) => timeOfDay(iso, race.timeZone);
  if ('range' in arrival && forecast?.state !== 'probably-out') {
    const { from, likely, to } = arrival.range;
    const isPast = Date.parse(to) < nowMs;
    const key = arrival.kind !== 'longer' ? 'arr.range' : isPast ? 'arr.range.was' : 'arr.range.still';
    more.push(c(key, { from: at(from), likely: at(likely), to: at(to) }));
  }
  const held = 'range' in arrival ? forecast?.heldToday : undefined;
  if (held && arrival.kind !== 'longer') more.push(c('arr.held', { pct: Math.round(held.pct), of: held.of }));
  if (arrival.kind === 'data-late') more.push(c('arr.dataLate.more'));
  if (arrival.kind === 'unknown') more.push(forecast?.why ?? c('arr.unknown.more'));
  if ('usualMs' in arrival && forecast?.why !== undefined) more.push(forecast.why);
  if (arrival.kind === 'usual-past' && row.lastAt !== undefined) {
    const silent = roughly(nowMs - Date.parse(row.lastAt));
    more.push(c('arr.usual.silent', { silent, longest: time(arrival.longestMs) }));
  }
  if ('usualMs' in arrival) more.push(c('arr.usual.more', { usual: time(arrival.usualMs) }));
  const isSilent = forecast?.state !== undefined && forecast.state !== 'running' && arrival.kind !== 'none';
  if (isSilent && forecast.returns !== undefined && arrival.kind !== 'data-late')
    more.push(c('arr.returns', { n: tenths(forecast.returns) }));
  return more;
}

/** A chance as so many of ten; never all or none of them, which nobody can promise. */
export function tenths(chance: number): string {
  if (chance < 0.05) return '<1';
  return chance >= 0.95 ? '>9' : String(Math.round(chance * 10));
}

/** The waiting in words. */
export function arrivalWords(arrival: Arrival, card: CrewCard, race: RaceHeader, nowMs: number): ArrivalWords {
  const point = pointName(race, card.forecast?.next?.point);
  return {
    label: point === undefined || arrival.kind === 'none' ? c('arr.label') : c('arr.label.at', { point }),
    big: bigWords(arrival, card, race),
    more: moreWords(arrival, card, race, nowMs),
    ...(isBeyondPattern(arrival) ? { tone: 'warn' as const } : {}),
  };
}

/** What is silent, since when, and that it says nothing of a runner. */
export function lateWords({ kind, since, point }: LateData, race: RaceHeader): string {
  const at = timeOfDay(since, race.timeZone);
  if (kind === 'reader-down') return c('late.reader-down', { time: at });
  return c('late.silent-point', { point: pointName(race, point) ?? point ?? c('late.somewhere'), time: at });
}
