/** Public names of the log. */
export * from './ports.js';
export * from './errors.js';
