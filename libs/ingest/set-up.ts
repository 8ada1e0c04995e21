/** What the log says a race and its start list are right now; read for upserts, from the log alone. */
import type { RaceDefinition } from '#libs/domain/index.js';
import type { PersonFields } from '#libs/log/index.js';

export interface EntrantAsEntered extends PersonFields {
  entrantId: string;
  bib: string;
  sex?: string;
  age?: number;
  country?: string;
  club?: string;
  team?: string;
  category?: string;
  chips?: string[];
  hidden?: boolean;
  wave?: string;
}

/** Port; the adapter is hand-written SQL in `libs/log/set-up-facts.ts`. */
export interface SetUpFacts {
  /** The newest definition; undefined when there is no such race. */
  definition(logId: string, race: string): Promise<{ definition: RaceDefinition; archived: boolean } | undefined>;
  /** The newest row of every bib. */
  entrants(logId: string, race: string): Promise<EntrantAsEntered[]>;
}
