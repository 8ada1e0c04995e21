/** Pieces of the schemas of what the server sends. They state the wire, they validate no caller: strict, so that no field slips out unsaid. */
import * as v from 'valibot';
import { BIB_CHARS_MAX, isInstant } from '../common.js';

type Entries<T> = { [K in keyof Required<T>]: v.GenericSchema<T[K]> };

/** An object of type `T`: a field that the type has and the schema lacks, or the other way round, does not compile. */
export function shape<T extends object>(entries: Entries<T>): v.GenericSchema<T> {
  return v.strictObject(entries as unknown as v.ObjectEntries) as unknown as v.GenericSchema<T>;
}

export const text = v.string();
export const bib = v.pipe(v.string(), v.minLength(1), v.maxLength(BIB_CHARS_MAX));
export const instant = v.pipe(v.string(), v.check(isInstant, 'must be an ISO 8601 instant'));
/** A count, an offset, a `seq`, a duration. */
export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const metres = v.pipe(v.number(), v.finite());
export const flag = v.boolean();
export const code = v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'));
export const list = <T>(item: v.GenericSchema<T>): v.GenericSchema<T[]> => v.array(item);
export const maybe = <T>(item: v.GenericSchema<T>): v.GenericSchema<T | undefined> => v.optional(item);
export const orNull = <T>(item: v.GenericSchema<T>): v.GenericSchema<T | null> => v.nullable(item);
