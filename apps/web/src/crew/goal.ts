/** A crew's own goal for its runner: how it stands at the last crossing, and which pace it asks for from now on. Pure. */
import type { RaceHeader } from '#libs/domain/index.js';
import type { CrewCard } from '../server/page-request.js';
import { usualLap } from './arrival.js';

/** Which kind of goal a race has: metres by the end, or a time over the distance. A backyard has none: one yard more is the goal. */
export type GoalKind = 'distance' | 'time';

/** Metres or ms, by the kind. */
export interface Goal {
  kind: GoalKind;
  value: number;
}

export function goalKind({ format }: RaceHeader): GoalKind | undefined {
  if (format.kind === 'backyard') return undefined;
  return format.kind === 'fixed-time' ? 'distance' : 'time';
}

const GOAL_KM_MAX = 3_000;
const GOAL_HOURS_MAX = 1_000;

/** `180`, `180.5` kilometres, or `21:30`, `21:30:15` hours. Undefined when it is neither. */
export function parseGoal(text: string, kind: GoalKind): Goal | undefined {
  const said = text.trim();
  if (kind === 'distance') {
    const km = /^\d{1,4}([.,]\d{1,3})?$/.test(said) ? Number(said.replace(',', '.')) : 0;
    return km > 0 && km <= GOAL_KM_MAX ? { kind, value: Math.round(km * 1000) } : undefined;
  }
  const [, h, min, s = '0'] = /^(\d{1,4}):([0-5]\d)(?::([0-5]\d))?$/.exec(said) ?? [];
  const seconds = Number(h ?? 0) * 3600 + Number(min ?? 0) * 60 + Number(s);
  return seconds > 0 && seconds <= GOAL_HOURS_MAX * 3600 ? { kind, value: seconds * 1000 } : undefined;
}

export interface GoalNow {
  /** `over`: the time is up and it was not reached. */
  state: 'open' | 'reached' | 'over';
  /** Against an even pace, at the last crossing; negative is behind. Absent before the first. */
  marginM?: number;
  marginMs?: number;
  /** What is left from now on, for the pace it asks for. Between two crossings the runner is taken to run the usual lap, at most to the line. */
  left?: { metres: number; ms: number };
}

/** Whole distance and whole time of the goal. */
function whole(goal: Goal, { format, course, startedAt, endsAt }: RaceHeader): { metres: number; ms: number } | null {
  if (goal.kind === 'distance') {
    if (format.kind !== 'fixed-time') return null;
    const ms = startedAt && endsAt ? Date.parse(endsAt) - Date.parse(startedAt) : format.durationMs;
    return { metres: goal.value, ms };
  }
  const metres = format.kind === 'fixed-distance' ? format.distanceM : course.points.at(-1)?.atM;
  return metres ? { metres, ms: goal.value } : null;
}

/** Metres run since the last crossing, if it goes on as usual; never past the line. */
function sinceCrossing(card: CrewCard, race: RaceHeader, nowMs: number): number {
  const usualMs = usualLap(card, race);
  if (usualMs === undefined || race.course.kind !== 'loop' || card.row.lastAt === undefined) return 0;
  const share = (nowMs - Date.parse(card.row.lastAt)) / usualMs;
  return race.course.lapM * Math.min(1, Math.max(0, share));
}

/** How a goal stands. Undefined before the gun, and for a goal this race cannot have. */
export function goalNow(goal: Goal, card: CrewCard, race: RaceHeader, nowMs: number): GoalNow | undefined {
  const all = race.startedAt === undefined ? null : whole(goal, race);
  if (all === null || race.startedAt === undefined) return undefined;
  const { distanceM, elapsedMs, status } = card.row;
  const margins =
    elapsedMs === undefined || distanceM <= 0
      ? {}
      : {
          marginM: distanceM - (all.metres * elapsedMs) / all.ms,
          marginMs: (all.ms * distanceM) / all.metres - elapsedMs,
        };
  const inTime = goal.kind === 'distance' || (elapsedMs ?? Infinity) <= all.ms;
  if (distanceM >= all.metres) return { state: inTime ? 'reached' : 'over', ...margins };
  const ms = all.ms - Math.max(0, nowMs - Date.parse(race.startedAt));
  const runs = race.state !== 'ended' && ['entered', 'racing', 'resting', 'overdue', 'stopped'].includes(status);
  if (!runs || ms <= 0) return { state: 'over', ...margins };
  const metres = Math.max(0, all.metres - distanceM - sinceCrossing(card, race, nowMs));
  return { state: 'open', ...margins, left: { metres, ms } };
}

const keyOf = (slug: string, bib: string) => `loopline.crew-goal.${slug}.${bib}`;

/** The goal as it was typed on this device; empty without one, and where nothing may be kept. */
export function keptGoal(slug: string, bib: string): string {
  try {
    return localStorage.getItem(keyOf(slug, bib)) ?? '';
  } catch {
    return '';
  }
}

/** Keeps the goal on this device; an empty one is forgotten. */
export function keepGoal(slug: string, bib: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(keyOf(slug, bib));
    else localStorage.setItem(keyOf(slug, bib), text);
  } catch {
    // It holds for this page then.
  }
}
