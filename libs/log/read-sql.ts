/** The hot read: a page of one log, as rows of the table, without a gap. */
import type { CustomTypesConfig, QueryArrayConfig } from 'pg';
import { parseStoredJson } from './canonical-json.js';
import { LogGapError } from './errors.js';
import type { StoredFact } from './ports.js';
import { unstuff } from './text-codec.js';

export interface Queryable {
  query(config: QueryArrayConfig): Promise<{ rows: unknown[][] }>;
}

const COLUMNS = `"offset", id, kind, at_ms, received_at_ms, device, epoch, seq, target, target_offset, by, reason, clock, raw, body`;
const READ = `select ${COLUMNS} from fact where log_id = $1 and "offset" > $2 order by "offset" limit $3`;
const BY_ID = `select ${COLUMNS} from fact where log_id = $1 and id = $2`;
const AT = `select ${COLUMNS} from fact where log_id = $1 and "offset" = any($2::bigint[]) order by "offset"`;
const INT8 = 20;

/** Offsets and instants stay far below 2^53; JSON stays text, so that we parse it once and our way. */
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === INT8 ? Number : String) as never,
};

/** Persons are not joined here. Rejects with LogGapError rather than hand out a page with a hole. */
export async function readRows(client: Queryable, logId: string, after: number, limit: number): Promise<StoredFact[]> {
  const { rows } = await client.query({
    name: 'read-page',
    text: READ,
    values: [logId, after, limit],
    rowMode: 'array',
    types: TYPES,
  });
  return rows.map((row, at) => {
    if (row[0] !== after + at + 1) throw new LogGapError(logId, after + at + 1, Number(row[0]));
    return factOf(row as FactColumns);
  });
}

export async function readById(client: Queryable, logId: string, id: string): Promise<StoredFact | undefined> {
  const { rows } = await client.query({
    name: 'read-by-id',
    text: BY_ID,
    values: [logId, id],
    rowMode: 'array',
    types: TYPES,
  });
  return rows[0] && factOf(rows[0] as FactColumns);
}

/** Facts at given offsets, ascending; persons are not joined. */
export async function readAt(client: Queryable, logId: string, offsets: readonly number[]): Promise<StoredFact[]> {
  if (offsets.length === 0) return [];
  const query = { name: 'read-at', text: AT, values: [logId, [...offsets]], rowMode: 'array' as const, types: TYPES };
  const { rows } = await client.query(query);
  return rows.map((row) => factOf(row as FactColumns));
}

type Text = string | null;
type Whole = number | null;
type FactColumns = [
  number,
  string,
  StoredFact['kind'],
  number,
  number,
  Text,
  Text,
  Whole,
  Text,
  Whole,
  Text,
  Text,
  Text,
  Text,
  string,
];

function factOf(row: FactColumns): StoredFact {
  const [offset, id, kind, deviceAtMs, receivedAtMs, device, epoch, seq, target, targetOffset] = row;
  const [by, reason, clock, raw, body] = row.slice(10) as [Text, Text, Text, Text, string];
  const fact: StoredFact = {
    offset,
    id,
    kind,
    atMs: deviceAtMs,
    deviceAtMs,
    receivedAtMs,
    fields: parseStoredJson(body) as Record<string, unknown>,
  };
  if (device !== null) {
    fact.source = { device: unstuff(device) };
    if (epoch) fact.source.epoch = unstuff(epoch);
    if (seq !== null) fact.source.seq = seq;
  }
  if (clock !== null) {
    fact.clock = parseStoredJson(clock) as NonNullable<StoredFact['clock']>;
    fact.atMs = Math.round(deviceAtMs + fact.clock.offsetMs);
  }
  if (target !== null) fact.target = target;
  if (targetOffset !== null) fact.targetOffset = targetOffset;
  if (by !== null) fact.by = unstuff(by);
  if (reason !== null) fact.reason = unstuff(reason);
  if (raw !== null) fact.raw = unstuff(raw);
  return fact;
}
