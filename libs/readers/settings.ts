/** Settings of a protocol: named ones only, so that a slip of the pen is told and not ignored. */
import * as v from 'valibot';

/** For protocols that need none. */
export const noSettings = v.strictObject(
  {},
  (issue) => `"${String(issue.path?.at(-1)?.key ?? '')}" is no setting of this protocol; it has none`,
);
