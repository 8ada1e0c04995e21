/** The recording page's memory and acts: what is typed, aimed at and open; presses become entries, undo and edits become changes. */
import { type Signal, batch, computed, signal } from '@preact/signals';
import { Driver, type DriverPorts } from '../queue/driver.js';
import type { CorrectionDraft, CorrectionType, Doubt, Entry } from '../queue/entry.js';
import type { Amendment } from '../queue/amend.js';
import type { Notice } from '../queue/events.js';
import type { Pairing } from '../queue/store.js';
import { type Preview, previewOf } from '../view/preview.js';
import { type Row, lastStanding, rowsOf } from '../view/rows.js';
import { type QueueFigures, figuresOf, stripOf } from '../view/strip.js';
import { type CorrectionFacts, correctionDraft, passingDraft } from './drafts.js';
import type { ClockKeeper } from './clock-keeper.js';
import type { Feed } from './feed.js';
import { play } from './sounds.js';

/** More figures than this are a mistyped bib or a wrong barcode. */
export const BIB_FIGURES_MAX = 10;
export type Reason = 'wrong-bib' | 'double' | 'wrong-time' | 'not-seen' | 'other';
export type Open = { kind: 'undo' | 'edit'; id: string } | { kind: 'menu' } | { kind: 'pair'; code: string } | null;

export interface RecorderParts {
  ports: DriverPorts;
  pairing: Pairing;
  clock: ClockKeeper;
  feed: Feed;
  /** Words for a reason, in the language of the race office. */
  reasonText: (reason: Reason) => string;
}

export class Recorder {
  readonly pairing: Signal<Pairing>;
  readonly rows = signal<readonly Row[]>([]);
  readonly figures: Signal<QueueFigures>;
  readonly typed = signal('');
  /** Id of the bare time the next bib is for. */
  readonly aim = signal<string | null>(null);
  readonly selected = signal<string | null>(null);
  readonly open = signal<Open>(null);
  /** `empty` or `long`: why the last key did nothing. */
  readonly hint = signal<'empty' | 'long' | null>(null);
  readonly online = signal(navigator.onLine);
  /** Wall clock of the device, moved on by the page's ticker. */
  readonly wallMs = signal(Date.now());
  readonly nowMs = signal(performance.now());
  /** What happened last, for screen readers. */
  readonly said = signal<{ id: string } | null>(null);
  readonly driver: Driver;
  private stale = false;

  constructor(private readonly parts: RecorderParts) {
    this.pairing = signal(parts.pairing);
    this.driver = new Driver(parts.ports, { changed: () => this.refreshSoon(), notice: (n) => this.heard(n) });
    this.figures = signal(figuresOf(this.driver.engine));
  }

  readonly trueMs = computed(() => this.wallMs.value + (this.parts.clock.state.value.sample?.offsetMs ?? 0));
  readonly strip = computed(() => stripOf(this.figures.value, this.online.value, this.nowMs.value));
  readonly aimed = computed(() => this.rows.value.find((row) => row.id === this.aim.value) ?? null);
  /** The standing entry undo would take back. */
  readonly last = computed(() => lastStanding(this.rows.value) ?? null);
  readonly preview = computed<Preview | null>(() => {
    const bib = this.typed.value;
    if (bib === '') return null;
    const aimed = this.aimed.value;
    return this.look(bib, aimed?.atMs ?? this.trueMs.value, aimed?.id);
  });

  look(bib: string, atMs: number, except?: string): Preview {
    return previewOf(bib, atMs, this.parts.feed.known.value, this.rows.value, this.pairing.value.point, except);
  }

  entries(): Entry[] {
    return [...this.driver.engine.ledger.entries.values()].sort((a, b) => a.n - b.n);
  }

  digit(figure: string): void {
    // The next key lets the held entry go, unless it begins the bib of a bare time: that one shall take it before it leaves.
    if (!this.aimed.value) this.driver.dispatch({ type: 'key' });
    if (this.typed.value.length >= BIB_FIGURES_MAX) {
      this.hint.value = 'long';
      return play('doubtful');
    }
    batch(() => {
      this.hint.value = null;
      this.typed.value += figure;
    });
    play('key');
  }

  erase(): void {
    this.typed.value = this.typed.value.slice(0, -1);
    this.hint.value = null;
    play('key');
  }

  clear(): void {
    batch(() => {
      if (this.typed.value === '') this.aim.value = null;
      this.typed.value = '';
      this.hint.value = null;
      this.selected.value = null;
    });
    play('key');
  }

  /** The bare time keeps its blank bib for now. */
  leaveAim(): void {
    batch(() => {
      this.aim.value = null;
      this.typed.value = '';
    });
  }

  /** Enter went down at this moment of the device's wall clock. */
  enter(wallMs: number): void {
    const bib = this.typed.value;
    const aimed = this.aimed.value;
    if (bib === '') {
      this.hint.value = 'empty';
      return play('doubtful');
    }
    if (aimed) this.giveBib(aimed, bib);
    else this.record(bib, wallMs);
    batch(() => {
      this.typed.value = '';
      this.aim.value = null;
      this.selected.value = null;
      this.hint.value = null;
    });
  }

  tap(wallMs: number): void {
    this.record(null, wallMs);
  }

  private record(bib: string | null, wallMs: number): void {
    this.parts.clock.look();
    const { sample, jump } = this.parts.clock.state.value;
    const atMs = wallMs + (sample?.offsetMs ?? 0);
    const doubts: Doubt[] = bib === null ? [] : this.look(bib, atMs).doubts;
    if (jump || !sample) doubts.push({ code: 'clock' });
    const at = new Date(wallMs).toISOString();
    const draft = passingDraft(this.pairing.value, { bib, at, clock: sample, doubts });
    this.driver.dispatch({ type: 'record', draft });
    this.refresh();
    this.said.value = { id: draft.id };
    play(doubts.some((d) => d.code === 'unknown-bib') ? 'unknown' : doubts.length > 0 ? 'doubtful' : 'accept');
  }

  /** Undo of the last entry: at once while it is held, else the reason is asked first. */
  undoLast(): void {
    const row = this.last.value;
    if (!row) return play('doubtful');
    if (row.phase === 'held' || row.phase === 'saving' || row.phase === 'not-saved') this.undo(row.id, 'other');
    else this.open.value = { kind: 'undo', id: row.id };
  }

  undo(id: string, reason: Reason): void {
    this.change(id, { do: 'retract' }, 'void', reason);
    play('key');
  }

  restore(id: string): void {
    this.driver.dispatch({ type: 'record', draft: this.correction('restore', id, 'other', {}) });
  }

  giveBib(row: Row, bib: string, reason: Reason = row.bib === null ? 'other' : 'wrong-bib'): void {
    const { doubts } = this.look(bib, row.atMs, row.id);
    this.change(row.id, { do: 'set-bib', bib, doubts }, row.isTap ? 'assign-tap' : 'reassign', reason, { bib });
    play(doubts.length > 0 ? 'doubtful' : 'accept');
  }

  /** @param trueMs the right moment, on the server's clock */
  retime(row: Row, trueMs: number, reason: Reason): void {
    const entry = this.driver.engine.ledger.entries.get(row.id);
    const offsetMs = entry?.kind === 'passing' ? (entry.clock?.offsetMs ?? 0) : 0;
    const at = new Date(trueMs).toISOString();
    const raw = new Date(trueMs - offsetMs).toISOString();
    this.change(row.id, { do: 'set-time', at: raw }, 'retime', reason, { at });
  }

  /** A refused entry, made anew with the same time: a new identity, the old one set aside. */
  recordAgain(row: Row, bib: string): void {
    const entry = this.driver.engine.ledger.entries.get(row.id);
    if (entry?.kind !== 'passing') return;
    const { at, clock, person } = entry;
    const { doubts } = this.look(bib, row.atMs, row.id);
    const draft = passingDraft(this.pairing.value, { bib, at, clock, doubts }, person);
    this.driver.dispatch({ type: 'record', draft });
    this.setAside(row.id);
  }

  setAside(id: string): void {
    this.driver.dispatch({ type: 'set-aside', id });
  }

  keep(id: string): void {
    this.driver.dispatch({ type: 'keep', id });
  }

  /** Arrow keys: towards older or newer entries. */
  walk(step: 1 | -1): void {
    const rows = this.rows.value;
    const from = rows.findIndex((row) => row.id === this.selected.value);
    const next = rows[Math.max(-1, Math.min(rows.length - 1, from + step))];
    this.selected.value = next?.id ?? null;
  }

  private change(
    id: string,
    amendment: Amendment,
    type: CorrectionType,
    reason: Reason,
    more: CorrectionFacts = {},
  ): void {
    this.driver.dispatch({
      type: 'change',
      change: { id, amendment, correction: this.correction(type, id, reason, more) },
    });
    this.refresh();
  }

  private correction(type: CorrectionType, target: string, reason: Reason, facts: CorrectionFacts): CorrectionDraft {
    return correctionDraft(this.pairing.value, type, target, this.parts.reasonText(reason), facts);
  }

  private heard(notice: Notice): void {
    if (notice === 'received') play('sent');
    else if (notice === 'not-saved' || notice === 'refused') play('alarm');
    else if (notice === 'rejected') play('unknown');
  }

  private refreshSoon(): void {
    if (this.stale) return;
    this.stale = true;
    queueMicrotask(() => this.stale && this.refresh());
  }

  private refresh(): void {
    this.stale = false;
    batch(() => {
      this.rows.value = rowsOf(this.driver.engine);
      this.figures.value = figuresOf(this.driver.engine);
      this.nowMs.value = performance.now();
    });
  }
}
