/**
 * Corrections on their way to the server. Each gets its UUID here and is kept on this device until it was answered, so that a lost
 * network loses nothing and sending again is harmless. They go out one at a time, in order: a later one may point at an earlier one.
 */
import { signal } from '@preact/signals';
import type { Problem } from '#libs/contracts/index.js';
import { randomUuid } from '../../keypad/queue/uuid.js';
import type { Answer } from '../../shared/http.js';

export interface Correction {
  id: string;
  type: string;
  reason: string;
  [field: string]: unknown;
}
/** With an id of its own where the server proposed it: whoever else takes the proposal says the same, once. */
export type NewCorrection = Omit<Correction, 'id'> & { id?: string; type: string; reason: string };
export type Sent =
  | { id: string; state: 'stored' | 'waiting' }
  /** The server looked at it and said no; what to do stands in the problem. */
  | { id: string; state: 'refused'; problem: Problem };

export const RETRY_MS = 4000;
/** Not a word about the correction itself: no network, not signed in, too fast, or a server in trouble. */
const later = (status: number) => status === 0 || status === 401 || status === 408 || status === 429 || status >= 500;

type Post = (correction: Correction) => Promise<Answer<{ offset: number }>>;
type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class Outbox {
  readonly waiting = signal<readonly Correction[]>([]);
  /** Refused after waiting: nobody stood at the form any more. */
  readonly returned = signal<readonly { correction: Correction; problem: Problem }[]>([]);
  /** Rises with every correction the server took. */
  readonly version = signal(0);
  readonly #key: string;
  #sending: Promise<void> | null = null;
  readonly #refused = new Map<string, Problem>();

  constructor(
    slug: string,
    private readonly call: Post,
    private readonly kept: Kept | undefined,
  ) {
    this.#key = `loopline.desk.${slug}.waiting`;
    this.waiting.value = this.#restore();
  }

  /** Keeps it, sends it, and says what became of it. */
  async post(fields: NewCorrection): Promise<Sent> {
    const id = fields.id ?? randomUuid();
    this.#keep([...this.waiting.peek(), { ...fields, id } as Correction]);
    await this.flush();
    const problem = this.#refused.get(id);
    if (problem === undefined)
      return { id, state: this.waiting.peek().some((other) => other.id === id) ? 'waiting' : 'stored' };
    this.#refused.delete(id);
    this.returned.value = this.returned.peek().filter((other) => other.correction.id !== id);
    return { id, state: 'refused', problem };
  }

  /** Sends what waits until something keeps it from going on. */
  flush(): Promise<void> {
    this.#sending = (this.#sending ?? Promise.resolve()).then(() => this.#send());
    return this.#sending;
  }

  forget(id: string): void {
    this.returned.value = this.returned.peek().filter((other) => other.correction.id !== id);
  }

  async #send(): Promise<void> {
    for (let next = this.waiting.peek()[0]; next !== undefined; next = this.waiting.peek()[0]) {
      const correction = next;
      const answer = await this.call(correction);
      if (!answer.ok && later(answer.status)) return;
      this.#keep(this.waiting.peek().filter((other) => other.id !== correction.id));
      if (answer.ok) this.version.value += 1;
      else {
        this.#refused.set(correction.id, answer.problem);
        this.returned.value = [...this.returned.peek(), { correction, problem: answer.problem }];
      }
    }
  }

  #keep(list: readonly Correction[]): void {
    this.waiting.value = list;
    try {
      if (list.length === 0) this.kept?.removeItem(this.#key);
      else this.kept?.setItem(this.#key, JSON.stringify(list));
    } catch {
      // Storage may be full or forbidden: it waits in this page then.
    }
  }

  #restore(): Correction[] {
    try {
      const list: unknown = JSON.parse(this.kept?.getItem(this.#key) ?? '[]');
      return Array.isArray(list) ? (list as Correction[]) : [];
    } catch {
      return [];
    }
  }
}
