/** `k()` for the words of the recording keypad. */
import { keypad } from './en/keypad.js';
import { translator } from './translator.js';

export const k = translator('keypad', keypad);
export type KeypadKey = keyof typeof keypad;
