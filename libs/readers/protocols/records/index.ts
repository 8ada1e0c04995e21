/**
 * Our own: one record a line, as a parser made it, with everything that only the whole file tells (dates, epochs, which of two equal hours). `replay` sends
 * a file like this, in parts and at any pace, and what is stored is what an import of the file would store.
 */
import * as v from 'valibot';
import { type CanonicalRead, RAW_CHARS_MAX, type RefusedRecord, refusedRecord } from '../../canonical.js';
import { documentOf, isDocumentLike, shareOf } from '../../imports/recorded-talk.js';
import { isBib, isChip, isName } from '../../names.js';
import type { FileFormat } from '../../protocol.js';

const IDENTITY_PARTS_MAX = 16;
const IDENTITY_CHARS_MAX = 256;

const named = (is: (value: unknown) => boolean, message: string) =>
  v.optional(v.custom<string>((value) => is(value), message));
const name = named(isName, 'must be 1 to 64 characters');
const whole = v.pipe(v.number('must be a number'), v.safeInteger('must be a whole number'));
const flag = v.optional(v.boolean('must be true or false'));

const recordSchema = v.pipe(
  v.strictObject({
    kind: v.picklist(['read', 'manual', 'gun', 'marker'], 'must be read, manual, gun or marker'),
    box: name,
    place: name,
    epoch: name,
    seq: v.optional(v.pipe(whole, v.minValue(0, 'must not be negative'))),
    chip: named(isChip, 'must be 1 to 64 characters'),
    bib: named(isBib, 'must be 1 to 16 characters without spaces or / ? # , ;'),
    said: v.strictObject({
      basis: v.picklist(['stated', 'local', 'time-of-day', 'since-start'], 'is none that is known'),
      ms: v.pipe(whole, v.minValue(-1e14, 'is too early'), v.maxValue(1e14, 'is too late')),
      zoneMs: v.optional(v.pipe(whole, v.minValue(-86_400_000, 'is no zone'), v.maxValue(86_400_000, 'is no zone'))),
      later: flag,
    }),
    antenna: v.optional(v.pipe(whole, v.minValue(0, 'must be 0 to 255'), v.maxValue(255, 'must be 0 to 255'))),
    rssi: v.optional(v.pipe(v.number('must be a number'), v.finite('must be a number'))),
    marker: name,
    replay: flag,
    invalid: flag,
    identity: v.optional(
      v.pipe(
        v.array(v.pipe(v.string('must be text'), v.maxLength(IDENTITY_CHARS_MAX, 'is too long'))),
        v.maxLength(IDENTITY_PARTS_MAX, 'has too many parts'),
      ),
    ),
    raw: v.pipe(v.string('must be text'), v.maxLength(RAW_CHARS_MAX, `must be at most ${RAW_CHARS_MAX} characters`)),
  }),
  v.check(
    ({ kind, chip, bib }) => kind === 'gun' || kind === 'marker' || chip !== undefined || bib !== undefined,
    'has neither chip nor bib',
  ),
  v.check(
    ({ seq, identity = [] }) => seq !== undefined || identity.length > 0,
    'has neither seq nor identity, so that it could not be told from others',
  ),
);

function recordOf(line: string): CanonicalRead | RefusedRecord {
  const parsed = v.safeParse(recordSchema, documentOf(line));
  if (parsed.success) return parsed.output as CanonicalRead;
  const [issue] = parsed.issues;
  const field = issue.path?.map(({ key }) => String(key)).join('.') ?? 'the record';
  return refusedRecord('invalid-record', `${field} ${issue.message}`, line);
}

/** The line of a record. */
export const recordLine = (read: CanonicalRead): string => JSON.stringify(read);

export const format: FileFormat = {
  name: 'records',
  times: 'stated',
  looksLike: (lines) => shareOf(lines, (line) => isDocumentLike(line, (row) => 'kind' in row && 'said' in row)),
  open: () => ({
    line: (text) => {
      const line = text.trim();
      return line === '' ? undefined : recordOf(line);
    },
  }),
};
