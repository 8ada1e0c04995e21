/** Start list upsert: by bib (in a relay by bib and name), never removes; a field left out keeps what is known, an explicit null clears it. */
import { randomUUID } from 'node:crypto';
import type { EntrantInput, EntrantsAnswer, EraseAnswer } from '#libs/contracts/index.js';
import { type RaceDefinition, ageOn } from '#libs/domain/index.js';
import type { FactLog, NewFact, RaceRow } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { OneByOne } from '../one-by-one.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { EntrantAsEntered, SetUpFacts } from '#libs/log/index.js';
import { type EntrantRow, entrantKey, entrantRows } from './entrant-rows.js';

/** Older than anybody: a date of birth that says so is a slip of the keyboard. */
const AGE_MAX = 120;
/** Who carries one chip in turn. */
const RELAY_RUNNERS_MAX = 50;

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
    return this.turns.run(slug, () => this.upsert(race, body, caller));
  }

  private async upsert(race: RaceRow, body: unknown, caller: Principal): Promise<EntrantsAnswer> {
    const { slug } = race;
    const definition = (await orProblem(this.setUp.definition(race.logId, slug)))?.definition;
    if (!definition) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    const relay = definition.relay === true;
    const { rows, rejected } = entrantRows(body, relay);
    const keyOf = (entrant: { bib: string; name?: string | null }): string => entrantKey(entrant, relay);
    const known = new Map((await orProblem(this.setUp.entrants(race.logId, slug))).map((e) => [keyOf(e), e]));
    const day = raceDay(definition);
    const good = inRelays(relay, known, rows, rejected).filter(
      (row) => hasKnownWave(row, definition, rejected) && hasPossibleAge(row, day, rejected),
    );
    const facts = good.flatMap(({ entrant }) => this.factFor(entrant, known.get(keyOf(entrant)), slug, day, caller));
    if (facts.length > 0) await orProblem(this.log.append(race.logId, facts));
    const updated = good.filter(({ entrant }) => known.has(keyOf(entrant))).length;
    rejected.sort((a, b) => a.line - b.line);
    return { created: good.length - updated, updated, rejected };
  }

  /**
   * Empties name and birth date of everybody entered with a bib, everywhere the log keeps them; results stay. Sent again it adds nothing.
   * No reason is kept: people write names into reasons.
   * @throws ProblemError 404 `unknown-bib`
   */
  async erase(slug: string, bib: string, caller: Principal): Promise<EraseAnswer> {
    const race = await this.directory.get(slug);
    return this.turns.run(slug, async () => {
      const entered = (await orProblem(this.setUp.entrants(race.logId, slug))).filter((entrant) => entrant.bib === bib);
      if (entered.length === 0)
        throw new ProblemError(404, 'unknown-bib', `Nobody is entered with bib "${bib.slice(0, 16)}" in this race.`);
      const personal = entered.filter(({ name, birthDate }) => name !== undefined || birthDate !== undefined);
      const now = this.clock.nowMs();
      const facts = personal.map(({ entrantId }): NewFact => ({
        ...{ id: randomUUID(), kind: 'erase', atMs: now, receivedAtMs: now },
        ...{ by: authorOf(caller), fields: { entrantId } },
      }));
      if (facts.length > 0) await orProblem(this.log.append(race.logId, facts));
      return { erased: facts.length };
    });
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

/** Rows for which there is room under their bib. */
function inRelays(
  relay: boolean,
  known: ReadonlyMap<string, EntrantAsEntered>,
  rows: readonly EntrantRow[],
  rejected: EntrantsAnswer['rejected'],
): EntrantRow[] {
  if (!relay) return [...rows];
  const sizes = new Map<string, number>();
  for (const { bib } of known.values()) sizes.set(bib, (sizes.get(bib) ?? 0) + 1);
  return rows.filter(({ line, entrant }) => {
    if (known.has(entrantKey(entrant, relay))) return true;
    const size = (sizes.get(entrant.bib) ?? 0) + 1;
    sizes.set(entrant.bib, size);
    if (size <= RELAY_RUNNERS_MAX) return true;
    const message = `bib "${entrant.bib}" has ${RELAY_RUNNERS_MAX} runners already; a relay may have no more`;
    rejected.push({ line, code: 'too-many-runners', message });
    return false;
  });
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
