/** Every call there is, with addresses, queries and bodies nobody should send: each is refused with words, none brings the server to a fault. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Problem } from '#libs/contracts/index.js';
import { type ServerProcess, startServer } from '#libs/testing/server-process.js';
import { type Call, LAP_MS, caller, expectStatus, passing, send, startedRace } from './outsider.js';

const SLUG = 'hostile';
/** They end, erase, follow for ever, or answer with a file of everything. */
const LEFT_OUT = /backup|restore|demo|session|archive|\/(stop|start)$/;
const UUID = '6f1c2a9e-3b1d-4c52-9a77-000000000001';
const SLUGS = [SLUG, '%zz', 'nope', '%00', '..%2f..', 'a'.repeat(300), 'UPPER', '%F0%9F%92%A9'];
const BIBS = ['1', '%F0%9F%92%A9', '%00', 'x'.repeat(400)];
const BODIES: unknown[] = [
  ...[null, [], {}, 0, 'x', { a: 1 }, [[]], '\u0000', { reason: 'x'.repeat(5000) }, { type: 'void', id: 'x' }],
  { id: UUID, type: 'yard', bib: '1', yard: 1e9, inTime: 1, reason: 'r' },
  { id: UUID, type: 'part-lap', bib: '1', pastLineM: -1, measuredBy: '', reason: 'r' },
  { id: UUID, type: 'course-changed', lapM: 1e308, fromLap: 0.5, reason: 'r' },
  ...[{ at: '2026-13-45' }, { at: '-271821-04-20T00:00:00Z' }, { at: '+275760-09-13T00:00:00.001Z' }],
  { kind: 'lap-sheet.pdf', bib: {} },
  { passings: [null, 1, 'x', {}, { id: 'x' }, { at: 1e99 }] },
  ...[
    { course: { kind: 'loop', lapM: 1e308 } },
    { format: { kind: 'fixed-time', durationMs: -1 } },
    { name: '\ud800' },
  ],
  ...[{ waves: [{ id: 'a', startOffsetMs: null }] }, { bibs: Array.from({ length: 10_000 }, () => '1') }],
];
const QUERIES = [
  ...[
    'at=x',
    'at=2026-13-01',
    'at=9999-12-31T23:59:59Z',
    'at=0001-01-01T00:00:00Z',
    'since=-1',
    'since=1e9',
    'offset=0',
  ],
  ...['offset=999999999', 'bib=%00', 'limit=-1', 'limit=1e9', 'before=x', 'category=%00', 'sex=Q', 'team=%F0%9F%92%A9'],
];

let server: ServerProcess;
let call: Call;
beforeAll(async () => {
  server = await startServer();
  call = caller(server.url);
  await startedRace(call, SLUG, 2);
  await send(call, SLUG, [passing('1', LAP_MS)]);
}, 90_000);
afterAll(() => server?.stop(), 60_000);

interface Asked {
  method: string;
  path: string;
  body?: unknown;
}

function* asked(paths: Record<string, Record<string, unknown>>): Iterable<Asked> {
  for (const [template, methods] of Object.entries(paths)) {
    const base = template.replace('/api/v1', '');
    if (LEFT_OUT.test(base)) continue;
    const filled = (slug: string, bib: string): string =>
      base.replace('{slug}', slug).replace('{bib}', bib).replace('{id}', UUID).replace('{code}', 'zz');
    for (const method of Object.keys(methods).map((name) => name.toUpperCase())) {
      const reads = method === 'GET' || method === 'DELETE';
      if (reads) for (const query of QUERIES) yield { method, path: `${filled(SLUG, '1')}?${query}` };
      else for (const body of BODIES) yield { method, path: filled(SLUG, '1'), body };
      for (const slug of SLUGS)
        for (const bib of BIBS) yield { method, path: filled(slug, bib), ...(reads ? {} : { body: {} }) };
    }
  }
}

it('no call answers with a fault, and each refusal says what is wrong', async () => {
  const { json } = await expectStatus(
    200,
    call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi.json'),
  );
  const seen = new Set<string>();
  const faults: unknown[] = [];
  for (const { method, path, body } of asked(json.paths)) {
    const name = `${method} ${path} ${JSON.stringify(body)?.slice(0, 60) ?? ''}`;
    if (seen.has(name)) continue;
    seen.add(name);
    const { status, json: problem } = await call<Problem | undefined>(method, path, body);
    if (status >= 500) faults.push([name, status]);
    else if (status >= 400 && !(problem?.code && problem.detail)) faults.push([name, status, 'no words']);
  }
  expect(faults.slice(0, 10)).toEqual([]);
  expect(seen.size).toBeGreaterThan(500);
  // The race is as it was, and goes on.
  await send(call, SLUG, [passing('1', 2 * LAP_MS)]);
}, 300_000);
