/** Which races there are, held in memory: ingest must know a slug while the database is away. */
import type { RaceRow, Registry } from '#libs/log/index.js';
import { type Principal, mayRead } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Logger } from '#libs/platform/logging.js';

export const DIRECTORY_REFRESH_MS = 5000;

export class RaceDirectory {
  private readonly rows = new Map<string, RaceRow>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly registry: Registry,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => {
      this.refresh().catch((error: unknown) =>
        this.logger.debug({ err: error }, 'races not refreshed; the held ones stay known'),
      );
    }, DIRECTORY_REFRESH_MS);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Adds and renews, never forgets: a race made while the list was on its way is not in it, and races are never removed. */
  async refresh(): Promise<void> {
    for (const row of await this.registry.list()) this.rows.set(row.slug, row);
  }

  /** Takes a row just written or read elsewhere. */
  hold(row: RaceRow): void {
    this.rows.set(row.slug, row);
  }

  list(): RaceRow[] {
    return [...this.rows.values()];
  }

  /** @throws ProblemError 404 `unknown-race`, 503 when it cannot be looked up now */
  async get(slug: string): Promise<RaceRow> {
    const held = this.rows.get(slug);
    if (held) return held;
    const found = await this.lookUp(slug);
    if (!found) throw unknownRace(slug);
    this.hold(found);
    return found;
  }

  /**
   * As `get`, but a private race the caller may not read is answered like one that is not there. It is looked up like one too: else the two
   * would differ while the database is away.
   */
  async getFor(slug: string, caller: Principal): Promise<RaceRow> {
    const held = this.rows.get(slug);
    if (held && mayRead(caller, held)) return held;
    const found = await this.lookUp(slug);
    if (found) this.hold(found);
    if (!found || !mayRead(caller, found)) throw unknownRace(slug);
    return found;
  }

  /** @throws ProblemError 503 when it cannot be looked up now */
  private async lookUp(slug: string): Promise<RaceRow | undefined> {
    try {
      return await this.registry.find(slug);
    } catch (error) {
      throw new ProblemError(
        503,
        'log-unavailable',
        'The database is away and this race is not known here yet; try again.',
        { retryAfterS: 5, cause: error },
      );
    }
  }
}

const unknownRace = (slug: string): ProblemError =>
  new ProblemError(404, 'unknown-race', `There is no race "${slug.slice(0, 64)}".`);
