/** Past editions of a course, brought along by the director. They change no result: forecasts rest on them. */
import { EDITIONS_PER_RACE_MAX, type EditionPut, type EditionsAnswer } from '#libs/contracts/index.js';
import { mFromMm, mmFromM } from '#libs/domain/index.js';
import { sameness } from '#libs/forecast/index.js';
import type { EditionStore, SetUpFacts } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import { orProblem } from '../log-errors.js';
import { OneByOne } from '../one-by-one.js';
import type { RaceDirectory } from '../race-directory.js';
import { editionRows } from './edition-rows.js';

/** Fewer finishers say nothing (docs/forecast.md). */
const FINISHERS_MIN = 20;
/** With fewer of today's points in common it is another way. */
const SAME_COURSE = 0.8;

export class EditionsService {
  /** One writer of a race at a time: so the limit holds. */
  readonly #turns = new OneByOne();

  constructor(
    private readonly directory: RaceDirectory,
    private readonly setUp: Pick<SetUpFacts, 'definition'>,
    private readonly editions: EditionStore,
  ) {}

  /** @throws ProblemError 400, 404, 409, 413, 422, 503 */
  async put(slug: string, name: string, text: string, caller: Principal): Promise<EditionPut> {
    const race = await this.directory.getFor(slug, caller);
    const found = await orProblem(this.setUp.definition(race.logId, slug));
    const course = found?.definition.course;
    if (course?.kind !== 'line')
      throw new ProblemError(
        422,
        'no-course',
        'Only races on a course from A to B have editions; this one runs on a loop.',
      );
    const { edition, rejected } = editionRows(text);
    await this.#turns.run(slug, async () => {
      const heads = await orProblem(this.editions.heads(slug));
      if (heads.length >= EDITIONS_PER_RACE_MAX && !heads.some((head) => head.name === name))
        throw new ProblemError(
          409,
          'too-many-editions',
          `A race has at most ${EDITIONS_PER_RACE_MAX} past editions; delete one of them first.`,
        );
      await orProblem(this.editions.put(slug, { name, ...edition }));
    });
    const finishers = edition.runs.filter(({ finished }) => finished).length;
    const samePoints = sameness(
      course.points.map(({ atM }) => mmFromM(atM)),
      { pointsMm: edition.points },
    );
    const note = noteOn(finishers, samePoints);
    return {
      ...{ edition: name, runners: edition.runs.length, finishers, pointsM: edition.points.map(mFromMm) },
      ...{ samePoints: Math.round(100 * samePoints) / 100, rejected },
      ...(note === undefined ? {} : { note }),
    };
  }

  async list(slug: string, caller: Principal): Promise<EditionsAnswer> {
    await this.directory.getFor(slug, caller);
    const heads = await orProblem(this.editions.heads(slug));
    return { editions: heads.map(({ name, ...head }) => ({ edition: name, ...head })) };
  }

  /** @throws ProblemError 404 `unknown-edition` */
  async remove(slug: string, name: string, caller: Principal): Promise<{ removed: string }> {
    await this.directory.getFor(slug, caller);
    if (!(await orProblem(this.editions.remove(slug, name))))
      throw new ProblemError(404, 'unknown-edition', `This race has no edition "${name.slice(0, 32)}".`);
    return { removed: name };
  }
}

function noteOn(finishers: number, samePoints: number): string | undefined {
  if (finishers < FINISHERS_MIN)
    return `Only ${finishers} runners finished in it; together with other editions at least ${FINISHERS_MIN} are needed before it says anything.`;
  if (samePoints < SAME_COURSE)
    return 'Fewer than 8 of 10 points lie where those of this course do; it is used only while no edition fits better.';
  return undefined;
}
