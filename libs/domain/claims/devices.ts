/**
 * Which point a device stood at, and what its clock meant: a box that was moved, was set up under the wrong name, or ran in the wrong zone.
 * What it said stays as it was; what is believed of it follows from the `reader` facts in force.
 */
import { instantOf, type SaidTime, type TimeBasis } from '../device-time.js';
import type { ClaimFact, ReaderFact } from '../facts.js';
import { insertByOffset } from './by-offset.js';
import type { Ledger } from './ledger.js';
import type { PointNames } from './names.js';

const FIRST_CAPACITY = 16;
/** What a device says after this belongs to one of several boxes behind it, which follow its settings unless they have their own. */
const OF = '/';
const BASES: readonly (TimeBasis | undefined)[] = [undefined, 'stated', 'local', 'time-of-day', 'since-start'];
const BASIS_BITS = 7;
const LATER = 8;
const EARLIER = 16;

/** What the figures on the device's clock were, claim by claim; only for devices that told figures and no instants. */
export interface SaidColumns {
  wallMs: Float64Array;
  receivedMs: Float64Array;
  /** What had been measured of the clock's error, to be added. */
  measuredMs: Float64Array;
  /** How far ahead of UTC it stated to be, or 0. */
  zoneMs: Float64Array;
  /** Basis and which of two equal hours; 0 where an instant was told. */
  marks: Uint8Array;
}

const saidColumns = (capacity: number): SaidColumns => ({
  wallMs: new Float64Array(capacity),
  receivedMs: new Float64Array(capacity),
  measuredMs: new Float64Array(capacity),
  zoneMs: new Float64Array(capacity),
  marks: new Uint8Array(capacity),
});

export class Device {
  /** Log offsets of what it said, and the points it said, as numbers; the first `size` count. */
  offsets = new Uint32Array(FIRST_CAPACITY);
  saidPoints = new Uint16Array(FIRST_CAPACITY);
  size = 0;
  said: SaidColumns | undefined = undefined;
  /** Instants as they were understood when they came; only once somebody has changed what they mean. */
  understoodMs: Float64Array | undefined = undefined;
  /** Boxes behind this one. */
  readonly boxes: Device[] = [];
  readonly #assignments: ReaderFact[] = [];
  #active: ReaderFact[] = [];

  constructor(
    readonly name: string,
    readonly parent: Device | undefined,
  ) {
    parent?.boxes.push(this);
  }

  /** Does any assignment say what its clock means? */
  get retimed(): boolean {
    return this.#active.some(setsClock) || this.parent?.retimed === true;
  }

  add({ offset, atMs, receivedAtMs, said }: ClaimFact, point: number): void {
    if (this.size === this.offsets.length) this.#reserve(this.size * 2);
    const k = this.size++;
    this.offsets[k] = offset;
    this.saidPoints[k] = point;
    if (this.understoodMs !== undefined) this.understoodMs[k] = atMs;
    if (said === undefined) {
      if (this.said !== undefined) this.said.marks[k] = 0;
      return;
    }
    this.said ??= saidColumns(this.offsets.length);
    this.said.wallMs[k] = said.ms;
    this.said.receivedMs[k] = receivedAtMs;
    this.said.measuredMs[k] = said.measuredMs ?? 0;
    this.said.zoneMs[k] = said.zoneMs ?? 0;
    this.said.marks[k] = marksOf(said);
  }

  /** Takes in what it said before (restore). */
  load(offsets: Uint32Array, points: Uint16Array, said: SaidColumns | undefined, understoodMs?: Float64Array): void {
    this.size = offsets.length;
    this.#reserve(Math.max(FIRST_CAPACITY, this.size));
    this.offsets.set(offsets);
    this.saidPoints.set(points);
    if (said !== undefined) {
      this.said = saidColumns(this.offsets.length);
      this.said.wallMs.set(said.wallMs);
      this.said.receivedMs.set(said.receivedMs);
      this.said.measuredMs.set(said.measuredMs);
      this.said.zoneMs.set(said.zoneMs);
      this.said.marks.set(said.marks);
    }
    if (understoodMs !== undefined) this.keepUnderstood((k) => understoodMs[k]!);
  }

  /** From now on it is remembered how each instant was understood at first. */
  keepUnderstood(atMsOf: (k: number) => number): void {
    this.understoodMs = new Float64Array(this.offsets.length);
    for (let k = 0; k < this.size; k++) this.understoodMs[k] = atMsOf(k);
  }

  assign(fact: ReaderFact, ledger: Ledger): void {
    insertByOffset(this.#assignments, fact);
    this.refresh(ledger);
  }

  /** To be called when an assignment was voided or restored. */
  refresh(ledger: Ledger): void {
    this.#active = this.#assignments.filter((fact) => ledger.inForce(fact.offset)).reverse();
  }

  /** Where something it said of an instant was seen: by the newest assignment in force that covers it, else where it said. */
  pointAt(said: number, atMs: number, points: PointNames): number {
    const point = this.#newest(atMs, 'point')?.point;
    return point === undefined ? said : points.numberOf(point);
  }

  /** Name of that point, or undefined when no assignment says one. */
  pointNameAt(atMs: number): string | undefined {
    return this.#newest(atMs, 'point')?.point;
  }

  /** The instant of its `k`-th claim as it is believed now; `understoodMs` is what it was taken for when it came. */
  instantAt(k: number, understoodMs: number): number {
    const { said } = this;
    const mark = said === undefined ? 0 : said.marks[k]!;
    if (said === undefined || mark === 0) return this.instantOf(understoodMs, undefined, 0);
    return this.instantOf(understoodMs, saidOf(said, k, mark), said.receivedMs[k]!);
  }

  /** As `instantAt`, for a claim that is not held here. */
  instantOf(understoodMs: number, said: ClaimFact['said'], receivedAtMs: number): number {
    const offsetMs = this.#newest(understoodMs, 'offsetMs')?.offsetMs ?? 0;
    const zone = said === undefined ? undefined : this.#newest(understoodMs, 'timeZone');
    if (said === undefined || zone?.timeZone === undefined) return understoodMs + offsetMs;
    const { timeZone, setAtMs, statedZone } = zone;
    const clock = setAtMs === undefined ? { timeZone } : { timeZone, setAtMs };
    const isTrusted = said.basis === 'stated' && statedZone !== 'ignore';
    const meant = instantOf(said, isTrusted ? undefined : clock, receivedAtMs);
    return Math.round(meant + (said.measuredMs ?? 0)) + offsetMs;
  }

  /** The newest assignment in force that covers an instant and says this; its own before those of the device it stands behind. */
  #newest(atMs: number, what: 'point' | 'timeZone' | 'offsetMs'): ReaderFact | undefined {
    for (const fact of this.#active) {
      if (fact[what] === undefined) continue;
      if (atMs >= (fact.fromMs ?? -Infinity) && atMs < (fact.toMs ?? Infinity)) return fact;
    }
    return this.parent === undefined ? undefined : this.parent.#newest(atMs, what);
  }

  #reserve(capacity: number): void {
    const { offsets, saidPoints, said, understoodMs } = this;
    const kept = Math.min(capacity, this.size);
    this.offsets = new Uint32Array(capacity);
    this.saidPoints = new Uint16Array(capacity);
    this.offsets.set(offsets.subarray(0, kept));
    this.saidPoints.set(saidPoints.subarray(0, kept));
    if (understoodMs !== undefined) {
      this.understoodMs = new Float64Array(capacity);
      this.understoodMs.set(understoodMs.subarray(0, kept));
    }
    if (said === undefined) return;
    this.said = saidColumns(capacity);
    this.said.wallMs.set(said.wallMs.subarray(0, kept));
    this.said.receivedMs.set(said.receivedMs.subarray(0, kept));
    this.said.measuredMs.set(said.measuredMs.subarray(0, kept));
    this.said.zoneMs.set(said.zoneMs.subarray(0, kept));
    this.said.marks.set(said.marks.subarray(0, kept));
  }
}

const setsClock = (fact: ReaderFact): boolean => fact.timeZone !== undefined || fact.offsetMs !== undefined;

function marksOf({ basis, later }: SaidTime): number {
  return BASES.indexOf(basis) | (later === true ? LATER : later === false ? EARLIER : 0);
}

function saidOf(said: SaidColumns, k: number, mark: number): NonNullable<ClaimFact['said']> {
  const later = (mark & LATER) !== 0 ? true : (mark & EARLIER) !== 0 ? false : undefined;
  return {
    basis: BASES[mark & BASIS_BITS]!,
    ms: said.wallMs[k]!,
    measuredMs: said.measuredMs[k]!,
    zoneMs: said.zoneMs[k]!,
    ...(later === undefined ? {} : { later }),
  };
}

export class DeviceTable {
  readonly #byName = new Map<string, Device>();
  /** The one that spoke last: mats speak in bursts. */
  #last: Device | undefined = undefined;

  of(name: string): Device {
    if (this.#last?.name === name) return this.#last;
    let device = this.#byName.get(name);
    if (device === undefined) {
      const at = name.indexOf(OF);
      device = new Device(name, at > 0 ? this.of(name.slice(0, at)) : undefined);
      this.#byName.set(name, device);
    }
    this.#last = device;
    return device;
  }

  /** Undefined when nothing was ever said by it or about it, nor about the device it stands behind. */
  find(name: string): Device | undefined {
    const at = name.indexOf(OF);
    return this.#byName.get(name) ?? (at > 0 ? this.#byName.get(name.slice(0, at)) : undefined);
  }

  all(): Device[] {
    return [...this.#byName.values()];
  }
}
