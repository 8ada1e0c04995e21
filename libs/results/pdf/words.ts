/** What a page says of the race: its form, its loop, its clock, and how far its results may be trusted. */
import { type RaceDefinition, type RaceFold, formatKm, formatTime } from '#libs/domain/index.js';
import type { ResultsState } from '#libs/contracts/index.js';
import type { Version } from '../results.service.js';
import type { About } from './paper.js';

const ENDS = {
  measure: 'stop and measure',
  'finish-lap': 'the lap begun counts',
  'whole-laps': 'whole laps only',
} as const;

export const STAMPS: Readonly<Record<ResultsState, { text: string; colour: string }>> = {
  live: { text: 'LIVE, NOT FINAL', colour: '#b3261e' },
  provisional: { text: 'PROVISIONAL', colour: '#a65b00' },
  official: { text: 'OFFICIAL', colour: '#17713c' },
  amended: { text: 'AMENDED', colour: '#1d55b4' },
};

/** `24 h, stop and measure`. */
export function formatWords({ format }: RaceDefinition): string {
  switch (format.kind) {
    case 'fixed-time': {
      const end = format.end === 'fractions' ? `whole parts of ${format.fractionM} m` : ENDS[format.end];
      return `${span(format.durationMs)}, ${end}`;
    }
    case 'fixed-distance':
      return `${formatKm(format.distanceM)} km`;
    case 'backyard':
      return `Backyard, a yard every ${span(format.intervalMs)}`;
    case 'course':
      return 'Point to point';
  }
}

/** `loop 1526.200 m`; a first lap of its own and every other length are said too (R2.7, R2.8): `1530.000 m from lap 21`. */
export function courseWords({ definition: { course, timeZone }, lengthChanges }: Loop): string {
  if (course.kind === 'line') return `${formatKm(course.points.at(-1)?.atM ?? 0)} km, ${course.points.length} points`;
  // A new measurement of the whole race takes the place of the length that was planned.
  const whole = lengthChanges.findLast(({ fromLap, fromMs }) => fromLap === undefined && fromMs === undefined);
  const since = whole === undefined ? lengthChanges : lengthChanges.slice(lengthChanges.indexOf(whole) + 1);
  const words = [`loop ${metres(whole?.lapM ?? course.lapM)}`];
  const first = course.firstLapM;
  if (first !== undefined && first !== course.lapM) words.push(`first lap ${metres(first)}`);
  for (const { lapM, fromLap, fromMs } of since)
    words.push(
      `${metres(lapM)} ${fromLap === undefined ? `from ${dateWords(fromMs!, timeZone)}` : `from lap ${fromLap}`}`,
    );
  return words.join(', ');
}

/** What a race says of its loop. */
export type Loop = Pick<RaceFold, 'definition' | 'lengthChanges'>;
const metres = (m: number): string => `${m.toFixed(3)} m`;

function span(ms: number): string {
  const hours = ms / 3_600_000;
  return Number.isInteger(hours) ? `${hours} h` : `${formatTime(ms)} h`;
}

/** `Sat 3 Oct 2026 10:00:00` by the race's own clock on the wall. */
export function dateWords(ms: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  return parts.format(ms).replaceAll(',', '');
}

/** A way to write the time of day, made once for many laps. */
export function clockOf(timeZone: string): (iso: string | undefined) => string | undefined {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium', hourCycle: 'h23' });
  return (iso) => (iso === undefined ? undefined : clock.format(Date.parse(iso)));
}

export function aboutOf({ race, state, offset }: Version, what: string, madeAtMs: number): About {
  const { name, timeZone } = race.definition;
  const stamp = STAMPS[state];
  return {
    title: `${name}: ${what}`,
    subject: `${stamp.text}, log position ${offset}`,
    head: `${name}: ${what}`,
    stamp,
    foot: `${name} · ${stamp.text} · log position ${offset} · made ${dateWords(madeAtMs, timeZone)} (${timeZone}) by Loopline`,
    madeAtMs,
  };
}
