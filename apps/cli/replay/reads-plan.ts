/** A race for a recording that knows chips and times and nothing else: gun, length in hours, shortest lap, and who takes part. Pure. */
import { DAY_MS, DEFAULT_QUIET_MS, HOUR_MS, LINE, type RaceDefinition, SECOND_MS } from '#libs/domain/index.js';
import { type CanonicalRead, isBib } from '#libs/readers/index.js';
import type { TimedRead } from './reads-file.js';

/** A recording does not say how long the loop is. */
export const LAP_M_PRESUMED = 1_000;
/** Nobody races for longer on a loop; a clock that was never set stands in 1980. */
const HOURS_MAX = 240;
/** A crossing sooner than this share of the usual lap is none (peers warn below the same). */
const MIN_LAP_SHARE = 0.4;
const ENTRANTS_MAX = 20_000;
const CHIPS_MAX = 8;
const PLAIN_CHIP = /^[^\s,;"]+$/;

export interface PlanWishes {
  startMs?: number;
  lapM?: number;
  minLapMs?: number;
  hours?: number;
}

export interface ReadsPlan {
  startMs: number;
  race: Pick<RaceDefinition, 'course' | 'format'>;
  entrantsCsv: string;
  entrants: number;
  notes: string[];
}

const isOfRunner = ({ read: { kind } }: TimedRead): boolean => kind === 'read' || kind === 'manual';

export function planReads(reads: readonly TimedRead[], wishes: PlanWishes): ReadsPlan {
  const notes: string[] = [];
  const ofRunners = reads.filter(isOfRunner);
  const startMs = wishes.startMs ?? gunOf(reads, ofRunners, notes);
  const { csv: entrantsCsv, entrants } = entrantsOf(ofRunners, notes);
  if (wishes.lapM === undefined)
    notes.push(
      `A recording does not say how long the loop is: ${LAP_M_PRESUMED} m is taken, so laps are right and distances are not. Say it with --lap METRES, or change the race on the desk; everything is computed anew.`,
    );
  const minLapMs = wishes.minLapMs ?? (wishes.lapM === undefined ? minLapOf(ofRunners) : undefined);
  const hours = wishes.hours ?? hoursOf(ofRunners, startMs, notes);
  return {
    startMs,
    race: {
      course: {
        ...{ kind: 'loop', lapM: wishes.lapM ?? LAP_M_PRESUMED, points: [{ id: LINE, atM: 0 }], readRule: 'first' },
        ...(minLapMs === undefined ? {} : { minLapMs }),
      },
      format: { kind: 'fixed-time', durationMs: Math.round(hours * HOUR_MS), end: 'whole-laps' },
    },
    ...{ entrantsCsv, entrants, notes },
  };
}

/** The first gun of the day of the race; without one, the first read. Guns of the days before are trials. */
function gunOf(reads: readonly TimedRead[], ofRunners: readonly TimedRead[], notes: string[]): number {
  const guns = reads.filter(({ read }) => read.kind === 'gun').map(({ atMs }) => atMs);
  const times = (ofRunners.length > 0 ? ofRunners : reads).map(({ atMs }) => atMs).sort((a, b) => a - b);
  // The middle one is of the race, whatever stands before it.
  const middleMs = times[Math.floor(times.length / 2)]!;
  const firstMs = times.find((atMs) => atMs >= middleMs - HOURS_MAX * HOUR_MS)!;
  const near = guns.filter((atMs) => atMs <= middleMs && atMs >= firstMs - DAY_MS).sort((a, b) => a - b);
  const [gunMs] = near;
  const iso = (ms: number): string => new Date(ms).toISOString();
  if (gunMs === undefined) {
    notes.push(
      `The recording has no gun: the first read, ${iso(firstMs)}, is taken for it. Say it with --start INSTANT.`,
    );
    return firstMs;
  }
  const others = near.length > 1 ? ` (the first of ${near.length}; --start says another)` : '';
  notes.push(`The gun is of the recording: ${iso(gunMs)}${others}.`);
  return gunMs;
}

/** So many whole hours that every read of the race lies in them. */
function hoursOf(ofRunners: readonly TimedRead[], startMs: number, notes: string[]): number {
  const endMs = startMs + HOURS_MAX * HOUR_MS;
  const inside = ofRunners.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
  const lastMs = inside.reduce((last, { atMs }) => Math.max(last, atMs), startMs);
  const outside = ofRunners.length - inside.length;
  if (outside > 0)
    notes.push(
      `${outside} reads lie before the gun or more than ${HOURS_MAX} h after it: they are kept and do not count.`,
    );
  const hours = Math.max(1, Math.ceil((lastMs - startMs) / HOUR_MS));
  notes.push(`The race is made to last ${hours} h, so that everything recorded lies in it. Say it with --hours.`);
  return hours;
}

/** From the times between crossings as they are; undefined when nobody crossed twice. */
function minLapOf(ofRunners: readonly TimedRead[]): number | undefined {
  const byRunner = new Map<string, number[]>();
  for (const { read, atMs } of ofRunners) {
    const who = read.bib ?? read.chip ?? '';
    const times = byRunner.get(who);
    if (times) times.push(atMs);
    else byRunner.set(who, [atMs]);
  }
  const gaps: number[] = [];
  for (const times of byRunner.values()) {
    times.sort((a, b) => a - b);
    for (let i = 1; i < times.length; i++) {
      const gap = times[i]! - times[i - 1]!;
      if (gap >= DEFAULT_QUIET_MS) gaps.push(gap);
    }
  }
  if (gaps.length === 0) return undefined;
  gaps.sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)]!;
  return Math.floor((usual * MIN_LAP_SHARE) / SECOND_MS) * SECOND_MS;
}

/** Everybody seen: under the bib the record says, else the chip's own code where that can be a bib, else a number. */
function entrantsOf(ofRunners: readonly TimedRead[], notes: string[]): { csv: string; entrants: number } {
  const chipsOf = new Map<string, Set<string>>();
  const known = new Set<string>();
  const add = (bib: string, chip: string | undefined): void => {
    const chips = chipsOf.get(bib) ?? new Set<string>();
    if (chip !== undefined && chips.size < CHIPS_MAX) chips.add(chip);
    chipsOf.set(bib, chips);
  };
  const usable = (chip: string | undefined): chip is string => chip !== undefined && PLAIN_CHIP.test(chip);
  for (const { read } of ofRunners)
    if (read.bib !== undefined) {
      add(read.bib, usable(read.chip) ? read.chip : undefined);
      if (read.chip !== undefined) known.add(read.chip);
    }
  let numbered = 0;
  for (const { read } of ofRunners) {
    const { chip } = read;
    if (read.bib !== undefined || !usable(chip) || known.has(chip) || chipsOf.size >= ENTRANTS_MAX) continue;
    known.add(chip);
    const own = bibOfChip(chip);
    let bib = own !== undefined && !chipsOf.has(own) ? own : undefined;
    while (bib === undefined) {
      numbered++;
      if (!chipsOf.has(String(numbered))) bib = String(numbered);
    }
    add(bib, chip);
  }
  if (numbered > 0)
    notes.push('Chips whose code is too long for a bib got numbers as bibs, in the order they were seen.');
  const rows = [...chipsOf].map(([bib, chips]) => `${bib},${[...chips].join(' ')}`);
  return { csv: `${['bib,chips', ...rows].join('\n')}\n`, entrants: rows.length };
}

/** The code itself; a long one without the zeros before it. */
function bibOfChip(chip: CanonicalRead['chip']): string | undefined {
  return [chip, chip?.replace(/^0+/, '')].find((text) => isBib(text));
}
