/** `f()` for the words of estimates. */
import { forecast } from './en/forecast.js';
import { translator } from './translator.js';

export const f = translator('forecast', forecast);
