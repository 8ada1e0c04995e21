/** `r()` for the words of the runner's page. */
import { runner } from './en/runner.js';
import { translator } from './translator.js';

export const r = translator('runner', runner);
export type RunnerKey = keyof typeof runner;
