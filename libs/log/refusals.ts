/** What the log refused: evidence for a worry, bounded per log by the append function. */
import type { Pool } from 'pg';
import { parseStoredJson } from './canonical-json.js';
import type { Refusal, RefusalCode, RefusalLog } from './ports.js';
import { unstuff } from './text-codec.js';

const READ = `
  select id, code, "offset", refused_at, evidence::text as evidence from refusal where log_id = $1 order by no desc limit $2`;

interface RefusalColumns {
  id: string;
  code: RefusalCode;
  offset: string | null;
  refused_at: Date;
  evidence: string;
}

export class PostgresRefusals implements RefusalLog {
  constructor(private readonly pool: Pool) {}

  async refusals(logId: string, limit: number): Promise<Refusal[]> {
    const { rows } = await this.pool.query<RefusalColumns>(READ, [logId, limit]);
    return rows.map((row) => ({
      logId,
      id: row.id,
      code: row.code,
      refusedAt: row.refused_at.toISOString(),
      evidence: evidenceOf(row.evidence),
      ...(row.offset === null ? {} : { offset: Number(row.offset) }),
    }));
  }
}

function evidenceOf(text: string): Record<string, unknown> {
  const parsed = parseStoredJson(text) as Record<string, unknown>;
  const said = Object.entries(parsed).filter(([, value]) => value !== null);
  return Object.fromEntries(said.map(([key, value]) => [key, typeof value === 'string' ? unstuff(value) : value]));
}
