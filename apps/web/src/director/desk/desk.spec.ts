import { describe, expect, it } from '@jest/globals';
import type { RunnerFactAnswer, WireFact } from '#libs/contracts/index.js';
import type { Answer } from '../../shared/http.js';
import { previewOf } from '../csv-preview.js';
import { sortFacts } from './facts.js';
import { Outbox } from './outbox.js';
import { partInput } from './part-laps.js';

const stored: Answer<{ offset: number }> = { ok: true, value: { offset: 1 } };
const failed = (status: number): Answer<{ offset: number }> => ({
  ok: false,
  status,
  problem: { type: 'about:blank', title: 'no', status, detail: 'no', code: 'no' },
});

/** A device's storage. */
function kept() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, text: string) => void items.set(key, text),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe('corrections on their way', () => {
  it('wait while nobody answers, survive a new page, and go out with the same id, in order', async () => {
    const storage = kept();
    const first = new Outbox('r', () => Promise.resolve(failed(0)), storage);
    const one = await first.post({ type: 'void', target: 'a', reason: 'x' });
    const two = await first.post({ type: 'void', target: one.id, reason: 'y' });
    expect([one.state, two.state]).toEqual(['waiting', 'waiting']);
    const ids: string[] = [];
    const next = new Outbox(
      'r',
      (correction) => {
        ids.push(correction.id);
        return Promise.resolve(stored);
      },
      storage,
    );
    await next.flush();
    expect(ids).toEqual([one.id, two.id]);
    expect([
      next.waiting.value,
      next.version.value,
      new Outbox('r', () => Promise.resolve(stored), storage).waiting.value,
    ]).toEqual([[], 2, []]);
  });

  it('that are refused come back to the form, and stop no other', async () => {
    const outbox = new Outbox('r', ({ reason }) => Promise.resolve(reason === 'bad' ? failed(422) : stored), undefined);
    expect(await outbox.post({ type: 'void', target: 'a', reason: 'bad' })).toMatchObject({ state: 'refused' });
    expect(outbox.returned.value).toEqual([]);
    expect(await outbox.post({ type: 'void', target: 'a', reason: 'good' })).toMatchObject({ state: 'stored' });
  });

  it('that are refused after waiting are shown, not lost', async () => {
    let status = 503;
    const outbox = new Outbox('r', () => Promise.resolve(failed(status)), kept());
    expect(await outbox.post({ type: 'void', target: 'a', reason: 'x' })).toMatchObject({ state: 'waiting' });
    status = 404;
    await outbox.flush();
    expect(outbox.returned.value).toMatchObject([{ correction: { target: 'a' } }]);
  });
});

describe('a runner’s facts', () => {
  const fact = (offset: number, kind: string, more: Record<string, unknown> = {}): RunnerFactAnswer => ({
    fact: { offset, id: `f${offset}`, kind, at: '2026-10-03T08:00:00.000Z', receivedAt: '', ...more } as WireFact,
    inForce: true,
  });

  it('have their corrections beside them, and voids of voids too', () => {
    const { claims, said } = sortFacts([
      { ...fact(1, 'passing'), at: '2026-10-03T08:10:00.000Z' },
      { ...fact(2, 'passing'), at: '2026-10-03T08:20:00.000Z' },
      fact(3, 'void', { target: 'f1' }),
      fact(4, 'void', { target: 'f3' }),
      fact(5, 'status'),
      fact(6, 'void', { target: 'f5' }),
    ]);
    expect(claims.map((claim) => [claim.fact.offset, claim.about.map((item) => item.fact.offset)])).toEqual([
      [2, []],
      [1, [3, 4]],
    ]);
    expect(said.map((item) => item.fact.offset)).toEqual([6, 5]);
  });
});

describe('a part lap typed in a hurry', () => {
  it('is metres or a marker, never a whole lap (R5.4)', () => {
    expect(['412,5', '#17', 'm 17', '0'].map((text) => partInput(text, 1500))).toEqual([
      { pastLineM: 412.5 },
      { marker: '17' },
      { marker: '17' },
      { pastLineM: 0 },
    ]);
    expect(['', '1500', '-3', '12 m', '1.23456'].map((text) => partInput(text, 1500))).toEqual(
      ['empty', 'long', 'metres', 'metres', 'metres'].map((error) => ({ error })),
    );
  });
});

describe('a start list before it is sent', () => {
  it('says of each line what the server would say', () => {
    const { rows, hasBib } = previewOf('\uFEFFBib;name;age\n1;"Doe; Ann ""Ace""";41\n;Nobody;\n1;Twice;3\n4;A;old;x\n');
    expect(hasBib).toBe(true);
    expect(rows.map(({ line, bib, name, problems }) => [line, bib, name, problems.length])).toEqual([
      [2, '1', 'Doe; Ann "Ace"', 0],
      [3, '', 'Nobody', 1],
      [4, '1', 'Twice', 1],
      [5, '4', 'A', 2],
    ]);
  });

  it('needs the names of its columns', () => {
    expect(previewOf('1,Ann').hasBib).toBe(false);
    expect(previewOf('bib,shoe\n1,42').unknownColumns).toEqual(['shoe']);
  });
});
