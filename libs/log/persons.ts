/** The side table of names and birth dates, joined to `entrant` facts when they are read. What `erase` emptied stays absent. */
import type { QueryArrayConfig } from 'pg';
import type { PersonFields, StoredFact } from './ports.js';
import { unstuff } from './text-codec.js';

interface Queryable {
  query(config: QueryArrayConfig): Promise<{ rows: unknown[][] }>;
}

const READ = `select entrant_id, name, to_char(birth_date, 'YYYY-MM-DD') from person where log_id = $1 and entrant_id = any($2::uuid[])`;

/** Sets `person` on every entrant fact that has one now. */
export async function joinPersons(client: Queryable, logId: string, facts: readonly StoredFact[]): Promise<void> {
  const entrants = facts.filter((fact) => fact.kind === 'entrant');
  if (entrants.length === 0) return;
  const ids = [...new Set(entrants.map((fact) => String(fact.fields['entrantId'])))];
  const { rows } = await client.query({ name: 'read-persons', text: READ, values: [logId, ids], rowMode: 'array' });
  const persons = new Map(rows.map(([id, name, birthDate]) => [String(id), personOf(name, birthDate)]));
  for (const fact of entrants) {
    const person = persons.get(String(fact.fields['entrantId']));
    if (person) fact.person = person;
  }
}

function personOf(name: unknown, birthDate: unknown): PersonFields | undefined {
  const person: PersonFields = {};
  if (typeof name === 'string') person.name = unstuff(name);
  if (typeof birthDate === 'string') person.birthDate = birthDate;
  return Object.keys(person).length > 0 ? person : undefined;
}
