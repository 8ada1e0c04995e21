import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Fact } from '#libs/domain/index.js';
import { aRead, type LogFixture, openLog, startLog } from '#libs/testing/log-fixture.js';
import { waitFor } from '#libs/testing/wait-for.js';
import type { FactLog, NewFact } from './ports.js';
import { tailLog } from './tail.js';

const ROUNDS = 150;
/** Longer than one commit. */
const BIG = 2_300;
const COMMITS = 20;

let fixture: LogFixture;
let other: LogFixture;
beforeAll(async () => {
  fixture = await startLog();
  other = await openLog(fixture.url);
});
afterAll(async () => {
  await other.stop();
  await fixture.stop();
});

/** Rises; the same every run. */
let turn = 0;
const every = (n: number): boolean => turn % n === 0;

function aFact(before: readonly NewFact[]): NewFact {
  turn += 1;
  const known = before.at(-(turn % 7) - 1);
  if (every(11) && known) return known;
  if (every(13) && known) return aRead({ id: known.id, fields: { chip: 'another', point: 'line' } });
  if (every(17) && known) return aRead({ kind: 'void', target: known.id, reason: 'not he', fields: {} });
  if (every(19)) return aRead({ kind: 'void', target: randomUUID(), fields: {} });
  if (every(23)) return aRead({ kind: 'started', source: undefined, raw: undefined, fields: { race: 'r' } });
  if (every(29))
    return aRead({ kind: 'entrant', raw: undefined, fields: { entrantId: randomUUID() }, person: { name: 'Ada' } });
  return aRead({
    ...(every(2) ? { clock: { offsetMs: -1234.5, roundTripMs: 8 } } : {}),
    ...(every(3) ? { source: undefined } : {}),
    ...(every(5) ? { source: { device: 'mat\u0000\u0010', epoch: '', seq: turn } } : {}),
    ...(every(7) ? { by: 'recorder: \ud800', reason: 'late' } : {}),
    fields: {
      chip: `C\u0000${turn}\udfff`,
      point: 'line',
      rssi: every(4) ? -0 : -61.25,
      ...(every(6) ? { b: 1, a: 2 } : {}),
    },
  });
}

describe('a tail beside the lane that appends', () => {
  it('is told the same as one that reads the log: repeats, refusals, corrections, odd texts, big batches, other appenders', async () => {
    await fixture.makeLogs('both');
    const readsOnly: FactLog = Object.assign(Object.create(fixture.log) as typeof fixture.log, { follow: undefined });
    const told: Fact[] = [];
    const read: Fact[] = [];
    const stopping = new AbortController();
    const tails = [
      tailLog(fixture.log, fixture.feed, 'both', 0, (facts) => void told.push(...facts), stopping.signal),
      tailLog(readsOnly, fixture.feed, 'both', 0, (facts) => void read.push(...facts), stopping.signal),
    ];
    const sent: NewFact[] = [];
    const batch = (rows: number): NewFact[] => {
      const facts = Array.from({ length: rows }, () => aFact(sent));
      sent.push(...facts);
      return facts;
    };
    for (let round = 0; round < ROUNDS; round++) {
      const rows = round % 50 === 49 ? BIG : (round % 5) + 1;
      const ours = [fixture.log.append('both', batch(rows)), fixture.log.append('both', batch(1))];
      const theirs = round % 3 === 0 ? [other.log.append('both', batch(2))] : [];
      await Promise.all([...ours, ...theirs]);
    }
    const head = await fixture.log.head('both');
    expect(head).toBeGreaterThan(3 * BIG * 0.5);
    await waitFor('both tails', () => told.length >= head && read.length >= head);
    stopping.abort();
    await Promise.all(tails);
    expect(told).toStrictEqual(read);
    expect(told.map((fact) => fact.offset)).toEqual(Array.from({ length: head }, (_, at) => at + 1));
  });

  it('does not read back what this process committed', async () => {
    await fixture.makeLogs('own');
    let reads = 0;
    const counted: FactLog = Object.assign(Object.create(fixture.log) as typeof fixture.log, {
      read: (logId: string, after: number, limit: number) => {
        reads += 1;
        return fixture.log.read(logId, after, limit);
      },
    });
    const told: Fact[] = [];
    const stopping = new AbortController();
    const tailing = tailLog(counted, fixture.feed, 'own', 0, (facts) => void told.push(...facts), stopping.signal);
    await waitFor('the first read', () => reads === 1);
    for (let commit = 1; commit <= COMMITS; commit++) {
      await fixture.log.append('own', [aRead(), aRead()]);
      await waitFor('the facts', () => told.length === 2 * commit);
    }
    // The log is asked anew after a second without news, however few of them a slow disk makes.
    expect(reads).toBeLessThan(COMMITS / 2);
    stopping.abort();
    await tailing;
  });
});
