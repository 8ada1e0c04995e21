/** `h()` for the words of the home page. */
import { home } from './en/home.js';
import { translator } from './translator.js';

export const h = translator('home', home);
