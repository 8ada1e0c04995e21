/** Takes a batch of passings: checks each row, appends the good ones, answers in the order sent, only after they are on disk. */
import type { PassingResult, PassingsAnswer } from '#libs/contracts/index.js';
import type { NewFact } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { Keeper } from '../keeper.js';
import type { RaceDirectory } from '../race-directory.js';
import { factOfRow } from './passing-facts.js';

/** Rows checked before other requests get a turn. */
const ROWS_PER_TURN = 1000;

export class PassingsService {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly keeper: Keeper,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 404 (also for a private race of others), 403 (another race's tablet), 429 or 503 (nothing of the batch counts as acknowledged then) */
  async submit(slug: string, rows: readonly unknown[], caller: Principal): Promise<PassingsAnswer> {
    const race = await this.directory.getFor(slug, caller);
    if (caller.scope.race !== undefined && caller.scope.race !== slug) {
      throw new ProblemError(403, 'wrong-race', `This token belongs to the race "${caller.scope.race}".`);
    }
    const results: PassingResult[] = [];
    const facts: NewFact[] = [];
    const places: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      if (i > 0 && i % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
      const outcome = factOfRow(rows[i], race.logId, this.clock.nowMs(), caller);
      if ('rejected' in outcome) {
        results[i] = outcome.rejected;
        continue;
      }
      facts.push(outcome.fact);
      places.push(i);
    }
    const stored = facts.length === 0 ? [] : await this.keeper.keep(race.logId, facts);
    stored.forEach((result, k) => (results[places[k] ?? 0] = result));
    return { head: await this.keeper.head(race.logId, stored), results };
  }
}
