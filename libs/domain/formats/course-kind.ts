/** A format runs on one kind of course; definitions are checked when they come in, so a wrong one is a fault of ours. */
import type { LineCourse, LoopCourse, RaceDefinition } from '../race.js';

/** Throws a RangeError when the course is no loop. */
export function loopOf({ course, format }: RaceDefinition): LoopCourse {
  if (course.kind !== 'loop') throw new RangeError(`a ${format.kind} race needs a loop`);
  return course;
}

/** Throws a RangeError when the course is a loop. */
export function lineOf({ course, format }: RaceDefinition): LineCourse {
  if (course.kind !== 'line') throw new RangeError(`a ${format.kind} race needs a line`);
  return course;
}
