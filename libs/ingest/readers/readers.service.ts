/** Readers: set up, changed, asked and taken away. Their settings stand in the database; what a change means for the past stands in the log. */
import { networkInterfaces } from 'node:os';
import type { ReaderAnswer, ReaderInput, ReaderState, ReadersAnswer } from '#libs/contracts/index.js';
import { READERS_PER_LOG_MAX } from '#libs/contracts/index.js';
import { type DeviceZone, type RaceDefinition, isoInstant } from '#libs/domain/index.js';
import type { FactLog, RaceRow, ReaderRow, ReaderStore, Registry, SetUpFacts } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import { hashSecret, randomSecret } from '#libs/platform/auth/secrets.js';
import type { TokenStore } from '#libs/platform/auth/token-store.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Logger } from '#libs/platform/logging.js';
import { type Request, jsonProtocol, socketProtocol } from '#libs/readers/index.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import { checkReader } from './check-reader.js';
import { pointNames } from './point-names.js';
import { raceDays } from './race-days.js';
import { ReaderBook } from './reader-book.js';
import { ReaderRuntime, type ReaderSetup } from './reader-runtime.js';
import { ReadTaker } from './read-taker.js';
import { type SettingFacts, settingFacts } from './setting-facts.js';

/** How often readers set up elsewhere are looked for, and how often the state is written down. */
export const READERS_REFRESH_MS = 15_000;
export const STATE_EVERY_MS = 5_000;

export interface ReadersPorts {
  directory: RaceDirectory;
  store: ReaderStore;
  registry: Registry;
  log: FactLog;
  setUp: SetUpFacts;
  taker: ReadTaker;
  tokens: TokenStore;
  clock: Clock;
  logger: Logger;
}

/** The settings as they stand in the database. */
type StoredConfig = ReaderInput & { facts?: SettingFacts; tokenId?: string };

export class ReadersService {
  readonly #runtimes = new Map<string, { runtime: ReaderRuntime; changedAt: string; tokenHash: Buffer | null }>();
  #timers: NodeJS.Timeout[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly ports: ReadersPorts) {}

  async start(): Promise<void> {
    await this.refresh();
    const { logger } = this.ports;
    const every = (ms: number, work: () => Promise<void>): void => {
      const timer = setInterval(() => {
        work().catch((error: unknown) => logger.debug({ err: error }, 'readers: the database is away'));
      }, ms);
      timer.unref();
      this.#timers.push(timer);
    };
    every(READERS_REFRESH_MS, () => this.refresh());
    every(STATE_EVERY_MS, () => this.saveStates());
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#timers = [];
    await this.#turn.catch(() => undefined);
    this.ports.taker.close();
    await Promise.all([...this.#runtimes.values()].map(({ runtime }) => runtime.stop()));
    await this.saveStates().catch(() => undefined);
    this.#runtimes.clear();
  }

  /** Readers that were set up or changed by another process are taken over. */
  refresh(): Promise<void> {
    return this.#inTurn(async () => {
      const rows = await this.ports.store.all();
      const keys = new Set(rows.map(keyOf));
      for (const [key, { runtime }] of this.#runtimes)
        if (!keys.has(key)) {
          this.#runtimes.delete(key);
          await runtime.stop();
        }
      for (const row of rows) {
        const known = this.#runtimes.get(keyOf(row));
        // One that cannot be set up, such as of a race that is gone, must not keep the others from work.
        if (known?.changedAt !== row.changedAt)
          await this.#run(row).catch((error: unknown) =>
            this.ports.logger.warn({ err: error, reader: row.id, race: row.race }, 'a reader could not be started'),
          );
        else await known.runtime.retry();
      }
    });
  }

  async saveStates(): Promise<void> {
    const byLog = new Map<string, { id: string; state: Record<string, unknown> }[]>();
    for (const { runtime } of this.#runtimes.values()) {
      const { logId, id, config } = runtime.setup;
      const { lastReads: _lastReads, lastRefused: _lastRefused, ...state } = runtime.state();
      const kept = byLog.get(logId) ?? [];
      const { protocol, muted, name = id } = config;
      kept.push({ id, state: { ...state, protocol, muted, name } });
      byLog.set(logId, kept);
    }
    for (const [logId, states] of byLog) await this.ports.store.saveStates(logId, states);
  }

  /** @throws ProblemError 400, 404, 409, 503 */
  async put(slug: string, id: string, input: ReaderInput, caller: Principal): Promise<ReaderAnswer> {
    const race = await this.ports.directory.getFor(slug, caller);
    checkReader(input);
    return this.#inTurn(() => orProblem(this.#put(race, id, input, caller)));
  }

  async #put(race: RaceRow, id: string, input: ReaderInput, caller: Principal): Promise<ReaderAnswer> {
    const { store, log, clock } = this.ports;
    const { logId } = race;
    const all = await store.ofLog(logId);
    const former = all.find((row) => row.id === id);
    if (former === undefined && all.length >= READERS_PER_LOG_MAX)
      throw new ProblemError(409, 'too-many-readers', `A group of races has at most ${READERS_PER_LOG_MAX} readers.`);
    this.#checkPort(logId, id, input);
    const setup = await this.#setupOf(race, input);
    const known = this.#runtimes.get(keyOf({ logId, id }))?.runtime;
    const formerConfig = former?.config as StoredConfig | undefined;
    const before = formerConfig && { config: formerConfig, zone: zoneOf(formerConfig, setup.definition) };
    const boxes = known === undefined ? [] : [...known.book.boxes.values()];
    const { facts, kept } = settingFacts({
      ...{ readerId: id, before, config: input, zone: setup.zone, boxes },
      ...{ pointsByName: setup.pointsByName, kept: formerConfig?.facts ?? {} },
      ...{ by: authorOf(caller), nowMs: clock.nowMs() },
    });
    if (facts.length > 0) await log.append(logId, facts);
    const made = former?.tokenHash == null ? await this.#makeToken(race.slug, id) : undefined;
    const tokenId = made?.tokenId ?? formerConfig?.tokenId;
    const { from: _from, ...config } = input;
    const row = await store.put({
      ...{ logId, id, race: race.slug, protocol: input.protocol, config: { ...config, facts: kept, tokenId } },
      ...(made === undefined ? {} : { tokenHash: hashSecret(made.token) }),
    });
    const runtime = await this.#run(row);
    return { ...this.#answer(runtime, race.slug), ...(made === undefined ? {} : { token: made.token }) };
  }

  /** How many readers have their box, miss it, and what they took in all: for metrics. */
  counts(): { connected: number; away: number; reads: number; refused: number } {
    const counts = { connected: 0, away: 0, reads: 0, refused: 0 };
    for (const { runtime } of this.#runtimes.values()) {
      const { link, reads, refused } = runtime.book;
      if (link === 'connected') counts.connected++;
      else if (link === 'away' || link === 'failed' || link === 'connecting') counts.away++;
      counts.reads += reads;
      counts.refused += refused;
    }
    return counts;
  }

  async list(slug: string, caller: Principal): Promise<ReadersAnswer> {
    const { logId } = await this.ports.directory.getFor(slug, caller);
    const own = [...this.#runtimes.values()].filter(({ runtime }) => runtime.setup.logId === logId);
    const readers = own.map(({ runtime }) => this.#answer(runtime, slug)).sort((a, b) => (a.id < b.id ? -1 : 1));
    return { at: isoInstant(this.ports.clock.nowMs()), readers, addresses: ownAddresses() };
  }

  async get(slug: string, id: string, caller: Principal): Promise<ReaderAnswer> {
    return this.#answer(await this.#known(slug, id, caller), slug);
  }

  /** Takes the reader away; what it said stays. */
  async remove(slug: string, id: string, caller: Principal): Promise<{ removed: string }> {
    const { setup } = await this.#known(slug, id, caller);
    return this.#inTurn(async () => {
      const rows = await orProblem(this.ports.store.ofLog(setup.logId));
      const tokenId = (rows.find((row) => row.id === id)?.config as StoredConfig | undefined)?.tokenId;
      await orProblem(this.ports.store.remove(setup.logId, id));
      if (tokenId !== undefined) await orProblem(this.ports.tokens.revoke(tokenId));
      const known = this.#runtimes.get(keyOf(setup));
      this.#runtimes.delete(keyOf(setup));
      await known?.runtime.stop();
      return { removed: id };
    });
  }

  /** A new token in place of the old one, which is worth nothing from now on. */
  async renewToken(slug: string, id: string, caller: Principal): Promise<{ token: string }> {
    const { setup } = await this.#known(slug, id, caller);
    return this.#inTurn(async () => {
      const rows = await orProblem(this.ports.store.ofLog(setup.logId));
      const row = rows.find((one) => one.id === id);
      if (row === undefined) throw unknownReader(id);
      const { token, tokenId } = await orProblem(this.#makeToken(row.race, id));
      const former = (row.config as StoredConfig).tokenId;
      const config = { ...row.config, tokenId };
      await this.#run(await orProblem(this.ports.store.put({ ...row, config, tokenHash: hashSecret(token) })));
      if (former !== undefined) await orProblem(this.ports.tokens.revoke(former));
      return { token };
    });
  }

  /** What a reader may do is what a recorder may: submit, and correct what it said itself. */
  async #makeToken(race: string, id: string): Promise<{ token: string; tokenId: string }> {
    const { tokens } = this.ports;
    const { id: tokenId, token } = await tokens.create(
      'recorder',
      `reader: ${id}`,
      { race, device: id },
      null,
      randomSecret(),
    );
    return { token, tokenId };
  }

  /** Asks a box to send again what it has. */
  async rewind(slug: string, id: string, request: Request, caller: Principal): Promise<{ asked: true }> {
    const outcome = (await this.#known(slug, id, caller)).request(request);
    if (outcome === 'not-connected')
      throw new ProblemError(
        409,
        'not-connected',
        'Nobody is connected to this reader now; it is asked for what is missing when it comes back.',
      );
    if (outcome === 'not-possible')
      throw new ProblemError(409, 'not-possible', 'This protocol has no word for that; import the box’s file instead.');
    return { asked: true };
  }

  /** The runtime of a webhook, for whoever has the token or is a director. @throws ProblemError 401, 404 */
  async forWebhook(
    slug: string,
    id: string,
    token: string | undefined,
    caller: Principal | undefined,
  ): Promise<ReaderRuntime> {
    const race = await this.ports.directory.get(slug);
    const known = this.#runtimes.get(keyOf({ logId: race.logId, id }));
    const isOwn = token !== undefined && known?.tokenHash?.equals(hashSecret(token)) === true;
    if (!isOwn && caller?.role !== 'director')
      throw new ProblemError(401, 'wrong-token', 'The token does not belong to this reader; its page makes a new one.');
    if (known === undefined) throw unknownReader(id);
    return known.runtime;
  }

  /** A reader's settings for a file of one of its boxes. */
  async #known(slug: string, id: string, caller: Principal): Promise<ReaderRuntime> {
    const { logId } = await this.ports.directory.getFor(slug, caller);
    const known = this.#runtimes.get(keyOf({ logId, id }));
    if (known === undefined) throw unknownReader(id);
    return known.runtime;
  }

  async #run(row: ReaderRow): Promise<ReaderRuntime> {
    const key = keyOf(row);
    const former = this.#runtimes.get(key);
    await former?.runtime.stop();
    const { facts: _facts, tokenId: _tokenId, ...config } = row.config as StoredConfig;
    const { directory, clock, logger, taker, store } = this.ports;
    const race = await directory.get(row.race);
    const { tokenHash } = row;
    const setup: ReaderSetup = {
      ...{ logId: row.logId, id: row.id, race: row.race, config },
      ...(await this.#setupOf(race, config)),
      admits: (token) => tokenHash?.equals(hashSecret(token)) === true,
    };
    const ports = { taker, clock, logger, cursors: store.cursors.bind(store) };
    // What was learned of its boxes is still true after a setting was changed; not so with another protocol.
    const sameBoxes = former !== undefined && former.runtime.setup.config.protocol === config.protocol;
    const book = sameBoxes ? former.runtime.book : await this.#bookOf(row, former !== undefined);
    if (former?.runtime.setup.config.statedZone !== config.statedZone) book.drop('zone-doubt');
    const runtime = new ReaderRuntime(setup, socketProtocol(row.protocol), ports, book);
    if (sameBoxes && meansOther(former.runtime.setup, setup))
      runtime.understandAnew(former.runtime.setup.config.offsetMs ?? 0);
    this.#runtimes.set(key, { runtime, changedAt: row.changedAt, tokenHash });
    await runtime.start();
    return runtime;
  }

  /** Of a reader that this process hears of for the first time: with what the last one knew. */
  async #bookOf({ logId, id, protocol }: ReaderRow, isChanged: boolean): Promise<ReaderBook> {
    const book = new ReaderBook(this.ports.clock.nowMs());
    if (isChanged) return book;
    const saved = await this.ports.store.statesOf(logId).catch(() => []);
    const state = saved.find((one) => one.id === id)?.state as
      (Partial<ReaderState> & { protocol?: string }) | undefined;
    if (state?.protocol === protocol) book.restore(state);
    return book;
  }

  async #setupOf(
    race: RaceRow,
    config: ReaderInput,
  ): Promise<
    Pick<ReaderSetup, 'zone' | 'pointsByName' | 'simulated' | 'days' | 'startMs'> & { definition: RaceDefinition }
  > {
    const { registry, setUp } = this.ports;
    const rows = await registry.racesOf(race.logId);
    const found = await Promise.all(rows.map(({ slug }) => setUp.definition(race.logId, slug)));
    const definitions = found.flatMap((one) => one?.definition ?? []);
    const definition = definitions.find(({ slug }) => slug === race.slug);
    if (definition === undefined) throw new ProblemError(404, 'unknown-race', `There is no race "${race.slug}".`);
    return {
      zone: zoneOf(config, definition),
      pointsByName: pointNames(definitions),
      definition,
      simulated: definition.simulated === true,
      days: raceDays(definitions),
      startMs: Date.parse(definition.scheduledStart),
    };
  }

  /** Two readers of this server cannot listen on one port. */
  #checkPort(logId: string, id: string, input: ReaderInput): void {
    const port = input.listen?.port ?? (input.listen && socketProtocol(input.protocol)?.defaultPort);
    if (port === undefined || port === 0) return;
    for (const { runtime } of this.#runtimes.values()) {
      const { setup, book } = runtime;
      if (setup.logId === logId && setup.id === id) continue;
      if (book.port === port && book.link !== 'failed')
        throw new ProblemError(
          409,
          'port-taken',
          `listen.port ${port} is taken by the reader "${setup.id}" of the race "${setup.race}".`,
        );
    }
  }

  #answer(runtime: ReaderRuntime, slug: string): ReaderAnswer {
    const { id, config } = runtime.setup;
    const { from: _from, ...shown } = config;
    const isJson = jsonProtocol(config.protocol) !== undefined;
    return {
      id,
      ...shown,
      ...(isJson ? { url: `/api/v1/races/${slug}/readers/${id}/reads` } : {}),
      ...(socketProtocol(config.protocol)?.beta === true ? { beta: true } : {}),
      state: runtime.state(),
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

/** Do the figures of its boxes mean other instants than before? */
function meansOther(before: ReaderSetup, now: ReaderSetup): boolean {
  const of = ({ zone, config: { statedZone, offsetMs = 0 } }: ReaderSetup): string =>
    JSON.stringify([zone.timeZone, zone.setAtMs, statedZone, offsetMs]);
  return of(before) !== of(now);
}

/** Where boxes of the same network find this machine. */
function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

const keyOf = ({ logId, id }: { logId: string; id: string }): string => `${logId} ${id}`;

const unknownReader = (id: string): ProblemError =>
  new ProblemError(404, 'unknown-reader', `There is no reader "${id.slice(0, 32)}" here; set it up with PUT first.`);

/** The zone of a box's clock: its own, else the race's. A box does not change its clock by itself unless it is said to. */
export function zoneOf(config: Pick<ReaderInput, 'timeZone' | 'clockChange'>, definition: RaceDefinition): DeviceZone {
  const timeZone = config.timeZone ?? definition.timeZone;
  return config.clockChange === 'follows' ? { timeZone } : { timeZone, setAtMs: Date.parse(definition.scheduledStart) };
}
