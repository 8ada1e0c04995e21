/** The fold: facts of one log in, standings of its races out (architecture section 2, decisions 1 and 4). */
import { ClaimBook } from '../claims/claim-book.js';
import { Ledger } from '../claims/ledger.js';
import { OffsetSet } from '../claims/offsets.js';
import { FactOffsetError } from '../errors.js';
import type { EntrantFact, EraseFact, Fact, PassingFact, ReadFact, RestoreFact, VoidFact } from '../facts.js';
import { Corrections } from './corrections.js';
import { Erasures } from './entrant-rows.js';
import { RaceEngine } from './race-engine.js';
import { RaceFold } from './race-fold.js';
import { isRuling } from './rulings.js';
import { restoreInto, snapshotOf, type FoldSnapshot } from './snapshot.js';

/** Offsets are stored in 32 bits. */
const MAX_OFFSET = 0xffff_ffff;

/** Everything a fold knows; shared with the snapshot code, not public. */
export class FoldState {
  readonly applied = new OffsetSet();
  readonly ledger = new Ledger();
  readonly claims = new ClaimBook(this.ledger);
  readonly corrections = new Corrections();
  readonly erasures = new Erasures();
  readonly engines = new Map<string, RaceEngine>();

  engine(slug: string): RaceEngine {
    let engine = this.engines.get(slug);
    if (engine === undefined) {
      engine = new RaceEngine(slug, this.claims, this.ledger);
      this.engines.set(slug, engine);
    }
    return engine;
  }
}

/** What `understood` must know of a claim. */
export type UnderstoodClaim = Pick<ReadFact, 'atMs' | 'receivedAtMs' | 'source' | 'said' | 'point'>;

/**
 * Folds the facts of one log (a group of races on the same mats). State is a function of the set of facts: they may come in any order,
 * a correction before its target, an entrant after the passings; the same fact twice changes nothing.
 */
export class LogFold {
  readonly #state = new FoldState();
  readonly #views = new Map<string, RaceFold>();

  /** A fold that goes on where the snapshot was taken. Throws a SnapshotVersionError when another version of the fold made it. */
  static restore(snapshot: FoldSnapshot): LogFold {
    const fold = new LogFold();
    restoreInto(fold.#state, snapshot);
    return fold;
  }

  /** Every fact up to this offset is applied; 0 at the start. Later ones may be, too, when facts came out of order. */
  get offset(): number {
    return this.#state.applied.head;
  }

  /**
   * Takes one fact in. A fact already applied is ignored, and so is a kind this version does not know.
   * Throws a FactOffsetError when the offset is not a whole number from 1 to 2^32 - 1.
   */
  apply(fact: Fact): void {
    const { offset } = fact;
    if (!Number.isInteger(offset) || offset < 1 || offset > MAX_OFFSET) throw new FactOffsetError(offset);
    const { applied, claims } = this.#state;
    if (!applied.add(offset)) return;
    switch (fact.kind) {
      case 'passing':
        return this.#passing(fact);
      case 'read':
        return claims.read(fact);
      case 'tap':
        return claims.tap(fact);
      default:
        return this.#rare(fact);
    }
  }

  /** The race, once its definition is known. */
  race(slug: string): RaceFold | undefined {
    const engine = this.#state.engines.get(slug);
    if (engine?.fact === undefined) return undefined;
    let view = this.#views.get(slug);
    if (view === undefined) {
      view = new RaceFold(engine, this.#state);
      this.#views.set(slug, view);
    }
    return view;
  }

  /** All races with a definition, by slug; archived ones too. */
  races(): RaceFold[] {
    const slugs = [...this.#state.engines.keys()].sort();
    return slugs.map((slug) => this.race(slug)).filter((race) => race !== undefined);
  }

  /** Offset of the newest erasure, 0 when there is none: what was folded before it may hold a name that is gone. */
  get erasedOffset(): number {
    return this.#state.erasures.newest;
  }

  /** What is believed of a claim by its device's settings in force, before a person's corrections: its instant and its point. */
  understood(claim: UnderstoodClaim): { atMs: number; point: string } {
    const device = claim.source && this.#state.claims.devices.find(claim.source.device);
    if (device === undefined) return { atMs: claim.atMs, point: claim.point };
    const atMs = device.retimed ? device.instantOf(claim.atMs, claim.said, claim.receivedAtMs) : claim.atMs;
    return { atMs, point: device.pointNameAt(atMs) ?? claim.point };
  }

  /** Everything needed to go on later, as plain data that can be cloned and stored. Shares nothing with the fold but immutable facts. */
  takeSnapshot(): FoldSnapshot {
    return snapshotOf(this.#state);
  }

  #passing(fact: PassingFact): void {
    // A reason makes it a correction by a person; recorders and readers give none.
    if (fact.reason !== undefined) this.#state.corrections.keep(fact);
    this.#state.claims.passing(fact);
  }

  #rare(fact: Fact): void {
    const { claims, corrections } = this.#state;
    switch (fact.kind) {
      case 'void':
      case 'restore':
        return this.#rule(fact);
      case 'reassign':
      case 'retime':
        corrections.keep(fact);
        if (fact.targetOffset < fact.offset) claims.amend(fact);
        return;
      case 'chip-assigned':
        corrections.keep(fact);
        return claims.assignChip(fact);
      case 'reader':
        corrections.keep(fact);
        return claims.assignDevice(fact);
      case 'started':
      case 'stopped':
      case 'course-changed':
      case 'yard':
      case 'part-lap':
      case 'part-lap-marker':
      case 'part-lap-signed':
      case 'adjustment':
      case 'results-state':
      case 'worry-dismissed':
        corrections.keep(fact);
        return this.#state.engine(fact.race).rule(fact);
      case 'status':
        corrections.keep(fact);
        return this.#state.engine(fact.race).declare(fact);
      case 'entrant':
        return this.#enter(fact);
      case 'race':
        return this.#state.engine(fact.race).define(fact);
      case 'erase':
        return this.#erase(fact);
      default:
        return;
    }
  }

  #rule(fact: VoidFact | RestoreFact): void {
    const { claims, corrections, ledger } = this.#state;
    corrections.keep(fact);
    // A correction points back; one that does not is kept and has no effect.
    if (fact.targetOffset >= fact.offset) return;
    claims.expectTarget(fact.targetOffset);
    const changed = ledger.add(fact);
    if (changed !== 0) this.#forceChanged(changed);
  }

  #forceChanged(offset: number): void {
    const { claims, corrections } = this.#state;
    if (claims.trackAt(offset) !== undefined) return claims.flagVoid(offset);
    const fact = corrections.get(offset);
    switch (fact?.kind) {
      case 'reassign':
      case 'retime':
        return claims.refresh(fact.targetOffset);
      case 'chip-assigned':
        return claims.reviewChip(fact.chip);
      case 'reader':
        return claims.reviewDevice(fact.device);
      case 'status':
        return this.#state.engine(fact.race).review(fact.bib);
      default:
        if (fact !== undefined && isRuling(fact)) this.#state.engine(fact.race).reviewRuling(fact);
        return;
    }
  }

  #enter(fact: EntrantFact): void {
    const { claims, erasures } = this.#state;
    const engine = this.#state.engine(fact.race);
    const former = engine.roster.former(fact);
    if (former !== undefined && former.offset > fact.offset) return;
    engine.enter(erasures.strip(fact));
    claims.enter(fact, former, engine.roster.chips(fact.bib));
  }

  #erase(fact: EraseFact): void {
    const { engines, erasures } = this.#state;
    erasures.add(fact);
    for (const engine of engines.values()) {
      for (const row of [...engine.roster.all()]) {
        const stripped = erasures.strip(row);
        if (stripped !== row) engine.enter(stripped);
      }
    }
  }
}
