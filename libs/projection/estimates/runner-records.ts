/** The records that concern the runners of one race, and how each runner stands with them now. */
import type { CardCurvePoint, CardRecord } from '#libs/contracts/index.js';
import type { BoardRow, Crossed, RaceFold, RowRecord } from '#libs/domain/index.js';
import { recordBook } from '#libs/records/book/index.js';
import {
  caveatsOf,
  compareWithRecord,
  type Comparison,
  type CurvePoint,
  glanceAt,
  isFarOff,
  listWords,
  markWords,
  methodWords,
  ownRows,
  recordCurve,
  recordOnBoard,
  type RecordRace,
  recordRaceOf,
  type RecordRow,
  type RelevantRecord,
  relevantRecords,
  type RunnerSoFar,
  statusWords,
  verdictWords,
} from '#libs/records/index.js';
import type { OwnRecordSource } from '../own-records.js';
import type { Expected } from './expected.js';

/** Records of one row. */
export const ROW_RECORDS_MAX = 3;
/** Less is nothing to tell of on a board. */
const ROW_CHANCE_MIN = 0.01;
/** Kinds of runners whose records are remembered: sex, age, class, country, club. */
const KINDS_MAX = 2000;
/** No name has it. */
const APART = '\u0000';
const GONE: ReadonlySet<BoardRow['status']> = new Set(['finished', 'dns', 'dnf', 'dsq', 'out', 'stopped']);

export class RunnerRecords {
  readonly #byKind = new Map<string, RelevantRecord[]>();
  readonly #asked: RecordRace;
  #entered: readonly unknown[] = [];
  /** Grows when the race's own records are others than before. */
  version = 0;
  #own: readonly RecordRow[] = [];

  constructor(
    private readonly race: RaceFold,
    private readonly own: OwnRecordSource,
  ) {
    this.#asked = recordRaceOf(race.definition);
  }

  /** Takes the race's own records as they are now. */
  renew(): void {
    const entered = this.own.recordsOf(this.race.slug);
    if (entered === this.#entered) return;
    this.#entered = entered;
    this.#own = ownRows(entered, this.#asked).rows;
    this.#byKind.clear();
    this.version++;
  }

  /** Most probable first; nothing that has next to no chance. */
  onRow(row: BoardRow, crossed: Crossed, clockMs: number, expected: Expected): RowRecord[] {
    const told: RowRecord[] = [];
    const runner: RunnerSoFar = { ...this.#soFar(row, crossed, clockMs, expected), brief: true };
    const glance = glanceAt(runner, expected.quantiles);
    for (const record of this.#relevant(row)) {
      if (record.role !== 'record' || record.standing === 'fallback') continue;
      if (isFarOff(record, glance, ROW_CHANCE_MIN)) continue;
      const comparison = compared(record, runner, expected);
      const { id, aheadM, chance } = recordOnBoard(comparison);
      const isOpen =
        comparison.chance === null ? comparison.verdict === 'possible' : comparison.chance >= ROW_CHANCE_MIN;
      if (aheadM !== undefined && isOpen) told.push({ id, aheadM, ...(chance === undefined ? {} : { chance }) });
    }
    return told.sort((a, b) => (b.chance ?? -1) - (a.chance ?? -1)).slice(0, ROW_RECORDS_MAX);
  }

  /** @param starters with a crossing, by sex */
  onCard(
    row: BoardRow,
    crossed: Crossed,
    clockMs: number,
    expected: Expected,
    starters: { M: number; F: number },
  ): CardRecord[] {
    const runner = this.#soFar(row, crossed, clockMs, expected);
    this.renew();
    const race: RecordRace = { ...this.#asked, starters };
    return this.#relevant(row).map((record) => {
      const comparison = compared(record, runner, expected);
      return cardRecord(record, comparison, race, runner);
    });
  }

  #relevant({ bib, sex, category, country, club }: BoardRow): RelevantRecord[] {
    // Several people under one bib set no record of one.
    if (this.race.definition.relay === true || sex === undefined) return [];
    const age = this.race.entrantsOf(bib)[0]?.age;
    const kind = [sex, age, category, country, club].join(APART);
    let relevant = this.#byKind.get(kind);
    if (relevant === undefined) {
      if (this.#byKind.size >= KINDS_MAX) this.#byKind.clear();
      relevant = relevantRecords(recordBook(), this.#asked, { sex, age, category, country, club }, this.#own);
      this.#byKind.set(kind, relevant);
    }
    return relevant;
  }

  #soFar(row: BoardRow, crossings: Crossed, clockMs: number, { nowM }: Expected): RunnerSoFar {
    const { status, adjustM, adjustMs, partM, partState } = row;
    const { format } = this.race.definition;
    const over = GONE.has(status);
    const runner: RunnerSoFar = { crossings, clockMs, over, barred: status === 'dsq' };
    if (nowM !== undefined) runner.nowM = nowM;
    if (adjustM !== undefined) runner.adjustM = adjustM;
    if (adjustMs !== undefined) runner.adjustMs = adjustMs;
    if (format.kind !== 'fixed-time' || status !== 'finished') return runner;
    if (partM !== undefined && partState !== undefined) {
      const distanceM = crossings.distanceMm(crossings.n) / 1000 + partM;
      runner.measured = [{ elapsedMs: format.durationMs, distanceM }];
      runner.provisional = partState === 'provisional';
    } else runner.partPending = format.end === 'measure';
    return runner;
  }
}

/** What is known of the end; of what lies on the way the chance is asked for, and only where it is open. */
function compared(record: RelevantRecord, runner: RunnerSoFar, { quantiles, chanceOf }: Expected): Comparison {
  if (!record.aim.enRoute) return compareWithRecord(record, runner, quantiles);
  const plain = compareWithRecord(record, runner);
  // Far beyond what the runner ran so far: no forecast is needed to say so.
  const isOpen = plain.verdict === 'possible' || plain.verdict === 'needs';
  return isOpen && chanceOf !== undefined ? compareWithRecord(record, runner, chanceOf) : plain;
}

function cardRecord(record: RelevantRecord, comparison: Comparison, race: RecordRace, runner: RunnerSoFar): CardRecord {
  const { row, aim } = record;
  const { last, requiredMsPerKm, chance, verdict, enRoute } = comparison;
  const curve = recordCurve(row, aim.targetM);
  const caveats = caveatsOf(record, race, runner);
  const card: CardRecord = {
    id: row.id,
    event: row.event,
    title: `${row.eventName}, ${row.sex === 'F' ? 'women' : 'men'}: ${listWords(row)}`,
    status: statusWords(row),
    mark: markWords(row),
    enRoute,
    verdict,
    words: verdictWords(comparison, row, caveats),
    method: curve === undefined ? 'in yards: everybody runs at the pace of the bell' : methodWords(curve),
    caveats: caveats.filter(({ met }) => met !== true).map(({ text }) => text),
  };
  if (last !== null) {
    card.aheadM = last.aheadM;
    if (last.aheadMs !== null) card.aheadMs = last.aheadMs;
  }
  if (curve !== undefined) card.curve = curve.points.map(curvePoint);
  if (requiredMsPerKm !== null) card.requiredMsPerKm = requiredMsPerKm;
  if (chance !== null) card.chance = recordOnBoard(comparison).chance ?? chance;
  return card;
}

const curvePoint = ({ elapsedMs, distanceM, rough }: CurvePoint): CardCurvePoint => ({
  elapsedMs: Math.round(elapsedMs),
  distanceM: Math.round(distanceM * 1000) / 1000,
  ...(rough ? { rough } : {}),
});
