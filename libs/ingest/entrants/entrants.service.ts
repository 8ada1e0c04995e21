/** Start list upsert: by bib, never removes; a field left out keeps what is known, an explicit null clears it. */
import { randomUUID } from 'node:crypto';
import type { EntrantInput, EntrantsAnswer } from '#libs/contracts/index.js';
import { type RaceDefinition, ageOn } from '#libs/domain/index.js';
import type { FactLog, NewFact } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { EntrantAsEntered, SetUpFacts } from '#libs/log/index.js';
import { type EntrantRow, entrantRows } from './entrant-rows.js';

export class EntrantsService {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly log: FactLog,
    private readonly setUp: SetUpFacts,
    private readonly clock: Clock,
  ) {}

  /** @param body a JSON list or CSV text */
  async put(slug: string, body: unknown, caller: Principal): Promise<EntrantsAnswer> {
    const race = await this.directory.get(slug);
    const { rows, rejected } = entrantRows(body);
    const definition = (await orProblem(this.setUp.definition(race.logId, slug)))?.definition;
    if (!definition) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    const known = new Map((await orProblem(this.setUp.entrants(race.logId, slug))).map((e) => [e.bib, e]));
    const good = rows.filter((row) => hasKnownWave(row, definition, rejected));
    const facts = good.flatMap(({ entrant }) => this.factFor(entrant, known.get(entrant.bib), definition, caller));
    if (facts.length > 0) await orProblem(this.log.append(race.logId, facts));
    const updated = good.filter(({ entrant }) => known.has(entrant.bib)).length;
    rejected.sort((a, b) => a.line - b.line);
    return { created: good.length - updated, updated, rejected };
  }

  /** The start list as entered, with birth dates: for directors only. */
  async asEntered(slug: string): Promise<EntrantAsEntered[]> {
    const race = await this.directory.get(slug);
    return orProblem(this.setUp.entrants(race.logId, slug));
  }

  /** One fact, or none when nothing changes: importing twice adds nothing. */
  private factFor(
    input: EntrantInput,
    known: EntrantAsEntered | undefined,
    definition: RaceDefinition,
    caller: Principal,
  ): NewFact[] {
    const merged = merge(known ?? { entrantId: randomUUID(), bib: input.bib }, input);
    if (merged.birthDate !== undefined) merged.age = ageOn(merged.birthDate, raceDay(definition));
    if (known && sameEntrant(known, merged)) return [];
    const { name, birthDate, ...fields } = merged;
    const now = this.clock.nowMs();
    return [
      {
        id: randomUUID(),
        kind: 'entrant',
        atMs: now,
        receivedAtMs: now,
        by: authorOf(caller),
        fields: { race: definition.slug, ...fields },
        person: { ...(name === undefined ? {} : { name }), ...(birthDate === undefined ? {} : { birthDate }) },
      },
    ];
  }
}

function hasKnownWave(row: EntrantRow, definition: RaceDefinition, rejected: EntrantsAnswer['rejected']): boolean {
  const { wave } = row.entrant;
  if (wave == null || definition.waves?.some((w) => w.id === wave)) return true;
  rejected.push({ line: row.line, code: 'unknown-wave', message: `wave "${wave}" is not in the race definition` });
  return false;
}

function merge(known: EntrantAsEntered, input: EntrantInput): EntrantAsEntered {
  const merged: Record<string, unknown> = { ...known };
  for (const [key, value] of Object.entries(input)) {
    if (value === null) delete merged[key];
    else if (value !== undefined && value !== '') merged[key] = value;
  }
  // An age typed in beside an older birth date means the birth date no longer holds.
  if (input.birthDate == null && input.age != null && known.birthDate !== undefined && known.age !== input.age)
    delete merged['birthDate'];
  return merged as unknown as EntrantAsEntered;
}

function sameEntrant(a: EntrantAsEntered, b: EntrantAsEntered): boolean {
  const text = (e: EntrantAsEntered): string =>
    JSON.stringify(
      Object.entries(e)
        .filter(([, value]) => value !== undefined)
        .sort(([x], [y]) => (x < y ? -1 : 1)),
    );
  return text(a) === text(b);
}

/** The calendar day of the start where the race is (R11.1, R11.3). */
function raceDay(definition: RaceDefinition): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: definition.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(Date.parse(definition.scheduledStart));
}
