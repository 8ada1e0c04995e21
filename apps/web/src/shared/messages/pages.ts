/** `p()` for titles and the pages that only say something. */
import { pages } from './en/pages.js';
import { translator } from './translator.js';

export const p = translator('pages', pages);
