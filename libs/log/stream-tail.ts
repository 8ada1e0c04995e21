/** One listener of a stream, from the moment it asks: what arrives while its beginning is being looked up waits for it. */
import type { Mailbox } from './mailbox.js';

/** Before every id of a stream. */
export const NO_ID = '0-0';

export interface StreamMessage {
  /** `<milliseconds>-<number>`, rising. */
  id: string;
  text: string;
}

export class StreamTail {
  private after: string | undefined;
  private early: StreamMessage[] = [];

  constructor(private readonly box: Mailbox) {}

  /** The beginning is known: `heard` first, then whatever came meanwhile and is newer than `newest`. */
  prime(heard: readonly string[], newest: string): void {
    if (this.after !== undefined) return;
    this.after = newest;
    for (const text of heard) this.box.put(text);
    for (const message of this.early.splice(0)) this.put(message);
  }

  put(message: StreamMessage): void {
    if (this.after === undefined) this.early.push(message);
    else if (isAfter(message.id, this.after)) {
      this.after = message.id;
      this.box.put(message.text);
    }
  }

  /** The stream began anew (flushed, or a server without its data): its ids may be smaller than those before. */
  restart(): void {
    if (this.after !== undefined) this.after = NO_ID;
  }

  close(): void {
    this.box.close();
  }
}

export function isAfter(id: string, other: string): boolean {
  const [ms, no] = parts(id);
  const [otherMs, otherNo] = parts(other);
  return ms === otherMs ? no > otherNo : ms > otherMs;
}

function parts(id: string): [number, number] {
  const dash = id.indexOf('-');
  return [Number(id.slice(0, dash)), Number(id.slice(dash + 1))];
}
