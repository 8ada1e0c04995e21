/**
 * Races as they were recorded, crossing by crossing, for the figures of the worries. Only lap races of which every crossing is known: races recorded
 * mile by mile were interpolated, so a hidden mile is no hidden crossing. Without the recordings, simulated races take their place.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { simulateRace } from '#apps/simulator/race.js';
import { HOUR_MS, type RaceDefinition } from '#libs/domain/index.js';
import { median } from '../figure.js';
import { GUN_MS } from './fold-field.js';

/** Beside the project; not part of it. */
const FOLDER = path.resolve('../shared/data/races');
const SIMULATED_SEEDS = [1, 2, 3, 4];
const UNIT_HOURS: Readonly<Record<string, number>> = { h: 1, d: 24 };

export interface RecordedRace {
  id: string;
  /** 6h, 24h, 10d ... */
  type: string;
  definition: RaceDefinition;
  /** By bib: ms after the gun, ascending. */
  crossings: Map<string, number[]>;
}

export interface RecordedRaces {
  /** Shortest first. */
  races: RecordedRace[];
  simulated: boolean;
}

export function recordedRaces(): RecordedRaces {
  const summary = path.join(FOLDER, 'summary.csv');
  if (!existsSync(summary)) return { races: SIMULATED_SEEDS.map(simulatedRace), simulated: true };
  const ids = linesOf(readFileSync(summary, 'utf8'))
    .filter(([, , kind]) => kind === 'loop-laps')
    .map(([id]) => id!);
  const races = ids.map(recordedRace);
  races.sort((a, b) => hoursOf(a.type) - hoursOf(b.type) || (a.id < b.id ? -1 : 1));
  return { races, simulated: false };
}

function recordedRace(id: string): RecordedRace {
  const rows = linesOf(gunzipSync(readFileSync(path.join(FOLDER, `${id}.csv.gz`))).toString('utf8'));
  const byBib = new Map<string, { atMs: number; atM: number }[]>();
  for (const [, , bib = '', , , , seconds, metres] of rows) {
    const own = byBib.get(bib) ?? [];
    byBib.set(bib, own);
    own.push({ atMs: Math.round(Number(seconds) * 1000), atM: Number(metres) });
  }
  const lengths: number[] = [];
  const firsts: number[] = [];
  const crossings = new Map<string, number[]>();
  for (const [bib, own] of byBib) {
    own.sort((a, b) => a.atMs - b.atMs);
    firsts.push(own[0]!.atM);
    for (let i = 1; i < own.length; i++) lengths.push(own[i]!.atM - own[i - 1]!.atM);
    crossings.set(
      bib,
      own.map(({ atMs }) => atMs),
    );
  }
  const type = rows[0]![1]!;
  const definition = definitionOf(hoursOf(type), tenths(median(lengths)), tenths(median(firsts)));
  return { id, type, definition, crossings };
}

function hoursOf(type: string): number {
  const [, count, unit] = /^(\d+)([hd])$/.exec(type)!;
  return Number(count) * UNIT_HOURS[unit!]!;
}

function simulatedRace(seed: number): RecordedRace {
  const hours = 24;
  const crossings = new Map<string, number[]>();
  const { races } = simulateRace({ seed, runners: 100, hours });
  for (const { runner, crossings: own } of races) {
    const times = own.map(({ atMs }) => Math.round(atMs));
    if (times.length > 0) crossings.set(runner.bib, times);
  }
  return { id: `simulated-${seed}`, type: '24h', definition: definitionOf(hours, 1512.4, 1512.4), crossings };
}

function definitionOf(hours: number, lapM: number, firstLapM: number): RaceDefinition {
  return {
    slug: 'recorded',
    name: 'Recorded',
    timeZone: 'UTC',
    scheduledStart: new Date(GUN_MS).toISOString(),
    visibility: 'public',
    course: {
      kind: 'loop',
      lapM,
      ...(Math.abs(firstLapM - lapM) > 1 ? { firstLapM } : {}),
      points: [{ id: 'line', atM: 0 }],
    },
    format: { kind: 'fixed-time', durationMs: hours * HOUR_MS, end: 'finish-lap' },
  };
}

const tenths = (metres: number): number => Math.round(metres * 10) / 10;

const linesOf = (text: string): string[][] =>
  text
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => line.split(','));
