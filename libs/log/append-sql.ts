/** The hot append: one statement, one round trip, one commit for the rows of one flush, whatever logs they belong to. */
import type { QueryArrayConfig } from 'pg';
import { type FactRow, isPlain } from './fact-row.js';
import type { AppendOutcome, RefusalCode } from './ports.js';
import { bigintArray, textArray } from './wire-arrays.js';

/** The rows of one log within a flush, in arrival order. */
export interface LogRows {
  logId: string;
  rows: readonly FactRow[];
}

/** What became of a log's rows. Undefined outcomes: there is no such log. */
export interface Appended {
  logId: string;
  outcomes: AppendOutcome[] | undefined;
  /** New head when something was stored. */
  head: number | undefined;
  /** The rows that were stored, in the order of their offsets; the last one's is `head`. */
  stored: readonly FactRow[];
}

export interface Queryable {
  query(config: QueryArrayConfig): Promise<{ rows: unknown[][] }>;
}

/** Statements are prepared per number of logs; a flush never holds more. */
export const LOGS_PER_FLUSH_MAX = 16;

const REFUSAL_CODES: Record<string, RefusalCode> = {
  i: 'id-reused',
  q: 'sequence-reused',
  t: 'unknown-target',
};

/**
 * Appends and commits (or joins the caller's transaction). Answers in the order of `groups`. Each log may stand in `groups` once.
 * Rejects with what the driver said.
 */
export async function appendRows(client: Queryable, groups: readonly LogRows[]): Promise<Appended[]> {
  // Every process locks logs in the same order, so two flushes over the same logs cannot wait for each other.
  const inOrder = [...groups].sort((left, right) => (left.logId < right.logId ? -1 : 1));
  const values = inOrder.flatMap(({ logId, rows }) => [logId, rows.every(isPlain), ...columns(rows)]);
  const reply = await client.query({
    name: `append-${inOrder.length}`,
    text: statement(inOrder.length),
    values,
    rowMode: 'array',
  });
  const byLog = new Map(
    reply.rows.map(([no, base, codes]) => {
      const group = inOrder[Number(no)] as LogRows;
      return [group.logId, decode(group, base, codes)] as const;
    }),
  );
  return groups.map((group) => byLog.get(group.logId) as Appended);
}

/** In the order of the parameters of `append_facts`. */
function columns(rows: readonly FactRow[]): (Buffer | null)[] {
  return [
    textArray(rows.map((row) => row.id)),
    textArray(rows.map((row) => row.kind)),
    bigintArray(rows.map((row) => row.atMs)),
    bigintArray(rows.map((row) => row.receivedAtMs)),
    textArray(rows.map((row) => row.device)),
    textArray(rows.map((row) => row.epoch)),
    bigintArray(rows.map((row) => row.seq)),
    textArray(rows.map((row) => row.by)),
    textArray(rows.map((row) => row.reason)),
    textArray(rows.map((row) => row.clock)),
    textArray(rows.map((row) => row.raw)),
    textArray(rows.map((row) => row.body)),
    textArray(rows.map((row) => row.target)),
    textArray(rows.map((row) => row.person?.entrantId)),
    textArray(rows.map((row) => row.person?.name)),
    textArray(rows.map((row) => row.person?.birthDate)),
  ];
}

/** Log, plain and the columns above. */
const PARAMETERS_PER_LOG = 18;

/** The branches of a UNION ALL run one after the other, in the order written: that is the order of the locks. */
function statement(logs: number): string {
  const calls = Array.from({ length: logs }, (_, no) => {
    const first = no * PARAMETERS_PER_LOG + 1;
    const parameters = Array.from({ length: PARAMETERS_PER_LOG }, (_unused, at) => `$${first + at}`);
    return `select ${no}, base, outcomes from append_facts(${parameters.join(', ')})`;
  });
  return calls.join(' union all ');
}

function decode({ logId, rows }: LogRows, base: unknown, codes: unknown): Appended {
  if (base === null) return { logId, outcomes: undefined, head: undefined, stored: [] };
  const head = Number(base);
  if (codes === null) {
    const outcomes = rows.map((_, at): AppendOutcome => ({ status: 'stored', offset: head + at + 1 }));
    return { logId, outcomes, head: head + rows.length, stored: rows };
  }
  const outcomes = (codes as [string, number | null][]).map(([code, offset]) => outcomeOf(code, offset ?? undefined));
  const stored = rows.filter((_, at) => outcomes[at]?.status === 'stored');
  return { logId, outcomes, head: stored.length > 0 ? head + stored.length : undefined, stored };
}

function outcomeOf(code: string, offset: number | undefined): AppendOutcome {
  const refusal = REFUSAL_CODES[code];
  if (refusal) return { status: 'refused', code: refusal, ...(offset === undefined ? {} : { offset }) };
  return { status: code === 's' ? 'stored' : 'duplicate', offset: offset ?? 0 };
}
