/** Public names of the client: Loopline as its own simulator and command line reach it, over the public contract. */
export * from './batches.js';
export * from './http.js';
export * from './set-up.js';
export * from './uuid.js';
