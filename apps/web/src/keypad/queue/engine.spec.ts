import { beforeEach, describe, expect, it } from '@jest/globals';
import { HOLD_MS } from './ledger.js';
import { BATCH_MAX, WATCHDOG_MS } from './lane.js';
import type { SendOutcome } from './ports.js';
import { Bench, rebib, undo } from './test-kit.js';

let bench: Bench;
beforeEach(async () => {
  bench = await new Bench().started();
});
const never = () => new Promise<SendOutcome>(() => undefined);

describe('saving', () => {
  it('counts as saved only after the store has written it', async () => {
    bench.storeTrouble = 'disk full';
    const id = await bench.record('41');
    expect(bench.state(id)).toBe('absent');
    expect(bench.notices).toContain('not-saved');
    expect(bench.driver.engine.unsaved.get(id)?.trouble).toBe('disk full');
    bench.storeTrouble = null;
    await bench.pass(2_000);
    expect(bench.notices).toContain('saved');
    await bench.pass(HOLD_MS);
    expect([...bench.server.passings.keys()]).toEqual([id]);
  });

  it('says not saved when the store neither writes nor refuses, and tries again', async () => {
    bench.storeHangs = true;
    const id = await bench.record('41');
    await bench.pass(3_999);
    expect(bench.notices).not.toContain('not-saved');
    await bench.pass(1);
    expect(bench.notices).toContain('not-saved');
    bench.storeHangs = false;
    await bench.pass(2_000 + HOLD_MS);
    expect(bench.state(id)).toBe('received');
    expect(bench.server.passings.size).toBe(1);
  });

  it('numbers entries in the order of the presses and never twice', async () => {
    for (const bib of ['1', '2', null, '3']) await bench.record(bib);
    const seqs = bench.disk.all().map((e) => (e.kind === 'passing' ? e.source.seq : -1));
    expect(seqs).toEqual([0, 1, 2, 3]);
  });
});

describe('hold and undo', () => {
  it('holds the last entry for five seconds, then sends it', async () => {
    const id = await bench.record('41');
    await bench.pass(HOLD_MS - 1);
    expect(bench.state(id)).toBe('held');
    expect(bench.sent.passings).toBe(0);
    await bench.pass(1);
    expect(bench.state(id)).toBe('received');
  });

  it('lets the held entry go with the next key', async () => {
    const id = await bench.record('41');
    bench.driver.dispatch({ type: 'key' });
    await bench.settle();
    expect(bench.state(id)).toBe('received');
  });

  it('lets an entry go whose next key came before it was written', async () => {
    bench.storeTrouble = 'slow';
    const id = await bench.record('41');
    bench.driver.dispatch({ type: 'key' });
    bench.storeTrouble = null;
    await bench.pass(2_000);
    expect(bench.state(id)).toBe('received');
  });

  it('undoes a held entry here: it is never sent and stays in the list', async () => {
    const id = await bench.record('41');
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    await bench.pass(60_000);
    expect(bench.state(id)).toBe('retracted');
    expect(bench.server.passings.size).toBe(0);
    expect(bench.disk.rows.get(id)?.state).toBe('retracted');
  });

  it('undoes a sent entry by a void that follows it', async () => {
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    await bench.settle();
    expect([...bench.server.corrections.values()]).toMatchObject([{ type: 'void', target: id }]);
    expect(bench.state(id)).toBe('received');
  });

  it('undoes an entry that is not written yet as soon as it is', async () => {
    bench.storeTrouble = 'slow';
    const id = await bench.record('41');
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    bench.storeTrouble = null;
    await bench.pass(60_000);
    expect(bench.state(id)).toBe('retracted');
    expect(bench.server.passings.size).toBe(0);
  });

  it('still undoes after a reload: locally while held, by a void afterwards', async () => {
    const first = await bench.record('41');
    bench.open();
    await bench.started();
    bench.driver.dispatch({ type: 'change', change: undo(first) });
    await bench.settle();
    expect(bench.state(first)).toBe('retracted');
    const second = await bench.record('42');
    await bench.pass(HOLD_MS);
    bench.open();
    await bench.started();
    bench.driver.dispatch({ type: 'change', change: undo(second) });
    await bench.settle();
    expect(bench.server.corrections.size).toBe(1);
  });

  it('sends a void when another tab handed the held entry out in between', async () => {
    const id = await bench.record('41');
    bench.disk.amend([{ id, amendment: { do: 'release' } }]);
    bench.disk.amend([{ id, amendment: { do: 'seal' } }]);
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    await bench.pass(HOLD_MS);
    expect(bench.state(id)).toBe('received');
    expect([...bench.server.corrections.values()]).toMatchObject([{ type: 'void', target: id }]);
  });
});

describe('bare times', () => {
  it('takes the bib into the entry while it was never handed out', async () => {
    bench.passings = async () => ({ kind: 'offline' });
    const first = await bench.record('7');
    await bench.pass(HOLD_MS);
    const tap = await bench.record(null);
    await bench.pass(HOLD_MS - 1);
    bench.driver.dispatch({ type: 'change', change: rebib(tap, '12', true) });
    await bench.settle();
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(60_000);
    expect(bench.state(first)).toBe('received');
    expect(bench.server.passings.get(tap)).toContain('"bib":"12"');
    expect(bench.server.corrections.size).toBe(0);
  });

  it('sends assign-tap once the bare time was handed out', async () => {
    const tap = await bench.record(null);
    await bench.pass(HOLD_MS);
    bench.driver.dispatch({ type: 'change', change: rebib(tap, '12', true) });
    await bench.settle();
    expect(bench.server.passings.get(tap)).not.toContain('bib');
    expect([...bench.server.corrections.values()]).toMatchObject([{ type: 'assign-tap', target: tap, bib: '12' }]);
  });
});

describe('corrections', () => {
  it('go only after the passing they are about was received, and in their order', async () => {
    bench.passings = async () => ({ kind: 'offline' });
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    bench.driver.dispatch({ type: 'change', change: rebib(id, '14') });
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    await bench.pass(30_000);
    expect(bench.sent.corrections).toBe(0);
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(60_000);
    expect([...bench.server.corrections.values()].map((c) => c['type'])).toEqual(['reassign', 'void']);
    expect(bench.server.complaints).toEqual([]);
  });

  it('wait without holding up the laps when the server says later', async () => {
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    bench.corrections = async () => ({ kind: 'later', status: 503, message: 'spooling' });
    bench.driver.dispatch({ type: 'change', change: undo(id) });
    await bench.settle();
    const next = await bench.record('42');
    await bench.pass(HOLD_MS);
    expect(bench.state(next)).toBe('received');
    bench.corrections = async (e) => bench.server.correct(e);
    await bench.pass(60_000);
    expect(bench.server.corrections.size).toBe(1);
  });

  it('say so when the passing they are about was rejected', async () => {
    bench.server.refuse.add('41');
    bench.passings = async () => ({ kind: 'offline' });
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    const change = rebib(id, '14');
    bench.driver.dispatch({ type: 'change', change });
    await bench.settle();
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(60_000);
    expect(bench.state(id)).toBe('needs-attention');
    expect(bench.state(change.correction.id)).toBe('needs-attention');
    expect(bench.sent.corrections).toBe(0);
  });
});

describe('back-off', () => {
  it('waits 5, 15, 30, then 60 seconds, and starts over after a success', async () => {
    const tries: number[] = [];
    bench.passings = async () => {
      tries.push(bench.now);
      return { kind: 'later', status: 503, message: '' };
    };
    await bench.record('41');
    await bench.pass(HOLD_MS + 180_000);
    const waits = tries.map((t, i) => t - (tries[i - 1] ?? t)).slice(1);
    expect(waits).toEqual([5_000, 15_000, 30_000, 60_000, 60_000]);
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(60_000);
    expect(bench.driver.engine.lanes.passings.failures).toBe(0);
  });

  it('tries at once when asked to', async () => {
    bench.passings = async () => ({ kind: 'offline' });
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    bench.passings = async (e) => bench.server.take(e);
    bench.driver.dispatch({ type: 'retry' });
    await bench.settle();
    expect(bench.state(id)).toBe('received');
  });

  it('waits longer when the server asks for it', async () => {
    bench.passings = async () => ({ kind: 'later', status: 429, message: '', retryAfterMs: 42_000 });
    await bench.record('41');
    await bench.pass(HOLD_MS);
    expect(bench.driver.engine.lanes.passings.retryAt - bench.now).toBe(42_000);
  });

  it('halves the batch when it was too large', async () => {
    const id = await bench.record('1');
    for (let i = 0; i < 9; i++) await bench.record('2');
    const sizes: number[] = [];
    bench.passings = async (e) => {
      sizes.push(e.length);
      return e.length > 3 ? { kind: 'too-large' } : bench.server.take(e);
    };
    bench.driver.dispatch({ type: 'key' });
    await bench.pass(120_000);
    expect(bench.state(id)).toBe('received');
    expect(bench.server.passings.size).toBe(10);
  });

  it('never sends more than a hundred at once', async () => {
    bench.passings = async () => ({ kind: 'offline' });
    for (let i = 0; i < 250; i++) await bench.record('5');
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(60_000);
    expect(bench.server.passings.size).toBe(250);
    expect(Math.max(...bench.server.batches)).toBe(BATCH_MAX);
  });
});

describe('watchdog', () => {
  it('gives a hung send up and sends the same again', async () => {
    let signal: AbortSignal | undefined;
    bench.passings = (_e, s) => ((signal = s), never());
    const id = await bench.record('41');
    await bench.pass(HOLD_MS + WATCHDOG_MS);
    expect(signal?.aborted).toBe(true);
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(5_000);
    expect(bench.state(id)).toBe('received');
  });

  it('ignores a late completion of a send it gave up', async () => {
    let late: (outcome: SendOutcome) => void = () => undefined;
    bench.passings = () => new Promise((resolve) => (late = resolve));
    const id = await bench.record('41');
    await bench.pass(HOLD_MS + WATCHDOG_MS);
    late({ kind: 'answered', results: [{ id, outcome: 'rejected', code: 'late', message: '' }] });
    await bench.settle();
    expect(bench.state(id)).toBe('saved');
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(5_000);
    expect(bench.state(id)).toBe('received');
  });
});

describe('answers', () => {
  it('takes duplicate as received', async () => {
    bench.passings = async (e) => ({ kind: 'answered', results: e.map(({ id }) => ({ id, outcome: 'duplicate' })) });
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    expect(bench.state(id)).toBe('received');
  });

  it('keeps the rejected one of many with the words of the server', async () => {
    bench.server.refuse.add('99');
    const ids = [await bench.record('1'), await bench.record('99'), await bench.record('3')];
    await bench.pass(HOLD_MS);
    expect(ids.map((id) => bench.state(id))).toEqual(['received', 'needs-attention', 'received']);
    expect(bench.disk.rows.get(ids[1] ?? '')?.answer?.message).toBe('not this point');
  });

  it('sends a row again that the answer does not mention', async () => {
    const ids = [await bench.record('1'), await bench.record('2')];
    let first = true;
    bench.passings = async (e) => {
      const full = bench.server.take(e);
      if (!first || full.kind !== 'answered') return full;
      first = false;
      return { kind: 'answered', results: full.results.slice(1) };
    };
    await bench.pass(60_000);
    expect(ids.map((id) => bench.state(id))).toEqual(['received', 'received']);
  });

  it('finds a row without id by its place', async () => {
    bench.passings = async () => ({
      kind: 'answered',
      results: [{ id: null, outcome: 'rejected', message: 'no passing' }],
    });
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    expect(bench.state(id)).toBe('needs-attention');
  });

  it('stops sending when the tablet is no longer paired, and keeps recording', async () => {
    bench.passings = async () => ({ kind: 'refused', status: 401, message: 'revoked' });
    const first = await bench.record('41');
    await bench.pass(HOLD_MS);
    const second = await bench.record('42');
    await bench.pass(600_000);
    expect(bench.sent.passings).toBe(1);
    expect(bench.driver.engine.refusal?.message).toBe('revoked');
    expect([bench.state(first), bench.state(second)]).toEqual(['saved', 'saved']);
    bench.passings = async (e) => bench.server.take(e);
    bench.driver.dispatch({ type: 'paired' });
    await bench.settle();
    expect(bench.server.passings.size).toBe(2);
  });

  it('does not count as received what it could not write down as received', async () => {
    bench.passings = async (e) => {
      const outcome = bench.server.take(e);
      bench.storeTrouble = 'disk full';
      return outcome;
    };
    const id = await bench.record('41');
    await bench.pass(HOLD_MS);
    expect(bench.state(id)).toBe('saved');
    bench.storeTrouble = null;
    bench.passings = async (e) => bench.server.take(e);
    await bench.pass(5_000);
    expect(bench.state(id)).toBe('received');
    expect(bench.server.complaints).toEqual([]);
  });
});
