/** What a sender may send twice, and what the log itself decides: ids, sequences, and what stands as evidence of a refusal. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSINGS_PER_BATCH_MAX } from '#libs/contracts/index.js';
import { PostgresRefusals } from '#libs/log/index.js';
import { type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { director, tablet } from '../testing/callers.js';
import { type Services, aRace, openServices } from '../testing/services.js';

const AT = '2026-10-03T08:10:00.000Z';
const SLUG = 'night';
let fixture: LogFixture;
let services: Services;

beforeAll(async () => {
  fixture = await startLog();
  services = await openServices(fixture.database.queries, fixture.log);
  await services.races.create(aRace(SLUG), director);
});
afterAll(async () => {
  await services.close();
  await fixture.stop();
});

const submit = async (...rows: unknown[]) => (await services.passings.submit(SLUG, rows, director)).results;
const outcomes = async (...rows: unknown[]) =>
  (await submit(...rows)).map(({ outcome, code }) => (code === undefined ? outcome : `${outcome} ${code}`));
const passing = (fields: Record<string, unknown> = {}) => ({ id: randomUUID(), bib: '1', at: AT, ...fields });

describe('the same again', () => {
  it('by id is a duplicate however it is written, and whoever brings it', async () => {
    const row = passing({ at: '2026-10-03T08:10:00.120Z' });
    const [first] = await submit(row);
    const again = [
      row,
      { ...row, id: row.id.toUpperCase() },
      { ...row, bib: ' 1 ', at: '2026-10-03T10:10:00.12+02:00', point: 'line', edge: 'in', note: 'resent' },
      // A clock measured anew says nothing new about the lap.
      { ...row, clock: { offsetMs: 5 } },
    ];
    for (const result of await submit(...again)) expect(result).toEqual({ ...first, outcome: 'duplicate' });
    const by = tablet(SLUG, 'tablet-a');
    const own = passing();
    const sent = (await services.passings.submit(SLUG, [own], by)).results[0];
    const { results } = await services.passings.submit(SLUG, [own], { ...by, name: 'tablet-a, paired again' });
    expect(results).toEqual([{ ...sent, outcome: 'duplicate' }]);
  });

  it('by device, epoch and seq is a duplicate, with an id or without', async () => {
    const source = { device: 'mat-1', epoch: 'boot-7', seq: 41 };
    const row = { chip: 'C1', at: AT, source };
    expect(await outcomes(row, row)).toEqual(['accepted', 'duplicate']);
    expect(await outcomes({ ...row, id: randomUUID() }, row)).toEqual(['duplicate', 'duplicate']);
  });

  it('sent by ten at once is stored once', async () => {
    const rows = Array.from({ length: 50 }, () => passing());
    const before = await fixture.log.head(SLUG);
    const all = await Promise.all(Array.from({ length: 10 }, () => submit(...rows)));
    expect(await fixture.log.head(SLUG)).toBe(before + 50);
    for (const i of rows.keys()) {
      const answers = all.map((results) => results[i]);
      expect(answers.filter((answer) => answer?.outcome === 'accepted')).toHaveLength(1);
      expect(new Set(answers.map((answer) => answer?.offset)).size).toBe(1);
    }
  });
});

describe('other content', () => {
  it.each([
    ['bib', { bib: '2' }],
    ['instant', { at: '2026-10-03T08:10:00.001Z' }],
    ['point', { point: 'back' }],
    ['edge', { edge: 'out' }],
    ['chip', { chip: 'C' }],
    ['device', { source: { device: 'tablet-b' } }],
  ])('under a used id is refused and kept as evidence: another %s', async (_what, fields) => {
    const row = passing();
    const [first] = await submit(row);
    expect(await outcomes({ ...row, ...fields })).toEqual(['rejected id-reused']);
    const [refusal] = await new PostgresRefusals(fixture.database.queries).refusals(SLUG, 1);
    expect(refusal).toMatchObject({ id: row.id, code: 'id-reused', offset: first?.offset });
    expect(await fixture.log.factById(SLUG, row.id)).toMatchObject({
      offset: first?.offset,
      fields: { bib: '1', point: 'line' },
    });
  });

  it('under a used sequence is refused; a new epoch, another device or another seq is another fact', async () => {
    const source = { device: 'mat-2', epoch: 'boot-1', seq: 0 };
    const row = (changes: object, chip = 'C2') => ({ chip, at: AT, source: { ...source, ...changes } });
    expect(await outcomes(row({}), { ...row({}, 'C3'), id: randomUUID() }, row({}, 'C3'))).toEqual([
      'accepted',
      'rejected sequence-reused',
      'rejected id-reused',
    ]);
    expect(
      await outcomes(row({ epoch: 'boot-2' }), row({ device: 'mat-3' }), row({ seq: 1 }), row({ epoch: undefined })),
    ).toEqual(Array.from({ length: 4 }, () => 'accepted'));
    expect(await outcomes(row({ epoch: '' }))).toEqual(['duplicate']);
  });
});

describe('what the log has afterwards', () => {
  it('is each row as sent, the unknown ones too, clock applied and the device’s own word kept', async () => {
    const rows = [
      passing({ bib: 'nobody', clock: { offsetMs: -1830, roundTripMs: 24, measuredAt: AT } }),
      { id: randomUUID(), chip: 'never-given', at: AT, rssi: -60.25, antenna: 2, weather: { rain: ['yes', '\u0000'] } },
      { id: randomUUID(), at: AT },
    ];
    const [first] = await submit(...rows);
    const stored = await fixture.log.readStored(SLUG, (first?.offset ?? 0) - 1, 3);
    expect(stored.map(({ kind, fields }) => [kind, fields])).toEqual([
      ['passing', { bib: 'nobody', point: 'line' }],
      ['read', { chip: 'never-given', point: 'line', rssi: -60.25, antenna: 2 }],
      ['tap', { point: 'line' }],
    ]);
    expect(stored[0]).toMatchObject({
      atMs: Date.parse(AT) - 1830,
      deviceAtMs: Date.parse(AT),
      clock: rows[0]?.['clock' as never],
    });
    expect(stored.map(({ raw }) => JSON.parse(raw ?? '') as unknown)).toEqual(rows);
  });

  it('is the whole of the largest batch, bad rows left out, offsets in the order sent', async () => {
    const before = await fixture.log.head(SLUG);
    const rows = Array.from({ length: PASSINGS_PER_BATCH_MAX }, (_, i) =>
      i % 100 === 7 ? null : passing({ bib: String(i) }),
    );
    const { head, results } = await services.passings.submit(SLUG, rows, director);
    const good = PASSINGS_PER_BATCH_MAX * 0.99;
    expect(head).toBe(before + good);
    expect(results.flatMap(({ offset }) => offset ?? [])).toEqual(
      Array.from({ length: good }, (_, i) => before + i + 1),
    );
  });
});
