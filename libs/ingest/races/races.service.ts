/** Creates and changes races. A definition is a fact like any other: a change is logged and results follow. */
import { randomUUID } from 'node:crypto';
import {
  type RaceDefinitionInput,
  type RacePatch,
  asDefinition,
  problemItems,
  problemSentence,
  raceDefinitionSchema,
} from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import { type FactLog, type NewFact, type Registry, SlugTakenError } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import * as v from 'valibot';
import { OneByOne } from '../one-by-one.js';
import { orProblem } from '../log-errors.js';
import type { RaceDirectory } from '../race-directory.js';
import type { SetUpFacts } from '#libs/log/index.js';

export interface RaceAnswer extends RaceDefinition {
  archived: boolean;
  offset: number;
}

/** Null in a patch takes a field away. */
const withoutNull = (merged: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));

export class RacesService {
  /** A change is made from the whole definition: two at once would each undo the other. */
  private readonly turns = new OneByOne();

  constructor(
    private readonly registry: Registry,
    private readonly directory: RaceDirectory,
    private readonly log: FactLog,
    private readonly setUp: SetUpFacts,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 409 `slug-taken` */
  async create(input: RaceDefinitionInput, caller: Principal): Promise<RaceAnswer> {
    const definition = asDefinition(input);
    try {
      const row = await orProblem(this.registry.create(definition, this.raceFact(definition, false, caller)));
      this.directory.hold(row);
      return { ...definition, archived: false, offset: row.offset };
    } catch (error) {
      if (error instanceof SlugTakenError) {
        throw new ProblemError(
          409,
          'slug-taken',
          `There is already a race "${definition.slug}"; choose another slug, or PATCH that race.`,
        );
      }
      throw error;
    }
  }

  patch(slug: string, patch: RacePatch, caller: Principal): Promise<RaceAnswer> {
    return this.turns.run(slug, () => this.merge(slug, patch, caller));
  }

  private async merge(slug: string, patch: RacePatch, caller: Principal): Promise<RaceAnswer> {
    const { reason, ...changes } = patch;
    const known = await this.current(slug);
    const merged = v.safeParse(raceDefinitionSchema, withoutNull({ ...known.definition, ...changes }));
    if (!merged.success) {
      const items = problemItems(merged.issues);
      throw new ProblemError(400, 'invalid-body', problemSentence(items), { errors: items });
    }
    return this.change(slug, asDefinition(merged.output), known.archived, caller, reason);
  }

  /** Puts a mistake away: out of lists, still readable, nothing deleted. */
  archive(slug: string, caller: Principal, reason?: string): Promise<RaceAnswer> {
    return this.turns.run(slug, async () => {
      const known = await this.current(slug);
      return this.change(slug, known.definition, true, caller, reason);
    });
  }

  /** Gun or final signal; sent again it corrects the instant, the former fact stays. */
  async signal(
    slug: string,
    kind: 'started' | 'stopped',
    at: string | undefined,
    caller: Principal,
    reason?: string,
  ): Promise<{ offset: number; at: string }> {
    const race = await this.directory.get(slug);
    const now = this.clock.nowMs();
    const atMs = at === undefined ? now : Date.parse(at);
    const [outcome] = await orProblem(
      this.log.append(race.logId, [
        {
          id: randomUUID(),
          kind,
          atMs,
          receivedAtMs: now,
          by: authorOf(caller),
          ...(reason ? { reason } : {}),
          fields: { race: slug },
        },
      ]),
    );
    if (outcome?.status !== 'stored') throw new Error('a signal with a fresh id was not stored');
    return { offset: outcome.offset, at: new Date(atMs).toISOString() };
  }

  private async current(slug: string): Promise<{ definition: RaceDefinition; archived: boolean; logId: string }> {
    const race = await this.directory.get(slug);
    const known = await orProblem(this.setUp.definition(race.logId, slug));
    if (!known) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    return { ...known, logId: race.logId };
  }

  private async change(
    slug: string,
    definition: RaceDefinition,
    archived: boolean,
    caller: Principal,
    reason?: string,
  ): Promise<RaceAnswer> {
    const row = await orProblem(
      this.registry.change(
        slug,
        { visibility: definition.visibility, archived },
        this.raceFact(definition, archived, caller, reason),
      ),
    );
    this.directory.hold(row);
    const { outcome } = row;
    return { ...definition, archived, offset: outcome.status === 'refused' ? 0 : outcome.offset };
  }

  private raceFact(definition: RaceDefinition, archived: boolean, caller: Principal, reason?: string): NewFact {
    const now = this.clock.nowMs();
    return {
      id: randomUUID(),
      kind: 'race',
      atMs: now,
      receivedAtMs: now,
      by: authorOf(caller),
      ...(reason ? { reason } : {}),
      fields: { race: definition.slug, definition, ...(archived ? { archived } : {}) },
    };
  }
}
