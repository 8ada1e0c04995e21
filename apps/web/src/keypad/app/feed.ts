/** Start list and board: fetched when there is a network, remembered for when there is none. Never in the way of recording. */
import { signal } from '@preact/signals';
import type { Board, EntrantListed } from '#libs/contracts/index.js';
import { type Database, cachedOf, keepCached } from '../queue/store.js';
import type { Knowledge } from '../view/preview.js';

const BOARD_EVERY_MS = 10_000;
const ENTRANTS_EVERY_MS = 300_000;
const TIMEOUT_MS = 10_000;

const isBoard = (body: unknown): body is Board =>
  typeof body === 'object' && body !== null && 'race' in body && 'rows' in body && Array.isArray(body.rows);
/** A list, or an object that holds one. */
function entrantsIn(body: unknown): EntrantListed[] | null {
  const list: unknown = typeof body === 'object' && body !== null && 'entrants' in body ? body.entrants : body;
  return Array.isArray(list) ? list : null;
}

export class Feed {
  readonly known = signal<Knowledge>({ race: null, entrants: null, rows: new Map() });
  /** Runners of the start list that stands in this tablet's own storage; null while none does. */
  readonly keptRunners = signal<number | null>(null);
  /** The newest instant the board speaks of, for simulated races. */
  readonly anchor = signal<{ atMs: number; heardAtMs: number } | null>(null);
  private timers: ReturnType<typeof setInterval>[] = [];

  constructor(
    private readonly db: Database,
    private readonly race: string,
    private readonly token: () => string,
  ) {}

  /** What was remembered first, then the network. */
  async start(): Promise<void> {
    const [board, entrants] = await Promise.all([
      cachedOf(this.db, this.key('board')),
      cachedOf(this.db, this.key('entrants')),
    ]);
    if (entrants && this.takeEntrants(entrants.body)) this.noteKept();
    if (board) this.takeBoard(board.body);
    this.timers = [
      setInterval(() => void this.refresh('board'), BOARD_EVERY_MS),
      setInterval(() => void this.refresh('entrants'), ENTRANTS_EVERY_MS),
    ];
    void this.refreshAll();
  }

  stop(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  async refreshAll(): Promise<void> {
    await Promise.all([this.refresh('entrants'), this.refresh('board')]);
  }

  private key(what: string): string {
    return `${this.race}/${what}`;
  }

  private async refresh(what: 'board' | 'entrants'): Promise<void> {
    if (!navigator.onLine || document.visibilityState === 'hidden') return;
    try {
      const kept = await cachedOf(this.db, this.key(what));
      const response = await fetch(`/api/v1/races/${encodeURIComponent(this.race)}/${what}`, {
        headers: { authorization: `Bearer ${this.token()}`, ...(kept?.etag ? { 'if-none-match': kept.etag } : {}) },
        cache: 'no-store',
        credentials: 'omit',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!response.ok) return;
      const body: unknown = await response.json();
      const fits = what === 'board' ? this.takeBoard(body) : this.takeEntrants(body);
      const etag = response.headers.get('etag');
      if (!fits) return;
      await keepCached(this.db, { key: this.key(what), etag, body, at: new Date().toISOString() });
      if (what === 'entrants') this.noteKept();
    } catch {
      // No network, or an answer that is none: what is remembered stays.
    }
  }

  private noteKept(): void {
    this.keptRunners.value = this.known.value.entrants?.size ?? null;
  }

  private takeBoard(body: unknown): boolean {
    if (!isBoard(body)) return false;
    const rows = new Map(body.rows.map((row) => [row.bib, row]));
    this.known.value = { ...this.known.value, race: body.race, rows };
    this.anchor.value = { atMs: Date.parse(body.at), heardAtMs: performance.now() };
    return true;
  }

  private takeEntrants(body: unknown): boolean {
    const list = entrantsIn(body);
    if (!list) return false;
    this.known.value = { ...this.known.value, entrants: new Map(list.map((entrant) => [entrant.bib, entrant])) };
    return true;
  }
}
