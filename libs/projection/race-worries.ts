/** What needs a person in a race: what the fold sees, and what never reached it; settlements ready to be posted. */
import type { CorrectionInput, RefusedFact, WorriesAnswer, WorryAnswer } from '#libs/contracts/index.js';
import { type Worry, type WorrySettle, isoInstant, stableUuid } from '#libs/domain/index.js';
import type { FactLog, ReaderStore, RefusalLog, SequenceGap, SequenceGaps } from '#libs/log/index.js';
import type { Clock } from '#libs/platform/clock.js';
import { refusedFact } from './http/refused-fact.js';
import { gapWorries, refusedWorries } from './log-worries.js';
import { readerWorries } from './reader-worries.js';
import type { HeldRace } from './queries.js';

/** Newest refusals that are looked at. */
const REFUSALS_MAX = 200;
/** The search for holes reads a whole index; while a log grows it is done no more often. */
const GAPS_EVERY_MS = 15_000;
/** Logs whose holes are remembered. */
const LOGS_MAX = 200;
/** Times one worry was settled and came back. */
const AGAIN_MAX = 20;

interface KnownGaps {
  offset: number;
  atMs: number;
  gaps: Promise<SequenceGap[]>;
}

export class RaceWorries {
  private readonly known = new Map<string, KnownGaps>();

  constructor(
    private readonly log: FactLog,
    private readonly refusals: RefusalLog,
    private readonly sequences: SequenceGaps,
    private readonly readers: Pick<ReaderStore, 'statesOf'>,
    private readonly clock: Clock,
  ) {}

  async of({ race, logId, offset }: HeldRace): Promise<WorriesAnswer> {
    const nowMs = this.clock.nowMs();
    const [refusals, gaps, readers] = await Promise.all([
      this.refused(logId),
      this.gaps(logId, offset, nowMs),
      this.readers.statesOf(logId),
    ]);
    const collided = await this.log.readAt(
      logId,
      refusals.flatMap((refusal) => refusal.offset ?? []),
    );
    const facts = new Map(collided.map((fact) => [fact.offset, fact]));
    const { state, simulated = false, endsAt } = race.header(nowMs);
    const endedMs = state === 'ended' ? Date.parse(endsAt ?? isoInstant(nowMs)) : undefined;
    const boxes = readerWorries(readers, nowMs, simulated, endedMs);
    const known = new Set(readers.map(({ id }) => id));
    const others = [...refusedWorries(refusals, facts), ...gapWorries(gaps, refusals, nowMs, known), ...boxes];
    const { worries, cut } = race.worries(nowMs, others);
    return { worries: await this.answered(logId, offset, worries), cut };
  }

  private async refused(logId: string): Promise<RefusedFact[]> {
    return (await this.refusals.refusals(logId, REFUSALS_MAX)).map(refusedFact);
  }

  private async gaps(logId: string, offset: number, nowMs: number): Promise<SequenceGap[]> {
    const known = this.known.get(logId);
    if (known && (known.offset === offset || nowMs - known.atMs < GAPS_EVERY_MS)) return known.gaps;
    const gaps = this.sequences.gaps(logId);
    this.known.delete(logId);
    this.known.set(logId, { offset, atMs: nowMs, gaps });
    for (const [oldest] of this.known) if (this.known.size > LOGS_MAX) this.known.delete(oldest);
    gaps.catch(() => this.known.delete(logId));
    return gaps;
  }

  private async answered(logId: string, offset: number, worries: readonly Worry[]): Promise<WorryAnswer[]> {
    const settles = worries.flatMap(({ settle }) => settle ?? []);
    const targets = settles.flatMap((settle) => ('targetOffset' in settle ? settle.targetOffset : []));
    const [ids, fresh] = await Promise.all([this.log.idsOf(logId, targets), this.freshIds(logId, offset, settles)]);
    return worries.map(({ settle, ...worry }) => ({
      ...worry,
      settle: settle && correctionOf({ ...settle, id: fresh.get(settle.id) ?? settle.id }, ids),
    }));
  }

  /**
   * A settlement that the fold has taken while its worry is there still, or again because it was undone, needs another id:
   * with its own the log would answer "duplicate" and nothing would change.
   */
  private async freshIds(
    logId: string,
    offset: number,
    settles: readonly WorrySettle[],
  ): Promise<ReadonlyMap<string, string>> {
    const fresh = new Map<string, string>();
    let open = settles.map(({ id }) => ({ id, next: id }));
    for (let again = 1; open.length > 0 && again <= AGAIN_MAX; again++) {
      const taken = await this.log.offsetsOf(
        logId,
        open.map(({ next }) => next),
      );
      open = open.filter(({ next }) => (taken.get(next) ?? Infinity) <= offset);
      for (const one of open) {
        one.next = stableUuid(`${one.id} ${again}`);
        fresh.set(one.id, one.next);
      }
    }
    return fresh;
  }
}

function correctionOf(settle: WorrySettle, ids: ReadonlyMap<number, string>): CorrectionInput | null {
  if (!('targetOffset' in settle)) return settle;
  const { targetOffset, ...rest } = settle;
  const target = ids.get(targetOffset);
  return target === undefined ? null : { ...rest, target };
}
