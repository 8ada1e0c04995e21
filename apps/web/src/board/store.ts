/**
 * What the board page shows, as signals: one per row, so that a delta repaints its own rows only.
 * Frames land in `latest`; they reach the screen at the chosen pace, and never under a reader's finger, selection or focus.
 */
import { type ReadonlySignal, type Signal, batch, computed, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Board } from '#libs/contracts/index.js';
import type { BoardRow, RaceHeader } from '#libs/domain/index.js';
import type { BoardPage } from '../server/page-request.js';
import { type ClockAnchor, raceNow } from '../shared/figures/race-clock.js';
import { ServerClock } from '../shared/figures/server-clock.js';
import { isOn, keepChoice } from './forecast/choice.js';
import { type Stars, createStars } from './stars.js';
import { type Moves, movesAfter } from './view/moves.js';
import { type BoardView, viewFrom } from './view/query.js';
import { gapsOf, isOnLaps, kindOf, textOf } from './view/kinds.js';
import type { RowText } from './view/row-text.js';
import { present, selectRows } from './view/select.js';
import { SAY_EVERY_MS, changeSentence } from './view/sentence.js';

export const CADENCES_MS = [1000, 10_000, 60_000] as const;
/** A repaint lights up rows with a new lap while they are few; when half the field has moved, light everywhere says nothing. */
export const LIT_SHARE_MAX = 1 / 8;
export const LIT_ROWS_MIN = 4;

/** What one row component reads. */
export interface RowModel {
  bib: string;
  text: Signal<RowText>;
  /** As it was painted; estimates are read from it. */
  row: Signal<BoardRow>;
  gap: Signal<string>;
  interval: Signal<string>;
  /** Places won (positive) or lost since the runner's last lap. */
  move: Signal<number>;
  /** Epoch ms of the last crossing. */
  lastAtMs: Signal<number | null>;
  /** Counts the new laps that are lit up while the page lives; 0 as rendered by the server. */
  fresh: Signal<number>;
}

/** What is loaded when the forecast is on. */
export interface ForecastParts {
  /** Above the table. */
  panel(store: BoardStore): ComponentChildren;
  /** Column heads, and a row's cells under them; nothing while it is off. */
  heads(store: BoardStore): ComponentChildren;
  cells(store: BoardStore, row: RowModel): ComponentChildren;
  /** Which columns there are, for the styles. */
  shape(store: BoardStore): string | undefined;
}

export class BoardStore {
  readonly race: Signal<RaceHeader>;
  readonly view: Signal<BoardView>;
  readonly order: ReadonlySignal<readonly string[]>;
  readonly total: ReadonlySignal<number>;
  readonly choices: ReadonlySignal<{ category: string[]; sex: string[]; status: string[] }>;
  readonly paused = signal(false);
  readonly pausedAt = signal<number | null>(null);
  readonly cadenceMs = signal<number>(CADENCES_MS[0]);
  /** Updates waiting for the reader's permission; 0: none. */
  readonly held = signal(0);
  /** The race's now, ticking once a second in the browser. */
  readonly nowMs: Signal<number>;
  /** Monotonic ms since the last sign of life; 0 as rendered by the server. */
  readonly sinceHeardMs = signal(0);
  /** The server does not let this page read the race any more. */
  readonly refused = signal(false);
  readonly lastReadAt: Signal<string | null>;
  readonly said = signal('');
  /** False until the page has taken over: without scripts nothing here is live. */
  readonly alive = signal(false);
  readonly forecastOn: ReadonlySignal<boolean>;
  /** Columns and panel of the forecast; they are loaded when it is on. */
  readonly forecast = signal<ForecastParts | null>(null);
  readonly clock = new ServerClock();
  readonly stars: Stars;
  /** Shown to the signed-in director only, and read in their name. */
  readonly isPrivate: boolean;
  /** Called just before rows may change places (to remember where they were). */
  beforeMove: (() => void) | null = null;
  /** Asked before a repaint: true keeps it waiting. */
  holding: () => boolean = () => false;

  readonly #rows = new Map<string, RowModel>();
  readonly #shown: Signal<readonly BoardRow[]>;
  #latest: Board;
  #shownBoard: Board;
  #anchor: ClockAnchor;
  #moves: Moves = new Map();
  /** Changed rows not painted yet, and whether there are new estimates, which nobody is told of. */
  #waiting = 0;
  #isStale = false;
  #paintedAtMs = 0;
  #heardAtMs = 0;
  #saidAtMs = 0;
  #saidRows: readonly BoardRow[];

  constructor(page: BoardPage) {
    const { board } = page;
    this.isPrivate = page.private === true;
    this.race = signal(board.race);
    this.view = signal(viewFrom(page.query ?? {}));
    this.stars = createStars(board.race.slug);
    this.#latest = board;
    this.#shownBoard = board;
    this.#saidRows = board.rows;
    this.#shown = signal(board.rows);
    this.lastReadAt = signal(board.lastReadAt);
    const atMs = Math.max(Date.parse(board.at), Date.parse(page.now ?? board.at));
    this.#anchor = { atMs, heardAtMs: 0, offsetMs: null };
    this.nowMs = signal(atMs);
    this.#fill(board.rows);
    this.total = computed(() => this.#shown.value.length);
    this.forecastOn = computed(() => isOn(this.view.value.forecast, this.race.value, this.nowMs.value));
    let order: readonly string[] = [];
    this.order = computed(() => {
      const next = selectRows(this.#shown.value, this.view.value, this.stars.watched.value).map((row) => row.bib);
      // The same order is the same array: rows that stay where they are cost nothing.
      if (next.length !== order.length || next.some((bib, i) => bib !== order[i])) order = next;
      return order;
    });
    this.choices = computed(() => {
      const rows = this.#shown.value;
      return { category: present(rows, 'category'), sex: present(rows, 'sex'), status: present(rows, 'status') };
    });
  }

  /** The model of a row on screen. */
  row(bib: string): RowModel | undefined {
    return this.#rows.get(bib);
  }

  /** The rows on screen. */
  get shown(): ReadonlySignal<readonly BoardRow[]> {
    return this.#shown;
  }

  /** The board on screen (the newest one may be waiting). */
  get board(): Board {
    return this.#shownBoard;
  }

  /** The newest board that came, painted or not. */
  get newest(): Board {
    return this.#latest;
  }

  /** Takes over in the browser: from here on the clock runs. */
  begin(monotonicMs: number): void {
    this.#anchor = { ...this.#anchor, heardAtMs: monotonicMs };
    this.#heardAtMs = monotonicMs;
    this.#paintedAtMs = monotonicMs;
    this.alive.value = true;
  }

  /** A newer board has come; it is painted by the next `tick` that may. */
  receive(board: Board, changedRows: number, monotonicMs: number): void {
    this.#latest = board;
    this.#waiting += changedRows;
    this.#isStale = true;
    const atMs = Date.parse(board.at);
    if (atMs >= raceNow({ ...this.#anchor, offsetMs: null }, monotonicMs)) {
      this.#anchor = { ...this.#anchor, atMs, heardAtMs: monotonicMs };
    }
    if (board.race !== this.race.value) this.race.value = board.race;
    this.heard(board.lastReadAt, monotonicMs);
  }

  /** A sign of life from the server. */
  heard(lastReadAt: string | null, monotonicMs: number): void {
    this.#heardAtMs = monotonicMs;
    this.refused.value = false;
    this.sinceHeardMs.value = 0;
    this.lastReadAt.value = lastReadAt;
  }

  /** Once a second: clocks move, and waiting rows are painted when pace and reader allow. */
  tick(monotonicMs: number): void {
    this.#anchor = { ...this.#anchor, offsetMs: this.clock.offsetMs };
    batch(() => {
      this.nowMs.value = raceNow(this.#anchor, monotonicMs);
      this.sinceHeardMs.value = monotonicMs - this.#heardAtMs;
    });
    this.#say(monotonicMs);
    if (!this.#isStale) return;
    const due = monotonicMs - this.#paintedAtMs >= this.cadenceMs.value - 50;
    // No pill for estimates alone: 0 waits.
    if (this.paused.value || (due && this.holding())) this.held.value = this.#waiting;
    else if (due) this.paint(monotonicMs);
  }

  /** Paints the newest board now. */
  paint(monotonicMs: number): void {
    const was = this.#shownBoard.rows;
    const is = this.#latest.rows;
    // New estimates alone move no row.
    if (this.#waiting > 0) this.beforeMove?.();
    this.#waiting = 0;
    this.#isStale = false;
    this.#paintedAtMs = monotonicMs;
    this.#moves = movesAfter(this.#moves, was, is);
    batch(() => {
      this.held.value = 0;
      this.#shownBoard = this.#latest;
      this.#fill(is);
      this.#shown.value = is;
    });
  }

  /** The reader's say: in the address, and kept on this device. */
  switchForecast(on: boolean): void {
    const forecast = on ? '1' : '0';
    keepChoice(forecast);
    this.view.value = { ...this.view.value, forecast };
  }

  /** One merged sentence about everything since the last one, at most every 15 s. */
  #say(monotonicMs: number): void {
    const rows = this.#shownBoard.rows;
    if (rows === this.#saidRows || monotonicMs - this.#saidAtMs < SAY_EVERY_MS) return;
    const sentence = changeSentence(this.#saidRows, rows, this.stars.watched.value);
    this.#saidRows = rows;
    if (!sentence) return;
    this.#saidAtMs = monotonicMs;
    this.said.value = sentence;
  }

  pause(paused: boolean, monotonicMs: number): void {
    this.paused.value = paused;
    this.pausedAt.value = paused ? this.nowMs.value : null;
    if (!paused && this.#isStale) this.paint(monotonicMs);
  }

  #fill(rows: readonly BoardRow[]): void {
    const race = this.#latest.race;
    const onLaps = isOnLaps(kindOf(race));
    const gaps = gapsOf(rows, race);
    const passed: RowModel[] = [];
    for (const row of rows) {
      const text = textOf(row, race);
      const { gap = '', interval = '' } = gaps.get(row.bib) ?? {};
      const move = this.#moves.get(row.bib)?.places ?? 0;
      const lastAtMs = row.lastAt === undefined ? null : Date.parse(row.lastAt);
      const model = this.#rows.get(row.bib);
      if (!model) {
        this.#rows.set(row.bib, {
          bib: row.bib,
          text: signal(text),
          row: signal(row),
          gap: signal(gap),
          interval: signal(interval),
          move: signal(move),
          lastAtMs: signal(lastAtMs),
          fresh: signal(0),
        });
        continue;
      }
      if (model.text.peek().laps !== text.laps || (!onLaps && model.lastAtMs.peek() !== lastAtMs)) passed.push(model);
      model.text.value = text;
      model.row.value = row;
      model.gap.value = gap;
      model.interval.value = interval;
      model.move.value = move;
      model.lastAtMs.value = lastAtMs;
    }
    if (passed.length <= Math.max(LIT_ROWS_MIN, rows.length * LIT_SHARE_MAX))
      for (const model of passed) model.fresh.value++;
  }
}
