/**
 * The state of a fold as plain data. Only what the facts said is stored; laps, boards and ranks are derived again on restore,
 * by the same code, so that a restored fold cannot differ from one that never stopped.
 */
import type { Amendment } from '../claims/claim-book.js';
import type { Device, SaidColumns } from '../claims/devices.js';
import { CLAIM_SIZE, NO_CHIP, NO_RSSI } from '../claims/track.js';
import { SnapshotVersionError } from '../errors.js';
import type { EntrantFact, RaceFact } from '../facts.js';
import type { Correction } from './corrections.js';
import { isRuling } from './rulings.js';
import type { FoldState } from './log-fold.js';

/** Changes when the shape of a snapshot or the meaning of what is in it changes. */
export const FOLD_VERSION = 5;

/** Claims of all tracks one after the other, in columns. */
interface ClaimColumns {
  claims: Float64Array;
  chips: Int32Array;
  /** Empty when no claim has a signal strength. */
  rssi: Float32Array;
}

interface TrackSnapshot {
  bib?: string;
  /** Number of the stray chip; -1 for bibs and taps. */
  chip: number;
  size: number;
}

interface RaceSnapshot {
  slug: string;
  fact?: RaceFact;
  rows: EntrantFact[];
  dirty: string[];
}

export interface FoldSnapshot {
  version: number;
  head: number;
  ahead: number[];
  points: string[];
  chips: string[];
  tracks: TrackSnapshot[];
  claims: ClaimColumns;
  /** What each device said, and where it said it stood. */
  devices: {
    name: string;
    offsets: Uint32Array;
    points: Uint16Array;
    said?: SaidColumns;
    understoodMs?: Float64Array;
  }[];
  /** What corrected claims said by themselves: offset, instant, bib, chip. */
  originals: { offset: number; atMs: number; bib?: string; chip: number }[];
  corrections: Correction[];
  erased: [string, number][];
  races: RaceSnapshot[];
}

export function snapshotOf(state: FoldState): FoldSnapshot {
  const { applied, claims, corrections, engines, erasures } = state;
  return {
    version: FOLD_VERSION,
    head: applied.head,
    ahead: applied.ahead(),
    points: [...claims.points.names],
    chips: claims.chips.all.map((chip) => chip.name),
    tracks: claims.tracks.map((track) => ({
      ...(track.bib === undefined ? {} : { bib: track.bib }),
      chip: track.chip,
      size: track.size,
    })),
    claims: columnsOf(state),
    devices: claims.devices.all().map(deviceSnapshot),
    originals: [...claims.amendments]
      .filter(([, amendment]) => amendment.present)
      .map(([offset, a]) => original(offset, a)),
    corrections: corrections.all(),
    erased: erasures.entries(),
    races: [...engines.values()].map((engine) => ({
      slug: engine.slug,
      ...(engine.fact === undefined ? {} : { fact: engine.fact }),
      rows: [...engine.roster.all()],
      dirty: engine.dirtyBibs(),
    })),
  };
}

function deviceSnapshot({
  name,
  offsets,
  saidPoints,
  size,
  said,
  understoodMs,
}: Device): FoldSnapshot['devices'][number] {
  return {
    name,
    offsets: offsets.slice(0, size),
    points: saidPoints.slice(0, size),
    ...(said === undefined
      ? {}
      : {
          said: {
            wallMs: said.wallMs.slice(0, size),
            receivedMs: said.receivedMs.slice(0, size),
            measuredMs: said.measuredMs.slice(0, size),
            zoneMs: said.zoneMs.slice(0, size),
            marks: said.marks.slice(0, size),
          },
        }),
    ...(understoodMs === undefined ? {} : { understoodMs: understoodMs.slice(0, size) }),
  };
}

/** Fills an empty state. Throws a SnapshotVersionError. */
export function restoreInto(state: FoldState, snapshot: FoldSnapshot): void {
  if (snapshot.version !== FOLD_VERSION) throw new SnapshotVersionError(snapshot.version, FOLD_VERSION);
  const { claims, erasures } = state;
  state.applied.restore(snapshot.head, snapshot.ahead);
  for (const name of snapshot.points) claims.points.numberOf(name);
  for (const name of snapshot.chips) claims.chips.of(name);
  restoreCorrections(state, snapshot);
  erasures.restore(snapshot.erased);
  for (const race of snapshot.races) for (const row of race.rows) claims.enter(row, undefined);
  restoreClaims(state, snapshot);
  for (const { name, offsets, points, said, understoodMs } of snapshot.devices)
    claims.devices.of(name).load(offsets, points, said, understoodMs);
  for (const race of snapshot.races) {
    const engine = state.engine(race.slug);
    for (const row of race.rows) engine.enter(row);
    if (race.fact !== undefined) {
      engine.define(race.fact);
      engine.restoreDirty(race.dirty);
    }
  }
}

/** Corrections and wearers of chips come first: every claim then finds the state it was stored in, and nothing moves. */
function restoreCorrections(state: FoldState, snapshot: FoldSnapshot): void {
  const { claims, corrections, ledger } = state;
  for (const fact of snapshot.corrections) corrections.keep(fact);
  for (const fact of snapshot.corrections) {
    if (fact.kind !== 'void' && fact.kind !== 'restore') continue;
    if (fact.targetOffset >= fact.offset) continue;
    claims.expectTarget(fact.targetOffset);
    ledger.add(fact);
  }
  for (const fact of snapshot.corrections) {
    if (fact.kind === 'reassign' || fact.kind === 'retime') {
      if (fact.targetOffset < fact.offset) claims.amend(fact);
    } else if (fact.kind === 'chip-assigned') claims.assignChip(fact);
    else if (fact.kind === 'reader') claims.assignDevice(fact);
    else if (isRuling(fact)) state.engine(fact.race).rule(fact);
    else if (fact.kind === 'status') state.engine(fact.race).declare(fact);
  }
  for (const { offset, atMs, bib, chip } of snapshot.originals) {
    const amendment = claims.amendments.get(offset);
    if (amendment !== undefined) Object.assign(amendment, { present: true, atMs, bib, chip });
  }
}

function restoreClaims(state: FoldState, snapshot: FoldSnapshot): void {
  const { claims } = state;
  const { claims: packed, chips, rssi } = snapshot.claims;
  let from = 0;
  for (const { bib, chip, size } of snapshot.tracks) {
    let track = claims.tracks[0]!;
    if (bib !== undefined) track = claims.trackOfBib(bib);
    else if (chip !== NO_CHIP) track = claims.strayTrack(claims.chips.at(chip));
    const to = from + size;
    track.load(
      packed.subarray(from * CLAIM_SIZE, to * CLAIM_SIZE),
      chips.subarray(from, to),
      rssi.length === 0 ? undefined : rssi.subarray(from, to),
    );
    for (let i = 0; i < size; i++) claims.reload(track, i);
    from = to;
  }
}

function columnsOf({ claims }: FoldState): ClaimColumns {
  let size = 0;
  let strengths = false;
  for (const track of claims.tracks) {
    size += track.size;
    strengths ||= track.rssi !== undefined;
  }
  const columns: ClaimColumns = {
    claims: new Float64Array(size * CLAIM_SIZE),
    chips: new Int32Array(size).fill(NO_CHIP),
    rssi: new Float32Array(strengths ? size : 0).fill(NO_RSSI),
  };
  let at = 0;
  for (const track of claims.tracks) {
    const n = track.size;
    columns.claims.set(track.claims.subarray(0, n * CLAIM_SIZE), at * CLAIM_SIZE);
    if (track.chips !== undefined) columns.chips.set(track.chips.subarray(0, n), at);
    if (track.rssi !== undefined) columns.rssi.set(track.rssi.subarray(0, n), at);
    at += n;
  }
  return columns;
}

function original(offset: number, { atMs, bib, chip }: Amendment): FoldSnapshot['originals'][number] {
  return { offset, atMs, chip, ...(bib === undefined ? {} : { bib }) };
}
