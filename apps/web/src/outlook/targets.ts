/** Own targets for a runner: so far in such a time, kept on the device. How each stands at the last crossing, and what it asks for from now on. Pure. */
import type { RaceHeader } from '#libs/domain/index.js';
import { probabilityFrom, probabilityUpTo } from '#libs/records/compare/chance.js';
import { gunMsOf } from '../charts/nights.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { recentLap, usualLap } from './usual-lap.js';

/** As it was typed; what the race says itself may stay empty. */
export interface TypedTarget {
  km: string;
  time: string;
}

export interface Target {
  metres: number;
  /** From the gun. */
  ms: number;
  /** In a backyard. */
  yards?: number;
  /** What the race is decided by: the forecast of its end says something of it. */
  isWhole: boolean;
}

export const TARGETS_MAX = 3;
const KM_MAX = 3_000;
const HOURS_MAX = 1_000;
const YARDS_MAX = 500;

/** `180`, `180.5`, `160,9` kilometres as metres. */
export function metresOf(text: string): number | undefined {
  const said = text.trim();
  const km = /^\d{1,4}([.,]\d{1,3})?$/.test(said) ? Number(said.replace(',', '.')) : 0;
  return km > 0 && km <= KM_MAX ? Math.round(km * 1000) : undefined;
}

/** `21:30`, `21:30:15` hours as ms. */
export function msOf(text: string): number | undefined {
  const [, hours, min, s = '0'] = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/.exec(text.trim()) ?? [];
  const seconds = Number(hours ?? 0) * 3600 + Number(min ?? 0) * 60 + Number(s);
  return seconds > 0 && seconds <= HOURS_MAX * 3600 ? seconds * 1000 : undefined;
}

/** What the race itself gives: the time of a race against time, the metres of one over a distance. */
export function wholeOf({ format, course, startedAt, endsAt }: RaceHeader): { metres?: number; ms?: number } {
  if (format.kind === 'fixed-time') {
    const ms = startedAt && endsAt ? Date.parse(endsAt) - Date.parse(startedAt) : format.durationMs;
    return { ms };
  }
  const metres = format.kind === 'fixed-distance' ? format.distanceM : course.points.at(-1)?.atM;
  return metres && format.kind !== 'backyard' ? { metres } : {};
}

/** A target, or which of its fields cannot be read. */
export function parseTarget(typed: TypedTarget, race: RaceHeader): Target | 'km' | 'time' | 'yards' {
  const { format, course } = race;
  if (format.kind === 'backyard') {
    const yards = /^\d{1,3}$/.test(typed.km.trim()) ? Number(typed.km) : 0;
    if (yards < 1 || yards > YARDS_MAX || course.kind !== 'loop') return 'yards';
    return { metres: yards * course.lapM, ms: yards * format.intervalMs, yards, isWhole: true };
  }
  const whole = wholeOf(race);
  const metres = typed.km.trim() === '' ? whole.metres : metresOf(typed.km);
  if (metres === undefined) return 'km';
  const ms = typed.time.trim() === '' ? whole.ms : msOf(typed.time);
  if (ms === undefined) return 'time';
  return { metres, ms, isWhole: metres === whole.metres || ms === whole.ms };
}

export interface TargetNow {
  /** `over`: the time is up and it was not reached, or nobody runs for it any more. */
  state: 'open' | 'reached' | 'over';
  /** Against an even pace, at the last crossing; negative is behind. Absent before the first, and of yards. */
  marginM?: number;
  marginMs?: number;
  marginLaps?: number;
  /** What is left from now on. Between two crossings the runner is taken to run the usual lap, at most to the line. */
  left?: { metres: number; ms: number };
  /** Ms a lap may take from now on, and how long the last ones took. */
  lap?: { neededMs: number; recentMs: number; laps: number };
  yardsLeft?: number;
  /** By the forecast of the end, 0 to 1. */
  chance?: number;
}

const UNDER_WAY = new Set<string>(['entered', 'racing', 'resting', 'overdue', 'stopped', 'corral']);

/** How a target stands; undefined before the gun. */
export function targetNow(
  target: Target,
  card: RunnerCardAnswer,
  race: RaceHeader,
  nowMs: number,
): TargetNow | undefined {
  if (race.startedAt === undefined) return undefined;
  const { distanceM, elapsedMs, status, laps = 0 } = card.row;
  const margins = marginsOf(target, card, race);
  const reached = card.laps.find((lap) => lap.distanceM >= target.metres)?.elapsedMs ?? elapsedMs ?? Infinity;
  const runs = race.state !== 'ended' && UNDER_WAY.has(status);
  if (target.yards !== undefined) {
    if (laps >= target.yards) return { state: 'reached' };
    return runs
      ? { state: 'open', yardsLeft: target.yards - laps, ...chanceOf(target, card, race) }
      : { state: 'over' };
  }
  if (distanceM >= target.metres) return { state: reached <= target.ms ? 'reached' : 'over', ...margins };
  const ms = target.ms - Math.max(0, nowMs - (gunMsOf(card.row, race) ?? nowMs));
  if (!runs || ms <= 0) return { state: 'over', ...margins };
  const left = { metres: Math.max(0, target.metres - distanceM - sinceCrossing(card, race, nowMs)), ms };
  return { state: 'open', ...margins, left, ...lapOf(left, card, race), ...chanceOf(target, card, race) };
}

function marginsOf({ metres, ms }: Target, { row }: RunnerCardAnswer, { course }: RaceHeader): Partial<TargetNow> {
  const { distanceM, elapsedMs } = row;
  if (elapsedMs === undefined || distanceM <= 0) return {};
  const marginM = distanceM - (metres * elapsedMs) / ms;
  const marginMs = (ms * distanceM) / metres - elapsedMs;
  return { marginM, marginMs, ...(course.kind === 'loop' ? { marginLaps: marginM / course.lapM } : {}) };
}

/** Metres run since the last crossing, if it goes on as usual; never past the line. */
function sinceCrossing(card: RunnerCardAnswer, race: RaceHeader, nowMs: number): number {
  const usualMs = usualLap(card, race);
  if (usualMs === undefined || race.course.kind !== 'loop' || card.row.lastAt === undefined) return 0;
  const share = (nowMs - Date.parse(card.row.lastAt)) / usualMs;
  return race.course.lapM * Math.min(1, Math.max(0, share));
}

function lapOf(left: { metres: number; ms: number }, card: RunnerCardAnswer, race: RaceHeader): Pick<TargetNow, 'lap'> {
  const recent = recentLap(card, race);
  if (recent === undefined || race.course.kind !== 'loop' || left.metres <= 0) return {};
  // Slower would not suffice (R14.2).
  const neededMs = Math.floor((left.ms * race.course.lapM) / left.metres / 1000) * 1000;
  return { lap: { neededMs, recentMs: recent.ms, laps: recent.laps } };
}

/** Only what the end decides: of what lies on the way the forecast says nothing. */
function chanceOf(target: Target, { forecast, row }: RunnerCardAnswer, race: RaceHeader): Pick<TargetNow, 'chance'> {
  if (forecast === undefined || !target.isWhole) return {};
  const { final, finishAt, yards } = forecast;
  if (final && race.format.kind === 'fixed-time' && target.ms === wholeOf(race).ms)
    return { chance: probabilityFrom(levels(final.p10, final.p50, final.p90), target.metres) };
  if (yards && target.yards !== undefined)
    return { chance: probabilityFrom(levels(yards.p10, yards.p50, yards.p90), target.yards) };
  const gunMs = gunMsOf(row, race);
  if (finishAt && gunMs !== undefined && target.metres === wholeOf(race).metres) {
    const since = (iso: string) => Date.parse(iso) - gunMs;
    return {
      chance: probabilityUpTo(levels(since(finishAt.from), since(finishAt.likely), since(finishAt.to)), target.ms),
    };
  }
  return {};
}

const levels = (p10: number, p50: number, p90: number) => [
  { p: 0.1, value: p10 },
  { p: 0.5, value: p50 },
  { p: 0.9, value: p90 },
];
