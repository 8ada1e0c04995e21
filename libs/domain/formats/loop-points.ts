/** The points of a loop besides its line (R2.10): where they lie. They make no lap; they say how far into one a runner was. */
import { LINE, type PointNames } from '../claims/names.js';
import type { LoopCourse } from '../race.js';
import { mmFromM } from '../units.js';

export class LoopPoints {
  /** Metres past the line in mm, by number of the point in the log. */
  readonly #atMm: ReadonlyMap<number, number>;

  private constructor(
    atMm: ReadonlyMap<number, number>,
    private readonly names: PointNames,
    /** Reads of one runner at one point closer than this to the last are one crossing. */
    readonly quietMs: number,
  ) {
    this.#atMm = atMm;
  }

  /** Undefined when the loop has its line only. */
  static of(course: LoopCourse, names: PointNames, quietMs: number): LoopPoints | undefined {
    const others = course.points.filter(({ id }) => id !== LINE);
    if (others.length === 0) return undefined;
    return new LoopPoints(new Map(others.map(({ id, atM }) => [names.numberOf(id), mmFromM(atM)])), names, quietMs);
  }

  /** Undefined for the line and for points of other courses. */
  atMm(point: number): number | undefined {
    return this.#atMm.get(point);
  }

  nameOf(point: number): string {
    return this.names.nameOf(point)!;
  }
}
