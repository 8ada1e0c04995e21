/** Which races exist and who may read them: the registry and the access port behind a short, bounded memory. */
import { SLUG_PATTERN } from '#libs/contracts/index.js';
import type { Clock } from '#libs/platform/clock.js';
import type { LiveLimits } from './limits.js';
import type { LiveAccess, LiveRace, LiveRegistry } from './ports.js';

/**
 * `unknown` also stands for archived (a mistake put away is not shown) and for private and not for this caller: who may not read a race
 * must not learn that it exists, so there is no verdict that would tell the two apart.
 */
export type Verdict = 'open' | 'unknown';

interface Entry {
  race: LiveRace | undefined;
  askedMs: number;
}

/** Registry questions under way at once; a flood of made-up slugs must not fill the database's queue. */
const QUESTIONS_MAX = 128;

export class DirectoryBusyError extends Error {
  override name = 'DirectoryBusyError';
}

export class RaceDirectory {
  private readonly entries = new Map<string, Entry>();
  private readonly questions = new Map<string, Promise<LiveRace | undefined>>();

  constructor(
    private readonly registry: LiveRegistry,
    private readonly access: LiveAccess,
    private readonly clock: Clock,
    private readonly limits: LiveLimits,
  ) {}

  /** True when a fresh answer says: exists, and anybody may read it. Costs no promise. */
  isOpenNow(slug: string): boolean {
    const entry = this.fresh(slug);
    return entry?.race !== undefined && !entry.race.archived && entry.race.visibility !== 'private';
  }

  /** Rejects when the registry cannot be asked and nothing is remembered. */
  async verdict(slug: string, token: string | undefined): Promise<Verdict> {
    const race = await this.find(slug);
    if (!race || race.archived) return 'unknown';
    if (race.visibility !== 'private') return 'open';
    return (await this.access.mayRead(slug, token)) ? 'open' : 'unknown';
  }

  async isPrivate(slug: string): Promise<boolean> {
    return (await this.find(slug))?.visibility === 'private';
  }

  private async find(slug: string): Promise<LiveRace | undefined> {
    if (!SLUG_PATTERN.test(slug)) return undefined;
    const entry = this.fresh(slug);
    if (entry) return entry.race;
    const asked = this.questions.get(slug);
    if (asked) return asked;
    if (this.questions.size >= QUESTIONS_MAX) throw new DirectoryBusyError('too many races are being looked up');
    const question = this.ask(slug).finally(() => this.questions.delete(slug));
    this.questions.set(slug, question);
    return question;
  }

  private async ask(slug: string): Promise<LiveRace | undefined> {
    const askedMs = this.clock.nowMs();
    try {
      const race = await this.registry.find(slug);
      this.remember(slug, { race, askedMs });
      return race;
    } catch (error) {
      // With the database away, boards go on from what was known last.
      const known = this.entries.get(slug);
      if (!known?.race) throw error;
      known.askedMs = askedMs;
      return known.race;
    }
  }

  private fresh(slug: string): Entry | undefined {
    const entry = this.entries.get(slug);
    return entry && this.clock.nowMs() - entry.askedMs < this.limits.directoryMs ? entry : undefined;
  }

  private remember(slug: string, entry: Entry): void {
    this.entries.delete(slug);
    if (this.entries.size >= this.limits.directoryMax) {
      const oldest = this.entries.keys().next().value;
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    this.entries.set(slug, entry);
  }
}
