/** Past editions of courses as directors brought them along. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { EDITION, EDITION_ENTITIES, type EditionRun } from './entities/edition-entities.js';

export interface EditionHead {
  name: string;
  runners: number;
  finishers: number;
  digest: string;
  /** ISO instant. */
  putAt: string;
}

export interface StoredEdition {
  name: string;
  /** mm, ascending; the last one is the finish. */
  points: number[];
  runs: EditionRun[];
}

export interface EditionStore {
  /** By name. */
  heads(race: string): Promise<EditionHead[]>;
  /** Whole, newest name first; one that is not as it was stored is left out. */
  ofRace(race: string): Promise<StoredEdition[]>;
  /** In place of a former one of that name. */
  put(race: string, edition: StoredEdition): Promise<void>;
  remove(race: string, name: string): Promise<boolean>;
}

const digestOf = ({ points, runs }: Pick<StoredEdition, 'points' | 'runs'>): string =>
  createHash('sha256')
    .update(JSON.stringify([points, runs.map(({ finished, points: at, timesMs }) => [finished, at, timesMs])]))
    .digest('hex');

export class PostgresEditions implements EditionStore {
  readonly #entities: EntitiesOverPool;

  constructor(pool: Pool) {
    this.#entities = new EntitiesOverPool(pool, EDITION_ENTITIES);
  }

  async heads(race: string): Promise<EditionHead[]> {
    const rows = await this.#entities.in(EDITION, (editions) =>
      editions.find({
        select: { race: true, name: true, runners: true, finishers: true, digest: true, putAt: true },
        where: { race },
        order: { name: 'ASC' },
      }),
    );
    return rows.map(({ name, runners, finishers, digest, putAt }) => ({
      ...{ name, runners, finishers, digest },
      putAt: putAt.toISOString(),
    }));
  }

  async ofRace(race: string): Promise<StoredEdition[]> {
    const rows = await this.#entities.in(EDITION, (editions) =>
      editions.find({ where: { race }, order: { name: 'DESC' } }),
    );
    return rows.flatMap(({ name, points, runs, digest }) =>
      digestOf({ points, runs }) === digest ? [{ name, points, runs }] : [],
    );
  }

  async put(race: string, { name, points, runs }: StoredEdition): Promise<void> {
    const values = {
      ...{ race, name, points, runs, digest: digestOf({ points, runs }) },
      runners: runs.length,
      finishers: runs.filter(({ finished }) => finished).length,
    };
    await this.#entities.in(EDITION, async (editions) => {
      const insert = editions
        .createQueryBuilder()
        .insert()
        .values(values as never);
      const columns = ['points', 'runs', 'runners', 'finishers', 'digest'];
      await insert.orUpdate(columns, ['race', 'name']).updateEntity(false).execute();
      await editions.update({ race, name }, { putAt: () => 'now()' });
    });
  }

  async remove(race: string, name: string): Promise<boolean> {
    const { affected } = await this.#entities.in(EDITION, (editions) => editions.delete({ race, name }));
    return (affected ?? 0) > 0;
  }
}
