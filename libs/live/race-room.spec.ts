import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyDelta, applyDeltas, type Board, type Frame } from '#libs/contracts/index.js';
import { LiveCounters } from './counters.js';
import { liveLimits } from './limits.js';
import { RaceRoom } from './race-room.js';
import { emptyBoard, FakeLeader, randomStep, row } from './testing/fake-leader.js';

/** A leader whose frames land in a list. */
function scripted(): { leader: FakeLeader; frames: Frame[] } {
  const frames: Frame[] = [];
  const publish = (_topic: string, message: string): Promise<void> => {
    frames.push((JSON.parse(message) as { frame: Frame }).frame);
    return Promise.resolve();
  };
  const tail = (): Promise<{ close(): Promise<void> }> => Promise.resolve({ close: () => Promise.resolve() });
  return { leader: new FakeLeader('r', { publish, tail }), frames };
}

function room(limits = {}): RaceRoom {
  return new RaceRoom('r', liveLimits(limits), new LiveCounters());
}

const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(1000)), { minLength: 1, maxLength: 40 });

describe('RaceRoom', () => {
  it('holds the leader board after any steps, and leads there from every seq it still holds, in one delta or in many', () => {
    fc.assert(
      fc.property(steps, (script) => {
        const { leader, frames } = scripted();
        const own = room();
        leader.snapshot();
        const past: Board[] = [leader.board];
        for (const [kind, pick] of script) {
          randomStep(leader, kind, pick);
          past.push(leader.board);
        }
        for (const frame of frames) expect(own.take(frame, 100)).not.toBe('gap');
        expect(own.board()).toEqual(leader.board);
        for (const board of past) {
          const many = own.since(board.epoch, board.seq);
          expect(applyDeltas(board, many ?? [])).toEqual(leader.board);
          const one = own.conflated(board.epoch, board.seq);
          if (board.seq !== leader.board.seq) expect(one && applyDelta(board, one)).toEqual(leader.board);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('heals any loss with the next snapshot, and its own watchers move on without asking again', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (script, lost) => {
        const { leader, frames } = scripted();
        const own = room();
        leader.snapshot();
        for (const [kind, pick] of script) randomStep(leader, kind, pick);
        const [first, ...rest] = frames;
        if (first) own.take(first, 100);
        const start = own.board();
        rest.forEach((frame, i) => lost[i] || own.take(frame, 100));
        own.take({ kind: 'snapshot', board: leader.board }, 100);
        expect(own.board()).toEqual(leader.board);
        const way = start && own.since(start.epoch, start.seq);
        expect(start && way && applyDeltas(start, way)).toEqual(leader.board);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps its ring within count and bytes, and says so when a way is no longer at hand', () => {
    const { leader, frames } = scripted();
    const own = room({ deltasHeldMax: 5, deltaBytesHeldMax: 1000 });
    leader.snapshot();
    for (let i = 0; i < 20; i += 1) leader.lap('1');
    for (const frame of frames) own.take(frame, 100);
    expect(own.held).toEqual({ deltas: 5, bytes: 500 });
    expect(own.since('e1', 16)?.length).toBe(5);
    expect(own.since('e1', 15)).toBeUndefined();
    expect(own.since('e1', 21)).toEqual([]);
    expect(own.since('e1', 22)).toBeUndefined();
    own.take({ kind: 'delta', delta: leader.lap('2') }, 5000);
    expect(own.held).toEqual({ deltas: 0, bytes: 0 });
    expect(own.board()).toEqual(leader.board);
  });

  it('says gap for a delta that does not follow, is of another epoch, or brings half a new row, and keeps its board', () => {
    const own = room();
    const delta = { race: 'r', epoch: 'e1', from: 1, seq: 2, at: 'x', lastReadAt: null, offset: 1, rows: [], gone: [] };
    expect(own.take({ kind: 'delta', delta }, 1)).toBe('gap');
    const board = { ...emptyBoard('r'), rows: [row('1', 1)] };
    expect(own.take({ kind: 'snapshot', board }, 1)).toBe('restarted');
    expect(own.take({ kind: 'delta', delta: { ...delta, from: 2, seq: 3 } }, 1)).toBe('gap');
    expect(own.take({ kind: 'delta', delta: { ...delta, epoch: 'e2' } }, 1)).toBe('gap');
    const half = {
      ...delta,
      rows: [
        { bib: '1', laps: 2 },
        { bib: '9', laps: 1 },
      ],
    };
    expect(own.take({ kind: 'delta', delta: half }, 1)).toBe('gap');
    expect(own.board()).toEqual(board);
    expect(own.take({ kind: 'delta', delta }, 1)).toBe('advanced');
    expect(own.take({ kind: 'delta', delta }, 1)).toBe('stale');
  });

  it('follows a new epoch, but not a late frame of the one it left', () => {
    const own = room();
    const old = { ...emptyBoard('r', 'e1'), offset: 5 };
    const next = { ...emptyBoard('r', 'e2'), offset: 6 };
    own.take({ kind: 'snapshot', board: old }, 1);
    expect(own.take({ kind: 'snapshot', board: next }, 1)).toBe('restarted');
    expect(own.take({ kind: 'snapshot', board: { ...old, seq: 9 } }, 1)).toBe('stale');
    expect(own.version).toEqual({ epoch: 'e2', seq: 1 });
    expect(own.take({ kind: 'snapshot', board: { ...old, offset: 7 } }, 1)).toBe('restarted');
  });

  it('encodes a version once, however often it is asked for', async () => {
    const counters = new LiveCounters();
    const own = new RaceRoom('r', liveLimits(), counters);
    own.take({ kind: 'snapshot', board: { ...emptyBoard('r'), rows: [row('1', 1)] } }, 1);
    const zips = await Promise.all(Array.from({ length: 50 }, () => own.artefacts()?.gzip()));
    expect(new Set(zips).size).toBe(1);
    expect(JSON.parse(String(own.artefacts()?.json))).toEqual(own.board());
    expect([counters.encodes, counters.gzips]).toEqual([1, 1]);
  });

  it('tells of newer reads that changed no row without a new version', () => {
    const own = room();
    const board = emptyBoard('r');
    own.take({ kind: 'snapshot', board }, 1);
    const before = own.version;
    expect(own.take({ kind: 'snapshot', board: { ...board, lastReadAt: '2026-10-03T09:00:00.000Z' } }, 1)).toBe(
      'stale',
    );
    expect([own.lastReadAt, own.version]).toEqual(['2026-10-03T09:00:00.000Z', before]);
  });
});
