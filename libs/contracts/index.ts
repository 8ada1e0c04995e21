/** Public names of the contracts library: Valibot schemas and types of every message. */
export * from './access.js';
export * from './apply-delta.js';
export * from './common.js';
export * from './corrections.js';
export * from './crew.js';
export * from './desk.js';
export * from './entrants.js';
export * from './exports.js';
export * from './facts.js';
export * from './live.js';
export * from './passings.js';
export * from './problem.js';
export * from './race.js';
export * from './readers.js';
export * from './refusals.js';
export * from './results.js';
export * from './worries.js';
