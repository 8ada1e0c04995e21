/** Keeps the tablet's clock against the server's: measures, notices jumps, and gives the sample that is frozen into the next entry. */
import { signal } from '@preact/signals';
import { askServer, measureClock } from '../clock/probe.js';
import { type ClockState, lookAtClocks, newClockState, takeSample } from '../clock/steps.js';
import type { ClockSample } from '../queue/entry.js';

/** How often a good clock is measured again. */
const MEASURE_EVERY_MS = 300_000;
/** How soon after silence. */
const AGAIN_MS = 20_000;

export interface ClockNews {
  /** A measurement found the clock changed by this much. */
  changedMs: number;
  since: string;
}

export class ClockKeeper {
  readonly state = signal<ClockState>(newClockState(null));
  readonly news = signal<ClockNews | null>(null);
  private busy = false;
  private nextAt = 0;

  constructor(private readonly keep: (sample: ClockSample) => void) {}

  start(sample: ClockSample | null): void {
    this.state.value = lookAtClocks(newClockState(sample), Date.now(), performance.now());
  }

  /** Once a second, and before every entry. */
  look(): void {
    const next = lookAtClocks(this.state.value, Date.now(), performance.now());
    if (next === this.state.value) return;
    this.state.value = next;
    this.nextAt = 0;
  }

  /** Measures when it is time. Safe to call often. */
  async measure(force = false): Promise<void> {
    if (this.busy || (!force && performance.now() < this.nextAt)) return;
    this.busy = true;
    const sample = await measureClock({
      now: () => performance.now(),
      wall: () => Date.now(),
      ask: (timeoutMs) => askServer((input, init) => fetch(input, init), timeoutMs),
    });
    this.busy = false;
    this.nextAt = performance.now() + (sample ? MEASURE_EVERY_MS : AGAIN_MS);
    if (!sample) return;
    const since = this.state.value.jump?.at ?? this.state.value.sample?.measuredAt ?? sample.measuredAt;
    const { state, changedMs } = takeSample(this.state.value, sample);
    this.state.value = state;
    if (changedMs !== 0) this.news.value = { changedMs, since };
    this.keep(sample);
  }

  /** True time, epoch ms, of a moment on the device's wall clock. */
  trueMs(wallMs: number): number {
    return wallMs + (this.state.value.sample?.offsetMs ?? 0);
  }
}
