/**
 * What the timing hardware makes of the true crossings: several reads per crossing with rising and falling signal, double reads, loitering beside the mat,
 * missed crossings, buffered and disordered delivery, one outage of the link, and a volunteer with a tablet who catches some of what the mat missed.
 * Two times per read: `atMs` when it happened, `dueMs` when it leaves the box. Both are ms after the gun.
 */
import { SECOND_MS } from '#libs/domain/index.js';
import type { Crossing, RunnerRace } from './runners.js';
import type { SimRunner } from './field.js';
import type { Random } from './random.js';

export const MAT = 'mat-1';
export const TABLET = 'tablet-1';

export interface SimRead {
  device: typeof MAT | typeof TABLET;
  /** Order in which the device noted it; a late delivery therefore arrives with an old number. */
  seq: number;
  bib?: string;
  chip?: string;
  atMs: number;
  dueMs: number;
  antenna?: number;
  rssi?: number;
}

/** A crossing no mat and no person saw: the only laps the board may lack. */
export interface MissedCrossing {
  bib: string;
  lap: number;
}

export interface MatDay {
  /** In order of `dueMs`. */
  reads: SimRead[];
  missed: MissedCrossing[];
  outage: { fromMs: number; toMs: number };
}

/** A passing chip is seen for this long around the line. */
const FIELD_MS = { from: 500, to: 1_900 } as const;
const READS_PER_CROSSING = { from: 2, to: 5 } as const;
const ANTENNAS = 4;
const PEAK_RSSI_DBM = -47;
const EDGE_RSSI_DBM = -74;
/** Two antennas hear the same reply. */
const DOUBLE_READ_SHARE = 0.04;
const MISS_RATE = { good: 0.002, weak: 0.03 } as const;
const WARM_UP_SHARE = 0.08;
const WARM_UP_MS = { from: 60 * SECOND_MS, to: 600 * SECOND_MS } as const;
/** Network jitter, and the share of crossings that sit in a buffer for a while. */
const JITTER_MS = 900;
const BUFFERED_SHARE = 0.02;
const BUFFERED_MS = { from: 10 * SECOND_MS, to: 90 * SECOND_MS } as const;
/** Share of rests taken within range of the mat; reads trickle in, never further apart than the quiet time, never as long as a lap. */
const LOITER_SHARE = 0.25;
const LOITER_GAP_MS = { from: 1_500, to: 14_000 } as const;
const LOITER_MS_MAX = 160 * SECOND_MS;
/** The link is down for this part of the race, then the box empties its memory in one go. */
const OUTAGE = { from: 0.37, share: 0.0055 } as const;
const TABLET_SEES = { missed: 0.55, duringOutage: 0.4, otherwise: 0.004 } as const;
const TABLET_ERROR_MS = 1_500;
const TABLET_DELAY_MS = { from: 3 * SECOND_MS, to: 120 * SECOND_MS } as const;

type Draft = Omit<SimRead, 'seq'>;

export function watchMat(random: Random, races: readonly RunnerRace[], durationMs: number): MatDay {
  const outage = { fromMs: durationMs * OUTAGE.from, toMs: durationMs * (OUTAGE.from + OUTAGE.share) };
  const mat: Draft[] = [];
  const tablet: Draft[] = [];
  const missed: MissedCrossing[] = [];
  for (const race of races) {
    const chance = random.fork(`mat/${race.runner.bib}`);
    mat.push(...startLine(chance, race.runner));
    for (const crossing of race.crossings) {
      const unseen = chance.chance(race.runner.weakChip ? MISS_RATE.weak : MISS_RATE.good);
      if (!unseen) mat.push(...passMat(chance, race.runner, crossing));
      const inOutage = crossing.atMs >= outage.fromMs && crossing.atMs < outage.toMs;
      const note = handNote(chance, race.runner, crossing, unseen, inOutage);
      if (note) tablet.push(note);
      else if (unseen) missed.push({ bib: race.runner.bib, lap: crossing.lap });
    }
  }
  for (const read of mat) if (read.atMs >= outage.fromMs && read.atMs < outage.toMs) read.dueMs = outage.toMs;
  const reads = [...numbered(mat), ...numbered(tablet)];
  return { reads: reads.sort((a, b) => a.dueMs - b.dueMs || a.atMs - b.atMs || a.seq - b.seq), missed, outage };
}

/** Sequence numbers in the order the device noted things. */
function numbered(drafts: Draft[]): SimRead[] {
  const inOrder = [...drafts].sort((a, b) => a.atMs - b.atMs || (a.chip ?? '').localeCompare(b.chip ?? ''));
  return inOrder.map((draft, seq) => ({ ...draft, seq }));
}

/** Some jog over the mat before the gun, all cross it within the first minute: never a lap. */
function startLine(chance: Random, runner: SimRunner): Draft[] {
  const warmUp = chance.chance(WARM_UP_SHARE)
    ? crossField(chance, runner, -Math.round(chance.between(WARM_UP_MS.from, WARM_UP_MS.to)), delay(chance))
    : [];
  return [...warmUp, ...crossField(chance, runner, Math.round(chance.between(1_000, 30_000)), delay(chance))];
}

function passMat(chance: Random, runner: SimRunner, crossing: Crossing): Draft[] {
  const delayMs = chance.chance(BUFFERED_SHARE) ? chance.between(BUFFERED_MS.from, BUFFERED_MS.to) : delay(chance);
  const reads = crossField(chance, runner, crossing.atMs, delayMs);
  if (crossing.restMs > 0 && chance.chance(LOITER_SHARE)) {
    const untilMs = crossing.atMs + Math.min(crossing.restMs, LOITER_MS_MAX);
    let atMs = crossing.atMs + FIELD_MS.to;
    while ((atMs += Math.round(chance.between(LOITER_GAP_MS.from, LOITER_GAP_MS.to))) < untilMs)
      reads.push(chipRead(chance, runner.chips[0], atMs, EDGE_RSSI_DBM + 4, delay(chance)));
  }
  return reads;
}

/** The reads of one walk through the field; the signal rises to the line and falls behind it. The first is at or just before the true time. */
function crossField(chance: Random, runner: SimRunner, lineMs: number, delayMs: number): Draft[] {
  const reads: Draft[] = [];
  for (const chip of runner.chips) {
    const widthMs = chance.between(FIELD_MS.from, FIELD_MS.to);
    const count = chance.int(READS_PER_CROSSING.from, READS_PER_CROSSING.to);
    for (let i = 0; i < count; i++) {
      const place = count === 1 ? 0 : i / (count - 1) - 0.5;
      const atMs = Math.round(lineMs + place * widthMs);
      const rssi = PEAK_RSSI_DBM - (PEAK_RSSI_DBM - EDGE_RSSI_DBM) * Math.abs(place * 2) + chance.normal(0, 2);
      reads.push(chipRead(chance, chip, atMs, rssi, delayMs));
      if (chance.chance(DOUBLE_READ_SHARE)) reads.push(chipRead(chance, chip, atMs, rssi - 3, delayMs));
    }
  }
  return reads;
}

function chipRead(chance: Random, chip: string | undefined, atMs: number, rssi: number, delayMs: number): Draft {
  return {
    device: MAT,
    chip: chip ?? '',
    atMs,
    dueMs: Math.round(atMs + delayMs),
    antenna: chance.int(1, ANTENNAS),
    rssi: Math.round(rssi * 10) / 10,
  };
}

const delay = (chance: Random): number => chance.between(50, JITTER_MS);

/** What the volunteer writes down; a note about a crossing the mat saw too must not make a second lap. */
function handNote(
  chance: Random,
  runner: SimRunner,
  crossing: Crossing,
  unseen: boolean,
  inOutage: boolean,
): Draft | null {
  const sees = unseen ? TABLET_SEES.missed : inOutage ? TABLET_SEES.duringOutage : TABLET_SEES.otherwise;
  if (!chance.chance(sees)) return null;
  const atMs = Math.round(crossing.atMs + chance.between(-TABLET_ERROR_MS, TABLET_ERROR_MS));
  return {
    device: TABLET,
    bib: runner.bib,
    atMs,
    dueMs: Math.round(atMs + chance.between(TABLET_DELAY_MS.from, TABLET_DELAY_MS.to)),
  };
}
