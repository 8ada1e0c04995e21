/** The board: runner numbers kept in order, one binary search and one block move a change (R7.1, R7.3). */
import { bibNumber, compareBibs } from './natural.js';

const FIRST_CAPACITY = 16;

export class BoardOrder {
  size = 0;
  /** Runner numbers, first place first; the first `size` are valid. */
  order = new Int32Array(FIRST_CAPACITY);
  /** By runner number: group of places (ranked, then disqualified, then absent), distance in mm, what decides between equal distances in ms. */
  tier = new Uint8Array(FIRST_CAPACITY);
  distanceMm = new Float64Array(FIRST_CAPACITY);
  keyMs = new Float64Array(FIRST_CAPACITY);
  /** Changes of the order or of what ranks depend on. */
  version = 0;
  /** Comparisons made so far: the deterministic measure of the cost per lap. */
  comparisons = 0;
  /** Bib by runner number. */
  readonly bibs: string[] = [];
  #numbers = new Float64Array(FIRST_CAPACITY);

  /** Adds a runner without a lap in the right place and returns the runner's number: 0, 1, 2 ... */
  add(bib: string): number {
    const runner = this.append(bib);
    const place = this.#placeOf(runner, 0, runner);
    this.order.copyWithin(place + 1, place, runner);
    this.order[place] = runner;
    this.version++;
    return runner;
  }

  /** Adds a runner at the end; `sort` must follow. */
  append(bib: string): number {
    const runner = this.size++;
    if (runner === this.order.length) this.#grow();
    this.bibs.push(bib);
    this.#numbers[runner] = bibNumber(bib);
    this.order[runner] = runner;
    return runner;
  }

  /** Sets what a runner is ordered by and moves the runner there. False when nothing changed. `keyMs` is 0 without a lap. */
  update(runner: number, tier: number, distanceMm: number, keyMs: number): boolean {
    if (this.distanceMm[runner] === distanceMm && this.keyMs[runner] === keyMs && this.tier[runner] === tier)
      return false;
    const from = this.#placeOf(runner, 0, this.size);
    this.tier[runner] = tier;
    this.distanceMm[runner] = distanceMm;
    this.keyMs[runner] = keyMs;
    this.version++;
    if (from > 0 && this.#compare(runner, this.order[from - 1]!) < 0) {
      const to = this.#placeOf(runner, 0, from - 1);
      this.order.copyWithin(to + 1, to, from);
      this.order[to] = runner;
    } else if (from + 1 < this.size && this.#compare(runner, this.order[from + 1]!) > 0) {
      const to = this.#placeOf(runner, from + 2, this.size);
      this.order.copyWithin(from, from + 1, to);
      this.order[to - 1] = runner;
    }
    return true;
  }

  /** Sets a runner's keys without moving anybody; `sort` must follow. */
  put(runner: number, tier: number, distanceMm: number, keyMs: number): void {
    this.tier[runner] = tier;
    this.distanceMm[runner] = distanceMm;
    this.keyMs[runner] = keyMs;
  }

  /** Orders everybody anew, after a change that touched all. */
  sort(): void {
    this.order.subarray(0, this.size).sort((a, b) => this.#compare(a, b));
    this.version++;
  }

  /** True when two runners share a rank (R7.2): same distance after the same time, or just the same distance. */
  ties(a: number, b: number, byDistance: boolean): boolean {
    return this.distanceMm[a] === this.distanceMm[b] && (byDistance || this.keyMs[a] === this.keyMs[b]);
  }

  /** First place in `low..high` that is not before the runner. */
  #placeOf(runner: number, low: number, high: number): number {
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.order[middle]!;
      if (other === runner) return middle;
      if (this.#compare(other, runner) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: number, b: number): number {
    this.comparisons++;
    const tiers = this.tier[a]! - this.tier[b]!;
    if (tiers !== 0) return tiers;
    const distances = this.distanceMm[b]! - this.distanceMm[a]!;
    if (distances !== 0) return distances;
    const times = this.keyMs[a]! - this.keyMs[b]!;
    if (times !== 0) return times;
    const numbers = this.#numbers[a]! - this.#numbers[b]!;
    return numbers !== 0 && !Number.isNaN(numbers) ? numbers : compareBibs(this.bibs[a]!, this.bibs[b]!);
  }

  #grow(): void {
    const capacity = this.order.length * 2;
    const order = new Int32Array(capacity);
    order.set(this.order);
    this.order = order;
    const tier = new Uint8Array(capacity);
    tier.set(this.tier);
    this.tier = tier;
    const distanceMm = new Float64Array(capacity);
    distanceMm.set(this.distanceMm);
    this.distanceMm = distanceMm;
    const keyMs = new Float64Array(capacity);
    keyMs.set(this.keyMs);
    this.keyMs = keyMs;
    const numbers = new Float64Array(capacity);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
  }
}
