/** What a board says once of all its estimates: the back-test, how ranges hold today, and after the end how those of the end held. */
import type { BoardRow, FixedTimeFormat, LoopCourse, RaceFold, RaceForecast } from '#libs/domain/index.js';
import { type AllModels, trackRecord } from '#libs/forecast/index.js';
import { FinalScore, openPartM, type ScoredRunner } from './final-score.js';

/** A new count of the ranges of the day is told at most this often; a frame of its own it never makes. */
export const TODAY_EVERY_MS = 60_000;
/** After a correction the ranges of the end are scored anew, at most this often. */
export const SCORE_EVERY_MS = 10_000;
const RACES_MAX = 200;
/** Nobody has an end to score. */
const NO_END: ReadonlySet<BoardRow['status']> = new Set(['dns', 'dsq', 'entered']);

/** What is known of a race while it is looked at. */
export interface Seen {
  /** Ranges of next passings scored so far. */
  heldToday?: { held: number; of: number } | undefined;
  /** By past editions of the course. */
  restsOnPast: boolean;
}

interface Held {
  race: RaceFold;
  definition: RaceFold['definition'];
  told: RaceForecast;
  restsOnPast: boolean;
  todayAtMs: number;
  /** Of which state of the race the score is. */
  scoredKey: string;
  scoredAtMs: number;
  offset: number;
  score?: FinalScore;
}

export class RaceForecasts {
  private readonly races = new Map<string, Held>();

  constructor(private readonly models: () => AllModels) {}

  /**
   * Undefined before the start and where nothing is forecast. The same object until something changed.
   * @param seen by this process; undefined when it looks at the race no more
   * @param mayGoOn asked between two steps of scoring; the rest waits for the next call
   */
  of(
    race: RaceFold,
    offset: number,
    nowMs: number,
    seen: Seen | undefined,
    mayGoOn: () => boolean,
  ): RaceForecast | undefined {
    const { state } = race.header(nowMs);
    if (state === 'set-up') return undefined;
    const held = this.held(race, seen?.restsOnPast);
    const today = seen?.heldToday;
    if (held === undefined) return undefined;
    const isEnded = state === 'ended';
    if (today !== undefined && today.of > 0 && (isEnded || nowMs - held.todayAtMs >= TODAY_EVERY_MS)) {
      held.todayAtMs = nowMs;
      const pct = Math.round((1000 * today.held) / today.of) / 10;
      if (held.told.heldToday?.of !== today.of) held.told = { ...held.told, heldToday: { pct, of: today.of } };
    }
    if (isEnded) this.scored(held, offset, nowMs, mayGoOn);
    return held.told;
  }

  /** @param restsOnPast undefined: as it was last */
  private held(race: RaceFold, restsOnPast: boolean | undefined): Held | undefined {
    const { slug, definition } = race;
    const known = this.races.get(slug);
    const past = restsOnPast ?? (known?.race === race && known.restsOnPast);
    if (known?.race === race && known.definition === definition && known.restsOnPast === past) return known;
    const { course, format } = definition;
    if (format.kind === 'fixed-time' && course.kind !== 'loop') return undefined;
    const told = trackRecord(this.models().backTests, format, past);
    if (told === undefined) return undefined;
    const marks = { todayAtMs: -Infinity, scoredKey: '', scoredAtMs: -Infinity, offset: -1 };
    const held = { race, definition, told, restsOnPast: past, ...marks };
    this.races.delete(slug);
    this.races.set(slug, held);
    for (const [oldest] of this.races) if (this.races.size > RACES_MAX) this.races.delete(oldest);
    return held;
  }

  private scored(held: Held, offset: number, nowMs: number, mayGoOn: () => boolean): void {
    const { race } = held;
    if (held.score === undefined) {
      if (held.offset === offset || nowMs - held.scoredAtMs < SCORE_EVERY_MS) return;
      held.offset = offset;
      const key = keyOf(race);
      if (key === held.scoredKey) return;
      held.scoredKey = key;
      held.score = scoreOf(race, nowMs, this.models());
    }
    if (held.score !== undefined && !held.score.step(mayGoOn)) return;
    const finals = held.score?.held;
    held.score = undefined;
    held.scoredAtMs = nowMs;
    const { finals: _before, ...rest } = held.told;
    held.told = finals === undefined ? rest : { ...rest, finals };
  }
}

/** Another one whenever anything of any runner, the gun or the end changed. */
function keyOf(race: RaceFold): string {
  const revisions = race.bibs().reduce((sum, bib) => sum + race.revision(bib), 0);
  return `${revisions} ${race.startedAtMs} ${race.endsAtMs}`;
}

/** Undefined where no end was said, or the race was ended before its time. */
function scoreOf(race: RaceFold, nowMs: number, models: AllModels): FinalScore | undefined {
  const { course, format } = race.definition;
  const { startedAtMs, endsAtMs } = race;
  if (format.kind !== 'fixed-time' || course.kind !== 'loop') return undefined;
  if (startedAtMs === undefined || endsAtMs === undefined) return undefined;
  if (endsAtMs - startedAtMs < format.durationMs) return undefined;
  const runners = race.rows(nowMs).flatMap((row) => scoredRunner(race, row, format, course) ?? []);
  return new FinalScore(runners, course, format, models);
}

function scoredRunner(
  race: RaceFold,
  row: BoardRow,
  format: FixedTimeFormat,
  course: LoopCourse,
): ScoredRunner | undefined {
  const crossed = race.crossed(row.bib);
  if (crossed === undefined || crossed.n === 0 || NO_END.has(row.status)) return undefined;
  const isOpen = row.status === 'finished' && row.partState === undefined;
  return {
    crossed,
    endM: row.distanceM - (row.adjustM ?? 0),
    openM: isOpen ? openPartM(format, course) : 0,
  };
}
