/** What a crew's private link opens: its runners' cards, the race's clock, and whether the data itself is late. */
import type { RaceHeader, Worry } from '#libs/domain/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Projection } from './projection.js';
import type { CardAnswer, HeldRace, RaceQueries } from './queries.js';
import type { RaceWorries } from './race-worries.js';

/** The same question about the data of a log is answered from memory for so long. */
const LATE_EVERY_MS = 10_000;
const LOGS_MAX = 200;

/** Something between the runner and this page is silent: what is missing then says nothing of a runner. */
export interface LateData {
  kind: 'silent-point' | 'reader-down';
  /** ISO instant since when. */
  since: string;
  point?: string;
}

export interface CrewAnswer {
  race: RaceHeader;
  /** The race's now: the server's clock, or the newest crossing where a simulated race runs ahead of it. */
  at: string;
  serverNow: string;
  /** Newest crossing of anybody. */
  lastReadAt: string | null;
  /** The runners of this link that are entered still, in its order. */
  runners: CardAnswer[];
  late: LateData[];
}

export class CrewQueries {
  private readonly known = new Map<string, { atMs: number; late: Promise<LateData[]> }>();

  constructor(
    private readonly projection: Pick<Projection, 'race'>,
    private readonly queries: Pick<RaceQueries, 'card'>,
    private readonly worries: Pick<RaceWorries, 'of'>,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 404 `unknown-race` when the race of the link is not there any more */
  async of({ scope }: Principal): Promise<CrewAnswer> {
    const held = scope.race === undefined ? undefined : await this.projection.race(scope.race);
    if (!held) throw new ProblemError(404, 'unknown-race', 'The race of this link is not there any more.');
    const { race } = held;
    const nowMs = this.clock.nowMs();
    const entered = new Set(race.bibs());
    const bibs = (scope.bibs ?? []).filter((bib) => entered.has(bib));
    const [late, ...runners] = await Promise.all([
      this.late(held, nowMs),
      ...bibs.map((bib) => this.queries.card(held, bib)),
    ]);
    return {
      race: race.header(nowMs),
      at: new Date(race.raceNowMs(nowMs)).toISOString(),
      serverNow: new Date(nowMs).toISOString(),
      lastReadAt: race.lastReadAtMs === undefined ? null : new Date(race.lastReadAtMs).toISOString(),
      runners,
      late,
    };
  }

  private late(held: HeldRace, nowMs: number): Promise<LateData[]> {
    if (held.race.header(nowMs).state !== 'running') return Promise.resolve([]);
    const known = this.known.get(held.race.slug);
    if (known && nowMs - known.atMs < LATE_EVERY_MS) return known.late;
    // While it cannot be known, a crew's page does without.
    const late = this.worries.of(held).then(
      ({ worries }) => worries.flatMap(lateOf),
      () => [],
    );
    this.known.delete(held.race.slug);
    this.known.set(held.race.slug, { atMs: nowMs, late });
    for (const [oldest] of this.known) if (this.known.size > LOGS_MAX) this.known.delete(oldest);
    return late;
  }
}

/** A silence that lasts names no runners: those it names it has ended for. */
function lateOf({ kind, at, point, evidence }: Pick<Worry, 'kind' | 'at' | 'point' | 'evidence'>): LateData[] {
  const lasts = kind === 'reader-down' || (kind === 'silent-point' && (evidence.bibs ?? []).length === 0);
  return lasts ? [{ kind, since: at, ...(point === undefined ? {} : { point }) }] : [];
}
