/** Past editions of a race's course: other races of this server, and those a director brought along. */
import { mmFromM, type RaceFold } from '#libs/domain/index.js';
import { chooseEditions, type KnownEdition, type PastRun } from '#libs/forecast/index.js';
import type { EditionStore } from '#libs/log/index.js';

/** What is known of the past; another key when it is another past. */
export interface Past {
  key: string;
  editions: readonly KnownEdition[];
}
export const NO_PAST: Past = { key: '', editions: [] };

/** Stored editions are asked for this often, and only of races that are asked about. */
const ASK_EVERY_MS = 5000;
/** Races of this server that are editions. */
const RACES_MAX = 20;
const RUNNERS_MAX = 5000;
/** Races whose stored editions are held. */
const HELD_MAX = 50;

interface Held {
  askedAtMs: number;
  key: string;
  editions: KnownEdition[];
}

export class PastEditions {
  readonly #held = new Map<string, Held>();
  readonly #converted = new WeakMap<RaceFold, { offset: number; edition: KnownEdition }>();

  constructor(
    private readonly store: Pick<EditionStore, 'heads' | 'ofRace'>,
    private readonly races: () => readonly { offset: number; race: RaceFold }[],
  ) {}

  /** Resolves when a question under way is answered; for tests. */
  idle: Promise<void> = Promise.resolve();

  /** What is known now; stored editions follow within a few seconds. */
  of(race: RaceFold, nowMs: number): Past {
    const { course, editions: named } = race.definition;
    if (course.kind !== 'line') return NO_PAST;
    const pointsMm = course.points.map(({ atM }) => mmFromM(atM));
    const stored = this.#stored(race.slug, nowMs);
    const others = this.races()
      .filter(({ race: other }) => isPast(other, race, nowMs))
      .sort((a, b) => b.race.startedAtMs! - a.race.startedAtMs!)
      .slice(0, RACES_MAX);
    const own = others.map(({ race: other, offset }) => this.#editionOf(other, offset, nowMs));
    const all = [...stored.editions, ...own];
    const same = chooseEditions(pointsMm, all, false);
    // Another way is believed only to a person.
    const editions = same.length > 0 ? same : named === undefined ? stored.editions : all;
    const key = [stored.key, ...others.map(({ race: { slug }, offset }) => `${slug}@${offset}`)].join(' ');
    return { key, editions };
  }

  #editionOf(race: RaceFold, offset: number, nowMs: number): KnownEdition {
    const known = this.#converted.get(race);
    if (known?.offset === offset) return known.edition;
    const edition = editionOf(race, nowMs);
    this.#converted.set(race, { offset, edition });
    return edition;
  }

  #stored(slug: string, nowMs: number): Held {
    let held = this.#held.get(slug);
    if (held === undefined) {
      held = { askedAtMs: -Infinity, key: '', editions: [] };
      this.#held.set(slug, held);
      for (const oldest of this.#held.keys()) if (this.#held.size > HELD_MAX) this.#held.delete(oldest);
    }
    if (nowMs - held.askedAtMs >= ASK_EVERY_MS) {
      held.askedAtMs = nowMs;
      // While the database is away the held ones go on.
      this.idle = this.#ask(slug, held).catch(() => undefined);
    }
    return held;
  }

  async #ask(slug: string, held: Held): Promise<void> {
    const key = (await this.store.heads(slug)).map(({ name, digest }) => `${name}:${digest.slice(0, 16)}`).join(' ');
    if (key === held.key) return;
    const editions = await this.store.ofRace(slug);
    held.editions = editions.map(({ points, runs }) => ({
      ...{ pointsMm: points, lengthMm: points.at(-1)! },
      runs: runs.map((run) => ({
        distancesMm: run.points.map((point) => points[point]!),
        timesMs: run.timesMs,
        finished: run.finished,
      })),
    }));
    held.key = key;
  }
}

/** A finished race that says by name, or is said, to be of the same course. */
function isPast(other: RaceFold, race: RaceFold, nowMs: number): boolean {
  const { definition } = other;
  if (other === race || definition.course.kind !== 'line' || other.archived || other.startedAtMs === undefined)
    return false;
  if (other.header(nowMs).state !== 'ended') return false;
  if (other.startedAtMs >= (race.startedAtMs ?? Infinity)) return false;
  const { editions, slug, name, group } = race.definition;
  // Races on the same mats are of the same day.
  if (group !== undefined && definition.group === group) return false;
  if (editions !== undefined) return editions.includes(other.slug);
  return withoutYear(other.slug) === withoutYear(slug) || withoutYear(definition.name) === withoutYear(name);
}

const withoutYear = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/(?:19|20)\d\d/g, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Anonymous: distances, times, and who finished. */
function editionOf(race: RaceFold, nowMs: number): KnownEdition {
  const { course } = race.definition;
  const pointsMm = course.kind === 'line' ? course.points.map(({ atM }) => mmFromM(atM)) : [];
  const runs: PastRun[] = [];
  for (const bib of race.bibs().slice(0, RUNNERS_MAX)) {
    const crossed = race.crossed(bib);
    if (crossed === undefined || crossed.n === 0) continue;
    const at = (of: (i: number) => number): number[] => Array.from({ length: crossed.n }, (_, i) => of(i + 1));
    runs.push({
      distancesMm: at((i) => crossed.distanceMm(i)),
      timesMs: at((i) => crossed.elapsedMs(i)),
      finished: race.statusAt(bib, nowMs) === 'finished',
    });
  }
  return { pointsMm, lengthMm: pointsMm.at(-1)!, runs };
}
