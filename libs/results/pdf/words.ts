/** What a page says of the race: its form, its loop, its clock, and how far its results may be trusted. */
import { type RaceDefinition, formatKm, formatTime } from '#libs/domain/index.js';
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

/** `loop 1526.200 m`; a first lap of its own is said too (R2.7). */
export function courseWords({ course }: RaceDefinition): string {
  if (course.kind === 'line') return `${formatKm(course.points.at(-1)?.atM ?? 0)} km, ${course.points.length} points`;
  const first = course.firstLapM;
  const loop = `loop ${course.lapM.toFixed(3)} m`;
  return first === undefined || first === course.lapM ? loop : `${loop}, first lap ${first.toFixed(3)} m`;
}

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
