/** What the log refused: evidence for a worry, bounded per log by the append function. */
import type { Pool } from 'pg';
import { LessThan } from 'typeorm';
import { EntitiesOverPool } from '#libs/platform/auth/entities-over-pool.js';
import { parseStoredJson } from './canonical-json.js';
import { REFUSAL, type RefusalEntity } from './entities/log-entities.js';
import type { Refusal, RefusalLog } from './ports.js';

export class PostgresRefusals implements RefusalLog {
  private readonly entities: EntitiesOverPool;

  constructor(pool: Pool) {
    this.entities = new EntitiesOverPool(pool, [REFUSAL]);
  }

  async refusals(logId: string, limit: number, before?: number): Promise<Refusal[]> {
    const where = { logId, ...(before === undefined ? {} : { no: LessThan(before) }) };
    const rows = await this.entities.in(REFUSAL, (refusals) =>
      refusals.find({ where, order: { no: 'DESC' }, take: limit }),
    );
    return rows.map(refusalOf);
  }
}

function refusalOf({ no, logId, id, code, offset, refusedAt, evidence }: RefusalEntity): Refusal {
  return {
    no,
    logId,
    id,
    code,
    refusedAt: refusedAt.toISOString(),
    evidence: evidenceOf(evidence),
    ...(offset === null ? {} : { offset }),
  };
}

/** As it was handed over: the driver has parsed the JSON, but its texts are still in their storable form. */
function evidenceOf(stored: Record<string, unknown>): Record<string, unknown> {
  const said = Object.entries(stored).filter(([, value]) => value !== null);
  return parseStoredJson(JSON.stringify(Object.fromEntries(said))) as Record<string, unknown>;
}
