/** Which figures there are and who measures them; ids as in docs/performance.md. */
import type { Figure } from './figure.js';
import { measureAppend } from './figures/append.js';
import { measureEmbedded } from './figures/embedded.js';
import { measureEndToEnd } from './figures/end-to-end.js';
import { measureForecasts } from './figures/forecasts.js';
import { measureGrowth } from './figures/growth.js';
import { measureHttp } from './figures/http.js';
import { measureLive } from './figures/live.js';
import { measurePapers } from './figures/papers.js';
import { measureProjection } from './figures/projection.js';
import { measureReaders } from './figures/readers.js';
import { measureWorries } from './figures/worries.js';
import { withEmbedded } from './with-embedded.js';

interface Group {
  ids: string[];
  measure: (quick: boolean) => Promise<Figure[]>;
}

export const GROUPS: readonly Group[] = [
  { ids: ['I1', 'I2', 'I3'], measure: (quick) => withEmbedded((url) => measureAppend(url, quick)) },
  { ids: ['I5'], measure: measureHttp },
  { ids: ['I6'], measure: measureReaders },
  { ids: ['P1', 'P2'], measure: measureProjection },
  { ids: ['P3', 'P4'], measure: measureGrowth },
  { ids: ['F1', 'F3', 'F4'], measure: measureLive },
  { ids: ['E1'], measure: measureEmbedded },
  { ids: ['T1', 'T2', 'T3'], measure: (quick) => measureEndToEnd(quick) },
  { ids: ['W1'], measure: measureWorries },
  { ids: ['Q1', 'Q2'], measure: measureForecasts },
  { ids: ['X1'], measure: measurePapers },
];
