/** `h()` for the words of the charts. */
import { charts } from './en/charts.js';
import { translator } from './translator.js';

export const h = translator('charts', charts);
export type ChartsKey = keyof typeof charts;
