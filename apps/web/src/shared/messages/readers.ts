/** `r()` for the words of the timing boxes' page. */
import { readers } from './en/readers.js';
import { translator } from './translator.js';

export const r = translator('readers', readers);
