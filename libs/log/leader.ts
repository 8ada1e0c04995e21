/**
 * One leader per log: a Postgres advisory lock. All campaigns of a process share one session that does nothing else, so that a server of a
 * hundred races holds one connection, not a hundred. When that session ends, every lock of it is free and we no longer lead; what a leader
 * writes must be harmless when two overlap for a moment.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { LockSession } from './lock-session.js';

/** How soon a standby sees that the leader is gone. */
export const RETRY_MS = 1_000;

export interface Campaigner {
  onLead(): void;
  onLost(): void;
}

export interface Campaign {
  /** Gives the lead away (onLost is called when it was held). */
  close(): Promise<void>;
}

interface Running {
  campaigner: Campaigner;
  leads: boolean;
}

export class LeaderElection {
  private readonly campaigns = new Map<string, Running>();
  private readonly closing = new Set<string>();
  private rounds: Promise<void> | undefined;
  private wake = new AbortController();

  constructor(
    private readonly databaseUrl: string,
    private readonly retryMs = RETRY_MS,
  ) {}

  /** Tries for the lead of a log until closed; the callbacks alternate, starting with onLead. One campaign per log. */
  campaign(logId: string, campaigner: Campaigner): Campaign {
    if (this.campaigns.has(logId)) throw new Error(`there is a campaign for ${logId} already`);
    this.campaigns.set(logId, { campaigner, leads: false });
    this.rounds ??= this.run();
    this.wake.abort();
    return { close: () => this.close(logId) };
  }

  private async close(logId: string): Promise<void> {
    if (!this.campaigns.has(logId)) return;
    this.closing.add(logId);
    this.wake.abort();
    while (this.campaigns.has(logId)) await sleep(1);
    // The last one takes the session with it.
    if (this.campaigns.size === 0) await this.rounds;
  }

  /** One session after the other, as long as there is a campaign. */
  private async run(): Promise<void> {
    while (this.campaigns.size > 0) {
      const session = await LockSession.open(this.databaseUrl);
      while (session && !session.over.aborted && this.campaigns.size > 0) {
        await this.round(session);
        if (this.campaigns.size > 0) await this.pause(session.over);
      }
      for (const running of this.campaigns.values()) this.lose(running);
      await session?.close();
      this.dropClosing();
      if (!session) await this.pause();
    }
    this.rounds = undefined;
  }

  private async round(session: LockSession): Promise<void> {
    for (const logId of this.closing) {
      const running = this.campaigns.get(logId);
      if (running?.leads) {
        this.lose(running);
        await session.unlock(logId);
      }
    }
    this.dropClosing();
    await session.pulse();
    for (const [logId, running] of this.campaigns) {
      if (running.leads || session.over.aborted || this.closing.has(logId)) continue;
      if (await session.tryLock(logId)) this.lead(logId, running);
    }
  }

  /** The campaign may have been told to close while the lock was asked for; the next round gives it back. */
  private lead(logId: string, running: Running): void {
    running.leads = true;
    if (!this.closing.has(logId)) running.campaigner.onLead();
    else running.campaigner = SILENT;
  }

  private lose(running: Running): void {
    if (!running.leads) return;
    running.leads = false;
    running.campaigner.onLost();
  }

  private dropClosing(): void {
    for (const logId of this.closing) this.campaigns.delete(logId);
    this.closing.clear();
  }

  /** Jitter: standbys must not ask in step. A new or closing campaign ends the pause; the session's end does too. */
  private async pause(over?: AbortSignal): Promise<void> {
    const waitMs = this.retryMs * (0.75 + Math.random() / 2);
    const signal = over ? AbortSignal.any([over, this.wake.signal]) : this.wake.signal;
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (this.wake.signal.aborted) this.wake = new AbortController();
  }
}

const SILENT: Campaigner = { onLead: () => undefined, onLost: () => undefined };
