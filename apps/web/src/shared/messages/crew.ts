/** `c()` for the words of the crew's page. */
import { crew } from './en/crew.js';
import { translator } from './translator.js';

export const c = translator('crew', crew);
