/** `t()` for the words every page uses. */
import { shared } from './en/shared.js';
import { translator } from './translator.js';

export type SharedKey = keyof typeof shared;
export const t = translator('shared', shared);
