/** One whole simulated race as data: definition, start list, true crossings, and every message in the order it leaves its device. */
import type { PassingInput } from '#libs/contracts/index.js';
import { HOUR_MS, LINE, type RaceDefinition } from '#libs/domain/index.js';
import { stableUuid } from '#libs/client/uuid.js';
import { DEMO_LAP_M, demoCourse } from './course.js';
import { makeField, type SimRunner } from './field.js';
import { watchMat, type MatDay, type SimRead } from './mats.js';
import { Random } from './random.js';
import { runRace, type RunnerRace } from './runners.js';

export const DEMO_SLUG = 'demo-24h';
export const DEMO_SEED = 42;
export const DEMO_RUNNERS = 150;
export const DEMO_HOURS = 24;
export const RUNNERS_MAX = 5_000;
export const HOURS_MAX = 240;

export interface SimOptions {
  seed: number;
  runners: number;
  hours: number;
}

export interface SimRace extends MatDay {
  options: SimOptions;
  durationMs: number;
  field: SimRunner[];
  races: RunnerRace[];
}

/** The same options give the same race, byte for byte. */
export function simulateRace(options: SimOptions): SimRace {
  const random = new Random(options.seed);
  const durationMs = options.hours * HOUR_MS;
  const field = makeField(random, options.runners);
  const races = field.map((runner) => runRace(random, runner, { lapM: DEMO_LAP_M, durationMs }));
  return { options, durationMs, field, races, ...watchMat(random, races, durationMs) };
}

/** The race as `POST /races` wants it. */
export function definitionOf(race: SimRace, slug: string, scheduledStart: string): RaceDefinition {
  return {
    slug,
    name: `Loopline demo ${race.options.hours} h`,
    timeZone: 'UTC',
    scheduledStart,
    surface: 'road',
    visibility: 'public',
    course: demoCourse(),
    format: { kind: 'fixed-time', durationMs: race.durationMs, end: 'measure' },
    simulated: true,
  };
}

const CSV_HEADER = 'bib,name,sex,age,country,club,chips';
const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The start list as `PUT entrants` wants it. */
export function entrantsCsv(field: readonly SimRunner[]): string {
  const rows = field.map((r) => [r.bib, r.name, r.sex, String(r.age), r.country, r.club ?? '', r.chips.join(' ')]);
  return [CSV_HEADER, ...rows.map((row) => row.map(quoted).join(','))].join('\n') + '\n';
}

/** One message as `POST passings` wants it; id, epoch and seq depend on nothing but seed and slug. */
export function passingOf(read: SimRead, seed: number, slug: string, startMs: number): PassingInput {
  const epoch = `seed-${seed}`;
  return {
    id: stableUuid('simulator', slug, epoch, read.device, read.seq),
    ...(read.bib === undefined ? { chip: read.chip } : { bib: read.bib }),
    at: new Date(startMs + read.atMs).toISOString(),
    point: LINE,
    source: { device: read.device, epoch, seq: read.seq },
    ...(read.antenna === undefined ? {} : { antenna: read.antenna }),
    ...(read.rssi === undefined ? {} : { rssi: read.rssi }),
  };
}
