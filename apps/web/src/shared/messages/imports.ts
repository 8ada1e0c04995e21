/** `i()` for the words of the import page. */
import { imports } from './en/imports.js';
import { translator } from './translator.js';

export const i = translator('imports', imports);
