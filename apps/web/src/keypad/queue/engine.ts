/**
 * The recording queue as a pure state machine: events in, effects out, no clock, network or store of its own.
 * Rules it keeps: nothing counts as saved before the store says the transaction is complete; nothing is handed to the network before the store
 * has marked it as handed out; nothing counts as received before the store has kept the server's word.
 */
import type { Change, ChangeOrCorrect, Effect, EngineEvent } from './events.js';
import type { Entry, PassingEntry } from './entry.js';
import { shows } from './amend.js';
import {
  type Lane,
  type LaneName,
  WATCHDOG_MS,
  advance,
  backOff,
  begin,
  expects,
  fail,
  newLane,
  rest,
  succeed,
} from './lane.js';
import { settlements } from './answers.js';
import { Ledger } from './ledger.js';
import { REWRITE_MS, type Unsaved, UnsavedBook } from './unsaved.js';
import type { SendOutcome } from './ports.js';

export class Engine {
  readonly ledger = new Ledger();
  private readonly book = new UnsavedBook();
  /** On the screen, not yet in the store. */
  readonly unsaved: ReadonlyMap<string, Unsaved> = this.book.byId;
  readonly lanes: Record<LaneName, Lane> = { passings: newLane('passings'), corrections: newLane('corrections') };
  /** Not null: the server says this tablet may not send. Recording goes on. */
  refusal: { status: number; message: string } | null = null;
  loaded = false;

  /** Takes one event at monotonic time `now` and answers what is to be done. */
  handle(event: EngineEvent, now: number): Effect[] {
    const out: Effect[] = [];
    this.apply(event, now, out);
    this.releaseHolds(now, out);
    this.rewrite(now, out);
    this.watch(now, out);
    this.pump('passings', now, out);
    this.pump('corrections', now, out);
    return out;
  }

  /** Monotonic ms of the next thing that is due by itself; null when there is none. */
  nextDue(): number | null {
    const due = [...this.ledger.holds.values(), ...this.book.due()];
    for (const lane of Object.values(this.lanes)) {
      if (lane.stage !== 'idle') due.push(lane.deadline);
      else if (!this.refusal && lane.retryAt > 0 && this.ledger.candidates(lane, this.unsaved).length > 0)
        due.push(lane.retryAt);
    }
    return due.length > 0 ? Math.min(...due) : null;
  }

  private apply(event: EngineEvent, now: number, out: Effect[]): void {
    switch (event.type) {
      case 'loaded':
        this.loaded = true;
        this.ledger.mergeAll(event.entries, now);
        return;
      case 'record':
        this.letGo(now);
        this.book.add(event.draft, now);
        out.push({ type: 'create', draft: event.draft });
        return;
      case 'created':
        return this.created(event.entry, now, out);
      case 'create-failed':
        return this.unwritten(event.id, event.message, now, out);
      case 'key':
        return this.letGo(now);
      case 'change':
        return this.change(event.change, now, out);
      case 'keep':
        out.push({ type: 'amend', changes: [{ id: event.id, amendment: { do: 'keep' } }] });
        return;
      case 'set-aside':
        if (this.ledger.entries.get(event.id)?.state === 'needs-attention')
          out.push({ type: 'amend', changes: [{ id: event.id, amendment: { do: 'retract' } }] });
        return;
      case 'retry':
      case 'paired':
        this.refusal = null;
        for (const lane of Object.values(this.lanes)) lane.retryAt = 0;
        return;
      case 'tick':
        return;
      default:
        return this.applyResult(event, now, out);
    }
  }

  private applyResult(event: EngineEvent, now: number, out: Effect[]): void {
    switch (event.type) {
      case 'amended':
        this.ledger.mergeAll(event.entries, now);
        if (event.wanted) this.afterChange(event.wanted, event.entries, now, out);
        return;
      case 'amend-failed':
        for (const { id, amendment } of event.changes)
          if (amendment.do === 'release') this.ledger.holds.set(id, now + REWRITE_MS);
        if (event.wanted) out.push({ type: 'notice', notice: 'not-saved', id: event.wanted.id });
        return;
      case 'sealed':
        this.ledger.mergeAll(event.entries, now);
        if (expects(this.lanes[event.lane], event.attempt, 'sealing'))
          this.send(this.lanes[event.lane], event.entries, now, out);
        return;
      case 'answered':
        if (expects(this.lanes[event.lane], event.attempt, 'sending'))
          this.answered(this.lanes[event.lane], event, now, out);
        return;
      case 'settled':
        this.ledger.mergeAll(event.entries, now);
        if (expects(this.lanes[event.lane], event.attempt, 'settling'))
          this.settled(this.lanes[event.lane], event.entries, out);
        return;
      case 'lane-store-failed':
        if (this.lanes[event.lane].attempt === event.attempt && this.lanes[event.lane].stage !== 'idle')
          fail(this.lanes[event.lane], 'store', now);
        return;
      default:
        return;
    }
  }

  private created(entry: Entry, now: number, out: Effect[]): void {
    const { released, wishes } = this.book.done(entry.id);
    this.ledger.merge(entry, now);
    if (released && this.ledger.holds.has(entry.id)) this.ledger.holds.set(entry.id, now);
    out.push({ type: 'notice', notice: 'saved', id: entry.id });
    for (const wish of wishes) this.change(wish, now, out);
  }

  private letGo(now: number): void {
    this.ledger.letGo(now);
    this.book.letGo();
  }

  /** Undo and edits: on the row itself while nobody else has it, as a correction afterwards. */
  private change(change: ChangeOrCorrect, now: number, out: Effect[]): void {
    if (this.book.wish(change)) return;
    const entry = this.ledger.entries.get(change.id);
    if (entry?.kind !== 'passing') return;
    const nobodyHasIt = entry.state === 'held' || isLocalOnly(entry, change.amendment.do);
    if (nobodyHasIt) out.push({ type: 'amend', changes: [change], wanted: change });
    else this.correct(change, now, out);
  }

  private correct(change: ChangeOrCorrect, now: number, out: Effect[]): void {
    this.book.add(change.correction, now);
    out.push({ type: 'create', draft: change.correction });
  }

  private afterChange(wanted: ChangeOrCorrect, entries: readonly Entry[], now: number, out: Effect[]): void {
    if (
      !shows(
        entries.find((e) => e.id === wanted.id),
        wanted.amendment,
      )
    )
      this.correct(wanted, now, out);
    else if (wanted.amendment.do === 'retract') out.push({ type: 'notice', notice: 'undone', id: wanted.id });
  }

  private releaseHolds(now: number, out: Effect[]): void {
    const changes: Change[] = this.ledger
      .takeReleased(now, WATCHDOG_MS)
      .map((id) => ({ id, amendment: { do: 'release' } }));
    if (changes.length > 0) out.push({ type: 'amend', changes });
  }

  /** Writes that were refused or take too long: said, and tried again. */
  private rewrite(now: number, out: Effect[]): void {
    for (const id of this.book.slow(now)) this.unwritten(id, 'slow', now, out);
    for (const draft of this.book.takeDue(now)) out.push({ type: 'create', draft });
  }

  private unwritten(id: string, trouble: string, now: number, out: Effect[]): void {
    if (this.book.failed(id, trouble, now)) out.push({ type: 'notice', notice: 'not-saved', id });
  }

  private watch(now: number, out: Effect[]): void {
    for (const lane of Object.values(this.lanes)) {
      if (lane.stage === 'idle' || lane.deadline > now) continue;
      out.push({ type: 'abort', lane: lane.name, attempt: lane.attempt });
      fail(lane, 'hung', now);
    }
  }

  private pump(name: LaneName, now: number, out: Effect[]): void {
    const lane = this.lanes[name];
    if (!this.loaded || this.refusal || lane.stage !== 'idle' || lane.retryAt > now) return;
    const ids = this.ledger.candidates(lane, this.unsaved);
    if (ids.length === 0) return;
    begin(lane, ids, now);
    out.push({ type: 'seal', lane: name, attempt: lane.attempt, ids });
  }

  private send(lane: Lane, stored: readonly Entry[], now: number, out: Effect[]): void {
    const ready = stored.filter((e) => e.attempted && e.state === 'saved').sort((a, b) => a.n - b.n);
    const first = ready[0];
    if (!first) return ready.length < stored.length ? rest(lane) : fail(lane, 'store', now);
    lane.ids = ready.map((e) => e.id);
    if (first.kind === 'correction' && this.ledger.neverArrives(first.target)) {
      const answer = { outcome: 'rejected', code: 'target-not-received', at: first.createdAt } as const;
      advance(lane, 'settling', now);
      out.push({
        type: 'settle',
        lane: lane.name,
        attempt: lane.attempt,
        changes: [{ id: first.id, amendment: { do: 'settle', answer } }],
      });
      return;
    }
    advance(lane, 'sending', now);
    if (first.kind === 'correction')
      out.push({ type: 'send-correction', lane: 'corrections', attempt: lane.attempt, entry: first });
    else {
      const entries = ready.filter((e): e is PassingEntry => e.kind === 'passing');
      out.push({ type: 'send-passings', lane: 'passings', attempt: lane.attempt, entries });
    }
  }

  private answered(
    lane: Lane,
    { outcome, at }: { outcome: SendOutcome; at: string },
    now: number,
    out: Effect[],
  ): void {
    if (outcome.kind === 'refused') {
      rest(lane);
      this.refusal = { status: outcome.status, message: outcome.message };
      out.push({ type: 'notice', notice: 'refused' });
      return;
    }
    const changes = settlements(lane.ids, outcome, at, (id) => this.ledger.entries.get(id));
    if (changes.length === 0) return backOff(lane, outcome, now);
    advance(lane, 'settling', now);
    out.push({ type: 'settle', lane: lane.name, attempt: lane.attempt, changes });
  }

  private settled(lane: Lane, entries: readonly Entry[], out: Effect[]): void {
    succeed(lane);
    rest(lane);
    if (entries.some((e) => e.state === 'needs-attention')) out.push({ type: 'notice', notice: 'rejected' });
    if (entries.some((e) => e.state === 'received')) out.push({ type: 'notice', notice: 'received' });
  }
}

/** Beyond the hold: a bare time still gets its bib before it goes out, and an entry the server refused is not on the server at all. */
function isLocalOnly(entry: PassingEntry, what: Change['amendment']['do']): boolean {
  if (what === 'set-bib') return entry.bib === null && entry.state === 'saved' && !entry.attempted;
  return what === 'retract' && entry.state === 'needs-attention';
}
