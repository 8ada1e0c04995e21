import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { aRead, type LogFixture, startLog } from '#libs/testing/log-fixture.js';
import { PostgresFoldSnapshots } from './fold-snapshots.js';
import { PostgresRefusals } from './refusals.js';

let fixture: LogFixture;
beforeAll(async () => {
  fixture = await startLog();
});
afterAll(() => fixture.stop());

/** A log of its own for each test. */
async function emptyLog(): Promise<string> {
  const logId = randomUUID();
  await fixture.makeLogs(logId);
  return logId;
}

describe('sending again', () => {
  it('answers duplicate with the first offset, whatever was measured or received differently', async () => {
    const logId = await emptyLog();
    const fact = aRead();
    const [first] = await fixture.log.append(logId, [fact]);
    const again = await fixture.log.append(logId, [
      { ...fact, receivedAtMs: 1, raw: 'other', by: 'x', reason: 'y', clock: { offsetMs: 9 } },
      { ...fact, fields: { point: 'line', chip: fact.fields['chip'] } },
    ]);
    expect(first).toEqual({ status: 'stored', offset: 1 });
    expect(again).toEqual([
      { status: 'duplicate', offset: 1 },
      { status: 'duplicate', offset: 1 },
    ]);
    expect(await fixture.log.head(logId)).toBe(1);
  });

  it('holds within one batch too, and gives the others gapless offsets', async () => {
    const logId = await emptyLog();
    const [a, b] = [aRead(), aRead()];
    const outcomes = await fixture.log.append(logId, [a, a, b, { ...b, id: randomUUID() }]);
    expect(outcomes).toEqual([
      { status: 'stored', offset: 1 },
      { status: 'duplicate', offset: 1 },
      { status: 'stored', offset: 2 },
      { status: 'duplicate', offset: 2 },
    ]);
  });

  it.each([
    ['atMs', { atMs: 5 }],
    ['kind', { kind: 'tap' as const }],
    ['fields', { fields: { chip: 'other', point: 'line' } }],
    ['source', { source: { device: 'mat-2', epoch: 'e1', seq: 7 } }],
  ])('refuses the same id with another %s and keeps the evidence', async (_, change) => {
    const logId = await emptyLog();
    const fact = aRead();
    await fixture.log.append(logId, [fact]);
    expect(await fixture.log.append(logId, [{ ...fact, ...change }])).toEqual([
      { status: 'refused', code: 'id-reused', offset: 1 },
    ]);
    const [refusal] = await new PostgresRefusals(fixture.database.queries).refusals(logId, 10);
    expect(refusal).toMatchObject({ id: fact.id, code: 'id-reused', offset: 1, evidence: { raw: fact.raw } });
  });

  it('knows a reader by device, epoch and sequence; a missing epoch is the empty one', async () => {
    const logId = await emptyLog();
    const fact = aRead({ source: { device: 'm', seq: 1 } });
    await fixture.log.append(logId, [fact]);
    expect(
      await fixture.log.append(logId, [
        { ...fact, id: randomUUID() },
        { ...fact, id: randomUUID(), source: { device: 'm', epoch: '', seq: 1 } },
        { ...fact, id: randomUUID(), atMs: 3 },
        { ...fact, id: randomUUID(), source: { device: 'm', epoch: 'next', seq: 1 } },
      ]),
    ).toEqual([
      { status: 'duplicate', offset: 1 },
      { status: 'duplicate', offset: 1 },
      { status: 'refused', code: 'sequence-reused', offset: 1 },
      { status: 'stored', offset: 2 },
    ]);
  });

  it('lets one bad neighbour neither in nor in the way', async () => {
    const logId = await emptyLog();
    const known = aRead();
    await fixture.log.append(logId, [known]);
    const [first, bad, last] = await Promise.all([
      fixture.log.append(logId, [aRead()]),
      fixture.log.append(logId, [{ ...known, atMs: 1 }]),
      fixture.log.append(logId, [aRead()]),
    ]);
    expect([first?.[0]?.status, bad?.[0]?.status, last?.[0]?.status]).toEqual(['stored', 'refused', 'stored']);
  });

  it('keeps at most 1,000 refusals per log', async () => {
    const logId = await emptyLog();
    const lost = Array.from({ length: 1_050 }, () => aRead({ target: randomUUID() }));
    const outcomes = await fixture.log.append(logId, lost);
    expect(new Set(outcomes.map((outcome) => outcome.status))).toEqual(new Set(['refused']));
    expect(await new PostgresRefusals(fixture.database.queries).refusals(logId, 5_000)).toHaveLength(1_000);
  });
});

describe('corrections', () => {
  it('resolve their target in the same batch, and refuse an unknown one', async () => {
    const logId = await emptyLog();
    const read = aRead();
    const correction = aRead({ kind: 'void', target: read.id, source: undefined, fields: {}, raw: undefined });
    const outcomes = await fixture.log.append(logId, [read, correction, aRead({ target: randomUUID() })]);
    expect(outcomes).toEqual([
      { status: 'stored', offset: 1 },
      { status: 'stored', offset: 2 },
      { status: 'refused', code: 'unknown-target' },
    ]);
    const [, stored] = await fixture.log.read(logId, 0, 10);
    expect(stored).toMatchObject({ kind: 'void', target: read.id, targetOffset: 1, offset: 2 });
  });

  it('do not reach into another log', async () => {
    const [one, other] = [await emptyLog(), await emptyLog()];
    const read = aRead();
    await fixture.log.append(one, [read]);
    expect(await fixture.log.append(other, [aRead({ target: read.id })])).toEqual([
      { status: 'refused', code: 'unknown-target' },
    ]);
  });
});

describe('what is read back', () => {
  it('is exactly what was received, NUL and half surrogates included', async () => {
    const logId = await emptyLog();
    const raw = 'A\u0000\u0010P\ud800 é 🏃 \udc00 "\\u0000"\t';
    const fact = aRead({
      raw,
      fields: { chip: raw, point: 'line', deep: [{ b: 1, a: raw }] },
      by: 'B\u0000',
      reason: raw,
    });
    await fixture.log.append(logId, [fact]);
    expect(await fixture.log.append(logId, [fact])).toEqual([{ status: 'duplicate', offset: 1 }]);
    const [stored] = await fixture.log.readStored(logId, 0, 1);
    expect(stored).toMatchObject({ raw, fields: fact.fields, by: 'B\u0000', reason: raw, source: fact.source });
    expect(await fixture.log.factById(logId, fact.id)).toEqual(stored);
  });

  it('has any instant, before 1970 and at the ends of time, in one batch with facts that lack fields', async () => {
    const logId = await emptyLog();
    const instants = [0, -1, 1, -4_294_967_296, 4_294_967_295, -8_640_000_000_000_000, Number.MAX_SAFE_INTEGER];
    const facts = instants.map((atMs, no) =>
      no % 2 === 0 ? aRead({ atMs }) : aRead({ atMs, source: undefined, raw: undefined, kind: 'tap', by: '' }),
    );
    await fixture.log.append(logId, facts);
    const stored = await fixture.log.readStored(logId, 0, 10);
    expect(stored.map((fact) => fact.atMs)).toEqual(instants);
    expect(stored.map((fact) => [fact.source, fact.raw, fact.by])).toEqual(
      facts.map((fact) => [fact.source, fact.raw, fact.by]),
    );
  });

  it('has the instant resolved by the clock offset and the raw one kept', async () => {
    const logId = await emptyLog();
    const clock = { offsetMs: -1500.4, roundTripMs: 30, measuredAt: '2026-10-03T08:00:00.000Z' };
    await fixture.log.append(logId, [aRead({ atMs: 10_000, clock })]);
    expect(await fixture.log.readStored(logId, 0, 1)).toMatchObject([{ atMs: 8_500, deviceAtMs: 10_000, clock }]);
    expect(await fixture.log.read(logId, 0, 1)).toMatchObject([{ atMs: 8_500 }]);
  });

  it('comes in pages, and ids by offset', async () => {
    const logId = await emptyLog();
    const facts = Array.from({ length: 25 }, () => aRead());
    await fixture.log.append(logId, facts);
    const page = await fixture.log.read(logId, 10, 10);
    expect(page.map((fact) => fact.offset)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    const ids = await fixture.log.idsOf(logId, [1, 25, 26]);
    expect([...ids]).toEqual([
      [1, facts[0]?.id],
      [25, facts[24]?.id],
    ]);
  });

  it('cannot be changed by anybody', async () => {
    const { queries } = fixture.database;
    await expect(queries.query('update fact set at_ms = 0')).rejects.toThrow('never changed');
    await expect(queries.query('delete from fact')).rejects.toThrow('never changed');
  });
});

describe('what no sender may hand over', () => {
  it.each([
    ['an id in capitals', { id: randomUUID().toUpperCase() }],
    ['half a millisecond', { atMs: 1.5 }],
    ['a negative sequence', { source: { device: 'm', seq: -1 } }],
    ['a person on a read', { person: { name: 'N' } }],
    ['an entrant without an id', { kind: 'entrant' as const, raw: undefined, fields: {} }],
    [
      'a name in the fields',
      { kind: 'entrant' as const, raw: undefined, fields: { entrantId: randomUUID(), name: 'N' } },
    ],
    [
      'a day that does not exist',
      {
        kind: 'entrant' as const,
        raw: undefined,
        fields: { entrantId: randomUUID() },
        person: { birthDate: '2023-02-30' },
      },
    ],
  ])('is refused whole: %s', async (_, change) => {
    const logId = await emptyLog();
    await expect(fixture.log.append(logId, [aRead(), aRead(change)])).rejects.toMatchObject({
      code: 'invalid-fact',
      index: 1,
    });
    expect(await fixture.log.head(logId)).toBe(0);
  });

  it('goes to a log that does not exist', async () => {
    await expect(fixture.log.append('nowhere', [aRead()])).rejects.toMatchObject({ code: 'unknown-log' });
    await expect(fixture.log.head('nowhere')).rejects.toMatchObject({ code: 'unknown-log' });
  });
});

describe('erasing a person', () => {
  const entrant = (entrantId: string, name: string) =>
    aRead({
      kind: 'entrant',
      source: undefined,
      raw: undefined,
      fields: { race: 'r', bib: '17', entrantId },
      person: { name, birthDate: '1980-02-29' },
    });
  const erasure = (entrantId: string) =>
    aRead({ kind: 'erase', source: undefined, raw: undefined, fields: { entrantId } });

  it('empties name and birth date for every reader, keeps the bib, and leaves no copy anywhere', async () => {
    const logId = await emptyLog();
    const entrantId = randomUUID();
    const fact = entrant(entrantId, 'Ann Erased');
    await fixture.log.append(logId, [fact]);
    expect(await fixture.log.read(logId, 0, 1)).toMatchObject([{ name: 'Ann Erased', bib: '17' }]);
    expect(await fixture.log.readStored(logId, 0, 1)).toMatchObject([{ person: { birthDate: '1980-02-29' } }]);
    await fixture.log.append(logId, [{ ...fact, atMs: 1 }]);

    await fixture.log.append(logId, [erasure(entrantId)]);
    await fixture.log.append(logId, [fact]);
    const [stored] = await fixture.log.readStored(logId, 0, 1);
    expect(stored).not.toHaveProperty('person');
    const everything = await fixture.database.queries.query(
      `select query_to_xml('select * from fact', true, false, '')::text || query_to_xml('select * from refusal', true, false, '')::text
         || query_to_xml('select * from person', true, false, '')::text as text`,
    );
    expect(everything.rows[0]?.text).not.toMatch(/Ann Erased|1980-02-29/);
  });

  it('is done in the order of the batch', async () => {
    const logId = await emptyLog();
    const [gone, back] = [randomUUID(), randomUUID()];
    await fixture.log.append(logId, [
      entrant(gone, 'Gone'),
      erasure(gone),
      entrant(back, 'Old'),
      erasure(back),
      entrant(back, 'New'),
    ]);
    const facts = await fixture.log.readStored(logId, 0, 10);
    expect(facts.map((fact) => fact.person?.name)).toEqual([undefined, undefined, 'New', undefined, 'New']);
  });

  it('drops the snapshots that may hold the name and lets no older one in', async () => {
    const logId = await emptyLog();
    const snapshots = new PostgresFoldSnapshots(fixture.database.queries);
    const entrantId = randomUUID();
    await fixture.log.append(logId, [entrant(entrantId, 'Ann')]);
    expect(await snapshots.save(logId, 1, 1, Buffer.from('with name'))).toBe(true);
    await fixture.log.append(logId, [erasure(entrantId)]);
    expect(await snapshots.newest(logId, 1)).toBeUndefined();
    expect(await snapshots.save(logId, 1, 1, Buffer.from('late'))).toBe(false);
    expect(await snapshots.save(logId, 2, 1, Buffer.from('clean'))).toBe(true);
    expect(await snapshots.newest(logId, 1)).toEqual({ offset: 2, state: Buffer.from('clean') });
  });
});

describe('group commit', () => {
  it('joins what waits: 200 callers cost a few commits, in the order they came', async () => {
    const logId = await emptyLog();
    const before = fixture.log.stats().commits;
    const facts = Array.from({ length: 200 }, () => aRead());
    const outcomes = await Promise.all(facts.map((fact) => fixture.log.append(logId, [fact])));
    expect(outcomes.map(([outcome]) => outcome?.offset)).toEqual(facts.map((_, at) => at + 1));
    expect(fixture.log.stats().commits - before).toBeLessThanOrEqual(3);
  });

  it('slices a big batch and lets a single lap pass between the slices', async () => {
    const logId = await emptyLog();
    const order: string[] = [];
    const big = fixture.log
      .append(
        logId,
        Array.from({ length: 5_500 }, () => aRead()),
      )
      .then((outcomes) => {
        order.push('big');
        return outcomes;
      });
    const lap = fixture.log.append(logId, [aRead()]).then(() => order.push('lap'));
    const outcomes = await big;
    await lap;
    expect(order).toEqual(['lap', 'big']);
    expect(outcomes).toHaveLength(5_500);
    const facts = await fixture.log.read(logId, 0, 10_000);
    expect(facts).toHaveLength(5_501);
  });
});
