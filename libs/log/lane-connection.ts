/** The append lane's one connection: opened when needed, checked for durability, thrown away at the first doubt. */
import type { Pool, PoolClient } from 'pg';
import { checkDurable } from '#libs/platform/database/durability.js';
import { type Appended, appendRows, type LogRows } from './append-sql.js';
import { LogUnavailableError } from './errors.js';

/** Classes of SQLSTATE by which the server says that the statement, and so its implicit transaction, was rolled back. */
const ROLLED_BACK = /^(?:22|23|40|42|53|54|55|57014|25006|XX|P0)/;
/** The row itself was at fault: another row may well succeed. */
const DATA_FAULT = /^(?:22|23)/;

/** The database refused the data of a flush: nothing of it is stored. */
export class FlushDataError extends Error {}

export class LaneConnection {
  private client: PoolClient | undefined;

  constructor(private readonly pool: Pool) {}

  /** Rejects with LogUnavailableError, or FlushDataError when the rows themselves were at fault. */
  async append(groups: readonly LogRows[]): Promise<Appended[]> {
    const client = await this.connected();
    try {
      return await appendRows(client, groups);
    } catch (cause) {
      const state = (cause as { code?: unknown }).code;
      const sqlState = typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : '';
      if (DATA_FAULT.test(sqlState)) throw new FlushDataError(String(cause), { cause });
      this.drop();
      if (ROLLED_BACK.test(sqlState)) {
        throw new LogUnavailableError(`The database could not append: ${String(cause)}`, 'not-stored', { cause });
      }
      throw new LogUnavailableError('outcome unknown', 'unknown', { cause });
    }
  }

  close(): void {
    this.drop();
  }

  private async connected(): Promise<PoolClient> {
    if (this.client) return this.client;
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      await checkDurable(client);
    } catch (cause) {
      client?.release(true);
      throw new LogUnavailableError(`The database cannot be reached: ${String(cause)}`, 'not-stored', { cause });
    }
    client.once('error', () => this.drop(client));
    this.client = client;
    return client;
  }

  /** A connection whose last answer is in doubt is never used again. */
  private drop(client = this.client): void {
    if (!client || client !== this.client) return;
    this.client = undefined;
    client.release(true);
  }
}
