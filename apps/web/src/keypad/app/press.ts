/** When a key really went down: the event knows, even when the page was busy and heard of it late. */
const LATE_MAX_MS = 5_000;

/** Wall-clock ms of the event. `timeStamp` runs with the monotonic clock. */
export function pressedAt(event: { timeStamp: number } | null, wallMs: number, monotonicMs: number): number {
  const late = event ? monotonicMs - event.timeStamp : 0;
  return late > 0 && late < LATE_MAX_MS ? Math.round(wallMs - late) : wallMs;
}
