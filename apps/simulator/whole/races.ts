/** A weekend of three races as data: who runs, which box hears them, what a volunteer keys. The same seed gives the same weekend. */
import type { ReaderProtocol } from '#libs/contracts/index.js';
import { HOUR_MS, LINE, MINUTE_MS, type RaceDefinition } from '#libs/domain/index.js';
import type { Random } from '../random.js';
import { type PlannedBox, TICKS } from './faults.js';

/** Long ago, so that nothing of it lies ahead, and far from any change of the clocks. */
export const GUN_MS = Date.parse('2024-05-11T08:00:00.000Z');
export const TIME_ZONE = 'Europe/Rome';
/** What a clock on the wall there shows ahead of UTC on that day. */
export const AHEAD_MS = 2 * HOUR_MS;

export interface WholeBox extends PlannedBox {
  protocol: ReaderProtocol;
  race: string;
  point: string;
  /** Of a socket: who dials. */
  role: 'dial' | 'listen';
  version?: 1;
  settings?: Record<string, unknown>;
  /** What it could not say at once is gone. */
  forgets?: true;
}

export interface Crossing {
  race: string;
  bib: string;
  point: string;
  /** After the gun. */
  atMs: number;
  tick: number;
  reads: { box: string; lateMs: number; antenna: number; rssi: number }[];
  note?: { offMs: number; tick: number };
}

export interface WholeRace {
  definition: RaceDefinition;
  entrants: { bib: string; name: string; chips: string[] }[];
  crossings: Crossing[];
}

export interface Weekend {
  races: WholeRace[];
  boxes: WholeBox[];
}

const LOOP = 'sim-loop';
const YARD = 'sim-yard';
const COURSE = 'sim-course';
const LOOP_MS = 6 * HOUR_MS;
const LAP_MS = { from: 11 * MINUTE_MS, to: 19 * MINUTE_MS } as const;
const OWN_RUNNERS = 2;
const SHARED_RUNNERS = 3;
const HAND_RUNNERS = 2;
const YARD_RUNNERS = 6;
const YARDS = { from: 2, to: 5 } as const;
const COURSE_RUNNERS = 8;
const COURSE_MS = 8 * HOUR_MS;
const COURSE_POINTS = [
  { id: 'cp1', name: 'Mill', atM: 14_000 },
  { id: 'cp2', name: 'Pass', atM: 31_000 },
  { id: 'finish', name: 'Finish', atM: 50_000 },
];
/** Reads of one walk through the field lie at least this far apart, so that the coarsest clock tells them apart. */
const READ_GAP_MS = { from: 30, to: 400 } as const;
const READS = { from: 1, to: 4 } as const;
const NOTE_ERROR_MS = 1_500;
const NOTE_SHARE = 0.15;

const socket = (
  id: string,
  protocol: ReaderProtocol,
  role: 'dial' | 'listen',
  more: Partial<WholeBox> = {},
): WholeBox => ({
  ...{ id, protocol, role, isSocket: true, race: LOOP, point: LINE },
  ...more,
});
const webhook = (id: string, protocol: ReaderProtocol, race: string, point: string): WholeBox => ({
  ...{ id, protocol, role: 'dial', isSocket: false, race, point },
});

/** One of every protocol. */
export const BOXES: readonly WholeBox[] = [
  socket('race-result', 'race-result', 'listen'),
  socket('mylaps', 'mylaps', 'dial'),
  socket('mylaps-old', 'mylaps', 'dial', { version: 1 }),
  socket('chronotrack', 'chronotrack', 'dial'),
  socket('ipico', 'ipico', 'listen', { settings: { askClock: true, lite: true } }),
  socket('rfid-ultra', 'rfid-ultra', 'listen'),
  socket('jchip', 'jchip', 'dial', { forgets: true }),
  socket('line', 'line', 'dial'),
  webhook('exporter', 'race-result-json', LOOP, LINE),
  webhook('zebra', 'zebra-json', YARD, LINE),
  webhook('impinj', 'impinj-json', COURSE, 'cp1'),
  webhook('crossmgr', 'crossmgr-json', COURSE, 'cp2'),
  socket('finish-line', 'line', 'dial', { race: COURSE, point: 'finish' }),
];

export function makeWeekend(seeded: Random): Weekend {
  return {
    races: [loopRace(seeded.fork('loop')), yardRace(seeded.fork('yard')), courseRace(seeded.fork('course'))],
    boxes: [...BOXES],
  };
}

/** Seven characters, as the oldest form has no more; the same number as the longer ones print it. */
export const chipOf = (race: string, no: number): string =>
  `A${race === LOOP ? 1 : race === YARD ? 2 : 3}000${String(no).padStart(2, '0')}`;
const entrant = (race: string, no: number): WholeRace['entrants'][number] => {
  const chip = chipOf(race, no);
  return { bib: String(no), name: `Runner ${no}`, chips: [chip, chip.padStart(12, '0'), chip.padStart(24, '0')] };
};

const base = (slug: string, name: string): Omit<RaceDefinition, 'course' | 'format'> => ({
  ...{ slug, name, timeZone: TIME_ZONE, scheduledStart: new Date(GUN_MS).toISOString() },
  ...{ surface: 'trail', visibility: 'public', simulated: true },
});

const tickOf = (atMs: number, durationMs: number): number => 1 + Math.floor((atMs / durationMs) * (TICKS - 8));

function heard(random: Random, boxes: readonly string[]): Crossing['reads'] {
  return boxes.flatMap((box) => {
    let lateMs = random.int(0, 300);
    return Array.from({ length: random.int(READS.from, READS.to) }, () => {
      lateMs += random.int(READ_GAP_MS.from, READ_GAP_MS.to);
      return { box, lateMs, antenna: random.int(1, 4), rssi: -random.int(48, 75) };
    });
  });
}

const note = (random: Random, tick: number): NonNullable<Crossing['note']> => ({
  offMs: random.int(-NOTE_ERROR_MS, NOTE_ERROR_MS),
  tick: Math.min(TICKS - 2, tick + random.int(0, 6)),
});

/** Two runners for each box alone, a few whom all hear, and two without a chip. */
function loopRace(random: Random): WholeRace {
  const at = BOXES.filter(({ race }) => race === LOOP);
  const hearers: (readonly WholeBox[])[] = [
    ...at.flatMap((box) => Array.from({ length: OWN_RUNNERS }, () => [box])),
    ...Array.from({ length: SHARED_RUNNERS }, () => at),
    ...Array.from({ length: HAND_RUNNERS }, () => []),
  ];
  const crossings = hearers.flatMap((boxes, i) => {
    const no = i + 1;
    const own = random.fork(`runner/${no}`);
    const paceMs = own.between(LAP_MS.from, LAP_MS.to - 2 * MINUTE_MS);
    // A box that forgets, and a runner without a chip, are keyed every time; others now and then, which must make no second lap.
    const keyed = boxes.length === 0 || (boxes.length === 1 && boxes[0]!.forgets === true);
    const laps: Crossing[] = [];
    for (let atMs = paceMs; atMs < LOOP_MS - MINUTE_MS; atMs += Math.round(paceMs + own.between(0, 2 * MINUTE_MS))) {
      const tick = tickOf(atMs, LOOP_MS);
      const reads = heard(
        own,
        boxes.map(({ id }) => id),
      );
      const isNoted = keyed || own.chance(NOTE_SHARE);
      laps.push({
        ...{ race: LOOP, bib: String(no), point: LINE, atMs: Math.round(atMs), tick, reads },
        ...(isNoted ? { note: note(own, tick) } : {}),
      });
    }
    return laps;
  });
  return {
    definition: {
      ...base(LOOP, 'Simulated 6 h'),
      course: { kind: 'loop', lapM: 1500, points: [{ id: LINE, atM: 0 }], minLapMs: 4 * MINUTE_MS, quietMs: 20_000 },
      format: { kind: 'fixed-time', durationMs: LOOP_MS, end: 'measure' },
    },
    entrants: hearers.map((_, i) => entrant(LOOP, i + 1)),
    crossings,
  };
}

/** Everybody does some yards; the last one does one more, alone. One has no chip. */
function yardRace(random: Random): WholeRace {
  const yards = Array.from({ length: YARD_RUNNERS }, () => random.int(YARDS.from, YARDS.to));
  yards[0] = Math.max(...yards) + 1;
  const crossings = yards.flatMap((count, i) =>
    Array.from({ length: count }, (_, yard): Crossing => {
      const atMs = Math.round((yard + random.between(0.72, 0.97)) * HOUR_MS);
      const tick = tickOf(atMs, (YARDS.to + 2) * HOUR_MS);
      const isByHand = i === YARD_RUNNERS - 1;
      return {
        ...{ race: YARD, bib: String(i + 1), point: LINE, atMs, tick, reads: isByHand ? [] : heard(random, ['zebra']) },
        ...(isByHand ? { note: note(random, tick) } : {}),
      };
    }),
  );
  return {
    definition: {
      ...base(YARD, 'Simulated backyard'),
      course: { kind: 'loop', lapM: 6706, points: [{ id: LINE, atM: 0 }], minLapMs: 20 * MINUTE_MS },
      format: { kind: 'backyard', intervalMs: HOUR_MS },
    },
    entrants: yards.map((_, i) => entrant(YARD, i + 1)),
    crossings,
  };
}

/** From point to point; some stop on the way. */
function courseRace(random: Random): WholeRace {
  const boxAt = new Map(BOXES.filter(({ race }) => race === COURSE).map(({ point, id }) => [point, id]));
  const runners = Array.from({ length: COURSE_RUNNERS }, (_, i) => {
    const reaches = i === 0 ? COURSE_POINTS.length : random.int(1, COURSE_POINTS.length);
    const msPerM = random.between(300, 520);
    return COURSE_POINTS.slice(0, reaches).map(({ id, atM }): Crossing => {
      const atMs = Math.round(atM * msPerM);
      const reads = heard(random, [boxAt.get(id)!]);
      return { race: COURSE, bib: String(i + 1), point: id, atMs, tick: tickOf(atMs, COURSE_MS), reads };
    });
  });
  return {
    definition: {
      ...base(COURSE, 'Simulated mountain race'),
      course: { kind: 'line', points: COURSE_POINTS },
      format: { kind: 'course', limitMs: COURSE_MS },
    },
    entrants: runners.map((_, i) => entrant(COURSE, i + 1)),
    crossings: runners.flat(),
  };
}
