/** Nothing moves under a finger: between its coming down and its click a page changes nothing of itself, or the click would meet something else, or nothing. */

/** Held longer than this it is no tap: a scroll, or a button that wants to be held. */
export const TAP_MAX_MS = 1000;
/** A click comes right after the finger has gone, where one comes at all. */
export const CLICK_WITHIN_MS = 50;

export class Tap {
  private isDown = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting: (() => void)[] = [];

  /** @param page hears `pointerdown`, `pointerup`, `pointercancel` and `click` of the whole page: the window. */
  constructor(page: Pick<EventTarget, 'addEventListener'>) {
    const options = { capture: true, passive: true };
    const on = (type: string, listener: () => void) => page.addEventListener(type, listener, options);
    on('pointerdown', () => {
      this.isDown = true;
      this.endIn(TAP_MAX_MS);
    });
    on('pointerup', () => this.endIn(CLICK_WITHIN_MS));
    // After all who listen to the click.
    on('click', () => this.endIn(0));
    // It became a scroll.
    on('pointercancel', () => this.end());
  }

  /** Resolves at once, or when the tap that is under way has done what it does. */
  async over(): Promise<void> {
    if (this.isDown) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private endIn(ms: number): void {
    if (!this.isDown) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(), ms);
  }

  private end(): void {
    clearTimeout(this.timer);
    this.isDown = false;
    for (const go of this.waiting.splice(0)) go();
  }
}

/** From the page's first moment on; the server draws pages, too, and nobody taps there. */
const tap = typeof window === 'undefined' ? null : new Tap(window);

/** What arrived for the page by itself waits for this before it is shown. */
export async function tapOver(): Promise<void> {
  await tap?.over();
}
