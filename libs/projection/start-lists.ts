/** The start list as different people may see it. */
import type { EntrantListed } from '#libs/contracts/index.js';
import type { EntrantAsEntered, SetUpFacts } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { HeldRace } from './queries.js';

export class StartLists {
  constructor(private readonly setUp: SetUpFacts) {}

  /** Everybody as entered, with birth dates and hidden names: for what leaves the house by a director's hand. */
  entered({ logId, race }: HeldRace): Promise<EntrantAsEntered[]> {
    return this.setUp.entrants(logId, race.slug);
  }

  async of({ logId, race }: HeldRace, caller: Principal | undefined): Promise<EntrantListed[]> {
    if (caller?.role === 'director') {
      const entered = await this.setUp.entrants(logId, race.slug);
      return entered.map(({ entrantId: _id, ...row }) => row);
    }
    return race.entrants().map(({ entrantId: _id, chips: _chips, name, ...row }) => ({
      ...row,
      ...(name === undefined || row.hidden ? {} : { name }),
    }));
  }
}
