/** Results of a race and what state they are in (R13.3): live, provisional, official, amended by themselves; earlier versions by offset. */
import { type RaceFold, type RaceHeader, type ResultRow, resultKey } from '#libs/domain/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { HeldRace, PastFolds, Projection, RaceQueries } from '#libs/projection/index.js';
import type { ResultsAnswer, ResultsState } from '#libs/contracts/index.js';

/** Keys of official results kept in memory: they never change. */
const OFFICIAL_KEPT_MAX = 200;

/** A race at some offset of its log, and the clock that goes with it. */
export interface Version extends HeldRace {
  nowMs: number;
  header: RaceHeader;
  state: ResultsState;
  rows: ResultRow[];
}

export class ResultsService {
  private readonly officialKeys = new Map<string, string>();

  constructor(
    private readonly queries: RaceQueries,
    private readonly projection: Projection,
    private readonly past: PastFolds,
    private readonly clock: Clock,
  ) {}

  /**
   * @param offset log position of an earlier version; undefined: as of now
   * @throws ProblemError 404 `unknown-race`, 404 `unknown-version`, 503 `results-busy`
   */
  async version(slug: string, caller: Principal | undefined, offset?: number): Promise<Version> {
    const live = await this.queries.findLevel(slug, caller);
    const held = offset === undefined ? undefined : await this.earlier(live, offset);
    const { race, nowMs } = held ?? { ...live, nowMs: this.clock.nowMs() };
    const rows = race.results(nowMs);
    return {
      ...{ logId: live.logId, offset: held?.offset ?? live.offset, race, nowMs, rows },
      header: race.header(nowMs),
      state: await this.stateOf(live.logId, race, rows, nowMs),
    };
  }

  /** @throws ProblemError 404 `unknown-race` */
  async known(slug: string, caller: Principal | undefined): Promise<void> {
    await this.queries.find(slug, caller);
  }

  answer({ header, state, offset, rows, race, nowMs }: Version): ResultsAnswer {
    const teams = race.teams(nowMs);
    return { race: header, state, offset, ...(teams ? { teams } : {}), rows };
  }

  private async earlier(live: HeldRace, offset: number): Promise<{ race: RaceFold; nowMs: number; offset: number }> {
    const unknown = (why: string): ProblemError =>
      new ProblemError(404, 'unknown-version', `There are no results at offset ${offset}: ${why}.`);
    if (offset > live.offset) throw unknown(`the log ends at ${live.offset}`);
    const erased = this.projection.follower(live.logId)?.fold.erasedOffset ?? 0;
    const { fold, atMs } = await this.past.at(live.logId, offset, erased);
    const race = fold.race(live.race.slug);
    if (!race) throw unknown('the race was made later');
    return { race, nowMs: atMs, offset };
  }

  /** R13.3: official results that are not what they were when they were declared so are amended, whoever changed them. */
  private async stateOf(
    logId: string,
    race: RaceFold,
    rows: readonly ResultRow[],
    nowMs: number,
  ): Promise<ResultsState> {
    const said = race.resultsState;
    if (said !== 'official') return said ?? 'live';
    const key = await this.officialKey(logId, race, nowMs);
    return key === resultKey(rows) ? 'official' : 'amended';
  }

  private async officialKey(logId: string, race: RaceFold, nowMs: number): Promise<string> {
    const offset = race.officialOffset!;
    const name = `${logId} ${race.slug} ${offset}`;
    const known = this.officialKeys.get(name);
    if (known !== undefined) return known;
    const { fold } = await this.past.at(logId, offset, this.projection.follower(logId)?.fold.erasedOffset ?? 0);
    // By the clock of now on both sides: time alone amends nothing.
    const key = resultKey(fold.race(race.slug)?.results(nowMs) ?? []);
    const over = race.header(nowMs).state === 'ended';
    if (this.officialKeys.size >= OFFICIAL_KEPT_MAX) this.officialKeys.clear();
    if (over) this.officialKeys.set(name, key);
    return key;
  }
}
