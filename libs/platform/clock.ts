/** Time as a dependency, so that tests can hold it still. */
export interface Clock {
  /** Wall clock, epoch milliseconds. */
  nowMs(): number;
}

/** Wall time that never runs backwards inside one process (R3.11): the start's wall clock plus the monotonic clock, re-anchored only forwards. */
export class SystemClock implements Clock {
  private offsetMs = Date.now() - performance.now();

  nowMs(): number {
    const monotonic = performance.now() + this.offsetMs;
    const wall = Date.now();
    // A suspended laptop stops the monotonic clock; a stepped-back wall clock must not take us back.
    if (wall > monotonic + 1000) this.offsetMs += wall - monotonic;
    return Math.round(Math.max(wall > monotonic + 1000 ? wall : monotonic, 0));
  }
}
