/** Cold questions about a race, answered from the fold; ids of facts are looked up in the log. */
import type { Board, CardForecast, CardRecord, Rivals, WearersAnswer } from '#libs/contracts/index.js';
import type { Doubt, Lap, RaceDefinition, RaceFold, RaceHeader, RunnerCard, TeamStanding } from '#libs/domain/index.js';
import type { FactLog, FactOrigin } from '#libs/log/index.js';
import { type Principal, mayRead, mayWrite } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { Doubts } from './doubts.js';
import { Estimates } from './estimates/estimates.js';
import { shippedModels } from './estimates/parameters.js';
import type { FoldedRace, Projection } from './projection.js';
import { rivalsOf } from './rivals.js';

export interface RaceListItem {
  slug: string;
  name: string;
  scheduledStart: string;
  timeZone: string;
  state: RaceHeader['state'];
  format: RaceDefinition['format'];
  course: RaceDefinition['course'];
  visibility: RaceDefinition['visibility'];
  runners: number;
  startedAt?: string;
  endsAt?: string;
  simulated?: boolean;
  /** The race's own now: the server's clock, or later where a simulated race runs ahead of it. */
  at: string;
}

export interface RaceDetail extends RaceDefinition, Pick<RaceHeader, 'state' | 'startedAt' | 'endsAt'> {
  archived: boolean;
  runners: number;
}

/** `sources`: ids of the facts behind the lap; `seenBy`: the devices that said so. */
export type CardLap = Lap & { sources: string[]; seenBy: string[] };
export interface CardAnswer extends Omit<RunnerCard, 'laps' | 'uncounted'> {
  race: RaceHeader;
  bib: string;
  name?: string;
  laps: CardLap[];
  uncounted: (RunnerCard['uncounted'][number] & { id?: string })[];
  /** Estimates, never results. */
  forecast: CardForecast;
  records: CardRecord[];
  /** The places beside the runner's own, while the race is under way. */
  rivals?: Rivals;
}

export type HeldRace = FoldedRace;

const STATE_ORDER = { running: 0, 'set-up': 1, ended: 2 } as const;

/** A desk is not kept waiting longer for what was written last. */
const LEVEL_WAIT_MS = 2_000;

export class RaceQueries {
  constructor(
    private readonly projection: Projection,
    private readonly log: FactLog,
    private readonly clock: Clock,
    private readonly doubts = new Doubts(),
    private readonly estimates = new Estimates(shippedModels),
  ) {}

  /**
   * Who may write reads what is stored now, so that a change is there when its answer is; within LEVEL_WAIT_MS, or what is
   * folded then. Who only reads gets what is folded.
   * @throws ProblemError 404, alike for unknown races and for private ones the caller may not see
   */
  async find(slug: string, caller: Principal | undefined): Promise<HeldRace> {
    const { projection } = this;
    const held = mayWrite(caller)
      ? await projection.levelRace(slug, AbortSignal.timeout(LEVEL_WAIT_MS))
      : await projection.race(slug);
    return permitted(slug, held, caller);
  }

  /**
   * Every fact acknowledged before the question is in it, however long that takes; while the database is away, those known.
   * @throws ProblemError 404, as `find` does
   */
  async findLevel(slug: string, caller: Principal | undefined): Promise<HeldRace> {
    return permitted(slug, await this.projection.levelRace(slug), caller);
  }

  /** Live ones first, then the coming ones, then the newest. Directors see every race, others the public ones. */
  list(caller: Principal | undefined): RaceListItem[] {
    const now = this.clock.nowMs();
    return this.projection
      .races()
      .filter(({ race }) => !race.archived && (race.definition.visibility === 'public' || caller?.role === 'director'))
      .map(({ race }) => listItem(race, now))
      .sort((a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state] || byStart(a, b));
  }

  /** False on a new server, and on one where every race was put away. */
  anyRace(): boolean {
    return this.projection.races().some(({ race }) => !race.archived);
  }

  detail({ race }: HeldRace): RaceDetail {
    const header = race.header(this.clock.nowMs());
    const { state, startedAt, endsAt } = header;
    return {
      ...race.definition,
      state,
      ...(startedAt ? { startedAt } : {}),
      ...(endsAt ? { endsAt } : {}),
      archived: race.archived,
      runners: race.bibs().length,
    };
  }

  /** Who wears these chips at an instant; whoever is entered in the race asked goes before the others of its group. */
  wearers({ logId, race }: HeldRace, chips: readonly string[], atMs: number): WearersAnswer['wearers'] {
    const group = this.projection.races().filter((other) => other.logId === logId && other.race !== race);
    const races = [race, ...group.map((other) => other.race)];
    return [...new Set(chips)].flatMap((chip) => {
      const bib = race.wearer(chip, atMs);
      if (bib === undefined) return [];
      const entered = races.find((one) => one.entrantsOf(bib).length > 0);
      const names = entered?.entrantsOf(bib).flatMap(({ name }) => name ?? []) ?? [];
      const name = names.length > 0 ? { name: names.join(', ') } : {};
      return [{ chip, bib, ...(entered ? { race: entered.slug } : {}), ...name }];
    });
  }

  /** @throws ProblemError 404 `no-teams` when the definition scores none */
  teams({ race }: HeldRace): TeamStanding[] {
    const teams = race.teams(this.clock.nowMs());
    if (!teams)
      throw new ProblemError(
        404,
        'no-teams',
        'This race scores no teams; its definition has no "teams": { "scoreBest": ... }.',
      );
    return teams;
  }

  /** The board at an instant of race time (contract: `board?at=`). Epoch and seq say that it is no live document. */
  async boardAt(slug: string, atMs: number): Promise<Board | undefined> {
    const held = await this.projection.race(slug);
    if (!held) return undefined;
    const { race, offset } = held;
    const header = race.header(this.clock.nowMs());
    return {
      race: header,
      epoch: 'at',
      seq: offset,
      at: new Date(atMs).toISOString(),
      lastReadAt: null,
      offset,
      rows: race.rowsAt(atMs),
    };
  }

  /** @throws ProblemError 404 `unknown-bib` */
  async card(held: HeldRace, bib: string): Promise<CardAnswer> {
    const now = this.clock.nowMs();
    const card = held.race.card(bib, now);
    if (!card) throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${bib.slice(0, 16)}" in this race.`);
    const offsets = [...card.laps.flatMap((lap) => lap.offsets), ...card.uncounted.map((u) => u.offset)];
    const doubts = this.doubts.of(held.race, held.offset, now).get(bib) ?? [];
    const onRow = this.estimates.of(held.race, held.offset, now).get(bib);
    const expected = this.estimates.card(held.race, bib, now);
    const header = held.race.header(now);
    const rivals = header.state === 'running' ? rivalsOf(held.race, bib, now) : undefined;
    const origins = await this.log.originsOf(held.logId, offsets).catch(() => new Map<number, FactOrigin>());
    return {
      race: header,
      bib,
      ...(card.row.name === undefined ? {} : { name: card.row.name }),
      ...card,
      row: { ...card.row, ...(doubts[0] ? { doubt: doubts[0] } : {}), ...onRow },
      ...expected,
      ...(rivals ? { rivals } : {}),
      laps: card.laps.map((lap) => {
        const from = lap.offsets.flatMap((offset) => origins.get(offset) ?? []);
        return {
          ...lap,
          sources: from.map(({ id }) => id),
          seenBy: [...new Set(from.flatMap(({ device }) => device ?? []))],
          ...doubtOf(lap.lap, doubts),
        };
      }),
      uncounted: card.uncounted.map((u) => ({ ...u, id: origins.get(u.offset)?.id })),
    };
  }
}

function permitted(slug: string, held: HeldRace | undefined, caller: Principal | undefined): HeldRace {
  if (!held || !mayRead(caller, { slug, visibility: held.race.definition.visibility })) {
    throw new ProblemError(404, 'unknown-race', `There is no race "${slug.slice(0, 64)}".`);
  }
  return held;
}

function listItem(race: RaceFold, nowMs: number): RaceListItem {
  const header = race.header(nowMs);
  return {
    slug: header.slug,
    name: header.name,
    scheduledStart: header.scheduledStart,
    timeZone: header.timeZone,
    state: header.state,
    format: header.format,
    course: header.course,
    visibility: race.definition.visibility,
    runners: race.bibs().length,
    at: new Date(race.raceNowMs(nowMs)).toISOString(),
    ...(header.startedAt ? { startedAt: header.startedAt } : {}),
    ...(header.endsAt ? { endsAt: header.endsAt } : {}),
    ...(header.simulated ? { simulated: true } : {}),
  };
}

function byStart(a: RaceListItem, b: RaceListItem): number {
  const order = Date.parse(a.scheduledStart) - Date.parse(b.scheduledStart);
  return a.state === 'ended' ? -order : order;
}

function doubtOf(lap: number, doubts: readonly Doubt[]): { doubt?: Doubt } {
  const doubt = doubts.find((one) => one.lap === lap);
  return doubt ? { doubt } : {};
}
