/** Whoever sends a bad passing reads our answer on a small screen at night: it must name the field and say what would be right. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as v from 'valibot';
import { passingSchema } from './passings.js';
import { problemItems } from './problem.js';

const GOOD = {
  ...{ id: '6f1c2a9e-3b1d-4c52-9a77-0a1b2c3d4e5f', bib: '17', at: '2026-10-03T08:10:04.120Z' },
  source: { device: 'mat-1', epoch: 'boot-7', seq: 1041 },
  clock: { offsetMs: -1830, roundTripMs: 24 },
};

/** The answer as a row's sender gets it. */
function saidOf(row: unknown): string {
  const item = problemItems(v.safeParse(passingSchema, row, { abortPipeEarly: true }).issues ?? [])[0];
  return item ? `${item.path} ${item.message}`.trim() : 'taken';
}

describe('the refusal of a field says what would be right', () => {
  it.each([
    ['point', 7, 'point must be the id of a timing point, 1 to 64 characters, such as "line"'],
    ['point', 'x'.repeat(65), 'point must be the id of a timing point, 1 to 64 characters, such as "line"'],
    ['antenna', '3', 'antenna must be the number of the antenna, a whole number from 0 to 255'],
    ['antenna', -1, 'antenna must be the number of the antenna, a whole number from 0 to 255'],
    ['antenna', 1.5, 'antenna must be the number of the antenna, a whole number from 0 to 255'],
    ['rssi', Number.POSITIVE_INFINITY, 'rssi must be the signal strength as a number, such as -61.5'],
    [
      'clock',
      12,
      'clock must be an object such as { "offsetMs": -1830, "roundTripMs": 24 }; leave it out when not measured',
    ],
    [
      'clock',
      { offsetMs: 0, roundTripMs: -1 },
      'clock.roundTripMs must be a number of milliseconds, 0 or more; leave it out when it was not measured',
    ],
    [
      'clock',
      { offsetMs: 0.5 },
      'clock.offsetMs must be a whole number of milliseconds, from -864000000 to 864000000 (ten days)',
    ],
    ['clock', {}, 'clock.offsetMs must be a whole number of milliseconds, from -864000000 to 864000000 (ten days)'],
    ['source', 'mat-1', 'source must be an object such as { "device": "mat-1", "epoch": "boot-7", "seq": 1041 }'],
    ['source', {}, 'source.device must be the name of the device, 1 to 64 characters, such as "mat-1"'],
    [
      'at',
      undefined,
      'at must be an ISO 8601 instant of a day that exists, with a zone, such as "2026-10-03T08:00:00.000Z"',
    ],
  ])('%s: %j', (field, value, said) => {
    expect(saidOf({ ...GOOD, [field]: value })).toBe(said);
  });

  it('when the field is not there at all too', () => {
    const { at: _at, ...timeless } = GOOD;
    expect(saidOf(timeless)).toMatch(/^at must be an ISO 8601 instant/);
    expect(saidOf('17')).toBe('must be an object such as { "id", "bib", "at", "source" }');
  });

  it('whatever is sent, never in the words of the schema library', () => {
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom<unknown[]>('', 'x'.repeat(500), -1, 1e300, Number.NaN, 0.5, [], true, {}),
    );
    const inner = fc.dictionary(
      fc.constantFrom('device', 'epoch', 'seq', 'offsetMs', 'roundTripMs', 'measuredAt'),
      value,
      { maxKeys: 3 },
    );
    const field = fc.constantFrom('id', 'bib', 'chip', 'at', 'point', 'edge', 'source', 'clock', 'antenna', 'rssi');
    fc.assert(
      fc.property(field, fc.oneof(value, inner), (name, given) => {
        const said = saidOf({ ...GOOD, [name]: given });
        if (said === 'taken') return;
        expect(said).toMatch(new RegExp(`^${name}(\\.\\w+)? (must|is|needs) `));
        expect(said).not.toMatch(/Invalid|Expected/);
      }),
      { numRuns: 3_000 },
    );
  });
});
