/**
 * Numbers what spectators see of one race: a snapshot, then deltas with only the changed fields of changed rows (contract section 4).
 * One maker lives exactly as long as one epoch; a new leader starts a new one.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Board, type Delta, type RowChange, compareRows } from '#libs/contracts/index.js';
import type { BoardRow, RaceFold, RaceForecast, RaceHeader } from '#libs/domain/index.js';
import type { DoubtsByBib } from './doubts.js';
import { type EstimatesByBib, NO_ESTIMATES } from './estimates/estimates.js';
import { ROW_ESTIMATES } from './estimates/row-estimates.js';

/** Whose count is in question, as far as is known at an instant. */
export type AskDoubts = (race: RaceFold, offset: number, nowMs: number) => DoubtsByBib;
const NO_DOUBTS: DoubtsByBib = new Map();
/** What is expected of whom, as far as is known at an instant. */
export type AskEstimates = (race: RaceFold, offset: number, nowMs: number) => EstimatesByBib;
/** How far the estimates are to be trusted; asked before they are. */
export type AskForecast = (race: RaceFold, offset: number, nowMs: number) => RaceForecast | undefined;

export class FrameMaker {
  private seq = 0;
  private sent = new Map<string, BoardRow>();
  private header: RaceHeader;
  private at: string;
  private lastReadAt: string | null;
  private doubts: DoubtsByBib;
  private estimates: EstimatesByBib;

  constructor(
    private race: RaceFold,
    readonly epoch: string,
    private offset: number,
    nowMs: number,
    private readonly askDoubts: AskDoubts = () => NO_DOUBTS,
    private readonly askEstimates: AskEstimates = () => NO_ESTIMATES,
    private readonly askForecast: AskForecast = () => undefined,
  ) {
    race.takeDirty();
    this.header = this.headerAt(nowMs);
    this.doubts = askDoubts(race, offset, nowMs);
    this.estimates = askEstimates(race, offset, nowMs);
    for (const row of race.rows(nowMs)) this.sent.set(row.bib, this.told(row));
    this.at = iso(race.raceNowMs(nowMs));
    this.lastReadAt = isoOrNull(race.lastReadAtMs);
  }

  /** The board as of the last frame. */
  snapshot(): Board {
    return {
      race: this.header,
      epoch: this.epoch,
      seq: this.seq,
      at: this.at,
      lastReadAt: this.lastReadAt,
      offset: this.offset,
      rows: this.inOrder(),
    };
  }

  /**
   * What changed since the last frame; undefined when nothing did.
   * @param everyStatus also ask every runner's status, which the clock alone can change
   */
  tick(race: RaceFold, offset: number, nowMs: number, everyStatus: boolean): Delta | undefined {
    this.race = race;
    if (everyStatus) this.doubts = this.askDoubts(race, offset, nowMs);
    const header = this.headerAt(nowMs, offset);
    this.estimates = this.askEstimates(race, offset, nowMs);
    const changed = new Set(race.takeDirty());
    const headerChanged = !isDeepStrictEqual(lasting(header), lasting(this.header));
    if (changed.size > 0 || headerChanged) this.addRankShifts(changed, nowMs);
    if (everyStatus || headerChanged) this.addStatusShifts(changed, nowMs);
    const rows: RowChange[] = [];
    const gone: string[] = [];
    for (const bib of changed) {
      const plain = race.row(bib, nowMs);
      const row = plain && this.told(plain);
      if (!row && this.sent.delete(bib)) gone.push(bib);
      const change = row && changeOf(this.sent.get(bib), row);
      if (!row || !change) continue;
      this.sent.set(bib, row);
      rows.push(change);
    }
    if (rows.length === 0 && gone.length === 0 && !headerChanged) return undefined;
    const from = this.seq;
    this.seq += 1;
    // The count of the day alone makes no frame; it goes with the next one.
    const tellsHeader = headerChanged || !isDeepStrictEqual(header, this.header);
    this.header = header;
    this.offset = offset;
    this.at = iso(race.raceNowMs(nowMs));
    this.lastReadAt = isoOrNull(race.lastReadAtMs);
    return {
      race: race.slug,
      epoch: this.epoch,
      from,
      seq: this.seq,
      at: this.at,
      lastReadAt: this.lastReadAt,
      offset,
      rows,
      gone,
      ...(tellsHeader ? { header } : {}),
    };
  }

  private headerAt(nowMs: number, offset: number = this.offset): RaceHeader {
    const header = this.race.header(nowMs);
    const forecast = this.askForecast(this.race, offset, nowMs);
    return forecast === undefined ? header : { ...header, forecast };
  }

  /** One walk over the order finds every runner whose rank moved because somebody else did. */
  private addRankShifts(changed: Set<string>, nowMs: number): void {
    const { size, order, bibs, rank, rankSex, rankCategory } = this.race.ranks(nowMs);
    for (let i = 0; i < size; i++) {
      const index = order[i] ?? 0;
      const bib = bibs[index] ?? '';
      const row = this.sent.get(bib);
      if (
        !row ||
        (row.rank ?? 0) !== rank[index] ||
        (row.rankSex ?? 0) !== rankSex[index] ||
        (row.rankCategory ?? 0) !== rankCategory[index]
      ) {
        changed.add(bib);
      }
    }
  }

  private addStatusShifts(changed: Set<string>, nowMs: number): void {
    for (const [bib, row] of this.sent) {
      const assists = row.assist === true;
      if (this.race.statusAt(bib, nowMs) !== row.status || this.race.assistAt(bib, nowMs) !== assists) changed.add(bib);
      if (!same(this.doubts.get(bib)?.[0], row.doubt)) changed.add(bib);
      const expected = this.estimates.get(bib);
      if (ROW_ESTIMATES.some((field) => !same(expected?.[field], row[field]))) changed.add(bib);
    }
  }

  /** A row of the fold with what the live board alone has. */
  private told(row: BoardRow): BoardRow {
    const worst = this.doubts.get(row.bib)?.[0];
    if (worst) row.doubt = worst;
    return Object.assign(row, this.estimates.get(row.bib));
  }

  /** By the rows as they were sent: the fold may be further on. */
  private inOrder(): BoardRow[] {
    return [...this.sent.values()].sort(compareRows);
  }
}

/** A header without what changes all the time. */
function lasting({ forecast, ...header }: RaceHeader): RaceHeader {
  if (forecast === undefined) return header;
  const { heldToday: _count, ...rest } = forecast;
  return { ...header, forecast: rest };
}

/** The changed fields of a row and its bib; a field that no longer applies is null; undefined when nothing changed. */
export function changeOf(before: BoardRow | undefined, after: BoardRow): RowChange | undefined {
  const change: Record<string, unknown> = { bib: after.bib };
  let any = false;
  const old = (before ?? {}) as Record<string, unknown>;
  for (const [field, value] of Object.entries(after)) {
    if (value !== undefined && !same(old[field], value)) {
      change[field] = value;
      any ||= field !== 'bib' || before === undefined;
    }
  }
  for (const field of Object.keys(old)) {
    if (old[field] !== undefined && (after as unknown as Record<string, unknown>)[field] === undefined) {
      change[field] = null;
      any = true;
    }
  }
  return any ? (change as RowChange) : undefined;
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b));
const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : iso(ms));
