/** A world for the queue's specs: a store that survives, a server that dedupes by id and refuses changed content, a clock that moves by hand. */
import { type Amendment, amended } from './amend.js';
import { Driver } from './driver.js';
import { type CorrectionDraft, type Draft, type Entry, type PassingDraft, entryOf } from './entry.js';
import type { ChangeOrCorrect, Notice } from './events.js';
import { wireCorrection, wirePassing } from './network.js';
import type { CorrectionEntry, PassingEntry } from './entry.js';
import type { QueueClock, QueueNetwork, QueueStore, ResultRow, SendOutcome } from './ports.js';

export const RACE = 'night-24h';
const T0 = Date.parse('2026-10-03T08:00:00.000Z');

let made = 0;
export function uuid(): string {
  made += 1;
  return `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
}

export function passing(bib: string | null, id = uuid()): PassingDraft {
  const at = new Date(T0).toISOString();
  const clock = { offsetMs: 120, roundTripMs: 20, measuredAt: at };
  return {
    kind: 'passing',
    id,
    race: RACE,
    bib,
    at,
    clock,
    point: 'line',
    doubts: [],
    createdAt: at,
    person: '',
    device: 'T1',
  };
}
export function correction(
  type: CorrectionDraft['type'],
  target: string,
  more: Partial<CorrectionDraft> = {},
): CorrectionDraft {
  const createdAt = new Date(T0).toISOString();
  return {
    kind: 'correction',
    id: uuid(),
    race: RACE,
    type,
    target,
    reason: 'wrong bib',
    createdAt,
    person: '',
    ...more,
  };
}
export const undo = (id: string): ChangeOrCorrect => ({
  id,
  amendment: { do: 'retract' },
  correction: correction('void', id),
});
export const rebib = (id: string, bib: string, tap = false): ChangeOrCorrect => ({
  id,
  amendment: { do: 'set-bib', bib, doubts: [] },
  correction: correction(tap ? 'assign-tap' : 'reassign', id, { bib }),
});

/** What is on the tablet's disk. Outlives every crash. */
export class Disk {
  readonly rows = new Map<string, Entry>();
  epoch = 'e1';
  private n = 0;
  private seq = 0;

  create(draft: Draft): Entry {
    const there = this.rows.get(draft.id);
    if (there) return there;
    const seq = draft.kind === 'passing' ? this.seq++ : 0;
    const entry = entryOf(draft, ++this.n, this.epoch, seq);
    this.rows.set(entry.id, entry);
    return entry;
  }
  amend(changes: readonly { id: string; amendment: Amendment }[]): Entry[] {
    return changes.flatMap(({ id, amendment }) => {
      const row = this.rows.get(id);
      if (!row) return [];
      const next = amended(row, amendment) ?? row;
      this.rows.set(id, next);
      return [next];
    });
  }
  all(): Entry[] {
    return [...this.rows.values()].sort((a, b) => a.n - b.n);
  }
}

/** Keeps what it accepted; complains for ever about anything a real log would be harmed by. */
export class FakeServer {
  readonly passings = new Map<string, string>();
  readonly corrections = new Map<string, Record<string, unknown>>();
  readonly complaints: string[] = [];
  readonly batches: number[] = [];
  /** Bibs whose passings are refused. */
  readonly refuse = new Set<string>();
  private readonly seqs = new Map<string, string>();

  take(entries: readonly PassingEntry[]): SendOutcome {
    this.batches.push(entries.length);
    return { kind: 'answered', results: entries.map((entry) => this.takeOne(entry)) };
  }

  private takeOne(entry: PassingEntry): ResultRow {
    const content = JSON.stringify(wirePassing(entry));
    const known = this.passings.get(entry.id);
    if (known !== undefined && known !== content)
      this.complaints.push(`id reused with other content: ${known} / ${content}`);
    if (known !== undefined) return { id: entry.id, outcome: 'duplicate', offset: 1 };
    if (entry.bib !== null && this.refuse.has(entry.bib))
      return { id: entry.id, outcome: 'rejected', code: 'wrong-point', message: 'not this point' };
    const key = `${entry.source.device}/${entry.source.epoch}/${entry.source.seq}`;
    if (this.seqs.has(key)) this.complaints.push(`sequence number used twice: ${key}`);
    this.seqs.set(key, entry.id);
    this.passings.set(entry.id, content);
    return { id: entry.id, outcome: 'accepted', offset: this.passings.size };
  }

  correct(entry: CorrectionEntry): SendOutcome {
    if (!this.passings.has(entry.target)) {
      this.complaints.push(`correction before its target: ${entry.type}`);
      return { kind: 'rejected', code: 'unknown-target', message: 'unknown' };
    }
    const content = wireCorrection(entry);
    const known = this.corrections.get(entry.id);
    if (known && JSON.stringify(known) !== JSON.stringify(content)) this.complaints.push('correction id reused');
    this.corrections.set(entry.id, content);
    return { kind: 'answered', results: [{ id: entry.id, outcome: 'accepted', offset: 9 }] };
  }
}

type Timer = { at: number; run: () => void };

/** A driver over the fakes. `network` may be replaced by a test to answer as it likes. */
export class Bench {
  readonly disk = new Disk();
  readonly server = new FakeServer();
  readonly notices: Notice[] = [];
  now = 0;
  /** How often a request was made, per road. */
  readonly sent = { passings: 0, corrections: 0 };
  passings: (entries: readonly PassingEntry[], signal: AbortSignal) => Promise<SendOutcome> = async (e) =>
    this.server.take(e);
  corrections: (entry: CorrectionEntry) => Promise<SendOutcome> = async (e) => this.server.correct(e);
  storeTrouble: string | null = null;
  /** Writes neither complete nor fail. */
  storeHangs = false;
  driver: Driver;
  private timers: Timer[] = [];

  constructor() {
    this.driver = this.open();
  }

  /** A page over the same disk, as after a reload. */
  open(): Driver {
    const clock: QueueClock = {
      now: () => this.now,
      wall: () => new Date(T0 + this.now).toISOString(),
      after: (delay, run) => {
        const timer = { at: this.now + delay, run };
        this.timers.push(timer);
        return () => (this.timers = this.timers.filter((t) => t !== timer));
      },
    };
    const store: QueueStore = {
      load: async () => this.disk.all(),
      create: async (draft) =>
        this.storeHangs ? new Promise<never>(() => undefined) : this.write(() => this.disk.create(draft)),
      amend: async (changes) => this.write(() => this.disk.amend(changes)),
    };
    const network: QueueNetwork = {
      sendPassings: (entries, signal) => {
        this.sent.passings += 1;
        return this.passings(entries, signal);
      },
      sendCorrection: (entry) => {
        this.sent.corrections += 1;
        return this.corrections(entry);
      },
    };
    this.timers = [];
    this.driver = new Driver({ store, network, clock }, { notice: (notice) => this.notices.push(notice) });
    return this.driver;
  }

  private write<T>(run: () => T): T {
    if (this.storeTrouble) throw new Error(this.storeTrouble);
    return run();
  }

  async settle(): Promise<void> {
    for (let i = 0; i < 40; i++) await Promise.resolve();
  }

  /** Lets time pass; timers fire in order, each followed by everything it sets off. */
  async pass(ms: number): Promise<void> {
    await this.settle();
    const until = this.now + ms;
    for (;;) {
      const next = this.timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((t) => t !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await this.settle();
    }
    this.now = until;
    await this.settle();
  }

  async started(): Promise<this> {
    await this.driver.start(RACE);
    await this.settle();
    return this;
  }

  async record(bib: string | null): Promise<string> {
    const draft = passing(bib);
    this.driver.dispatch({ type: 'record', draft });
    await this.settle();
    return draft.id;
  }

  state(id: string): string {
    return this.driver.engine.ledger.entries.get(id)?.state ?? 'absent';
  }
}
