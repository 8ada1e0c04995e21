/** Which point a device stood at, and when: a box that was moved, or was set up under the wrong name. */
import type { ReaderFact } from '../facts.js';
import { insertByOffset } from './by-offset.js';
import type { Ledger } from './ledger.js';
import type { PointNames } from './names.js';

const FIRST_CAPACITY = 16;

export class Device {
  /** Log offsets of what it said, and the points it said, as numbers; the first `size` count. */
  offsets = new Uint32Array(FIRST_CAPACITY);
  saidPoints = new Uint16Array(FIRST_CAPACITY);
  size = 0;
  readonly #assignments: ReaderFact[] = [];
  #active: ReaderFact[] = [];

  constructor(readonly name: string) {}

  add(offset: number, point: number): void {
    if (this.size === this.offsets.length) this.#reserve(this.size * 2);
    this.offsets[this.size] = offset;
    this.saidPoints[this.size] = point;
    this.size++;
  }

  /** Takes in what it said before (restore). */
  load(offsets: Uint32Array, points: Uint16Array): void {
    this.size = offsets.length;
    this.#reserve(Math.max(FIRST_CAPACITY, this.size));
    this.offsets.set(offsets);
    this.saidPoints.set(points);
  }

  assign(fact: ReaderFact, ledger: Ledger): void {
    insertByOffset(this.#assignments, fact);
    this.refresh(ledger);
  }

  /** To be called when an assignment was voided or restored. */
  refresh(ledger: Ledger): void {
    this.#active = this.#assignments.filter((fact) => ledger.inForce(fact.offset)).reverse();
  }

  /** Where something it said at an instant was seen: by the newest assignment in force that covers it, else where it said. */
  pointAt(said: number, timeMs: number, points: PointNames): number {
    for (const { point, fromMs = -Infinity, toMs = Infinity } of this.#active)
      if (timeMs >= fromMs && timeMs < toMs) return points.numberOf(point);
    return said;
  }

  #reserve(capacity: number): void {
    const { offsets, saidPoints } = this;
    this.offsets = new Uint32Array(capacity);
    this.saidPoints = new Uint16Array(capacity);
    this.offsets.set(offsets.subarray(0, Math.min(capacity, this.size)));
    this.saidPoints.set(saidPoints.subarray(0, Math.min(capacity, this.size)));
  }
}

export class DeviceTable {
  readonly #byName = new Map<string, Device>();
  /** The one that spoke last: mats speak in bursts. */
  #last: Device | undefined = undefined;

  of(name: string): Device {
    if (this.#last?.name === name) return this.#last;
    let device = this.#byName.get(name);
    if (device === undefined) {
      device = new Device(name);
      this.#byName.set(name, device);
    }
    this.#last = device;
    return device;
  }

  all(): Device[] {
    return [...this.#byName.values()];
  }
}
