/** `r()` for the words of the form of a race's own records. */
import { records } from './en/records.js';
import { translator } from './translator.js';

export const r = translator('records', records);
