/** `w()` for the words of a race's desk. */
import { desk } from './en/desk.js';
import { translator } from './translator.js';

export const w = translator('desk', desk);
