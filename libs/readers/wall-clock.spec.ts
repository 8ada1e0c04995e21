/** Dates and times cut by hand are what the plain grammar says they are, and nothing else is any. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateMs, dayMs, isoWall, timeOfDayMs } from './wall-clock.js';

/** The grammar in so many words, slow and plain. */
const TIME = /^(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})[Tt; ](\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)(?:(Z|z)|([+-])(\d{1,2})(?::?(\d{2}))?)?$/;

function plainTime(text: string): number | undefined {
  const [, hour, minute, second, more = ''] = TIME.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return (
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 + Math.floor(Number(`0.${more}0`) * 1000 + 1e-6)
  );
}

function plainDate(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) || ms < 0 || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : ms;
}

function plainIso(text: string): object | undefined {
  const [, date = '', time = '', z, sign, hours, minutes = '0'] = ISO.exec(text) ?? [];
  const [day, ofDay] = [plainDate(date), plainTime(time)];
  if (day === undefined || ofDay === undefined) return undefined;
  if (z !== undefined) return { ms: day + ofDay, zoneMs: 0 };
  if (sign === undefined) return { ms: day + ofDay };
  const zoneMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return zoneMs > 14 * 3_600_000 ? undefined : { ms: day + ofDay, zoneMs: sign === '-' ? -zoneMs : zoneMs };
}

const two = fc.integer({ min: 0, max: 75 }).map((n) => String(n).padStart(2, '0'));
const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^[.,]\d{0,10}$/));
const time = fc
  .tuple(fc.oneof(two, fc.stringMatching(/^\d{1,3}$/)), two, two, fraction)
  .map(([h, m, s, f]) => `${h}:${m}:${s}${f}`);
const date = fc
  .tuple(fc.integer({ min: 1960, max: 2100 }), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }))
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);
const zone = fc.oneof(
  fc.constantFrom('', 'Z', 'z', '+02:00', '-0600', '-6:00', '+2', '+15:00', '+', ' '),
  fc.string({ maxLength: 6 }),
);
/** One character of a good text is another one. */
const spoiled = (texts: fc.Arbitrary<string>) =>
  fc
    .tuple(texts, fc.nat(40), fc.string({ maxLength: 1 }))
    .map(([text, at, by]) => text.slice(0, at) + by + text.slice(at + 1));
const RUNS = { numRuns: 5_000 };

describe('as the plain grammar', () => {
  it('times of day', () => {
    fc.assert(
      fc.property(fc.oneof(time, spoiled(time)), (text) => expect(timeOfDayMs(text)).toBe(plainTime(text))),
      RUNS,
    );
  });
  it('dates', () => {
    fc.assert(
      fc.property(fc.oneof(date, spoiled(date)), (text) => expect(dateMs(text)).toBe(plainDate(text))),
      RUNS,
    );
  });
  it('ISO 8601', () => {
    const iso = fc.tuple(date, fc.constantFrom('T', 't', ';', ' ', '_'), time, zone).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(iso, spoiled(iso)), (text) => expect(isoWall(text)).toEqual(plainIso(text))),
      RUNS,
    );
  });
});

it('a day that does not exist is none, whatever was asked before it', () => {
  expect([dayMs(2026, 2, 28), dayMs(2026, 2, 29), dayMs(2026, 2, 28), dayMs(2024, 2, 29)]).toEqual([
    ...[Date.UTC(2026, 1, 28), undefined, Date.UTC(2026, 1, 28), Date.UTC(2024, 1, 29)],
  ]);
});
