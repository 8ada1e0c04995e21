/** From a link to a recording desk: opens the store, takes the tab's lock, finds the pairing, and moves between the screens. */
import { signal } from '@preact/signals';
import {
  type Database,
  type Pairing,
  forgetPairing,
  indexedDbStore,
  keepPairing,
  lastPairing,
  openDatabase,
  pairingOf,
} from '../queue/store.js';
import { isWaiting } from '../queue/entry.js';
import { randomEpoch } from '../queue/uuid.js';
import { type Desk, openDesk } from './desk.js';
import { type TabLock, lockTab } from './lock.js';
import { checkStorage } from './storage-health.js';

export type Owed = { device: string; point: string; count: number } | null;
export type Screen =
  | { kind: 'opening' }
  | { kind: 'broken'; why: string }
  | { kind: 'other-tab'; lost: boolean }
  | { kind: 'pair'; code: string; owed: Owed; person: string; paired: boolean }
  | { kind: 'record'; desk: Desk };

/** The slug the installed app opens with: no race can have it. */
const ANY_RACE = '_';

/** Race and pairing code from an address such as `/director/autumn-24h/keypad#pair=BCDFGHJK`. */
export function fromAddress(pathname: string, hash: string): { race: string | null; code: string } {
  const slug = /^\/director\/([^/]+)\/keypad\/?$/.exec(pathname)?.[1];
  const race = slug === undefined || slug === ANY_RACE ? null : decodeURIComponent(slug);
  return { race, code: /^#pair=([A-Za-z0-9-]{1,32})$/.exec(hash)?.[1] ?? '' };
}

export class Keypad {
  readonly screen = signal<Screen>({ kind: 'opening' });
  race: string | null;
  private db: Database | null = null;
  private lock: TabLock | null = null;
  private code: string;

  constructor() {
    const { race, code } = fromAddress(location.pathname, location.hash);
    this.race = race;
    this.code = code;
    this.forgetCode();
    window.addEventListener('hashchange', () => this.heardCode());
  }

  async open(): Promise<void> {
    try {
      this.db = await openDatabase(
        randomEpoch,
        () => (this.screen.value = { kind: 'broken', why: 'the database was closed' }),
      );
      if (this.race === null) this.goTo((await lastPairing(this.db))?.race ?? null);
      await this.enter();
    } catch (error) {
      this.screen.value = { kind: 'broken', why: error instanceof Error ? error.message : String(error) };
    }
  }

  /** The code works once; it shall not stay in the address or the history. */
  private forgetCode(): void {
    if (location.hash) history.replaceState(null, '', location.pathname);
  }

  /** The director's link was opened while the page was open already. */
  private heardCode(): void {
    const { code } = fromAddress(location.pathname, location.hash);
    this.forgetCode();
    if (code === '') return;
    const screen = this.screen.value;
    if (screen.kind === 'record') screen.desk.recorder.open.value = { kind: 'pair', code };
    else {
      this.code = code;
      if (screen.kind === 'pair') this.screen.value = { ...screen, code };
    }
  }

  /** A used or forgotten link must never stand between a paired tablet and recording. */
  async withoutCode(): Promise<void> {
    this.code = '';
    await this.enter();
  }

  /** Takes the race over from another tab. */
  async takeTab(): Promise<void> {
    await this.lock?.take();
    await this.enter();
  }

  /** A code was redeemed. An open desk keeps its entries and goes on sending with the new token. */
  async paired(fresh: Omit<Pairing, 'v' | 'clock'>): Promise<void> {
    const { db } = this;
    if (!db) return;
    const screen = this.screen.value;
    this.code = '';
    if (screen.kind === 'record' && screen.desk.recorder.pairing.value.race === fresh.race) {
      await screen.desk.keep(fresh);
      screen.desk.recorder.open.value = null;
      return;
    }
    const before = await pairingOf(db, fresh.race);
    await keepPairing(db, { v: 1, clock: before?.clock ?? null, ...fresh });
    await checkStorage(true);
    if (screen.kind === 'record') screen.desk.close();
    if (fresh.race !== this.race) {
      this.goTo(fresh.race);
      this.lock = null;
    }
    await this.enter();
  }

  /** The token goes, the entries stay. Asked for by a person, after an export when something is owed. */
  async unpair(): Promise<void> {
    const screen = this.screen.value;
    if (!this.db || screen.kind !== 'record') return;
    screen.desk.close();
    await forgetPairing(this.db, screen.desk.recorder.pairing.value.race);
    await this.enter();
  }

  private goTo(race: string | null): void {
    this.race = race;
    if (race !== null) history.replaceState(null, '', `/director/${encodeURIComponent(race)}/keypad`);
  }

  private async enter(): Promise<void> {
    const { db, race } = this;
    if (!db) return;
    const pairing = race === null ? undefined : await pairingOf(db, race);
    if (race === null || !pairing || this.code !== '') {
      const person = pairing?.person ?? '';
      this.screen.value = {
        kind: 'pair',
        code: this.code,
        owed: race === null ? null : await owedOf(db, race),
        person,
        paired: pairing !== undefined,
      };
      return;
    }
    this.lock ??= await lockTab(race, () => this.lostTab());
    if (!this.lock.held) {
      this.screen.value = { kind: 'other-tab', lost: false };
      return;
    }
    this.screen.value = { kind: 'record', desk: await openDesk(db, pairing) };
    await checkStorage(false);
  }

  private lostTab(): void {
    const screen = this.screen.value;
    if (screen.kind === 'record') screen.desk.close();
    this.screen.value = { kind: 'other-tab', lost: true };
  }
}

/** Entries of a race that still wait for the server, under the name they were made with. */
async function owedOf(db: Database, race: string): Promise<Owed> {
  const entries = (await indexedDbStore(db).load(race)).filter(isWaiting);
  const passing = entries.findLast((entry) => entry.kind === 'passing');
  if (passing?.kind !== 'passing') return null;
  return { device: passing.source.device, point: passing.point, count: entries.length };
}
