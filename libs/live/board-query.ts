/** The query of `GET board`, read strictly: what cannot be meant is refused with a sentence, unknown names are ignored. */
import { isInstant } from '#libs/contracts/index.js';

export type QueryValue = string | readonly string[] | undefined;

export interface BoardQuery {
  category?: string;
  sex?: string;
  team?: string;
  atMs?: number;
  since?: number;
  epoch?: string;
}

export interface QueryFault {
  code: string;
  detail: string;
}

const VALUE_CHARS_MAX = 200;
const NAMES = ['category', 'sex', 'team', 'at', 'since', 'epoch'] as const;
const WHOLE_NUMBER = /^\d{1,15}$/;

function fault(name: string, must: string): QueryFault {
  return { code: `invalid-${name}`, detail: `${name} ${must}` };
}

/** An empty value counts as absent, as a form would send it. */
export function readBoardQuery(query: Readonly<Record<string, QueryValue>>): BoardQuery | QueryFault {
  const read: BoardQuery = {};
  for (const name of NAMES) {
    const value = Object.hasOwn(query, name) ? query[name] : undefined;
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string') return fault(name, 'may be given once');
    if (value.length > VALUE_CHARS_MAX) return fault(name, `must be at most ${VALUE_CHARS_MAX} characters`);
    if (name === 'since') {
      if (!WHOLE_NUMBER.test(value)) return fault(name, 'must be a seq: a whole number');
      read.since = Number(value);
    } else if (name === 'at') {
      if (!isInstant(value))
        return fault(name, 'must be an ISO 8601 instant with a zone; in a query, + is written %2B');
      read.atMs = Date.parse(value);
    } else {
      read[name] = value;
    }
  }
  if (read.sex !== undefined && !['M', 'F', 'X'].includes(read.sex)) return fault('sex', 'must be M, F or X');
  return read;
}

export function isFault(read: BoardQuery | QueryFault): read is QueryFault {
  return 'code' in read;
}

/** Equal for queries that select the same rows; undefined when all rows are wanted. */
export function filterKey(query: BoardQuery): string | undefined {
  const { category, sex, team } = query;
  if (category === undefined && sex === undefined && team === undefined) return undefined;
  return JSON.stringify([category ?? null, sex ?? null, team ?? null]);
}
