/** Shared pieces of the wire schemas. Messages name the field and the way out. */
import { isDeviceZone } from '#libs/domain/index.js';
import * as v from 'valibot';

export const SLUG_PATTERN = /^[a-z0-9-]{1,64}$/;
/** First path segments that are pages of their own and therefore no race. */
export const RESERVED_SLUGS = [
  'api',
  'director',
  'crew',
  'live',
  'assets',
  'healthz',
  'readyz',
  'metrics',
  'socket.io',
];
export const BIB_CHARS_MAX = 16;
export const CHIP_CHARS_MAX = 64;
export const TEXT_CHARS_MAX = 200;
export const ID_CHARS_MAX = 64;

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** ISO 8601 with a zone; a zone is demanded because a naive time is a guess. Up to nine fraction digits are read, ms are kept. */
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

export const INSTANT_MESSAGE =
  'must be an ISO 8601 instant of a day that exists, with a zone, such as "2026-10-03T08:00:00.000Z"';

export function isInstant(text: string): boolean {
  return INSTANT_PATTERN.test(text) && !Number.isNaN(Date.parse(text)) && isDay(text);
}

/** `Date.parse` takes 30 February for 2 March. The calendar repeats every 400 years; `Date.UTC` means other centuries by years below 100. */
function isDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day <= 28) return true;
  const year = 2000 + (Number(text.slice(0, 4)) % 400);
  return day <= new Date(Date.UTC(year, Number(text.slice(5, 7)), 0)).getUTCDate();
}

/** For `v.object`, which answers a missing field with its own message: there the field's words are wanted, not the object's. */
export function objectMessage(whole: string, missing: Readonly<Record<string, string>>) {
  return ({ path }: v.BaseIssue<unknown>): string => missing[String(path?.at(-1)?.key)] ?? whole;
}

export const uuidSchema = v.pipe(
  v.string('must be a UUID, such as "6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f"'),
  v.regex(UUID_PATTERN, 'must be a UUID, such as "6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f"'),
  v.toLowerCase(),
);
export const slugSchema = v.pipe(
  v.string('must be text'),
  v.regex(SLUG_PATTERN, 'must be 1 to 64 of a-z, 0-9 and -'),
  v.check((slug) => !RESERVED_SLUGS.includes(slug), 'is a reserved word; choose another slug'),
);
export const instantSchema = v.pipe(
  v.string(INSTANT_MESSAGE),
  v.maxLength(40, `is too long; it ${INSTANT_MESSAGE}`),
  v.check(isInstant, INSTANT_MESSAGE),
);
export const bibSchema = v.pipe(
  v.string('must be text (leading zeros matter), such as "017"'),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(BIB_CHARS_MAX, `must be at most ${BIB_CHARS_MAX} characters`),
  v.regex(/^[^\s/?#,;]+$/, 'must not hold spaces or any of / ? # , ;'),
);
export const chipSchema = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.minLength(1, 'must not be empty'),
  v.maxLength(CHIP_CHARS_MAX, `must be at most ${CHIP_CHARS_MAX} characters`),
);
const POINT_MESSAGE = `must be the id of a timing point, 1 to ${ID_CHARS_MAX} characters, such as "line"`;
export const pointSchema = v.pipe(
  v.string(POINT_MESSAGE),
  v.minLength(1, POINT_MESSAGE),
  v.maxLength(ID_CHARS_MAX, POINT_MESSAGE),
);
export const textSchema = v.pipe(
  v.string('must be text'),
  v.trim(),
  v.maxLength(TEXT_CHARS_MAX, `must be at most ${TEXT_CHARS_MAX} characters`),
);
export const reasonSchema = v.pipe(textSchema, v.minLength(1, 'say why, in a few words'));
/** Duration in integer milliseconds, at most 100 days. */
export const durationMsSchema = v.pipe(
  v.number('must be a number of milliseconds'),
  v.safeInteger('must be a whole number of milliseconds'),
  v.minValue(0, 'must not be negative'),
  v.maxValue(8_640_000_000, 'is longer than 100 days'),
);
/** Distance in metres with up to three decimals. */
export const metresSchema = v.pipe(
  v.number('must be a number of metres'),
  v.finite('must be a number of metres'),
  v.minValue(0, 'must not be negative'),
  v.maxValue(10_000_000, 'is longer than 10,000 km'),
  v.check((m) => Math.abs(m * 1000 - Math.round(m * 1000)) < 1e-4, 'must have at most three decimals'),
);

const DEVICE_MESSAGE = `must be the name of the device, 1 to ${ID_CHARS_MAX} characters, such as "mat-1"`;
const ID_TOO_LONG = `must be at most ${ID_CHARS_MAX} characters`;

export const deviceSchema = v.pipe(
  v.string(DEVICE_MESSAGE),
  v.minLength(1, 'must not be empty; send the name of the device, such as "mat-1"'),
  v.maxLength(ID_CHARS_MAX, ID_TOO_LONG),
);
export const sourceSchema = v.object(
  {
    device: deviceSchema,
    epoch: v.nullish(v.pipe(v.string('must be text, such as "boot-7"'), v.maxLength(ID_CHARS_MAX, ID_TOO_LONG))),
    seq: v.nullish(
      v.pipe(
        v.number('must be a whole number >= 0, such as 1041'),
        v.safeInteger('must be a whole number, at most 2^53 - 1'),
        v.minValue(0, 'must be >= 0'),
      ),
    ),
  },
  objectMessage('must be an object such as { "device": "mat-1", "epoch": "boot-7", "seq": 1041 }', {
    device: DEVICE_MESSAGE,
  }),
);

const ZONE_MESSAGE = 'must be a time zone such as "Europe/Rome", "UTC" or "+02:00"';
/** The zone a box's clock was set to. */
export const deviceZoneSchema = v.pipe(
  v.string(ZONE_MESSAGE),
  v.maxLength(ID_CHARS_MAX, ZONE_MESSAGE),
  v.check(isDeviceZone, ZONE_MESSAGE),
);
/** To be added to a device's times, in ms. A box whose clock began in 1980 is off by decades: a hundred years at most. */
const DEVICE_OFFSET_MS_MAX = 3_155_760_000_000;
const DEVICE_OFFSET_MESSAGE = 'must be a whole number of milliseconds to add, such as -1830';
export const deviceOffsetMsSchema = v.pipe(
  v.number(DEVICE_OFFSET_MESSAGE),
  v.safeInteger(DEVICE_OFFSET_MESSAGE),
  v.minValue(-DEVICE_OFFSET_MS_MAX, DEVICE_OFFSET_MESSAGE),
  v.maxValue(DEVICE_OFFSET_MS_MAX, DEVICE_OFFSET_MESSAGE),
);
