/** The spool against a log that can be away, on a real folder. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { pino } from 'pino';
import { InvalidFactError, type NewFact } from '#libs/log/index.js';
import { waitFor } from '#libs/testing/wait-for.js';
import { MemoryLog } from '../testing/memory-log.js';
import { Spool, SpoolFullError } from './spool.js';

const LOG = 'race';
const quiet = pino({ level: 'silent' });
let folder: string;
let log: MemoryLog;
const opened: Spool[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'loopline-spool-'));
  log = new MemoryLog();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(opened.splice(0).map((spool) => spool.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(bytesMax?: number): Promise<Spool> {
  const spool = new Spool(folder, log, quiet, bytesMax);
  opened.push(spool);
  await spool.start();
  return spool;
}

function fact(bib: string, id: string = randomUUID()): NewFact {
  return { id, kind: 'passing', atMs: 1000, receivedAtMs: 2000, fields: { bib, point: 'line' } };
}

const drained = (spool: Spool): Promise<unknown> =>
  waitFor('an empty spool', async () => {
    await spool.drain();
    return !spool.inUse;
  });

/** Makes every write to an open file fail half way through, the way a full disk does. */
async function breakDisk(): Promise<{ mend: () => void }> {
  const probe = await open(path.join(folder, 'probe'), 'w');
  const prototype = Object.getPrototypeOf(probe) as { appendFile: (data: Buffer) => Promise<void> };
  await probe.close();
  const real = prototype.appendFile;
  const spy = jest.spyOn(prototype, 'appendFile').mockImplementation(async function (this: unknown, data: Buffer) {
    await real.call(this, data.subarray(0, data.length >> 1));
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  });
  return { mend: () => spy.mockRestore() };
}

describe('while the log is away', () => {
  beforeEach(() => void (log.away = true));

  it('keeps the order, and new facts that come while it hands over stay behind', async () => {
    const spool = await start();
    const first = Array.from({ length: 5 }, (_, i) => fact(`a${i}`));
    for (const one of first) expect(await spool.keep(LOG, [one])).toEqual(['kept']);
    expect(spool.waiting).toBe(5);
    const late = fact('late');
    log.onAppend = async () => {
      log.onAppend = undefined;
      expect(spool.inUse).toBe(true);
      await spool.keep(LOG, [late]);
    };
    log.away = false;
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'late']);
    expect(spool.waiting).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('knows what waits: the same again is a duplicate, other content under the id is refused', async () => {
    const spool = await start();
    const one = fact('1');
    expect(await spool.keep(LOG, [one, one, fact('2', one.id)])).toEqual(['kept', 'duplicate', 'id-reused']);
    expect(await spool.keep(LOG, [{ ...one, receivedAtMs: 9000 }])).toEqual(['duplicate']);
    expect(await spool.keep('other', [fact('2', one.id)])).toEqual(['kept']);
  });

  it('tells the same id apart when two requests bring it at the same time', async () => {
    const spool = await start();
    const one = fact('1');
    const both = await Promise.all([
      spool.keep(LOG, [one]),
      spool.keep(LOG, [fact('2', one.id)]),
      spool.keep(LOG, [one]),
    ]);
    expect(both).toEqual([['kept'], ['id-reused'], ['duplicate']]);
    log.away = false;
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['1']);
  });

  it('refuses when it is full, and has room again when it was handed over', async () => {
    const spool = await start(400);
    await spool.keep(LOG, [fact('1')]);
    await expect(spool.keep(LOG, [fact('2'), fact('3'), fact('4')])).rejects.toThrow(SpoolFullError);
    expect(spool.waiting).toBe(1);
    log.away = false;
    await drained(spool);
    log.away = true;
    expect(await spool.keep(LOG, [fact('5')])).toEqual(['kept']);
  });

  it('acknowledges nothing when the disk refuses, and half a line takes no later one with it', async () => {
    const spool = await start();
    await spool.keep(LOG, [fact('before')]);
    const disk = await breakDisk();
    const lost = fact('lost');
    const answers = await Promise.allSettled([
      spool.keep(LOG, [lost]),
      spool.keep(LOG, [lost]),
      spool.keep(LOG, [fact('x')]),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(spool.waiting).toBe(1);
    disk.mend();
    expect(await spool.keep(LOG, [fact('after')])).toEqual(['kept']);
    expect(await spool.keep(LOG, [lost])).toEqual(['kept']);
    log.away = false;
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['before', 'after', 'lost']);
  });
});

describe('after a crash', () => {
  async function left(...facts: NewFact[]): Promise<void> {
    log.away = true;
    const spool = await start();
    for (const one of facts) await spool.keep(LOG, [one]);
    await spool.close();
    log.away = false;
  }

  it('hands over what an earlier process left, and refuses other content under an id of it', async () => {
    const one = fact('1');
    await left(one, fact('2'));
    log.away = true;
    const spool = await start();
    expect(spool.waiting).toBe(2);
    expect(await spool.keep(LOG, [one, fact('9', one.id), fact('3')])).toEqual(['duplicate', 'id-reused', 'kept']);
    log.away = false;
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['1', '2', '3']);
  });

  it('drops a torn last line: nobody was told it is kept', async () => {
    await left(fact('1'));
    const [name = ''] = await readdir(folder);
    await appendFile(path.join(folder, name), '{"logId":"race","facts":[{"id":"');
    const spool = await start();
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['1']);
    expect(await readdir(folder)).toEqual([]);
  });

  it('may hand over twice: a crash between append and unlink adds nothing', async () => {
    const facts = [fact('1'), fact('2')];
    await left(...facts);
    await log.append(LOG, facts);
    const spool = await start();
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['1', '2']);
  });

  it('keeps a line it cannot read aside and hands over the others', async () => {
    await left(fact('1'));
    const [name = ''] = await readdir(folder);
    await appendFile(path.join(folder, name), 'no line of ours\n');
    const spool = await start();
    await drained(spool);
    expect(log.bibs(LOG)).toEqual(['1']);
    expect(await readdir(folder)).toEqual([`${name}.unreadable`]);
  });
});

it('is not held up by a fact or a log that the log can never take', async () => {
  log.away = true;
  const spool = await start();
  await spool.keep(LOG, [fact('1'), fact('bad'), fact('2')]);
  await spool.keep('gone', [fact('3')]);
  await spool.keep(LOG, [fact('4')]);
  log.unknown.add('gone');
  log.refuse = (one) => (one.fields['bib'] === 'bad' ? new InvalidFactError(0, 'bad') : undefined);
  log.away = false;
  await drained(spool);
  expect(log.bibs(LOG)).toEqual(['1', '2', '4']);
  expect((await readdir(folder)).every((name) => name.endsWith('.unreadable'))).toBe(true);
});

it('whatever happens in whatever order: every acknowledged fact is in the log once, in order of arrival', async () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('keep' as const),
        ids: fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('away' as const), away: fc.boolean() }) },
    { weight: 2, arbitrary: fc.constant({ do: 'drain' as const }) },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      log = new MemoryLog();
      const ids = Array.from({ length: 13 }, () => randomUUID());
      const acknowledged: string[] = [];
      let spool = await start();
      for (const one of steps) {
        if (one.do === 'away') log.away = one.away;
        if (one.do === 'drain') await spool.drain();
        if (one.do === 'restart') {
          await spool.close();
          spool = await start();
        }
        if (one.do !== 'keep') continue;
        const outcomes = await spool.keep(
          LOG,
          one.ids.map((i) => fact(String(i), ids[i])),
        );
        outcomes.forEach((outcome, k) => outcome === 'kept' && acknowledged.push(String(one.ids[k])));
      }
      log.away = false;
      await drained(spool);
      // An id that was handed over before and came again is the log's duplicate: its first place counts.
      expect(log.bibs(LOG)).toEqual([...new Set(acknowledged)]);
      await spool.close();
    }),
    { numRuns: 40 },
  );
});
