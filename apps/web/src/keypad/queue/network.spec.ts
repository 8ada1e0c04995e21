import { describe, expect, it } from '@jest/globals';
import type { PassingEntry } from './entry.js';
import { httpNetwork, wireCorrection } from './network.js';
import { Disk, correction, passing } from './test-kit.js';

const signal = new AbortController().signal;
const entry = (): PassingEntry => {
  const made = new Disk().create(passing('017'));
  if (made.kind !== 'passing') throw new Error('not a passing');
  return made;
};
const answering = (status: number, body: unknown, headers = {}) =>
  httpNetwork(
    'night-24h',
    () => 'secret',
    async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers }),
  );
const send = (status: number, body: unknown, headers = {}) =>
  answering(status, body, headers).sendPassings([entry()], signal);

describe('sending', () => {
  it('sends what the contract asks for, with the token in the header and nowhere else', async () => {
    const seen: { url: string; init: RequestInit | undefined }[] = [];
    const network = httpNetwork(
      'night-24h',
      () => 'secret',
      async (url, init) => {
        seen.push({ url, init });
        return new Response('{"results":[]}');
      },
    );
    const row = entry();
    await network.sendPassings([row], signal);
    expect(seen[0]?.url).toBe('/api/v1/races/night-24h/passings');
    expect(seen[0]?.init?.headers).toMatchObject({ authorization: 'Bearer secret' });
    const { id, at, clock } = row;
    expect(JSON.parse(String(seen[0]?.init?.body))).toEqual({
      passings: [{ id, bib: '017', at, point: 'line', source: { device: 'T1', epoch: 'e1', seq: 0 }, clock }],
    });
  });

  it('reads rows, and takes a page of somebody else for no answer', async () => {
    expect(await send(200, { results: [{ id: 'a', outcome: 'accepted', offset: 5 }] })).toMatchObject({
      kind: 'answered',
    });
    expect(await send(200, '<html>Sign in to the hotel network</html>')).toMatchObject({ kind: 'later' });
    expect(await send(200, { ok: true })).toMatchObject({ kind: 'later' });
  });

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [413, 'too-large'],
    [429, 'later'],
    [500, 'later'],
    [503, 'later'],
    [404, 'later'],
  ])('answers %i with %s', async (status, kind) => {
    expect(await send(status, { detail: 'why' })).toMatchObject({ kind });
  });

  it('hears how long to wait', async () => {
    expect(await send(429, {}, { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('lets a refused correction be refused without stopping the laps', async () => {
    const row = new Disk().create(correction('void', entry().id));
    if (row.kind !== 'correction') throw new Error('not a correction');
    const post = (status: number) =>
      answering(status, { code: 'not-own-entry', detail: 'not yours' }).sendCorrection(row, signal);
    expect(await post(403)).toMatchObject({ kind: 'rejected', message: 'not yours' });
    expect(await post(422)).toMatchObject({ kind: 'rejected' });
    expect(await post(503)).toMatchObject({ kind: 'later' });
    expect(await post(401)).toMatchObject({ kind: 'refused' });
    expect(wireCorrection({ ...row, person: 'Mia' })['reason']).toBe('wrong bib (Mia)');
  });
});
