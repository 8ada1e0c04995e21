/** Offset between the server's clock and this device's monotonic one: the probe with the smallest round trip wins. */
export class ServerClock {
  #best: { offsetMs: number; errorMs: number } | null = null;

  /** A question and its answer, in monotonic ms, around the server's instant. */
  probe(askedMs: number, answeredMs: number, serverNowMs: number): void {
    const errorMs = (answeredMs - askedMs) / 2;
    this.#take({ offsetMs: serverNowMs - (askedMs + errorMs), errorMs });
  }

  /** Server epoch ms minus this device's monotonic ms; null before the first probe. */
  get offsetMs(): number | null {
    return this.#best?.offsetMs ?? null;
  }

  /** Half the best round trip: how sure the offset is, ms. */
  get errorMs(): number | null {
    return this.#best?.errorMs ?? null;
  }

  /** Forgets what it knew: the device slept, its monotonic clock may have stood still. */
  reset(): void {
    this.#best = null;
  }

  #take(sample: { offsetMs: number; errorMs: number }): void {
    if (this.#best === null || sample.errorMs <= this.#best.errorMs) this.#best = sample;
  }
}
