/**
 * The whole log and set-up as lines of JSON, and back into an empty database. Hand-written SQL over cursors: a dump must be one instant of the
 * database and must not hold it in memory. Sessions, codes and snapshots stay behind: they are of the server, not of the races.
 */
import type { Pool, PoolClient } from 'pg';
import { MIGRATIONS } from './migrations/index.js';

/** In the order in which they can be filled again. */
const TABLES = ['log', 'race', 'fact', 'person', 'refusal', 'own_record', 'token', 'pairing', 'edition'] as const;
type Table = (typeof TABLES)[number];
const ORDER: Record<Table, string> = {
  log: 'log_id',
  race: 'slug',
  fact: 'log_id, "offset"',
  person: 'log_id, entrant_id',
  refusal: 'no',
  own_record: 'race',
  token: 'id',
  pairing: 'code_hash',
  edition: 'race, name',
};
const PAGE_ROWS = 2000;
/** A row of a past edition is megabytes. */
const EDITION_PAGE_ROWS = 4;
const pageRows = (table: Table): number => (table === 'edition' ? EDITION_PAGE_ROWS : PAGE_ROWS);
const VERSION = 1;
/** Version of the tables: a file of newer tables cannot go into older ones. */
const SCHEMA = MIGRATIONS.length;

/** What is wrong with a file, or with where it should go; said to a person. */
export class BackupError extends Error {
  constructor(
    readonly code: 'not-empty' | 'not-a-backup' | 'newer-backup' | 'torn-backup',
    message: string,
  ) {
    super(message);
    this.name = 'BackupError';
  }
}

/** Lines of a backup: a head, the rows of one instant, and an end with their number. */
export async function* backupLines(pool: Pool): AsyncGenerator<string> {
  const client = await pool.connect();
  let rows = 0;
  try {
    await client.query('begin isolation level repeatable read read only');
    yield `${JSON.stringify({ loopline: 'backup', version: VERSION, schema: SCHEMA, at: new Date().toISOString() })}\n`;
    for (const table of TABLES) {
      await client.query(
        `declare page no scroll cursor for select row_to_json(t)::text as row from ${table} t order by ${ORDER[table]}`,
      );
      for (;;) {
        const page = await client.query<{ row: string }>(`fetch ${pageRows(table)} from page`);
        if (page.rows.length === 0) break;
        rows += page.rows.length;
        yield page.rows.map(({ row }) => `{"${table}":${row}}\n`).join('');
      }
      await client.query('close page');
    }
    yield `${JSON.stringify({ end: rows })}\n`;
  } finally {
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

/**
 * Fills an empty database, all or nothing.
 * @returns number of facts
 * @throws BackupError when the file is none, newer than this server or torn, or the database holds races
 */
export async function restoreLines(
  pool: Pool,
  lines: AsyncIterable<string>,
): Promise<{ facts: number; races: number }> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    // Nobody may append or create a race while the rows come in.
    await client.query('lock table log, race, fact in exclusive mode');
    const { rowCount } = await client.query('select 1 from log limit 1');
    if (rowCount !== 0)
      throw new BackupError('not-empty', 'This server holds races already; a backup goes into an empty one.');
    const counts = await new Filler(client).fill(lines);
    await client.query(
      `select setval(pg_get_serial_sequence('refusal', 'no'), greatest(1, (select max(no) from refusal)))`,
    );
    await client.query('commit');
    return { facts: counts.get('fact') ?? 0, races: counts.get('race') ?? 0 };
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

class Filler {
  private readonly counts = new Map<Table, number>();
  private rows: string[] = [];
  private table: Table | undefined;

  constructor(private readonly client: PoolClient) {}

  async fill(lines: AsyncIterable<string>): Promise<ReadonlyMap<Table, number>> {
    let headed = false;
    let end: number | undefined;
    for await (const line of lines) {
      if (!headed) {
        checkHead(line);
        headed = true;
        continue;
      }
      if (end !== undefined) throw torn('there is more after its end');
      const found = /^\{"(\w+)":/.exec(line)?.[1];
      if (found === 'end') end = (JSON.parse(line) as { end: number }).end;
      else if (!TABLES.some((table) => table === found)) throw torn('a line is none of ours');
      else await this.take(found as Table, line.slice(`{"${found}":`.length, -1));
    }
    await this.flush();
    const total = [...this.counts.values()].reduce((sum, n) => sum + n, 0);
    if (end !== total) throw torn(`it has ${total} rows and should have ${end ?? 'an end'}`);
    return this.counts;
  }

  private async take(table: Table, row: string): Promise<void> {
    if (table !== this.table || this.rows.length >= pageRows(table)) await this.flush();
    this.table = table;
    this.rows.push(row);
  }

  private async flush(): Promise<void> {
    const { table, rows } = this;
    if (table === undefined || rows.length === 0) return;
    this.rows = [];
    // The new server's own first director may be of the same token.
    await this.client.query(
      `insert into ${table} overriding system value select * from json_populate_recordset(null::${table}, $1)
       ${table === 'token' ? 'on conflict do nothing' : ''}`,
      [`[${rows.join(',')}]`],
    );
    this.counts.set(table, (this.counts.get(table) ?? 0) + rows.length);
  }
}

function checkHead(line: string): void {
  let head: { loopline?: string; version?: number; schema?: number };
  try {
    head = JSON.parse(line) as typeof head;
  } catch {
    head = {};
  }
  if (head.loopline !== 'backup') throw new BackupError('not-a-backup', 'This file is no backup of Loopline.');
  if ((head.version ?? 0) > VERSION || (head.schema ?? 0) > SCHEMA)
    throw new BackupError('newer-backup', 'This backup was made by a newer Loopline; restore it with that one.');
}

function torn(why: string): BackupError {
  return new BackupError('torn-backup', `This backup is damaged or was cut off: ${why}. Nothing was restored.`);
}
