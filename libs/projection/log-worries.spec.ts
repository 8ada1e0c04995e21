import { describe, expect, it } from '@jest/globals';
import type { RefusedFact } from '#libs/contracts/index.js';
import type { SequenceGap, StoredFact } from '#libs/log/index.js';
import { gapWorries, refusedWorries } from './log-worries.js';

const AT = '2026-10-03T10:00:00.000Z';
const AT_MS = Date.parse(AT);

const refusal = (code: RefusedFact['code'], no: number, fact: Record<string, unknown>): RefusedFact => ({
  no,
  id: `6f1c2a9e-3b1d-4c52-9a77-00000000000${no}`,
  code,
  message: 'told to the sender',
  offset: 40 + no,
  refusedAt: AT,
  fact: { kind: 'passing', at: AT, receivedAt: AT, ...fact },
});

const known = (offset: number, kind: StoredFact['kind'], atMs: number, bib: string): [number, StoredFact] => [
  offset,
  { offset, id: 'x', kind, atMs, deviceAtMs: atMs, receivedAtMs: atMs, fields: { bib, point: 'line' } },
];

const gap = (noticedAtMs: number, more: Partial<SequenceGap> = {}): SequenceGap => ({
  device: 'mat-1',
  epoch: 'b1',
  received: 400,
  missing: 3,
  holes: [{ first: 17, last: 19, beforeOffset: 30, afterOffset: 31, noticedAtMs }],
  ...more,
});

describe('what the log refused', () => {
  it.each([
    ['a crossing minutes later is added', known(41, 'passing', AT_MS - 600_000, '7'), { type: 'add-passing', at: AT }],
    ['the same crossing goes to the new bib', known(41, 'passing', AT_MS - 500, '8'), { type: 'reassign', bib: '7' }],
  ])('%s', (_, other, settle) => {
    const [worry] = refusedWorries([refusal('id-reused', 1, { bib: '7', point: 'line' })], new Map([other]));
    expect(worry).toMatchObject({ kind: 'id-reused', bib: '7', at: AT, settle: { ...settle, bib: '7' } });
  });

  it.each([
    ['says the same of the same runner', known(41, 'passing', AT_MS + 500, '7'), { bib: '7' }],
    ['collides with what is no passing', known(41, 'status', AT_MS - 600_000, '7'), { bib: '7' }],
    ['is a chip read', known(41, 'read', AT_MS - 600_000, '7'), { kind: 'read', chip: 'C1' }],
  ])('is left to a person when it %s', (_, other, fact) => {
    expect(refusedWorries([refusal('id-reused', 1, fact)], new Map([other]))[0]?.settle).toBeNull();
    expect(refusedWorries([refusal('id-reused', 1, fact)], new Map())[0]?.settle).toBeNull();
  });

  it('is one worry for a device that counts anew without a new epoch, and a new one when more is refused', () => {
    const source = { device: 'mat-1', epoch: 'b1' };
    const refused = [3, 2, 1].map((no) => refusal('sequence-reused', no, { source: { ...source, seq: no } }));
    const [worry, ...none] = refusedWorries(refused, new Map());
    expect(none).toEqual([]);
    expect(worry).toMatchObject({ kind: 'id-reused', evidence: { count: 3, offsets: [43, 42, 41] }, settle: null });
    expect(worry?.evidence.text).toContain('3 records of mat-1');
    expect(refusedWorries(refused.slice(1), new Map())[0]?.id).not.toBe(worry?.id);
  });

  it('says nothing of a correction that pointed nowhere: its sender was told', () => {
    expect(refusedWorries([refusal('unknown-target', 1, { kind: 'void' })], new Map())).toEqual([]);
  });
});

describe('holes in what a device counted', () => {
  it('are told once they are older than what may have been overtaken', () => {
    expect(gapWorries([gap(AT_MS)], [], AT_MS + 30_000)).toEqual([]);
    const [worry] = gapWorries([gap(AT_MS)], [], AT_MS + 61_000);
    expect(worry).toMatchObject({ kind: 'sequence-gap', at: AT, evidence: { count: 3, offsets: [30, 31] } });
    expect(worry?.evidence.text).toBe(
      'mat-1 numbers its records and 3 never came (400 did): 17 to 19. They may still be on the device.',
    );
  });

  it('of a box that is set up lead to it; those of a tablet lead nowhere', () => {
    const readers = new Set(['finish']);
    const of = (device: string): unknown => gapWorries([gap(0, { device })], [], AT_MS, readers)[0]?.evidence.reader;
    expect([of('finish'), of('finish/7'), of('finish-tablet')]).toEqual(['finish', 'finish', undefined]);
  });

  it('are a new worry when more is missing, so that a dismissed one does not hide it', () => {
    const ids = [3, 4].map((missing) => gapWorries([gap(0, { missing })], [], AT_MS)[0]?.id);
    expect(new Set(ids).size).toBe(2);
  });

  it('are not told where the missing record was refused: that is told already', () => {
    const one = gap(0, {
      missing: 1,
      holes: [{ first: 17, last: 17, beforeOffset: 30, afterOffset: 31, noticedAtMs: 0 }],
    });
    const refused = refusal('id-reused', 1, { bib: '7', source: { device: 'mat-1', epoch: 'b1', seq: 17 } });
    expect(gapWorries([one], [refused], AT_MS)).toEqual([]);
    expect(gapWorries([one], [], AT_MS)).toHaveLength(1);
  });
});
