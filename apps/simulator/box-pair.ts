/** Two different timing boxes at one line, as races have them: MYLAPS at the line, ChronoTrack a step behind it in case the first one fails. */
import { networkInterfaces } from 'node:os';
import type { ReaderAnswer, ReaderProtocol } from '#libs/contracts/index.js';
import { type Client, jsonBody, pause } from '#libs/client/http.js';
import type { SimBox } from './boxes/box.js';
import { ChronotrackBox } from './boxes/chronotrack.js';
import { MylapsBox } from './boxes/mylaps.js';
import type { SimRead } from './mats.js';

/** The second box stands a step behind the line. */
const BEHIND_MS = 350;
/** It hears three reads of four. */
const HEARS = 4;
/** How often the ports of the readers are looked up again: a server that was started anew listens elsewhere. */
const LOOK_MS = 2_000;
const CONNECTED_MS_MAX = 15_000;
/** Nothing was handed over for so long: the rest will not come either. */
const STUCK_MS = 60_000;
const WAIT_MS = 100;

export interface PairOptions {
  slug: string;
  /** Root of the server. */
  url: string;
  startMs: number;
  signal?: AbortSignal;
}

interface Placed {
  id: string;
  protocol: ReaderProtocol;
  name: string;
  box: SimBox;
}

export class BoxPair {
  readonly #main: MylapsBox;
  readonly #backup: ChronotrackBox;
  readonly #placed: readonly Placed[];
  readonly #isLocal: boolean;
  readonly #ending = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    private readonly options: PairOptions,
  ) {
    const host = hostOf(options.url);
    this.#isLocal = isOwnHost(host);
    const common = { role: 'dial' as const, host: this.#isLocal ? '127.0.0.1' : host, port: 0, location: 'line' };
    this.#main = new MylapsBox({ ...common, name: 'Finish' });
    this.#backup = new ChronotrackBox({ ...common, name: 'Backup' });
    this.#placed = [
      { id: 'finish', protocol: 'mylaps', name: 'Finish', box: this.#main },
      { id: 'backup', protocol: 'chronotrack', name: 'Backup mat', box: this.#backup },
    ];
  }

  /** Sets both up as readers of the race, unless they are, and connects them. @throws Error with one sentence when that cannot be */
  static async open(client: Client, options: PairOptions): Promise<BoxPair> {
    const pair = new BoxPair(client, options);
    for (const placed of pair.#placed) await pair.#setUp(placed);
    for (const { box } of pair.#placed) await box.start();
    pair.#looking = pair.#lookAgain();
    const sinceMs = performance.now();
    const connected = await pair.#until(
      () => pair.#placed.every(({ box }) => box.connected),
      () => performance.now() - sinceMs > CONNECTED_MS_MAX,
    );
    if (!connected) {
      await pair.close();
      const ports = pair.#placed.map(({ box }) => box.port).join(' and ');
      throw new Error(
        `the boxes cannot reach the readers at ${hostOf(options.url)}, ports ${ports}; open these ports, or use --no-boxes`,
      );
    }
    return pair;
  }

  detect({ chip = '', atMs, seq, antenna = 1, rssi = -60 }: SimRead): void {
    const trueMs = this.options.startMs + atMs;
    this.#main.detect({ chip, atMs: trueMs, antenna, rssi });
    if (seq % HEARS !== 0) this.#backup.detect({ chip, atMs: trueMs + BEHIND_MS, antenna, rssi: rssi - 4 });
  }

  /** Until both have handed over what they noted. False: the server stopped taking it. */
  async drained(): Promise<boolean> {
    let left = Infinity;
    let movedMs = performance.now();
    return this.#until(
      () => {
        const now = this.#main.undelivered + this.#backup.undelivered;
        if (now < left) movedMs = performance.now();
        left = now;
        return now === 0;
      },
      () => performance.now() - movedMs > STUCK_MS,
    );
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#looking;
    await Promise.all(this.#placed.map(({ box }) => box.hangUp()));
  }

  /** One sentence a box: what the server has of it. */
  async told(): Promise<string[]> {
    const answers = await Promise.all(this.#placed.map(({ id }) => this.client.get<ReaderAnswer>(this.#path(id))));
    return answers.map(
      ({ name = '', protocol, state }) =>
        `${name} (${protocol}): ${state.reads} reads taken, ${state.duplicates} known before, ${state.refused} refused`,
    );
  }

  async #setUp({ id, protocol, name, box }: Placed): Promise<void> {
    const { slug } = this.options;
    const known = await this.client.find<ReaderAnswer>(this.#path(id));
    if (known && known.protocol !== protocol)
      throw new Error(
        `the reader "${id}" of race "${slug}" speaks ${known.protocol} and not ${protocol}; take it away, or use --no-boxes`,
      );
    // On this machine nobody else need hear them. A free port: several demos may run.
    const listen = this.#isLocal ? { host: '127.0.0.1', port: 0 } : { port: 0 };
    const reader =
      known ?? (await this.client.send<ReaderAnswer>('PUT', this.#path(id), jsonBody({ protocol, name, listen })));
    if (reader.state.port !== undefined) box.redirect(reader.state.port);
  }

  async #lookAgain(): Promise<void> {
    const signal = this.#ending.signal;
    for (;;) {
      await pause(LOOK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      for (const { id, box } of this.#placed) {
        const reader = await this.client.find<ReaderAnswer>(this.#path(id)).catch(() => null);
        if (reader?.state.port !== undefined) box.redirect(reader.state.port);
      }
    }
  }

  /** False: given up. */
  async #until(done: () => boolean, givesUp: () => boolean): Promise<boolean> {
    while (!done()) {
      if (givesUp()) return false;
      await pause(WAIT_MS, this.options.signal);
    }
    return true;
  }

  #path(id: string): string {
    return `/races/${this.options.slug}/readers/${id}`;
  }
}

/** `[::1]` is ::1. */
const hostOf = (url: string): string => new URL(url).hostname.replaceAll(/[[\]]/g, '');

function isOwnHost(host: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return host === 'localhost' || own.some(({ address }) => address === host);
}
