/** Where this process leads a log it makes the frames of its races: ticks, deltas, snapshots on demand. One leader per log, chosen by advisory lock. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from '#libs/contracts/index.js';
import type { Feed, LeaderElection, Subscription } from '#libs/log/index.js';
import type { Clock } from '#libs/platform/clock.js';
import type { Logger } from '#libs/platform/logging.js';
import { Doubts } from './doubts.js';
import { Estimates } from './estimates/estimates.js';
import { shippedModels } from './estimates/parameters.js';
import { FrameMaker } from './frame-maker.js';
import type { Projection } from './projection.js';

export const FRAMES_TOPIC = 'frames';
export const FRAME_WANTED_TOPIC = 'frame-wanted';
export const TICK_MS = 250;
/** Statuses that only the clock changes are asked this often. */
export const STATUS_TICK_MS = 2000;

export interface FrameMessage {
  race: string;
  frame: Frame;
}

/** A log that cannot be read is tried again this often, for as long as we hold its lead. */
export const LEVEL_RETRY_MS = 500;

interface Led {
  makers: Map<string, FrameMaker>;
  dirty: boolean;
}

export class LeadingProjector {
  private readonly led = new Map<string, Led>();
  private readonly campaigns = new Map<string, { close(): Promise<void> }>();
  /** One per lead held, from the election on; aborts when it is lost. */
  private readonly terms = new Map<string, AbortController>();
  private timer: NodeJS.Timeout | undefined;
  private wanted: Subscription | undefined;
  private lastStatusTickMs = 0;
  private stopListening: (() => void) | undefined;
  /** Frames made so far, for metrics and tests. */
  framesMade = 0;

  constructor(
    private readonly projection: Projection,
    private readonly election: LeaderElection,
    private readonly feed: Feed,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly doubts = new Doubts(),
    private readonly estimates = new Estimates(shippedModels),
  ) {}

  async start(): Promise<void> {
    this.wanted = await this.feed.tail(FRAME_WANTED_TOPIC, (message) =>
      this.answer((JSON.parse(message) as { race: string }).race),
    );
    this.stopListening = this.projection.onChange((logId) => {
      const led = this.led.get(logId);
      if (led) led.dirty = true;
      else this.campaign(logId);
    });
    for (const { logId } of this.projection.logs()) this.campaign(logId);
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  leads(logId: string): boolean {
    return this.led.has(logId);
  }

  /** Makes and publishes what changed; also called by tests and benches. */
  tick(): void {
    const now = this.clock.nowMs();
    const everyStatus = now - this.lastStatusTickMs >= STATUS_TICK_MS;
    if (everyStatus) this.lastStatusTickMs = now;
    for (const [logId, led] of this.led) {
      if (!led.dirty && !everyStatus) continue;
      led.dirty = false;
      this.tickLog(logId, led, now, everyStatus);
    }
  }

  private tickLog(logId: string, led: Led, nowMs: number, everyStatus: boolean): void {
    const fold = this.projection.follower(logId)?.fold;
    if (!fold) return;
    for (const race of fold.races()) {
      const maker = led.makers.get(race.slug);
      if (!maker) {
        const made = new FrameMaker(
          race,
          newEpoch(nowMs),
          fold.offset,
          nowMs,
          (...asked) => this.doubts.of(...asked),
          (...asked) => this.estimates.of(...asked),
          (...asked) => this.estimates.forecast(...asked),
        );
        led.makers.set(race.slug, made);
        this.publish(race.slug, { kind: 'snapshot', board: made.snapshot() });
        continue;
      }
      const delta = maker.tick(race, fold.offset, nowMs, everyStatus);
      if (delta) this.publish(race.slug, { kind: 'delta', delta });
    }
  }

  private answer(wanted: string): void {
    for (const led of this.led.values()) {
      for (const [slug, maker] of led.makers) {
        if (wanted === '*' || wanted === slug) this.publish(slug, { kind: 'snapshot', board: maker.snapshot() });
      }
    }
  }

  private publish(race: string, frame: Frame): void {
    this.framesMade += 1;
    const message: FrameMessage = { race, frame };
    this.feed
      .publish(FRAMES_TOPIC, JSON.stringify(message))
      .catch((error: unknown) => this.logger.debug({ err: error, race }, 'frame not published'));
  }

  private campaign(logId: string): void {
    if (this.campaigns.has(logId)) return;
    const campaign = this.election.campaign(logId, {
      onLead: () => void this.lead(logId),
      onLost: () => {
        this.endTerm(logId);
        this.logger.warn({ log: logId }, 'no longer leading');
      },
    });
    this.campaigns.set(logId, campaign);
  }

  /** Frames start only from a fold that is level with the log, or a board would step back. */
  private async lead(logId: string): Promise<void> {
    this.endTerm(logId);
    const term = new AbortController();
    this.terms.set(logId, term);
    if (!(await this.levelled(logId, term.signal))) return;
    this.led.set(logId, { makers: new Map(), dirty: true });
    this.logger.info({ log: logId }, 'leading');
    this.tick();
  }

  /** False when the lead was lost before the log could be read. */
  private async levelled(logId: string, lost: AbortSignal): Promise<boolean> {
    for (let failures = 0; !lost.aborted; failures += 1) {
      try {
        await this.projection.level(logId);
        break;
      } catch (error) {
        const level = failures === 0 ? 'warn' : 'debug';
        this.logger[level]({ err: error, log: logId }, 'leading, but the log cannot be read yet');
      }
      await sleep(LEVEL_RETRY_MS, undefined, { signal: lost }).catch(() => undefined);
    }
    return !lost.aborted;
  }

  private endTerm(logId: string): void {
    this.terms.get(logId)?.abort();
    this.terms.delete(logId);
    this.led.delete(logId);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.stopListening?.();
    await this.wanted?.close();
    const campaigns = [...this.campaigns.values()];
    this.campaigns.clear();
    for (const logId of [...this.terms.keys()]) this.endTerm(logId);
    await Promise.all(campaigns.map((campaign) => campaign.close()));
  }
}

/** Sorts by time, never repeats. */
function newEpoch(nowMs: number): string {
  return `${nowMs.toString(36)}-${randomBytes(4).toString('hex')}`;
}
