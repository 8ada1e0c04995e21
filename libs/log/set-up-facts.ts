/** What the log says a race and its start list are right now, for upserts. Hand-written SQL: the newest fact of each entrant, with its personal fields. */
import type { Pool } from 'pg';
import type { RaceDefinition } from '#libs/domain/index.js';
import type { PersonFields } from './ports.js';
import { unstuff } from './text-codec.js';

/** An entrant as entered, personal fields included. */
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

export interface SetUpFacts {
  /** The newest definition; undefined when there is no such race. */
  definition(logId: string, race: string): Promise<{ definition: RaceDefinition; archived: boolean } | undefined>;
  /** When the race was started, by the newest word in force, ms; undefined before. */
  gunMs(logId: string, race: string): Promise<number | undefined>;
  /** The newest row of every entrant, oldest first; only in a relay do several share a bib. */
  entrants(logId: string, race: string): Promise<EntrantAsEntered[]>;
}

const DEFINITION = `
  select body from fact
  where log_id = $1 and kind = 'race' and body->>'race' = $2
  order by "offset" desc limit 1`;

/** A gun that was taken back is none; one that was given back is. */
const GUN = `
  select at_ms as at from fact where log_id = $1 and kind = 'started' and body->>'race' = $2
  and coalesce((select ruling.kind from fact ruling where ruling.log_id = $1 and ruling.target_offset = fact."offset"
    and ruling.kind in ('void', 'restore') order by ruling."offset" desc limit 1), 'restore') = 'restore'
  order by "offset" desc limit 1`;

const ENTRANTS = `
  select newest.body, person.name, to_char(person.birth_date, 'YYYY-MM-DD') as birth_date
  from (
    select distinct on (body->>'bib', body->>'entrantId') body, "offset" from fact
    where log_id = $1 and kind = 'entrant' and body->>'race' = $2
    order by body->>'bib', body->>'entrantId', "offset" desc
  ) newest
  left join person on person.log_id = $1 and person.entrant_id = (newest.body->>'entrantId')::uuid
  order by newest."offset"`;

export class PostgresSetUpFacts implements SetUpFacts {
  constructor(private readonly pool: Pool) {}

  async definition(
    logId: string,
    race: string,
  ): Promise<{ definition: RaceDefinition; archived: boolean } | undefined> {
    const { rows } = await this.pool.query<{ body: { definition: RaceDefinition; archived?: boolean } }>(DEFINITION, [
      logId,
      race,
    ]);
    const body = rows[0]?.body;
    return body && { definition: body.definition, archived: body.archived === true };
  }

  async gunMs(logId: string, race: string): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ at: string }>(GUN, [logId, race]);
    return rows[0] === undefined ? undefined : Number(rows[0].at);
  }

  async entrants(logId: string, race: string): Promise<EntrantAsEntered[]> {
    const { rows } = await this.pool.query<{
      body: EntrantAsEntered & { race?: string };
      name: string | null;
      birth_date: string | null;
    }>(ENTRANTS, [logId, race]);
    return rows.map(({ body: { race: _race, ...entrant }, name, birth_date }) => ({
      ...entrant,
      ...(name === null ? {} : { name: unstuff(name) }),
      ...(birth_date === null ? {} : { birthDate: birth_date }),
    }));
  }
}
