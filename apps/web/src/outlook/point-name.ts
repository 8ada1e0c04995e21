/** The name of a point of the race, by its id. Pure. */
import { type RaceHeader, pointOf } from '#libs/domain/index.js';

export function pointWords(race: RaceHeader, id: string | undefined): string | undefined {
  return pointOf(race, id)?.name ?? race.course.points.find((point) => point.id === id)?.name;
}
