import { describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { problemItems, problemSentence } from './problem.js';

const SCHEMA = v.strictObject({
  slug: v.string(),
  course: v.object({ lapM: v.pipe(v.number(), v.minValue(1, 'must be a number of metres above 0')) }),
});
const said = (body: unknown) => problemItems(v.safeParse(SCHEMA, body).issues ?? []);

describe('problems of a body, in words', () => {
  it('a field that is absent is missing, wherever it belongs', () => {
    expect(said({ slug: 'a' })).toEqual([{ path: 'course', code: 'invalid-course', message: 'is missing' }]);
    expect(problemSentence(said({ slug: 'a', course: {} }))).toBe('course.lapM is missing');
  });

  it('a field nobody knows is to be left out or spelled right', () => {
    expect(said({ slug: 'a', course: { lapM: 400 }, laps: 3 })).toEqual([
      {
        path: 'laps',
        code: 'invalid-laps',
        message: 'is not a field of this call: leave it out, or check its spelling',
      },
    ]);
  });

  it('a value that does not fit is told in the words of its schema', () => {
    expect(problemSentence(said({ slug: 'a', course: { lapM: 0 } }))).toBe(
      'course.lapM must be a number of metres above 0',
    );
  });
});
