/** `o()` for the words about what lies ahead of a runner. */
import { outlook } from './en/outlook.js';
import { translator } from './translator.js';

export const o = translator('outlook', outlook);
export type OutlookKey = keyof typeof outlook;
