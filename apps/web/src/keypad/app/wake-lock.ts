/** Keeps the screen on while the page is visible, where the browser can. */
let sentinel: WakeLockSentinel | null = null;
let wanted = false;

export const canStayAwake = (): boolean => 'wakeLock' in navigator;

async function take(): Promise<void> {
  if (!wanted || sentinel || document.visibilityState !== 'visible' || !canStayAwake()) return;
  try {
    sentinel = await navigator.wakeLock.request('screen');
    sentinel.addEventListener('release', () => (sentinel = null));
  } catch {
    // Low battery or no permission: the tablet's own setting decides.
  }
}

export function stayAwake(on: boolean): void {
  wanted = on;
  if (on) void take();
  else void sentinel?.release().catch(() => undefined);
}

export function watchWakeLock(): void {
  document.addEventListener('visibilitychange', () => void take());
}
