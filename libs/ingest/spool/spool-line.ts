/** One line of a segment: facts of one log, as they came in together. */
import { createHash } from 'node:crypto';
import type { NewFact } from '#libs/log/index.js';

export type SpooledFact = NewFact & { logId: string };

export function lineOf(logId: string, facts: readonly NewFact[]): string {
  return JSON.stringify({ logId, facts });
}

/** Undefined when the line is none of ours. */
export function parseLine(line: string): SpooledFact[] | undefined {
  try {
    const { logId, facts } = JSON.parse(line) as { logId: string; facts: NewFact[] };
    return facts.map((fact) => ({ ...fact, logId }));
  } catch {
    return undefined;
  }
}

/** What makes two facts of one id the same: everything but the times of receipt and the clock measured beside it; the log judges likewise (is_same_fact). */
export function contentOf(fact: NewFact): string {
  const { kind, atMs, source, target, clock } = fact;
  const { point, ...own } = fact.fields;
  // A timing box does not know where it stands: a record sent again after it was assigned elsewhere is the same record.
  const fields = clock?.basis === undefined ? { point, ...own } : own;
  return createHash('sha256')
    .update(JSON.stringify([kind, atMs, source ?? null, target ?? null, fields]))
    .digest('base64');
}
