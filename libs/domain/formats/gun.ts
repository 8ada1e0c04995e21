/** Guns of a race: the common one, or that of a wave; a late starter without a wave keeps the common one (R3.10). */
import type { RaceDefinition } from '../race.js';

export class Guns {
  readonly #waves: ReadonlyMap<string, number>;
  readonly #startMs: number;
  /** Offset of the last wave after the common gun, in ms. */
  readonly lastOffsetMs: number;

  constructor(definition: RaceDefinition, startMs: number | undefined) {
    this.#startMs = startMs ?? Infinity;
    this.#waves = new Map(definition.waves?.map((wave) => [wave.id, wave.startOffsetMs]));
    this.lastOffsetMs = Math.max(0, ...this.#waves.values());
  }

  /** Instant of the gun; Infinity before the start. */
  of(wave: string | undefined): number {
    return this.#startMs + ((wave === undefined ? undefined : this.#waves.get(wave)) ?? 0);
  }
}
