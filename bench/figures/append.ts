/**
 * I1, I2, I3: what a durable append costs, against the cheapest way Postgres knows to take the same rows into the same table.
 * Rounds are interleaved, so that a busy machine slows both sides; medians are compared.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { InProcessFeed } from '#libs/log/in-process-feed.js';
import { MIGRATIONS } from '#libs/log/migrations/index.js';
import type { NewFact } from '#libs/log/ports.js';
import { PostgresLog } from '#libs/log/postgres-log.js';
import { migrate, openDatabase } from '#libs/platform/database/open-database.js';

export interface AppendFigure {
  id: 'I1' | 'I2' | 'I3';
  name: string;
  /** Rows a second, median of the rounds. */
  value: number;
  unit: 'rows/s';
  baseline: number;
  /** value / baseline. */
  ratio: number;
  target: number;
  ok: boolean;
}

/** Many short rounds rather than few long ones: a burst of other work then spoils a round, not the median. */
const ROUNDS = 21;
const ROUNDS_QUICK = 9;
const CELL_MS = 400;
const CELL_QUICK_MS = 250;
const WARM_UP_MS = 300;
const PRODUCERS = 256;
const POOL_CONNECTIONS = 16;

const COLUMNS = `log_id, "offset", id, kind, at_ms, received_at_ms, device, epoch, seq, raw, body`;

/** Runs for `cellMs` and answers with rows a second. */
type Cell = (cellMs: number) => Promise<number>;

/** Leaves its rows behind: facts cannot be removed, so hand it a database that may be dropped. */
export async function measureAppend(databaseUrl: string, quick: boolean): Promise<AppendFigure[]> {
  await migrate(databaseUrl, { migrations: [...MIGRATIONS] });
  const database = await openDatabase(databaseUrl);
  const log = new PostgresLog(database, new InProcessFeed());
  const copyClient = new pg.Client({ connectionString: databaseUrl });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_CONNECTIONS });
  // A server that is stopped right after us cuts what has not yet said goodbye.
  pool.on('error', () => undefined);
  await copyClient.connect();
  const logId = benchLog();
  await database.queries.query('insert into log (log_id) values ($1)', [logId]);
  try {
    const copies = new CopyTarget(copyClient);
    const rounds = quick ? ROUNDS_QUICK : ROUNDS;
    const cellMs = quick ? CELL_QUICK_MS : CELL_MS;
    const figure = async (id: AppendFigure['id'], name: string, target: number, lane: Cell, floor: Cell) => {
      const measured = await interleaved(rounds, cellMs, lane, floor);
      return { id, name, ...measured, unit: 'rows/s' as const, target, ok: measured.ratio >= target };
    };
    return [
      await figure('I1', 'durable append, batch 100, vs COPY', 0.8, batches(log, logId, 100), copies.batches(100)),
      await figure('I2', 'durable append, batch 1000, vs COPY', 0.5, batches(log, logId, 1_000), copies.batches(1_000)),
      await figure('I3', '256 producers of one lap, vs a pool of 16', 6, singles(log, logId), pooledInserts(pool)),
    ];
  } finally {
    await log.close();
    await Promise.all([copyClient.end(), pool.end(), database.close()]);
  }
}

async function interleaved(rounds: number, cellMs: number, lane: Cell, floor: Cell) {
  const values: number[] = [];
  const baselines: number[] = [];
  await lane(WARM_UP_MS);
  await floor(WARM_UP_MS);
  for (let round = 0; round < rounds; round++) {
    values.push(await lane(cellMs));
    baselines.push(await floor(cellMs));
  }
  const [value, baseline] = [median(values), median(baselines)];
  return { value: Math.round(value), baseline: Math.round(baseline), ratio: Number((value / baseline).toFixed(3)) };
}

/** One caller that waits for each batch's acknowledgement. */
function batches(log: PostgresLog, logId: string, size: number): Cell {
  return async (cellMs) => {
    const facts = Array.from({ length: size }, aRead);
    let rows = 0;
    const startedMs = performance.now();
    while (performance.now() - startedMs < cellMs) {
      // The same records under new names: making them is the sender's work, not the log's.
      for (const fact of facts) rename(fact);
      await log.append(logId, facts);
      rows += size;
    }
    return rate(rows, startedMs);
  };
}

function singles(log: PostgresLog, logId: string): Cell {
  return (cellMs) =>
    producers(cellMs, async () => {
      await log.append(logId, [aRead()]);
    });
}

function pooledInserts(pool: pg.Pool): Cell {
  const target = benchLog();
  let offset = 0;
  // What a plain service does per lap: harmless when repeated, and the place is told.
  const text = `insert into fact (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    on conflict do nothing returning "offset"`;
  return (cellMs) =>
    producers(cellMs, async () => {
      await pool.query(text, columnsOf(target, ++offset, aRead()));
    });
}

/** Everybody waits for the own acknowledgement before the next lap. */
async function producers(cellMs: number, once: () => Promise<void>): Promise<number> {
  let rows = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: PRODUCERS }, async () => {
      while (performance.now() - startedMs < cellMs) {
        await once();
        rows++;
      }
    }),
  );
  return rate(rows, startedMs);
}

class CopyTarget {
  private readonly logId = benchLog();
  private offset = 0;

  constructor(private readonly client: pg.Client) {}

  batches(size: number): Cell {
    return async (cellMs) => {
      const facts = Array.from({ length: size }, aRead);
      let rows = 0;
      const startedMs = performance.now();
      while (performance.now() - startedMs < cellMs) {
        for (const fact of facts) rename(fact);
        await this.copy(facts);
        rows += size;
      }
      return rate(rows, startedMs);
    };
  }

  /** One COPY, one commit. */
  private async copy(facts: readonly NewFact[]): Promise<void> {
    const lines = facts.map((fact) => `${columnsOf(this.logId, ++this.offset, fact).map(escaped).join('\t')}\n`);
    const stream = this.client.query(copyFrom(`copy fact (${COLUMNS}) from stdin`));
    await pipeline(Readable.from([Buffer.from(lines.join(''))]), stream);
  }
}

const escaped = (value: string | number): string =>
  typeof value === 'number'
    ? String(value)
    : value.replace(/[\\\t\n\r]/g, (sign) => `\\${{ '\\': '\\', '\t': 't', '\n': 'n', '\r': 'r' }[sign] ?? ''}`);

function columnsOf(logId: string, offset: number, fact: NewFact): (string | number)[] {
  const { device, epoch, seq } = { epoch: '', seq: 0, device: '', ...fact.source };
  const body = JSON.stringify(fact.fields);
  return [logId, offset, fact.id, fact.kind, fact.atMs, fact.receivedAtMs, device, epoch, seq, fact.raw ?? '', body];
}

/** As long as the slug of a race. */
const benchLog = (): string => `bench-${randomUUID().slice(0, 8)}`;

let made = 0;

function aRead(): NewFact {
  const seq = ++made;
  return {
    id: randomUUID(),
    kind: 'read',
    atMs: 1_790_000_000_000 + seq,
    receivedAtMs: 1_790_000_000_400 + seq,
    source: { device: 'bench-mat', epoch: '1', seq },
    raw: `#P;${seq};SX1790${seq % 500};2026-10-03;09:14:22.503;1;-62;`,
    fields: { antenna: 1, chip: `SX1790${seq % 500}`, point: 'line', rssi: -62 },
  };
}

function rename(fact: NewFact): void {
  fact.id = randomUUID();
  if (fact.source) fact.source.seq = ++made;
}

const rate = (rows: number, startedMs: number): number => (rows * 1_000) / (performance.now() - startedMs);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
