/** Runs the engine in the world: does its effects through the ports, feeds the outcomes back, keeps its one timer. */
import { Engine } from './engine.js';
import type { Effect, EngineEvent, Notice } from './events.js';
import type { LaneName } from './lane.js';
import type { QueueClock, QueueNetwork, QueueStore, SendOutcome } from './ports.js';

export interface DriverPorts {
  store: QueueStore;
  network: QueueNetwork;
  clock: QueueClock;
}
export interface DriverHooks {
  /** After every event: the page repaints. */
  changed?: () => void;
  notice?: (notice: Notice, id?: string) => void;
}

/** A timer further away than this is set anew: some engines sleep through long ones. */
const TIMER_MAX_MS = 60_000;

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class Driver {
  readonly engine = new Engine();
  private readonly aborts = new Map<LaneName, AbortController>();
  private cancelTimer: (() => void) | null = null;
  private stopped = false;

  constructor(
    private readonly ports: DriverPorts,
    private readonly hooks: DriverHooks = {},
  ) {}

  /** Reads the stored queue and starts to work. Rejects when the store cannot be read: then nothing may be recorded here. */
  async start(race: string): Promise<void> {
    const entries = await this.ports.store.load(race);
    this.dispatch({ type: 'loaded', entries });
  }

  /** Another tab took over: no further effect is begun and no timer runs. What the store holds stays safe. */
  stop(): void {
    this.stopped = true;
    this.cancelTimer?.();
    for (const abort of this.aborts.values()) abort.abort();
  }

  dispatch(event: EngineEvent): void {
    if (this.stopped) return;
    const effects = this.engine.handle(event, this.ports.clock.now());
    this.hooks.changed?.();
    for (const effect of effects) this.run(effect);
    this.setTimer();
  }

  private setTimer(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    const due = this.engine.nextDue();
    if (due === null || this.stopped) return;
    const delay = Math.min(TIMER_MAX_MS, Math.max(0, due - this.ports.clock.now()));
    this.cancelTimer = this.ports.clock.after(delay, () => this.dispatch({ type: 'tick' }));
  }

  private run(effect: Effect): void {
    switch (effect.type) {
      case 'create':
        return this.create(effect);
      case 'amend':
        return this.amend(effect);
      case 'seal':
      case 'settle':
        return this.writeLane(effect);
      case 'send-passings':
        return this.send(effect, (signal) => this.ports.network.sendPassings(effect.entries, signal));
      case 'send-correction':
        return this.send(effect, (signal) => this.ports.network.sendCorrection(effect.entry, signal));
      case 'abort':
        this.aborts.get(effect.lane)?.abort();
        return;
      case 'notice':
        this.hooks.notice?.(effect.notice, effect.id);
    }
  }

  private create({ draft }: Extract<Effect, { type: 'create' }>): void {
    this.ports.store.create(draft).then(
      (entry) => this.dispatch({ type: 'created', entry }),
      (error: unknown) => this.dispatch({ type: 'create-failed', id: draft.id, message: words(error) }),
    );
  }

  private amend({ changes, wanted }: Extract<Effect, { type: 'amend' }>): void {
    this.ports.store.amend(changes).then(
      (entries) => this.dispatch({ type: 'amended', entries, wanted }),
      (error: unknown) => this.dispatch({ type: 'amend-failed', changes, wanted, message: words(error) }),
    );
  }

  private writeLane(effect: Extract<Effect, { type: 'seal' | 'settle' }>): void {
    const { lane, attempt } = effect;
    const changes =
      effect.type === 'settle' ? effect.changes : effect.ids.map((id) => ({ id, amendment: { do: 'seal' } as const }));
    this.ports.store.amend(changes).then(
      (entries) => this.dispatch({ type: effect.type === 'seal' ? 'sealed' : 'settled', lane, attempt, entries }),
      (error: unknown) => this.dispatch({ type: 'lane-store-failed', lane, attempt, message: words(error) }),
    );
  }

  private send(
    { lane, attempt }: { lane: LaneName; attempt: number },
    request: (signal: AbortSignal) => Promise<SendOutcome>,
  ): void {
    const abort = new AbortController();
    this.aborts.set(lane, abort);
    request(abort.signal).then(
      (outcome) => this.dispatch({ type: 'answered', lane, attempt, outcome, at: this.ports.clock.wall() }),
      () =>
        this.dispatch({ type: 'answered', lane, attempt, outcome: { kind: 'offline' }, at: this.ports.clock.wall() }),
    );
  }
}
