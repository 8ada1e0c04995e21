/** Corrections: whose may point at what, safe to send again, and nothing half done. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as v from 'valibot';
import { type CorrectionInput, correctionSchema } from '#libs/contracts/index.js';
import { LogBusyError, type NewFact } from '#libs/log/index.js';
import type { Principal } from '#libs/platform/auth/principal.js';
import type { Spool } from '../spool/spool.js';
import { KnownRaces, StillClock, directoryOf, director, problemOf, raceRow, tablet } from '../testing/callers.js';
import { MemoryLog } from '../testing/memory-log.js';
import { CorrectionsService } from './corrections.service.js';

const AT = '2026-10-03T08:10:00.000Z';
const AT_MS = Date.parse(AT);
let log: MemoryLog;
let clock: StillClock;
let spool: { inUse: boolean };
let service: CorrectionsService;

beforeEach(() => {
  log = new MemoryLog();
  clock = new StillClock();
  spool = { inUse: false };
  const races = directoryOf(new KnownRaces([raceRow('night'), raceRow('night-6h', 'night')]));
  service = new CorrectionsService(races, log, spool as unknown as Spool, clock);
});

/** Through the schema, as the route does. */
const correction = (type: string, fields: Record<string, unknown> = {}): CorrectionInput =>
  v.parse(correctionSchema, { id: randomUUID(), type, reason: 'seen by the judge', ...fields });

const post = (input: CorrectionInput, caller: Principal = director, slug = 'night') =>
  service.post(slug, input, caller);
const refused = (input: CorrectionInput, caller?: Principal, slug?: string) => problemOf(post(input, caller, slug));

async function stored(fact: Partial<NewFact> = {}): Promise<string> {
  const id = randomUUID();
  await log.append('night', [
    { id, kind: 'passing', atMs: AT_MS, receivedAtMs: AT_MS, fields: { bib: '1', point: 'line' }, ...fact },
  ]);
  return id;
}

const newest = (): NewFact | undefined => log.factsOf('night').at(-1);

describe('a correction becomes a fact with author and reason', () => {
  it.each([
    ['add-passing', { bib: '017', at: AT }, { kind: 'passing', atMs: AT_MS, fields: { bib: '017', point: 'line' } }],
    [
      'add-passing',
      { bib: '1', at: AT, point: 'back', edge: 'out' },
      { fields: { bib: '1', point: 'back', edge: 'out' } },
    ],
    ['chip-assigned', { chip: 'C', bib: null }, { kind: 'chip-assigned', fields: { chip: 'C', bib: null } }],
    [
      'chip-assigned',
      { chip: 'C', bib: '1', from: AT, to: '2026-10-03T10:10:00.001+02:00' },
      { fields: { chip: 'C', bib: '1', fromMs: AT_MS, toMs: AT_MS + 1 } },
    ],
    [
      'status',
      { bib: '1', status: 'dnf', at: AT },
      { atMs: AT_MS, fields: { race: 'night', bib: '1', status: 'dnf' } },
    ],
    [
      'status',
      { bib: '1', status: 'stopped', point: 'back' },
      { fields: { race: 'night', bib: '1', status: 'stopped', point: 'back' } },
    ],
  ])('%s %j', async (type, fields, fact) => {
    await post(correction(type, fields));
    expect(newest()).toMatchObject({ by: 'director: director', reason: 'seen by the judge', ...fact });
    expect(newest()?.fields).toEqual(fact.fields);
  });

  it.each([
    ['void', {}, { kind: 'void', fields: {} }],
    ['restore', {}, { kind: 'restore', fields: {} }],
    ['reassign', { bib: '2' }, { kind: 'reassign', fields: { bib: '2' } }],
    ['assign-tap', { bib: '2' }, { kind: 'reassign', fields: { bib: '2' } }],
    ['retime', { at: AT }, { kind: 'retime', atMs: AT_MS, fields: {} }],
  ])('%s points at its target', async (type, fields, fact) => {
    const target = await stored();
    await post(correction(type, { target, ...fields }));
    expect(newest()).toMatchObject({ target, ...fact });
  });
});

describe('sent again', () => {
  it('a correction without an instant of its own is the same one, however much later', async () => {
    for (const input of [
      correction('void', { target: await stored() }),
      correction('status', { bib: '1', status: 'dnf' }),
    ]) {
      const first = await post(input);
      clock.ms += 60_000;
      expect(await post(input)).toEqual(first);
    }
  });

  it('with other content it is refused and the first one stands', async () => {
    const input = correction('add-passing', { bib: '1', at: AT });
    await post(input);
    expect(await refused({ ...input, bib: '2' } as CorrectionInput)).toMatchObject({ status: 409, code: 'id-reused' });
    expect(newest()?.fields['bib']).toBe('1');
  });
});

describe('a target', () => {
  it('must be there', async () => {
    expect(await refused(correction('void', { target: randomUUID() }))).toMatchObject({
      status: 404,
      code: 'unknown-target',
    });
    const input = correction('void', { target: randomUUID() });
    const itself = { ...input, target: input.id } as CorrectionInput;
    expect(await refused(itself)).toMatchObject({ code: 'unknown-target' });
  });

  it.each([
    ['void', 'race'],
    ['void', 'entrant'],
    ['restore', 'erase'],
    ['retime', 'started'],
    ['retime', 'void'],
    ['reassign', 'status'],
    ['assign-tap', 'entrant'],
  ])('of a %s cannot be of kind %s', async (type, kind) => {
    const target = await stored({ kind: kind as NewFact['kind'] });
    const fields = { target, ...(type === 'retime' ? { at: AT } : { bib: '2' }) };
    expect(await refused(correction(type, fields))).toMatchObject({
      ...{ status: 422, code: 'wrong-target', detail: expect.stringContaining(`"${kind}"`) },
    });
    expect(log.factsOf('night')).toHaveLength(1);
  });

  it('of a void may be a correction or a gun: that is how they are undone', async () => {
    for (const kind of ['void', 'retime', 'status', 'chip-assigned', 'started'] as const) {
      expect(await post(correction('void', { target: await stored({ kind }) }))).toEqual({
        offset: expect.any(Number),
      });
    }
  });
});

it('a chip worn for no time at all is refused: it would do nothing', async () => {
  for (const to of [AT, '2026-10-03T08:09:59.999Z']) {
    const backwards = correction('chip-assigned', { chip: 'C', bib: '1', from: AT, to });
    expect(await refused(backwards)).toEqual({
      status: 400,
      code: 'invalid-body',
      detail: 'to must be later than from',
    });
  }
  expect(log.factsOf('night')).toEqual([]);
});

describe('a recorder', () => {
  const own = () => stored({ source: { device: 'tablet-a' } });

  it('corrects what its own device entered, and undoes its own correction', async () => {
    const input = correction('void', { target: await own() });
    await post(input, tablet('night'));
    expect(newest()).toMatchObject({ kind: 'void', by: 'recorder: tablet-a' });
    expect(await post(correction('void', { target: input.id }), tablet('night'))).toEqual({ offset: 3 });
  });

  it.each([
    ['another device’s', { source: { device: 'tablet-b' } }],
    ['the director’s', { by: 'director: director' }],
    ['nobody’s', {}],
  ])('may not touch %s entry', async (_whose, fact) => {
    const input = correction('void', { target: await stored(fact) });
    expect(await refused(input, tablet('night'))).toMatchObject({ status: 403, code: 'not-own-entry' });
    // A token that names no device owns no entry, least of all those that name none either.
    const { device: _device, ...scope } = tablet('night').scope;
    expect(await refused(input, { ...tablet('night'), scope })).toMatchObject({ code: 'not-own-entry' });
    expect(log.factsOf('night')).toHaveLength(1);
  });

  it('makes no laps, chips or statuses, and nothing in another race of the group', async () => {
    for (const input of [
      correction('add-passing', { bib: '1', at: AT }),
      correction('chip-assigned', { chip: 'C', bib: '1' }),
      correction('status', { bib: '1', status: 'dsq' }),
    ])
      expect(await refused(input, tablet('night'))).toMatchObject({ status: 403, code: 'not-allowed' });
    const elsewhere = correction('void', { target: await own() });
    expect(await refused(elsewhere, tablet('night'), 'night-6h')).toMatchObject({ status: 403, code: 'not-allowed' });
  });
});

describe('while it cannot be written', () => {
  it('a correction waits for the log: nothing is kept aside that could be decided differently later', async () => {
    const input = correction('add-passing', { bib: '1', at: AT });
    log.away = true;
    expect(await refused(input)).toMatchObject({ status: 503, code: 'log-unavailable' });
    log.away = false;
    spool.inUse = true;
    // Its target may still be on our own disk.
    expect(await refused(input)).toMatchObject({
      status: 503,
      code: 'log-unavailable',
      detail: expect.stringContaining('Send the same again'),
    });
    spool.inUse = false;
    log.refuse = () => new LogBusyError(1000);
    expect(await refused(input)).toMatchObject({ status: 429, code: 'log-busy' });
    expect(log.factsOf('night')).toEqual([]);
  });

  it('and the race is not known, says so', async () => {
    expect(await refused(correction('add-passing', { bib: '1', at: AT }), director, 'day')).toMatchObject({
      status: 404,
      code: 'unknown-race',
    });
  });
});
