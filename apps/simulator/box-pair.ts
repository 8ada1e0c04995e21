/** Two different timing boxes at one line, as races have them: MYLAPS for the finish, ChronoTrack behind it for what the first one missed. */
import type { ReaderAnswer } from '#libs/contracts/index.js';
import { type Client, jsonBody, pause } from '#libs/client/http.js';
import { ChronotrackBox } from './boxes/chronotrack.js';
import { MylapsBox } from './boxes/mylaps.js';
import type { SimRead } from './mats.js';

/** The second box stands a step behind the line. */
const BEHIND_MS = 350;
/** It hears three reads of four. */
const HEARS = 4;
/** How often the ports of the readers are looked up again: a server that was started anew listens elsewhere. */
const LOOK_MS = 5_000;
const DRAINED_MS_MAX = 60_000;

export interface PairOptions {
  slug: string;
  url: string;
  startMs: number;
  signal?: AbortSignal;
}

export class BoxPair {
  readonly #main: MylapsBox;
  readonly #backup: ChronotrackBox;
  #looking: NodeJS.Timeout | undefined;

  private constructor(
    private readonly client: Client,
    private readonly options: PairOptions,
    private readonly host: string,
  ) {
    const common = { role: 'dial' as const, host, port: 0 };
    this.#main = new MylapsBox({ ...common, name: 'Finish', location: 'line' });
    this.#backup = new ChronotrackBox({ ...common, name: 'Backup', location: 'line' });
  }

  /** Sets both up as readers of the race and connects them. */
  static async open(client: Client, options: PairOptions): Promise<BoxPair> {
    const host = new URL(options.url).hostname;
    const pair = new BoxPair(client, options, host);
    await pair.#look(true);
    await pair.#main.start();
    await pair.#backup.start();
    pair.#looking = setInterval(() => void pair.#look(false).catch(() => undefined), LOOK_MS);
    return pair;
  }

  detect({ chip = '', atMs, seq, antenna = 1, rssi = -60 }: SimRead): void {
    const trueMs = this.options.startMs + atMs;
    this.#main.detect({ chip, atMs: trueMs, antenna, rssi });
    if (seq % HEARS !== 0) this.#backup.detect({ chip, atMs: trueMs + BEHIND_MS, antenna: 1, rssi: rssi - 4 });
  }

  /** Until both have handed over what they have. */
  async drained(): Promise<void> {
    const until = Date.now() + DRAINED_MS_MAX;
    while (!(this.#main.drained && this.#backup.drained) && Date.now() < until) await pause(100, this.options.signal);
  }

  async close(): Promise<void> {
    clearInterval(this.#looking);
    await Promise.all([this.#main.stop(), this.#backup.stop()]);
  }

  async #look(setUp: boolean): Promise<void> {
    for (const [id, protocol, name, box] of [
      ['finish', 'mylaps', 'Finish', this.#main],
      ['backup', 'chronotrack', 'Backup mat', this.#backup],
    ] as const) {
      const path = `/races/${this.options.slug}/readers/${id}`;
      const known = await this.client.find<ReaderAnswer>(path);
      // On this machine nobody else need hear them.
      const listen = ['localhost', '127.0.0.1', '[::1]'].includes(this.host)
        ? { host: '127.0.0.1', port: 0 }
        : { port: 0 };
      const reader =
        known ??
        (setUp ? await this.client.send<ReaderAnswer>('PUT', path, jsonBody({ protocol, name, listen })) : undefined);
      if (reader?.state.port !== undefined) box.redirect(reader.state.port);
    }
  }
}
