/** `d()` for the words of the race director's pages. */
import { director } from './en/director.js';
import { translator } from './translator.js';

export const d = translator('director', director);
