/** Private links for crews: a token that opens the chosen runners of one race and nothing else, until somebody takes it back. */
import type { CrewLink, CrewLinkAnswer, CrewLinkInput } from '#libs/contracts/index.js';
import { CREW_LINKS_MAX } from '#libs/contracts/index.js';
import type { SetUpFacts } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { hashSecret } from '#libs/platform/auth/secrets.js';
import type { LiveToken, TokenStore } from '#libs/platform/auth/token-store.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { orProblem } from '../log-errors.js';
import { OneByOne } from '../one-by-one.js';
import type { RaceDirectory } from '../race-directory.js';

export class CrewLinksService {
  /** Counting and making are one step, so that the limit holds. */
  private readonly turns = new OneByOne();

  constructor(
    private readonly directory: RaceDirectory,
    private readonly setUp: Pick<SetUpFacts, 'entrants'>,
    private readonly tokens: TokenStore,
  ) {}

  /**
   * @param baseUrl of the server as the crew will see it, without a slash at the end
   * @throws ProblemError 404 `unknown-race`, 422 `unknown-bib`, 409 `too-many-links`, 503
   */
  async create(slug: string, input: CrewLinkInput, caller: Principal, baseUrl: string): Promise<CrewLinkAnswer> {
    const race = await this.directory.getFor(slug, caller);
    const entered = await orProblem(this.setUp.entrants(race.logId, slug));
    const known = new Set(entered.map(({ bib }) => bib));
    const unknown = input.bibs.find((bib) => !known.has(bib));
    if (unknown !== undefined)
      throw new ProblemError(422, 'unknown-bib', `bibs: nobody runs with bib "${unknown}" in this race.`);
    return this.turns.run(slug, async () => {
      const links = await orProblem(this.tokens.list('crew', slug));
      if (links.length >= CREW_LINKS_MAX)
        throw new ProblemError(409, 'too-many-links', `A race has at most ${CREW_LINKS_MAX} crew links; revoke some.`);
      const { bibs, name = '' } = input;
      const { id, token } = await orProblem(this.tokens.create('crew', name, { race: slug, bibs }));
      return {
        ...linkOf({ id, name, scope: { bibs }, createdAt: new Date() }),
        token,
        url: `${baseUrl}/crew/${token}`,
      };
    });
  }

  /** Newest first. */
  async list(slug: string, caller: Principal): Promise<CrewLink[]> {
    await this.directory.getFor(slug, caller);
    return (await orProblem(this.tokens.list('crew', slug))).map(linkOf);
  }

  /**
   * Takes a link back; whoever has it sees nothing more within seconds.
   * @param idOrToken the id of the list, or the secret itself
   * @throws ProblemError 404 `unknown-link`
   */
  async revoke(slug: string, idOrToken: string, caller: Principal): Promise<{ revoked: string }> {
    await this.directory.getFor(slug, caller);
    const links = await orProblem(this.tokens.list('crew', slug));
    const hash = hashSecret(idOrToken);
    const found = links.find(({ id, tokenHash }) => id === idOrToken || tokenHash.equals(hash));
    if (!found)
      throw new ProblemError(404, 'unknown-link', 'There is no such crew link in this race; it may be revoked.');
    await orProblem(this.tokens.revoke(found.id));
    return { revoked: found.id };
  }
}

const linkOf = ({ id, name, scope, createdAt }: Omit<LiveToken, 'tokenHash'>): CrewLink => ({
  id,
  bibs: [...(scope.bibs ?? [])],
  ...(name === '' ? {} : { name }),
  createdAt: createdAt.toISOString(),
});
