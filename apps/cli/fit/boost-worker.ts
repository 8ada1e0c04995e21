/** A thread that fits one ensemble at a time. */
import { parentPort } from 'node:worker_threads';
import { boost, type BoostData, type BoostOptions } from './boost.js';

parentPort?.on('message', ({ data, options }: { data: BoostData; options: BoostOptions }) =>
  parentPort?.postMessage(boost(data, options)),
);
