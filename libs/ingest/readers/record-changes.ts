/**
 * A timer changes a record after it was sent: marks it invalid, gives it another bib, edits its time. The record stays as it came; the change is a
 * correction of its own, made once however often it is sent.
 */
import type { FactLog, NewFact, StoredFact } from '#libs/log/index.js';
import { derivedId } from '../fact-ids.js';

/** Changes of one kind to one record. */
const CHANGES_MAX = 64;

export interface ChangePorts {
  log: FactLog;
  append(facts: NewFact[]): Promise<unknown>;
}

export interface ChangedRecord {
  logId: string;
  /** The record as it came now. */
  fact: NewFact;
  invalid: boolean | undefined;
  /** The log refused it because its id is known with other content. */
  differs: boolean;
  isNew: boolean;
}

/** @returns how many corrections were made */
export async function applyChanges(ports: ChangePorts, record: ChangedRecord): Promise<number> {
  const { fact, invalid, differs, isNew, logId } = record;
  const made: NewFact[] = [];
  if (differs) made.push(...(await differences(ports.log, logId, fact)));
  if (invalid !== undefined) {
    // A void, a restore, a void ...: what holds now follows from how many there are.
    const ruled = isNew ? 0 : await count(ports.log, logId, fact.id, 'valid');
    const isInvalid = ruled % 2 === 1;
    if (invalid !== isInvalid && ruled < CHANGES_MAX) {
      const reason = invalid ? 'marked invalid by the timing software' : 'valid again by the timing software';
      made.push(correction(fact, invalid ? 'void' : 'restore', reason, 'valid', ruled, {}));
    }
  }
  if (made.length > 0) await ports.append(made);
  return made.length;
}

async function differences(log: FactLog, logId: string, fact: NewFact): Promise<NewFact[]> {
  const first = await log.factById(logId, fact.id);
  if (first === undefined) return [];
  const made: NewFact[] = [];
  const bib = fact.fields['bib'];
  if (typeof bib === 'string') {
    const { changes, last } = await newest(log, logId, fact.id, 'bib');
    if ((last?.fields['bib'] ?? first.fields['bib']) !== bib && changes < CHANGES_MAX)
      made.push(correction(fact, 'reassign', 'another bib by the timing software', 'bib', changes, { bib }));
  }
  const atMs = fact.atMs + (fact.clock?.offsetMs ?? 0);
  if (first.deviceAtMs !== fact.atMs) {
    const { changes, last } = await newest(log, logId, fact.id, 'time');
    if ((last?.atMs ?? first.atMs) !== atMs && changes < CHANGES_MAX)
      made.push({ ...correction(fact, 'retime', 'another time by the timing software', 'time', changes, {}), atMs });
  }
  return made;
}

const idOf = (id: string, what: string, k: number): string => derivedId(id, 'change', what, String(k));

async function count(log: FactLog, logId: string, id: string, what: string): Promise<number> {
  const ids = Array.from({ length: CHANGES_MAX }, (_, k) => idOf(id, what, k));
  return (await log.offsetsOf(logId, ids)).size;
}

async function newest(
  log: FactLog,
  logId: string,
  id: string,
  what: string,
): Promise<{ changes: number; last: StoredFact | undefined }> {
  const changes = await count(log, logId, id, what);
  return { changes, last: changes === 0 ? undefined : await log.factById(logId, idOf(id, what, changes - 1)) };
}

function correction(
  fact: NewFact,
  kind: NewFact['kind'],
  reason: string,
  what: string,
  k: number,
  fields: Record<string, unknown>,
): NewFact {
  const { receivedAtMs, by } = fact;
  return {
    ...{ id: idOf(fact.id, what, k), kind, atMs: receivedAtMs, receivedAtMs, reason, target: fact.id, fields },
    ...(by === undefined ? {} : { by }),
  };
}
