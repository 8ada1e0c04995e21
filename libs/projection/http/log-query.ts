/** Query parameters of the calls that read a log. */
import * as v from 'valibot';

/** A whole number from 0 to `max`, as it stands in an address. */
export const wholeNumber = (max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, 'must be a whole number'),
    v.transform(Number),
    v.maxValue(max, `must be at most ${max}`),
  );
