/**
 * Instants by the database's clock. It is one for all processes, and may differ from theirs where nobody sets clocks (a second laptop
 * at a race without a network): what is judged by it is written by it.
 */
import { Raw } from 'typeorm';

const interval = (ms: number): string => `interval '${Math.round(ms)} milliseconds'`;

/** For a column of an insert or update: so long after now, ms. */
export const afterNow = (ms: number) => (): string => `now() + ${interval(ms)}`;

/** For a condition: not over yet. */
export const STILL_TO_COME = Raw((column) => `${column} > now()`);

/** For a condition: within so long before now, ms. */
export const withinLast = (ms: number) => Raw((column) => `${column} > now() - ${interval(ms)}`);

/** For a condition: longer ago than that, ms. */
export const olderThan = (ms: number) => Raw((column) => `${column} < now() - ${interval(ms)}`);

/** For a column of an insert or update. */
export const NOW = (): string => 'now()';
