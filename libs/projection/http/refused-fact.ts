/** A refused fact on the wire. */
import type { RefusedFact } from '#libs/contracts/index.js';
import type { Refusal } from '#libs/log/index.js';

/** What the log kept of a refused fact; nothing here was ever checked by the fold. */
interface Evidence {
  kind: string;
  atMs: number;
  receivedAtMs: number;
  device?: string;
  epoch?: string;
  seq?: number;
  clock?: { offsetMs: number };
  fields?: Record<string, unknown>;
  target?: string;
  by?: string;
  reason?: string;
  raw?: string;
}

const MESSAGES: Record<Refusal['code'], (offset: string) => string> = {
  'id-reused': (offset) =>
    `The fact at ${offset} has this id and says something else. What is new needs an id of its own; what is wrong there, a correction.`,
  'sequence-reused': (offset) =>
    `The fact at ${offset} came from this device with this epoch and sequence number and says something else. A device that counts anew needs a new epoch.`,
  'unknown-target': () =>
    'It corrects a fact this log does not have. Read the log for the id of what is to be corrected.',
};

export function refusedFact({ no, id, code, offset, refusedAt, evidence }: Refusal): RefusedFact {
  return {
    no,
    id,
    code,
    message: MESSAGES[code](offset === undefined ? 'an offset unknown' : `offset ${offset}`),
    ...(offset === undefined ? {} : { offset }),
    refusedAt,
    fact: factOf(evidence as unknown as Evidence),
  };
}

function factOf({
  kind,
  atMs,
  receivedAtMs,
  device,
  epoch,
  seq,
  clock,
  fields,
  ...rest
}: Evidence): RefusedFact['fact'] {
  const measured = clock ?? undefined;
  const source = { device, ...(epoch ? { epoch } : {}), ...(seq === undefined ? {} : { seq }) };
  return {
    ...fields,
    kind,
    at: iso(atMs + (measured?.offsetMs ?? 0)),
    receivedAt: iso(receivedAtMs),
    ...(device === undefined ? {} : { source }),
    ...(measured ? { clock: measured, deviceAt: iso(atMs) } : {}),
    ...rest,
  };
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
