/** A listener's queue: messages one after the other, a bounded number waiting, a listener that fails or dawdles harming nobody else. */

/** Messages waiting for one slow listener; beyond it the oldest are dropped, and the listener heals by sequence. */
export const MAILBOX_MESSAGES_MAX = 10_000;

export class Mailbox {
  private waiting: string[] = [];
  private busy: Promise<void> | undefined;
  private closed = false;
  /** Messages a slow listener never got. */
  dropped = 0;

  constructor(
    private readonly onMessage: (message: string) => void | Promise<void>,
    private readonly onFault: (error: unknown) => void = () => undefined,
  ) {}

  put(message: string): void {
    if (this.closed) return;
    if (this.waiting.length >= MAILBOX_MESSAGES_MAX) {
      // Half at once, so that a full box does not shift its whole array for every message.
      this.dropped += this.waiting.splice(0, MAILBOX_MESSAGES_MAX / 2).length;
    }
    this.waiting.push(message);
    this.busy ??= this.deliver();
  }

  /** What waits is thrown away; a message under way is not waited for, since the listener itself may close. */
  close(): void {
    this.closed = true;
    this.waiting = [];
  }

  private async deliver(): Promise<void> {
    // Never within the publisher's own call.
    await Promise.resolve();
    for (let message = this.waiting.shift(); message !== undefined; message = this.waiting.shift()) {
      try {
        const pending = this.onMessage(message);
        if (pending !== undefined) await pending;
      } catch (error) {
        this.onFault(error);
      }
    }
    this.busy = undefined;
  }
}
