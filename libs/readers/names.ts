/** What the log takes for names: the same limits as everywhere at the front door. */

export const CHIP_CHARS_MAX = 64;
export const BIB_CHARS_MAX = 16;
export const NAME_CHARS_MAX = 64;
const BIB = /^[^\s/?#,;]+$/;

const isText = (value: unknown, charsMax: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= charsMax && value.trim() === value;

export const isChip = (value: unknown): value is string => isText(value, CHIP_CHARS_MAX);
export const isBib = (value: unknown): value is string => isText(value, BIB_CHARS_MAX) && BIB.test(value);
/** Of a place, a box or an epoch. */
export const isName = (value: unknown): value is string => isText(value, NAME_CHARS_MAX);
