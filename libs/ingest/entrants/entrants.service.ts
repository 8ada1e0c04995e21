/** Start list upsert: by bib, never removes; a field left out keeps what is known, an explicit null clears it. */
import { randomUUID } from 'node:crypto';
import type { EntrantInput, EntrantsAnswer } from '#libs/contracts/index.js';
import { type RaceDefinition, ageOn } from '#libs/domain/index.js';
import type { FactLog, NewFact, RaceRow } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { OneByOne } from '../one-by-one.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { EntrantAsEntered, SetUpFacts } from '#libs/log/index.js';
import { type EntrantRow, type EntrantRows, entrantRows } from './entrant-rows.js';

/** Older than anybody: a date of birth that says so is a slip of the keyboard. */
const AGE_MAX = 120;

export class EntrantsService {
  /** Two imports at once would each make a new person of the same bib, and the later one would undo the other's columns. */
  private readonly turns = new OneByOne();

  constructor(
    private readonly directory: RaceDirectory,
    private readonly log: FactLog,
    private readonly setUp: SetUpFacts,
    private readonly clock: Clock,
  ) {}

  /** @param body a JSON list or CSV text */
  async put(slug: string, body: unknown, caller: Principal): Promise<EntrantsAnswer> {
    const race = await this.directory.get(slug);
    const read = entrantRows(body);
    return this.turns.run(slug, () => this.upsert(race, read, caller));
  }

  private async upsert(race: RaceRow, { rows, rejected }: EntrantRows, caller: Principal): Promise<EntrantsAnswer> {
    const { slug } = race;
    const definition = (await orProblem(this.setUp.definition(race.logId, slug)))?.definition;
    if (!definition) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    const known = new Map((await orProblem(this.setUp.entrants(race.logId, slug))).map((e) => [e.bib, e]));
    const day = raceDay(definition);
    const good = rows.filter((row) => hasKnownWave(row, definition, rejected) && hasPossibleAge(row, day, rejected));
    const facts = good.flatMap(({ entrant }) => this.factFor(entrant, known.get(entrant.bib), slug, day, caller));
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
    slug: string,
    day: string,
    caller: Principal,
  ): NewFact[] {
    const merged = merge(known ?? { entrantId: randomUUID(), bib: input.bib }, input);
    if (merged.birthDate !== undefined) merged.age = ageOn(merged.birthDate, day);
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
        fields: { race: slug, ...fields },
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

function hasPossibleAge(row: EntrantRow, day: string, rejected: EntrantsAnswer['rejected']): boolean {
  const { birthDate } = row.entrant;
  if (birthDate == null) return true;
  const age = ageOn(birthDate, day);
  if (age !== undefined && age <= AGE_MAX) return true;
  const message = `birthDate "${birthDate}" must give an age from 0 to ${AGE_MAX} on the day of the start, ${day}`;
  rejected.push({ line: row.line, code: 'invalid-birth-date', message });
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
