/**
 * The few shapes nearly every row has, recognised without the schema machine, which costs ten times as much. It only ever says yes where the schema
 * would say yes and change nothing; every other row, good or bad, is the schema's to judge.
 */
import { BIB_CHARS_MAX, CHIP_CHARS_MAX, ID_CHARS_MAX, type PassingInput, isInstant } from '#libs/contracts/index.js';

const UUID_LOWER = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BIB = /^[^\s/?#,;]+$/;
/** "2026-10-03T08:00:00.000Z"; longer spellings are the schema's. */
const INSTANT_CHARS_MAX = 24;

type Is = (value: unknown) => boolean;

const isText = (value: unknown, charsMax: number): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= charsMax;

const SOURCE_FIELDS: ReadonlyMap<string, Is> = new Map<string, Is>([
  ['device', (value) => isText(value, ID_CHARS_MAX)],
  ['epoch', (value) => typeof value === 'string' && value.length <= ID_CHARS_MAX],
  ['seq', (value) => Number.isSafeInteger(value) && (value as number) >= 0],
]);

const FIELDS: ReadonlyMap<string, Is> = new Map<string, Is>([
  ['id', (value) => typeof value === 'string' && UUID_LOWER.test(value)],
  ['bib', (value) => isText(value, BIB_CHARS_MAX) && BIB.test(value)],
  ['chip', (value) => isText(value, CHIP_CHARS_MAX) && value.trim() === value],
  ['at', (value) => isText(value, INSTANT_CHARS_MAX) && isInstant(value)],
  ['point', (value) => isText(value, ID_CHARS_MAX)],
  ['source', (value) => isMadeOf(value, SOURCE_FIELDS) && 'device' in value],
]);

/** The row itself, when it is plainly a passing. */
export function plainPassing(row: unknown): PassingInput | undefined {
  return isMadeOf(row, FIELDS) && 'id' in row && 'at' in row ? (row as unknown as PassingInput) : undefined;
}

/** An object with no other fields than these, each as it must be. */
function isMadeOf(value: unknown, fields: ReadonlyMap<string, Is>): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) {
    const is = fields.get(name);
    if (!is?.((value as Record<string, unknown>)[name])) return false;
  }
  return true;
}
