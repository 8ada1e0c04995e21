/**
 * A new fact as the row the append function takes. Whatever could make the database refuse a row is refused here, before
 * the row is joined with other callers' rows in one commit.
 */
import { canonicalJson } from './canonical-json.js';
import { InvalidFactError } from './errors.js';
import type { NewFact } from './ports.js';
import { stuff } from './text-codec.js';

/** One row, its texts storable. Undefined is null in the database. */
export interface FactRow {
  id: string;
  kind: string;
  atMs: number;
  receivedAtMs: number;
  device: string | undefined;
  epoch: string | undefined;
  seq: number | undefined;
  by: string | undefined;
  reason: string | undefined;
  clock: string | undefined;
  raw: string | undefined;
  body: string;
  target: string | undefined;
  person: PersonColumns | undefined;
  /** What the row was made of, for those who follow the log in this process. */
  fact: NewFact;
  /** Characters, about. */
  length: number;
}

interface PersonColumns {
  entrantId: string;
  name: string | undefined;
  birthDate: string | undefined;
}

/** Characters of one row. A chip record is some hundred; a race definition some thousand. */
export const ROW_LENGTH_MAX = 262_144;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const PERSONAL_FIELDS = ['name', 'birthDate'];

/** Throws InvalidFactError; `index` is the fact's place in its batch. */
export function factRow(fact: NewFact, index: number): FactRow {
  const refuse = (detail: string): never => {
    throw new InvalidFactError(index, detail);
  };
  if (!UUID.test(fact.id)) refuse('id must be a UUID in lower case');
  if (fact.target !== undefined && !UUID.test(fact.target)) refuse('target must be a UUID in lower case');
  if (!Number.isSafeInteger(fact.atMs)) refuse('atMs must be a whole number of milliseconds');
  if (!Number.isSafeInteger(fact.receivedAtMs)) refuse('receivedAtMs must be a whole number of milliseconds');
  const { source, clock } = fact;
  if (source?.seq !== undefined && !(Number.isSafeInteger(source.seq) && source.seq >= 0))
    refuse('seq must be a whole number from 0');
  if (clock && !Number.isFinite(clock.offsetMs)) refuse('clock.offsetMs must be a number');
  const row: FactRow = {
    id: fact.id,
    kind: fact.kind,
    atMs: fact.atMs,
    receivedAtMs: fact.receivedAtMs,
    device: source && stuff(source.device),
    epoch: source && stuff(source.epoch ?? ''),
    seq: source?.seq,
    by: stuffed(fact.by),
    reason: stuffed(fact.reason),
    clock: clock && canonicalJson(clock),
    raw: stuffed(fact.raw),
    body: canonicalJson(fact.fields),
    target: fact.target,
    person: personOf(fact, refuse),
    fact,
    length: 0,
  };
  row.length = row.body.length + (row.raw?.length ?? 0) + (row.reason?.length ?? 0) + (row.by?.length ?? 0);
  if (row.length > ROW_LENGTH_MAX) refuse(`longer than ${ROW_LENGTH_MAX} characters`);
  return row;
}

/** No target, person or erasure: the quick, set-wise path may take it. */
export const isPlain = (row: FactRow): boolean => row.target === undefined && row.person === undefined;

const stuffed = (text: string | undefined): string | undefined => (text === undefined ? undefined : stuff(text));

function personOf(fact: NewFact, refuse: (detail: string) => never): PersonColumns | undefined {
  const { kind, person, fields } = fact;
  if (kind !== 'entrant' && kind !== 'erase') {
    return person === undefined ? undefined : refuse('only an entrant has personal fields');
  }
  const { entrantId } = fields;
  if (typeof entrantId !== 'string' || !UUID.test(entrantId))
    return refuse('fields.entrantId must be a UUID in lower case');
  if (kind === 'erase')
    return person === undefined
      ? { entrantId, name: undefined, birthDate: undefined }
      : refuse('an erasure has no personal fields');
  // `erase` reaches only the side table: nothing personal may stand anywhere else.
  if (fact.raw !== undefined) return refuse('an entrant keeps no raw text');
  if (PERSONAL_FIELDS.some((field) => field in fields)) return refuse('name and birthDate belong in person');
  if (person === undefined) return undefined;
  const { birthDate } = person;
  if (birthDate !== undefined && !isDate(birthDate)) return refuse('person.birthDate must be an ISO date');
  return { entrantId, name: stuffed(person.name), birthDate };
}

function isDate(text: string): boolean {
  if (!DATE.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
