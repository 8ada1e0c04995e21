/** Column forms the entities share. */
import type { EntitySchemaColumnOptions, ValueTransformer } from 'typeorm';

/** The driver hands a bigint over as text; offsets and counts stay far below 2^53. */
const WHOLE: ValueTransformer = {
  to: (value: unknown) => value,
  from: (stored: string | null) => (stored === null ? null : Number(stored)),
};

/** Text that compares by bytes: the same order on every machine. */
export const key = (name: string): EntitySchemaColumnOptions => ({ name, type: 'text', collation: 'C' });
export const whole = (name: string): EntitySchemaColumnOptions => ({ name, type: 'bigint', transformer: WHOLE });
/** An instant the database's own clock fills in. */
export const stamped = (name: string): EntitySchemaColumnOptions => ({
  name,
  type: 'timestamptz',
  default: () => 'now()',
});
