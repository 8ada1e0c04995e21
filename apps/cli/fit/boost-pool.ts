/** Fits several ensembles at once, each on a thread of its own. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Ensemble } from '#libs/forecast/trees/ensemble.js';
import { boost, type BoostData, type BoostOptions } from './boost.js';

/** More threads than this only compete for memory. */
const THREADS_MAX = 8;

interface Job {
  data: BoostData;
  options: BoostOptions;
  done: (ensemble: Ensemble) => void;
  failed: (error: Error) => void;
}

export interface Booster {
  fit(data: BoostData, options: BoostOptions): Promise<Ensemble>;
}

/** On this thread, one after the other. */
export const inline: Booster = { fit: (data, options) => Promise.resolve(boost(data, options)) };

export class BoostPool implements Booster {
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #waiting: Job[] = [];

  constructor(threads = Math.min(THREADS_MAX, availableParallelism())) {
    for (let i = 0; i < threads; i++) {
      const worker = new Worker(new URL('./boost-worker.js', import.meta.url));
      worker.on('message', (ensemble: Ensemble) => this.#finished(worker).done(ensemble));
      worker.on('error', (error: Error) => this.#finished(worker).failed(error));
      this.#idle.push(worker);
    }
  }

  fit(data: BoostData, options: BoostOptions): Promise<Ensemble> {
    return new Promise((done, failed) => {
      this.#waiting.push({ data, options, done, failed });
      this.#next();
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#idle, ...this.#busy.keys()].map((worker) => worker.terminate()));
  }

  #finished(worker: Worker): Job {
    const job = this.#busy.get(worker)!;
    this.#busy.delete(worker);
    this.#idle.push(worker);
    this.#next();
    return job;
  }

  #next(): void {
    if (this.#idle.length === 0 || this.#waiting.length === 0) return;
    const worker = this.#idle.pop()!;
    const job = this.#waiting.shift()!;
    this.#busy.set(worker, job);
    worker.postMessage({ data: job.data, options: job.options });
  }
}
