/**
 * A new fact as the row the append function takes. Whatever could make the database refuse a row is refused here, before
 * the row is joined with other callers' rows in one commit.
 */
import { canonicalJson } from './canonical-json.js';
import { InvalidFactError } from './errors.js';
import type { NewFact } from './ports.js';
import { stuff } from './text-codec.js';

/** One row, ready to send. */
export interface FactRow {
  /** A JSON object with the short keys of `append_facts`. */
  json: string;
  /** No target, person or erasure: the quick, set-wise path may take it. */
  plain: boolean;
}

/** Characters of one row's JSON. A chip record is some hundred; a race definition some thousand. */
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
  const person = personOf(fact, refuse);
  // Absent keys are null in the database; JSON.stringify leaves undefined ones out.
  const head = JSON.stringify({
    i: fact.id,
    k: fact.kind,
    a: fact.atMs,
    r: fact.receivedAtMs,
    d: source && stuff(source.device),
    e: source && stuff(source.epoch ?? ''),
    s: source?.seq,
    y: fact.by && stuff(fact.by),
    w: fact.reason && stuff(fact.reason),
    x: fact.raw === undefined ? undefined : stuff(fact.raw),
    t: fact.target,
    ...person,
  });
  const clockJson = clock ? `,"c":${canonicalJson(clock)}` : '';
  const json = `${head.slice(0, -1)}${clockJson},"b":${canonicalJson(fact.fields)}}`;
  if (json.length > ROW_LENGTH_MAX) refuse(`longer than ${ROW_LENGTH_MAX} characters`);
  return { json, plain: fact.target === undefined && person === undefined };
}

interface PersonColumns {
  n: string;
  pn?: string;
  pb?: string;
}

function personOf(fact: NewFact, refuse: (detail: string) => never): PersonColumns | undefined {
  const { kind, person, fields } = fact;
  if (kind !== 'entrant' && kind !== 'erase') {
    return person === undefined ? undefined : refuse('only an entrant has personal fields');
  }
  const { entrantId } = fields;
  if (typeof entrantId !== 'string' || !UUID.test(entrantId))
    return refuse('fields.entrantId must be a UUID in lower case');
  if (kind === 'erase') return person === undefined ? { n: entrantId } : refuse('an erasure has no personal fields');
  // `erase` reaches only the side table: nothing personal may stand anywhere else.
  if (fact.raw !== undefined) return refuse('an entrant keeps no raw text');
  if (PERSONAL_FIELDS.some((field) => field in fields)) return refuse('name and birthDate belong in person');
  if (person === undefined) return undefined;
  const { birthDate } = person;
  if (birthDate !== undefined && !isDate(birthDate)) return refuse('person.birthDate must be an ISO date');
  return { n: entrantId, pn: person.name === undefined ? undefined : stuff(person.name), pb: birthDate };
}

function isDate(text: string): boolean {
  if (!DATE.test(text) || text.startsWith('0000')) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
