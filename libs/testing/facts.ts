/**
 * Builders of facts for tests. A `FactLog` hands out gapless offsets and ids; every builder fills what a test does not care about
 * and takes the rest as `fields`. Instants are epoch ms.
 */
import type {
  AdjustmentFact,
  ChipAssignedFact,
  CourseChangedFact,
  DeclaredStatus,
  EntrantFact,
  EraseFact,
  Fact,
  MarkerFact,
  PartLapFact,
  PartLapMarkerFact,
  PartLapSignedFact,
  PassingFact,
  RaceDefinition,
  RaceFact,
  ReadFact,
  ReaderFact,
  ReassignFact,
  RestoreFact,
  ResultsStateFact,
  RetimeFact,
  StartedFact,
  StatusFact,
  StoppedFact,
  TapFact,
  VoidFact,
  YardFact,
  RaceFold,
} from '../domain/index.js';
import { LogFold } from '../domain/index.js';

/** Gun of the races built here: 2026-10-03T08:00:00.000Z. */
export const GUN_MS = Date.UTC(2026, 9, 3, 8);
export const RACE = 'autumn-24h';

/** A 24-hour race on a loop of 1,000 m unless told otherwise; a lap takes at least 2 minutes. */
export function definition(fields: Partial<RaceDefinition> = {}): RaceDefinition {
  return {
    slug: RACE,
    name: 'Autumn 24 h',
    timeZone: 'Europe/Rome',
    scheduledStart: new Date(GUN_MS).toISOString(),
    visibility: 'public',
    course: { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }] },
    format: { kind: 'fixed-time', durationMs: 24 * 3_600_000, end: 'measure' },
    ...fields,
  };
}

type Given<F> = Partial<Omit<F, 'kind'>>;

interface Numbered {
  offset: number;
  id: string;
  atMs: number;
  receivedAtMs: number;
}

/** Facts in the order they were built. */
export class FactLog {
  readonly facts: Fact[] = [];
  #next: number;

  /** @param firstOffset offset of the first fact */
  constructor(firstOffset = 1) {
    this.#next = firstOffset;
  }

  /** Offset the next fact gets. */
  get nextOffset(): number {
    return this.#next;
  }

  race(fields: Partial<RaceDefinition> = {}, more: Given<RaceFact> = {}): RaceFact {
    const whole = definition(fields);
    return this.#add({ ...this.#numbered(more), kind: 'race', race: whole.slug, definition: whole, ...more });
  }

  entrant(bib: string, more: Given<EntrantFact> = {}): EntrantFact {
    return this.#add({
      ...this.#numbered(more),
      kind: 'entrant',
      race: RACE,
      entrantId: `entrant-${bib}`,
      bib,
      ...more,
    });
  }

  started(atMs = GUN_MS, more: Given<StartedFact> = {}): StartedFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'started', race: RACE, ...more });
  }

  stopped(atMs: number, more: Given<StoppedFact> = {}): StoppedFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'stopped', race: RACE, ...more });
  }

  passing(bib: string, atMs: number, more: Given<PassingFact> = {}): PassingFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'passing', bib, point: 'line', ...more });
  }

  read(chip: string, atMs: number, more: Given<ReadFact> = {}): ReadFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'read', chip, point: 'line', ...more });
  }

  tap(atMs: number, more: Given<TapFact> = {}): TapFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'tap', point: 'line', ...more });
  }

  void(target: Fact, more: Given<VoidFact> = {}): VoidFact {
    return this.#add({ ...this.#numbered(more), kind: 'void', ...aim(target), ...more });
  }

  restore(target: Fact, more: Given<RestoreFact> = {}): RestoreFact {
    return this.#add({ ...this.#numbered(more), kind: 'restore', ...aim(target), ...more });
  }

  reassign(target: Fact, bib: string, more: Given<ReassignFact> = {}): ReassignFact {
    return this.#add({ ...this.#numbered(more), kind: 'reassign', ...aim(target), bib, ...more });
  }

  retime(target: Fact, atMs: number, more: Given<RetimeFact> = {}): RetimeFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'retime', ...aim(target), ...more });
  }

  chipAssigned(chip: string, bib: string | null, more: Given<ChipAssignedFact> = {}): ChipAssignedFact {
    return this.#add({ ...this.#numbered(more), kind: 'chip-assigned', chip, bib, ...more });
  }

  reader(device: string, said: Given<ReaderFact>): ReaderFact {
    return this.#add({ ...this.#numbered(said), kind: 'reader', device, ...said });
  }

  status(bib: string, status: DeclaredStatus, atMs: number, more: Given<StatusFact> = {}): StatusFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'status', race: RACE, bib, status, ...more });
  }

  yard(bib: string, yard: number, inTime: boolean, more: Given<YardFact> = {}): YardFact {
    return this.#add({ ...this.#numbered(more), kind: 'yard', race: RACE, bib, yard, inTime, ...more });
  }

  partLap(bib: string, more: Given<PartLapFact>): PartLapFact {
    return this.#add({ ...this.#numbered(more), kind: 'part-lap', race: RACE, bib, measuredBy: 'Judge', ...more });
  }

  partLapMarker(marker: string, pastLineMm: number, more: Given<PartLapMarkerFact> = {}): PartLapMarkerFact {
    const numbered = this.#numbered(more);
    return this.#add({
      ...numbered,
      kind: 'part-lap-marker',
      race: RACE,
      marker,
      pastLineMm,
      measuredBy: 'Judge',
      ...more,
    });
  }

  partLapSigned(target: Fact, more: Given<PartLapSignedFact> = {}): PartLapSignedFact {
    const numbered = this.#numbered(more);
    return this.#add({
      ...numbered,
      kind: 'part-lap-signed',
      race: RACE,
      ...aim(target),
      signedBy: 'Referee',
      ...more,
    });
  }

  adjustment(bib: string, more: Given<AdjustmentFact>): AdjustmentFact {
    return this.#add({ ...this.#numbered(more), kind: 'adjustment', race: RACE, bib, ...more });
  }

  courseChanged(lapM: number, more: Given<CourseChangedFact> = {}): CourseChangedFact {
    const lapMm = Math.round(lapM * 1000);
    return this.#add({ ...this.#numbered(more), kind: 'course-changed', race: RACE, lapMm, ...more });
  }

  resultsState(state: ResultsStateFact['state'], more: Given<ResultsStateFact> = {}): ResultsStateFact {
    return this.#add({ ...this.#numbered(more), kind: 'results-state', race: RACE, state, ...more });
  }

  marker(atMs: number, more: Given<MarkerFact> = {}): MarkerFact {
    return this.#add({ ...this.#numbered({ atMs, ...more }), kind: 'marker', marker: 'gun', ...more });
  }

  erase(entrantId: string, more: Given<EraseFact> = {}): EraseFact {
    return this.#add({ ...this.#numbered(more), kind: 'erase', entrantId, ...more });
  }

  #numbered(given: { offset?: number; id?: string; atMs?: number; receivedAtMs?: number }): Numbered {
    const offset = given.offset ?? this.#next;
    this.#next = Math.max(this.#next, offset + 1);
    const atMs = given.atMs ?? GUN_MS;
    return { offset, id: given.id ?? `fact-${offset}`, atMs, receivedAtMs: given.receivedAtMs ?? atMs };
  }

  #add<F extends Fact>(fact: F): F {
    this.facts.push(fact);
    return fact;
  }
}

function aim(target: Fact): { target: string; targetOffset: number } {
  return { target: target.id, targetOffset: target.offset };
}

/** A log with a race, its start and entrants with these bibs: what most tests begin with. */
export function startedRace(bibs: readonly string[], fields: Partial<RaceDefinition> = {}): FactLog {
  const log = new FactLog();
  log.race(fields);
  for (const bib of bibs) log.entrant(bib, fields.slug === undefined ? {} : { race: fields.slug });
  log.started(GUN_MS, fields.slug === undefined ? {} : { race: fields.slug });
  return log;
}

/** The builders as free functions over one shared counter, for tests that need single facts and no log. */
const loose = new FactLog();
export const raceFact = loose.race.bind(loose);
export const entrantFact = loose.entrant.bind(loose);
export const startedFact = loose.started.bind(loose);
export const stoppedFact = loose.stopped.bind(loose);
export const passingFact = loose.passing.bind(loose);
export const readFact = loose.read.bind(loose);
export const tapFact = loose.tap.bind(loose);
export const voidFact = loose.void.bind(loose);
export const restoreFact = loose.restore.bind(loose);
export const reassignFact = loose.reassign.bind(loose);
export const retimeFact = loose.retime.bind(loose);
export const chipAssignedFact = loose.chipAssigned.bind(loose);
export const statusFact = loose.status.bind(loose);
export const markerFact = loose.marker.bind(loose);
export const eraseFact = loose.erase.bind(loose);

/** A fold of these facts. */
export function fold(facts: readonly Fact[], into = new LogFold()): LogFold {
  for (const fact of facts) into.apply(fact);
  return into;
}

/** The race of a log, folded; throws when it has no definition. */
export function raceOf(log: FactLog, slug = RACE): RaceFold {
  const race = fold(log.facts).race(slug);
  if (race === undefined) throw new Error(`no race ${slug}`);
  return race;
}
