/** The change feed of a single process. */
import { Mailbox } from './mailbox.js';
import type { Feed, Subscription } from './ports.js';

/** Messages of a topic kept for who comes later and asks for `start`. */
export const KEPT_MESSAGES_MAX = 1_000;
/** Characters kept per topic: big frames must not pile up. */
export const KEPT_LENGTH_MAX = 16_000_000;

interface Topic {
  kept: string[];
  keptLength: number;
  boxes: Set<Mailbox>;
}

export class InProcessFeed implements Feed {
  private readonly topics = new Map<string, Topic>();
  private closed = false;

  constructor(private readonly onFault: (error: unknown) => void = () => undefined) {}

  publish(topic: string, message: string): Promise<void> {
    if (!this.closed) {
      const found = this.topic(topic);
      keep(found, message);
      for (const box of found.boxes) box.put(message);
    }
    return Promise.resolve();
  }

  tail(
    topic: string,
    onMessage: (message: string) => void | Promise<void>,
    from: 'now' | 'start' = 'now',
  ): Promise<Subscription> {
    if (this.closed) return Promise.reject(new Error('The feed is closed'));
    const { boxes, kept } = this.topic(topic);
    const box = new Mailbox(onMessage, this.onFault);
    boxes.add(box);
    if (from === 'start') for (const message of kept) box.put(message);
    const close = (): Promise<void> => {
      boxes.delete(box);
      box.close();
      return Promise.resolve();
    };
    return Promise.resolve({ close });
  }

  close(): Promise<void> {
    this.closed = true;
    for (const { boxes } of this.topics.values()) for (const box of boxes) box.close();
    this.topics.clear();
    return Promise.resolve();
  }

  private topic(name: string): Topic {
    let found = this.topics.get(name);
    if (!found) this.topics.set(name, (found = { kept: [], keptLength: 0, boxes: new Set() }));
    return found;
  }
}

function keep(topic: Topic, message: string): void {
  topic.kept.push(message);
  topic.keptLength += message.length;
  while (topic.kept.length > 1 && (topic.kept.length > KEPT_MESSAGES_MAX || topic.keptLength > KEPT_LENGTH_MAX)) {
    topic.keptLength -= topic.kept.shift()?.length ?? 0;
  }
}
