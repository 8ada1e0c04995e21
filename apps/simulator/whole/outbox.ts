/** Sends rows over HTTP until they are answered, oldest first: what a tablet and a webhook have in common. */
import { pause } from '#libs/client/http.js';
import type { Random } from '../random.js';

const BATCH_MAX = 20;
const AGAIN_MS = 150;
const IDLE_MS = 20;
/** A server that answers nothing is asked again. */
const ANSWER_MS_MAX = 10_000;

export interface Post {
  path: string;
  body: unknown;
}

export class Outbox<Row> {
  /** Answers that get lost on the way, and rows that others overtake, 0 to 1. */
  drops = 0;
  reorders = 0;
  readonly complaints: string[] = [];
  #waiting: Row[] = [];
  readonly #sent: Row[] = [];
  #ending = false;
  #sending = false;
  #run: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: {
      url: string;
      random: Random;
      headers: Record<string, string>;
      postOf: (rows: readonly Row[]) => Post;
      answered?: (answer: unknown) => void;
    },
  ) {}

  start(): void {
    this.#run = this.#loop();
  }

  put(row: Row): void {
    this.#waiting.push(row);
  }

  /** All that was ever sent, once more. */
  sendAgain(): void {
    this.#waiting.push(...this.#sent);
  }

  get undelivered(): number {
    return this.#waiting.length + (this.#sending ? 1 : 0);
  }

  async stop(): Promise<void> {
    this.#ending = true;
    await this.#run;
  }

  async #loop(): Promise<void> {
    while (!this.#ending) {
      const rows = this.#next();
      if (rows.length === 0) {
        await pause(IDLE_MS);
        continue;
      }
      this.#sending = true;
      // An answer that is lost: the sender cannot know, and says all of it again.
      while (!this.#ending && !(await this.#post(rows))) await pause(AGAIN_MS);
      this.#sent.push(...rows);
      this.#sending = false;
    }
  }

  #next(): Row[] {
    const { random } = this.options;
    if (this.reorders > 0 && random.chance(this.reorders)) this.#waiting.reverse();
    return this.#waiting.splice(0, random.int(1, BATCH_MAX));
  }

  async #post(rows: readonly Row[]): Promise<boolean> {
    const { url, headers, postOf, random } = this.options;
    const { path, body } = postOf(rows);
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      const text = await response.text();
      if (response.status >= 500 || response.status === 429) return false;
      if (this.drops > 0 && random.chance(this.drops)) return false;
      if (response.ok) this.options.answered?.(JSON.parse(text));
      else this.complaints.push(`${response.status} ${text.slice(0, 200)}`);
      return true;
    } catch {
      return false;
    }
  }
}
