/** What people said of one race and its runners, and what of it is in force: signals, loop lengths, yards, part laps, adjustments, results states. */
import { insertByOffset } from '../claims/by-offset.js';
import { newestInForce, type Ledger } from '../claims/ledger.js';
import type {
  AdjustmentFact,
  CourseChangedFact,
  PartLapFact,
  PartLapMarkerFact,
  PartLapSignedFact,
  ResultsStateFact,
  StartedFact,
  StoppedFact,
  WorryDismissedFact,
  YardFact,
} from '../facts.js';
import type { Signals } from '../formats/strategy.js';
import type { PartState } from '../views.js';

export type RulingFact =
  | StartedFact
  | StoppedFact
  | CourseChangedFact
  | YardFact
  | PartLapFact
  | PartLapMarkerFact
  | PartLapSignedFact
  | AdjustmentFact
  | ResultsStateFact
  | WorryDismissedFact;

const RULING_KINDS: ReadonlySet<string> = new Set<RulingFact['kind']>([
  'started',
  'stopped',
  'course-changed',
  'yard',
  'part-lap',
  'part-lap-marker',
  'part-lap-signed',
  'adjustment',
  'results-state',
  'worry-dismissed',
]);

export function isRuling(fact: { kind: string }): fact is RulingFact {
  return RULING_KINDS.has(fact.kind);
}

/** A measured part lap as entered; whether it counts is the format's. */
export interface PartLap {
  offset: number;
  mm: number;
  state: PartState;
}

export interface Adjustment {
  mm: number;
  ms: number;
}

type Of<K extends RulingFact['kind']> = Extract<RulingFact, { kind: K }>;

export class Rulings {
  /** Nobody was ever measured, penalised or credited: most races, most of the time. */
  bare = true;
  readonly #lists = new Map<string, RulingFact[]>();

  constructor(private readonly ledger: Ledger) {}

  add(fact: RulingFact): void {
    if (fact.kind === 'part-lap' || fact.kind === 'adjustment') this.bare = false;
    const key = keyOf(fact);
    const list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, [fact]);
    else insertByOffset(list, fact);
  }

  get signals(): Signals {
    return {
      startMs: this.#newest('started')?.atMs,
      stoppedMs: this.#newest('stopped')?.atMs,
      lengths: this.#inForce('course-changed'),
    };
  }

  /** By yard, the newest word on it; undefined when nobody said anything. */
  yards(bib: string): ReadonlyMap<number, boolean> | undefined {
    const words = this.#inForce('yard', bib);
    return words.length === 0 ? undefined : new Map(words.map((fact) => [fact.yard, fact.inTime]));
  }

  /** The newest part lap of a bib; a marker whose place nobody entered says nothing yet. */
  partLap(bib: string): PartLap | undefined {
    const fact = this.#newest('part-lap', bib);
    if (fact === undefined) return undefined;
    const mm = fact.marker === undefined ? fact.pastLineMm : this.#newest('part-lap-marker', fact.marker)?.pastLineMm;
    if (mm === undefined) return undefined;
    return { offset: fact.offset, mm, state: this.#isSigned(fact) ? 'signed' : 'provisional' };
  }

  /** Sum of what is in force at an instant. */
  adjustment(bib: string, atMs: number): Adjustment | undefined {
    const facts = this.#inForce('adjustment', bib).filter((fact) => fact.atMs <= atMs);
    if (facts.length === 0) return undefined;
    return {
      mm: facts.reduce((sum, fact) => sum + (fact.distanceMm ?? 0), 0),
      ms: facts.reduce((sum, fact) => sum + (fact.timeMs ?? 0), 0),
    };
  }

  get resultsState(): ResultsStateFact | undefined {
    return this.#newest('results-state');
  }

  /** The newest `official` in force. */
  get official(): ResultsStateFact | undefined {
    return this.#inForce('results-state').findLast((fact) => fact.state === 'official');
  }

  /** Ids of worries nobody wants to hear of. */
  get dismissed(): ReadonlySet<string> {
    return new Set(this.#inForce('worry-dismissed').map((fact) => fact.worry));
  }

  /** Bibs whose newest part lap lies at a marker. */
  bibsAt(marker: string): string[] {
    const bibs: string[] = [];
    for (const list of this.#lists.values()) {
      const first = list[0]!;
      if (first.kind === 'part-lap' && list.some((fact) => fact.kind === 'part-lap' && fact.marker === marker))
        bibs.push(first.bib);
    }
    return bibs;
  }

  /** Bibs with a part lap. */
  measuredBibs(): string[] {
    return [...this.#lists.values()]
      .map((list) => list[0]!)
      .flatMap((fact) => (fact.kind === 'part-lap' ? [fact.bib] : []));
  }

  *facts(): IterableIterator<RulingFact> {
    for (const list of this.#lists.values()) yield* list;
  }

  /** Signed by hand, or by the results declared official after it was entered. */
  #isSigned(part: PartLapFact): boolean {
    if (this.#newest('part-lap-signed', String(part.offset)) !== undefined) return true;
    return this.#inForce('results-state').some((fact) => fact.state === 'official' && fact.offset > part.offset);
  }

  #newest<K extends RulingFact['kind']>(kind: K, about = ''): Of<K> | undefined {
    return newestInForce(this.#lists.get(`${kind} ${about}`) as Of<K>[] | undefined, this.ledger);
  }

  #inForce<K extends RulingFact['kind']>(kind: K, about = ''): Of<K>[] {
    const list = this.#lists.get(`${kind} ${about}`) as Of<K>[] | undefined;
    return list === undefined ? [] : list.filter((fact) => this.ledger.inForce(fact.offset));
  }
}

/** Kind, and what it is about. */
function keyOf(fact: RulingFact): string {
  switch (fact.kind) {
    case 'yard':
    case 'part-lap':
    case 'adjustment':
      return `${fact.kind} ${fact.bib}`;
    case 'part-lap-marker':
      return `${fact.kind} ${fact.marker}`;
    case 'part-lap-signed':
      return `${fact.kind} ${fact.targetOffset}`;
    default:
      return `${fact.kind} `;
  }
}
