/** The change feed between processes, on Redis Streams. Redis may vanish, be flushed and return: messages of the outage are lost and counted, listening goes on. */
import { createClient } from 'redis';
import { setTimeout as sleep } from 'node:timers/promises';
import { Mailbox } from './mailbox.js';
import type { Feed, Subscription } from './ports.js';
import { RedisTailer, type StreamReader } from './redis-tailer.js';
import { NO_ID, StreamTail } from './stream-tail.js';

/** Messages kept per topic (approximately: Redis trims whole nodes). */
export const STREAM_MESSAGES_MAX = 1_000;
/** Publishes without an answer; beyond it messages are dropped rather than queued before a Redis that hangs. */
export const IN_FLIGHT_MAX = 1_000;
const KEY_PREFIX = 'loopline:feed:';
const FIRST_CONNECT_MS = 2_000;
const RECONNECT_MAX_MS = 1_000;
const RETRY_MS = 100;
const PING_MS = 1_000;
/** A connection that says nothing for so long is hung: it is cut and made again. */
const SILENCE_MS = 5_000;

type Client = ReturnType<typeof connectTo>;

export interface RedisFeedOptions {
  /** For several Looplines on one Redis. */
  keyPrefix?: string;
  onFault?: (error: unknown) => void;
}

export class RedisFeed implements Feed {
  private inFlight = 0;
  private closed = false;
  /** Messages that could not be sent. */
  dropped = 0;

  private constructor(
    private readonly commands: Client,
    private readonly tailer: RedisTailer,
    private readonly reader: Client,
    private readonly prefix: string,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Waits a moment for Redis and goes on without it: a Loopline must start when Redis is away. */
  static async connect(url: string, options: RedisFeedOptions = {}): Promise<RedisFeed> {
    const onFault = options.onFault ?? ((): void => undefined);
    const [commands, reader] = [connectTo(url, onFault), connectTo(url, onFault)];
    const connected = Promise.all([commands.connect(), reader.connect()]);
    // Only closing makes a first connect fail: it retries for ever.
    const settled = connected.catch(() => undefined);
    await Promise.race([settled, sleep(FIRST_CONNECT_MS, undefined, { ref: false })]);
    const tailer = new RedisTailer(asReader(reader, commands));
    tailer.start();
    return new RedisFeed(commands, tailer, reader, options.keyPrefix ?? KEY_PREFIX, onFault);
  }

  async publish(topic: string, message: string): Promise<void> {
    if (this.closed || !this.commands.isReady || this.inFlight >= IN_FLIGHT_MAX) {
      this.dropped++;
      return;
    }
    this.inFlight++;
    try {
      await this.commands.xAdd(
        this.prefix + topic,
        '*',
        { m: message },
        { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: STREAM_MESSAGES_MAX } },
      );
    } catch {
      this.dropped++;
    } finally {
      this.inFlight--;
    }
  }

  async tail(
    topic: string,
    onMessage: (message: string) => void | Promise<void>,
    from: 'now' | 'start' = 'now',
  ): Promise<Subscription> {
    const key = this.prefix + topic;
    const tail = new StreamTail(new Mailbox(onMessage, this.onFault));
    this.tailer.add(key, tail);
    for (;;) {
      if (this.closed) throw new Error('The feed is closed');
      try {
        await this.prime(key, tail, from);
        break;
      } catch {
        // During an outage nothing can be published either: the wait misses nothing.
        await sleep(RETRY_MS);
      }
    }
    return {
      close: () => {
        this.tailer.remove(key, tail);
        return Promise.resolve();
      },
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    const stopped = this.tailer.stop();
    this.reader.destroy();
    this.commands.destroy();
    await stopped;
  }

  private async prime(key: string, tail: StreamTail, from: 'now' | 'start'): Promise<void> {
    const kept =
      from === 'start'
        ? ((await this.commands.xRange(key, '-', '+')) ?? [])
        : ((await this.commands.xRevRange(key, '+', '-', { COUNT: 1 })) ?? []);
    const newest = from === 'start' ? kept.at(-1)?.id : kept[0]?.id;
    const heard = from === 'start' ? kept.map(({ message }) => message['m'] ?? '') : [];
    tail.prime(heard, newest ?? NO_ID);
    this.tailer.primed(key, newest ?? NO_ID);
  }
}

function connectTo(url: string, onFault: (error: unknown) => void) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: SILENCE_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 5), RECONNECT_MAX_MS),
    },
  });
  client.on('error', onFault);
  return client;
}

function asReader(reader: Client, commands: Client): StreamReader {
  return {
    async read(cursors, waitMs, countMax) {
      const reply = await reader.xRead(
        cursors.map(([key, id]) => ({ key, id })),
        { BLOCK: waitMs, COUNT: countMax },
      );
      const streams = (reply ?? []) as { name: string; messages: { id: string; message: Record<string, string> }[] }[];
      return streams.map(({ name, messages }) => ({
        key: name,
        messages: messages.map(({ id, message }) => ({ id, text: message['m'] ?? '' })),
      }));
    },
    async newestId(key) {
      const [newest] = (await commands.xRevRange(key, '+', '-', { COUNT: 1 })) ?? [];
      return newest?.id ?? NO_ID;
    },
  };
}
