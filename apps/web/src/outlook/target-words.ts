/** Targets in words. Pure. */
import { formatPace, type RaceHeader } from '#libs/domain/index.js';
import { day, decimal, km, time, timeOfDay } from '../shared/figures/format.js';
import { o } from '../shared/messages/outlook.js';
import { chanceWords } from './chance.js';
import type { Target, TargetNow } from './targets.js';

/** `180 km in 24:00:00`, `24 yards`. */
export function targetName({ metres, ms, yards }: Target): string {
  if (yards !== undefined) return o('target.name.yards', { yards });
  return o('target.name', { km: decimal(metres / 1000, metres % 1000 === 0 ? 0 : 3), time: time(ms) });
}

/** What is asked for from now on, the most important first; empty when it is decided. */
export function askedWords({ state, left, lap, yardsLeft }: TargetNow, target: Target, race: RaceHeader): string[] {
  if (state !== 'open') return [o(`target.${state}`)];
  if (yardsLeft !== undefined) return [bellWords(yardsLeft, target, race)];
  if (left === undefined || left.metres <= 0) return [];
  const said: string[] = [];
  if (lap) said.push(o('target.needsLap', { lap: time(lap.neededMs), n: lap.laps, last: time(lap.recentMs) }));
  const needs = formatPace(left.metres, left.ms, { required: true });
  if (needs)
    said.push(o('target.needs', { km: needs, mi: formatPace(left.metres, left.ms, { required: true, unit: '/mi' }) }));
  said.push(o('target.left', { km: km(left.metres), time: time(left.ms) }));
  return said;
}

function bellWords(yards: number, { ms }: Target, { startedAt, timeZone }: RaceHeader): string {
  const at = new Date(Date.parse(startedAt ?? '') + ms).toISOString();
  return o('target.left.yards', { yards, day: day(at, timeZone), time: timeOfDay(at, timeZone) });
}

/** Margin against an even pace, in km, laps and minutes. */
export function marginWords({ marginM, marginMs, marginLaps }: TargetNow): string | undefined {
  if (marginM === undefined || marginMs === undefined) return undefined;
  const values = { km: km(Math.abs(marginM)), time: time(Math.abs(marginMs)) };
  const side = marginM < 0 ? 'behind' : 'ahead';
  if (marginLaps === undefined) return o(`target.${side}M`, values);
  return o(`target.${side}`, { ...values, laps: Math.round(Math.abs(marginLaps) * 10) / 10 });
}

export function targetChance({ chance, state }: TargetNow): string | undefined {
  return chance === undefined || state !== 'open' ? undefined : o('target.chance', { chance: chanceWords(chance) });
}
