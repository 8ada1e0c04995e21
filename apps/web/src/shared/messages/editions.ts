/** `e()` for the words of the form of past editions. */
import { editions } from './en/editions.js';
import { translator } from './translator.js';

export const e = translator('editions', editions);
