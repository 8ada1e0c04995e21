/**
 * All claims of a log, each in the track of the bib it effectively belongs to, at its effective time.
 * Corrections may come before or after their targets: the outcome depends on the set of facts, not on their order of arrival.
 */
import type {
  ChipAssignedFact,
  ClaimFact,
  EntrantFact,
  PassingFact,
  ReadFact,
  ReaderFact,
  ReassignFact,
  RetimeFact,
} from '../facts.js';
import { BibIndex } from './bib-index.js';
import { insertByOffset } from './by-offset.js';
import { ChipTable, type Chip } from './chips.js';
import { DeviceTable, type Device } from './devices.js';
import { newestInForce, type Ledger } from './ledger.js';
import { PointNames } from './names.js';
import { OffsetIndex } from './offsets.js';
import { FLAG_OUT, FLAG_VOID, KIND_MASK, KIND_PASSING, KIND_READ, KIND_TAP, NO_CHIP, NO_RSSI, Track } from './track.js';

/** What a corrected claim said by itself, and the corrections that point at it. */
export interface Amendment {
  /** False while only corrections have come and not the claim. */
  present: boolean;
  atMs: number;
  /** Bib of a passing; absent for reads and taps. */
  bib: string | undefined;
  /** Chip number of a read, or NO_CHIP. */
  chip: number;
  reassigns: ReassignFact[];
  retimes: RetimeFact[];
}

export class ClaimBook {
  readonly points = new PointNames();
  readonly chips = new ChipTable();
  readonly devices = new DeviceTable();
  readonly tracks: Track[] = [new Track(0, undefined, NO_CHIP)];
  readonly amendments = new Map<number, Amendment>();
  readonly #byBib = new BibIndex();
  readonly #trackOf = new OffsetIndex();
  /** No correction points past this offset: later claims need no look-up. */
  #highestTarget = 0;

  constructor(private readonly ledger: Ledger) {}

  /** The track of a bib, made when it is new. */
  trackOfBib(bib: string): Track {
    let track = this.#byBib.get(bib);
    if (track === undefined) {
      track = new Track(this.tracks.length, bib, NO_CHIP);
      this.tracks.push(track);
      this.#byBib.set(bib, track);
    }
    return track;
  }

  /** Track that holds a claim, or undefined when there is no such claim. */
  trackAt(offset: number): Track | undefined {
    const index = this.#trackOf.get(offset);
    return index < 0 ? undefined : this.tracks[index];
  }

  passing(fact: PassingFact): void {
    const track = this.trackOfBib(fact.bib);
    this.#place(fact, track, NO_CHIP, KIND_PASSING, NO_RSSI);
  }

  read(fact: ReadFact): void {
    const chip = this.chips.of(fact.chip);
    this.#place(fact, undefined, chip.index, KIND_READ, fact.rssi ?? NO_RSSI);
  }

  tap(fact: ClaimFact): void {
    this.#place(fact, this.tracks[0]!, NO_CHIP, KIND_TAP, NO_RSSI);
  }

  /** A void or restore points at `offset`. */
  expectTarget(offset: number): void {
    if (offset > this.#highestTarget) this.#highestTarget = offset;
  }

  amend(fact: ReassignFact | RetimeFact): void {
    this.expectTarget(fact.targetOffset);
    const amendment = this.#amendmentOf(fact.targetOffset);
    if (fact.kind === 'reassign') insertByOffset(amendment.reassigns, fact);
    else insertByOffset(amendment.retimes, fact);
    this.refresh(fact.targetOffset);
  }

  /** A void or restore changed the force of the claim itself. */
  flagVoid(offset: number): void {
    const track = this.trackAt(offset);
    if (track === undefined) return;
    const i = track.indexOf(offset);
    const flags = track.flagsAt(i);
    track.setFlags(i, this.ledger.inForce(offset) ? flags & ~FLAG_VOID : flags | FLAG_VOID);
    for (const follower of track.followers) follower.claimsChanged(i, i + 1);
  }

  assignChip(fact: ChipAssignedFact): void {
    const chip = this.chips.of(fact.chip);
    chip.assign(fact, this.ledger);
    this.#refreshChip(chip);
  }

  assignDevice(fact: ReaderFact): void {
    const device = this.devices.of(fact.device);
    device.assign(fact, this.ledger);
    this.#refreshDevice(device);
  }

  /** An assignment of the device was voided or restored. */
  reviewDevice(name: string): void {
    const device = this.devices.of(name);
    device.refresh(this.ledger);
    this.#refreshDevice(device);
  }

  /** An assignment of the chip was voided or restored. */
  reviewChip(name: string): void {
    const chip = this.chips.of(name);
    chip.refresh(this.ledger);
    this.#refreshChip(chip);
  }

  /**
   * A start-list row replaces an older one of the same entrant (or none).
   * @param held chips of everybody who is entered with this bib, from now on
   */
  enter(row: EntrantFact, former: EntrantFact | undefined, held: ReadonlySet<string> = new Set(row.chips)): void {
    this.trackOfBib(row.bib).entered = true;
    const now = new Set(row.chips);
    if (former?.chips !== undefined) {
      const kept = new Set(Array.from(held, (name) => this.chips.of(name)));
      for (const name of former.chips) if (!kept.has(this.chips.of(name))) this.#holdChip(name, row, undefined);
    }
    for (const name of now) this.#holdChip(name, row, row.offset);
  }

  /**
   * Puts a claim where its corrections and its chip's wearer say it belongs.
   * @param ownMs what it says by itself, when that is new
   */
  refresh(offset: number, ownMs?: number): void {
    const from = this.trackAt(offset);
    if (from === undefined) return;
    const i = from.indexOf(offset);
    const amendment = this.amendments.get(offset);
    const timeMs = amendment === undefined ? (ownMs ?? from.timeAt(i)) : this.#timeOf(amendment);
    const to = amendment === undefined ? this.#ownTrack(from, i, timeMs) : this.#trackOfAmended(amendment, timeMs);
    if (to === from && timeMs === from.timeAt(i)) return;
    const chip = from.chipAt(i);
    const point = from.pointAt(i);
    const flags = from.flagsAt(i);
    const rssi = from.rssiAt(i);
    from.remove(i);
    for (const follower of from.followers) follower.claimsChanged(i, i);
    this.#insert(to, timeMs, offset, chip, point, flags, rssi);
  }

  /** Takes a stored claim back in at its stored place (restore); followers are not there yet. */
  reload(track: Track, i: number): void {
    const offset = track.offsetAt(i);
    this.#trackOf.set(offset, track.index);
    const chip = track.chipAt(i);
    if (chip !== NO_CHIP) this.chips.at(chip).seenIn(track);
  }

  /** Makes the track of a chip nobody wears (also when a snapshot is restored). */
  strayTrack(chip: Chip): Track {
    if (chip.stray === undefined) {
      chip.stray = new Track(this.tracks.length, undefined, chip.index);
      this.tracks.push(chip.stray);
    }
    return chip.stray;
  }

  /** @param given undefined: the track of whoever wears the chip */
  #place(fact: ClaimFact, given: Track | undefined, chip: number, kind: number, rssi: number): void {
    const { atMs, point } = this.#deviceSays(fact);
    const track = given ?? this.#trackOfChip(this.chips.at(chip), atMs);
    let flags = fact.edge === 'out' ? kind | FLAG_OUT : kind;
    let timeMs = atMs;
    let to = track;
    if (fact.offset <= this.#highestTarget) {
      if (!this.ledger.inForce(fact.offset)) flags |= FLAG_VOID;
      const amendment = this.amendments.get(fact.offset);
      if (amendment !== undefined) {
        amendment.present = true;
        amendment.atMs = atMs;
        amendment.bib = track.bib !== undefined && kind === KIND_PASSING ? track.bib : undefined;
        amendment.chip = chip;
        timeMs = this.#timeOf(amendment);
        to = this.#trackOfAmended(amendment, timeMs);
      }
    }
    this.#insert(to, timeMs, fact.offset, chip, point, flags, rssi);
  }

  /** What the device that measured it is believed to mean. */
  #deviceSays(fact: ClaimFact): { atMs: number; point: number } {
    const said = this.points.numberOf(fact.point);
    if (fact.source === undefined) return { atMs: fact.atMs, point: said };
    const device = this.devices.of(fact.source.device);
    if (device.understoodMs === undefined && device.retimed) this.#keepUnderstood(device);
    device.add(fact, said);
    const atMs = device.understoodMs === undefined ? fact.atMs : device.instantAt(device.size - 1, fact.atMs);
    return { atMs, point: device.pointAt(said, atMs, this.points) };
  }

  /** By what the device said: a time that a person set says nothing of where the device stood. */
  #refreshDevice(device: Device): void {
    if (device.understoodMs === undefined && device.retimed) this.#keepUnderstood(device);
    for (let k = 0; k < device.size; k++) {
      const offset = device.offsets[k]!;
      const track = this.trackAt(offset)!;
      const i = track.indexOf(offset);
      const amendment = this.amendments.get(offset);
      const beforeMs = amendment?.atMs ?? track.timeAt(i);
      const understoodMs = device.understoodMs?.[k];
      const atMs = understoodMs === undefined ? beforeMs : device.instantAt(k, understoodMs);
      const point = device.pointAt(device.saidPoints[k]!, atMs, this.points);
      if (point !== track.pointAt(i)) {
        track.setPoint(i, point);
        for (const follower of track.followers) follower.claimsChanged(i, i + 1);
      }
      if (atMs === beforeMs) continue;
      if (amendment !== undefined) amendment.atMs = atMs;
      this.refresh(offset, atMs);
    }
    for (const box of device.boxes) this.#refreshDevice(box);
  }

  /** Nothing has changed what it means so far: what is believed is what was understood. */
  #keepUnderstood(device: Device): void {
    device.keepUnderstood((k) => {
      const offset = device.offsets[k]!;
      const track = this.trackAt(offset)!;
      return this.amendments.get(offset)?.atMs ?? track.timeAt(track.indexOf(offset));
    });
  }

  #insert(
    track: Track,
    timeMs: number,
    offset: number,
    chip: number,
    point: number,
    flags: number,
    rssi: number,
  ): void {
    const i = track.insert(timeMs, offset, chip, point, flags, rssi);
    this.#trackOf.set(offset, track.index);
    if (chip !== NO_CHIP) this.chips.at(chip).seenIn(track);
    const followers = track.followers;
    if (i === track.size - 1) for (let f = 0; f < followers.length; f++) followers[f]!.claimAppended();
    else for (let f = 0; f < followers.length; f++) followers[f]!.claimsChanged(i, i + 1);
  }

  #trackOfChip(chip: Chip, timeMs: number): Track {
    if (chip.plain) {
      if (chip.track !== undefined) return chip.track;
      if (chip.bib === undefined) return this.strayTrack(chip);
      chip.track = this.trackOfBib(chip.bib);
      return chip.track;
    }
    const bib = chip.bibAt(timeMs);
    return bib === undefined ? this.strayTrack(chip) : this.trackOfBib(bib);
  }

  #holdChip(name: string, row: EntrantFact, offset: number | undefined): void {
    const chip = this.chips.of(name);
    if (!chip.setHolder(row.race, row.bib, offset)) return;
    chip.track = undefined;
    this.#refreshChip(chip);
  }

  #refreshChip(chip: Chip): void {
    for (const offset of chip.offsets()) this.refresh(offset);
  }

  #ownTrack(track: Track, i: number, timeMs: number): Track {
    // A claim nobody corrected: passings and taps are where they said, reads go with their chip.
    return (track.flagsAt(i) & KIND_MASK) === KIND_READ
      ? this.#trackOfChip(this.chips.at(track.chipAt(i)), timeMs)
      : track;
  }

  #timeOf(amendment: Amendment): number {
    return newestInForce(amendment.retimes, this.ledger)?.atMs ?? amendment.atMs;
  }

  #trackOfAmended(amendment: Amendment, timeMs: number): Track {
    const bib = newestInForce(amendment.reassigns, this.ledger)?.bib ?? amendment.bib;
    if (bib !== undefined) return this.trackOfBib(bib);
    return amendment.chip === NO_CHIP ? this.tracks[0]! : this.#trackOfChip(this.chips.at(amendment.chip), timeMs);
  }

  #amendmentOf(offset: number): Amendment {
    let amendment = this.amendments.get(offset);
    if (amendment === undefined) {
      amendment = { present: false, atMs: 0, bib: undefined, chip: NO_CHIP, reassigns: [], retimes: [] };
      this.amendments.set(offset, amendment);
      const track = this.trackAt(offset);
      if (track !== undefined) {
        const i = track.indexOf(offset);
        amendment.present = true;
        amendment.atMs = track.timeAt(i);
        amendment.chip = track.chipAt(i);
        if ((track.flagsAt(i) & KIND_MASK) === KIND_PASSING) amendment.bib = track.bib;
      }
    }
    return amendment;
  }
}
