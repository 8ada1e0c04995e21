/** The engine against chance: presses, network failures, refused writes and crashes at any moment. Nothing lost, nothing doubled. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Engine } from './engine.js';
import type { Effect, EngineEvent } from './events.js';
import type { SendOutcome } from './ports.js';
import { Disk, FakeServer, correction, passing, rebib, undo } from './test-kit.js';

type Fate = 'well' | 'lost-before' | 'lost-after';
interface Pending {
  effect: Effect;
  /** Does it for real. */
  act: () => EngineEvent;
  /** What the engine hears when it went wrong, whether or not it was done. */
  fail: () => EngineEvent;
}
type Step =
  | { do: 'press'; tap: boolean }
  | { do: 'key' }
  | { do: 'wait'; ms: number }
  | { do: 'finish'; which: number; fate: Fate }
  | { do: 'undo' | 'rebib' | 'retime'; which: number }
  | { do: 'crash'; kept: number }
  | { do: 'answer'; which: number; status: 401 | 413 | 429 | 503 }
  | { do: 'retry' };

/** One tablet with one disk; `pending` are the effects under way, each may end in any order or never. */
class Tablet {
  readonly disk = new Disk();
  readonly server = new FakeServer();
  engine = new Engine();
  now = 0;
  pending: Pending[] = [];
  readonly saidSaved = new Set<string>();
  readonly saidUndone = new Set<string>();

  constructor() {
    this.dispatch({ type: 'loaded', entries: [] });
  }

  dispatch(event: EngineEvent): void {
    for (const effect of this.engine.handle(event, this.now)) {
      if (effect.type === 'notice' && effect.notice === 'saved' && effect.id) this.saidSaved.add(effect.id);
      if (effect.type === 'notice' && effect.notice === 'undone' && effect.id) this.saidUndone.add(effect.id);
      const pending = this.pendingOf(effect);
      if (pending) this.pending.push(pending);
    }
  }

  private pendingOf(effect: Effect): Pending | undefined {
    const at = new Date(this.now).toISOString();
    switch (effect.type) {
      case 'create':
        return {
          effect,
          act: () => ({ type: 'created', entry: this.disk.create(effect.draft) }),
          fail: () => ({ type: 'create-failed', id: effect.draft.id, message: 'full' }),
        };
      case 'amend': {
        const { changes, wanted } = effect;
        return {
          effect,
          act: () => ({ type: 'amended', entries: this.disk.amend(changes), wanted }),
          fail: () => ({ type: 'amend-failed', changes, wanted, message: 'full' }),
        };
      }
      case 'seal':
      case 'settle': {
        const { lane, attempt } = effect;
        const changes =
          effect.type === 'settle'
            ? effect.changes
            : effect.ids.map((id) => ({ id, amendment: { do: 'seal' } as const }));
        const type = effect.type === 'seal' ? ('sealed' as const) : ('settled' as const);
        return {
          effect,
          act: () => ({ type, lane, attempt, entries: this.disk.amend(changes) }),
          fail: () => ({ type: 'lane-store-failed', lane, attempt, message: 'full' }),
        };
      }
      case 'send-passings':
      case 'send-correction': {
        const { lane, attempt } = effect;
        const answer = (outcome: SendOutcome): EngineEvent => ({ type: 'answered', lane, attempt, outcome, at });
        return {
          effect,
          act: () =>
            answer(
              effect.type === 'send-passings' ? this.server.take(effect.entries) : this.server.correct(effect.entry),
            ),
          fail: () => answer({ kind: 'offline' }),
        };
      }
      default:
        return undefined;
    }
  }

  finish(which: number, fate: Fate): void {
    const index = this.pending.length > 0 ? which % this.pending.length : -1;
    const [pending] = index < 0 ? [] : this.pending.splice(index, 1);
    if (!pending) return;
    const isSend = pending.effect.type.startsWith('send');
    // A store write either completes or aborts as a whole; only a request can be done and still look failed.
    const event = fate === 'lost-before' || (fate === 'lost-after' && !isSend) ? pending.fail() : pending.act();
    this.dispatch(fate === 'lost-after' && isSend ? pending.fail() : event);
  }

  answer(which: number, status: 401 | 413 | 429 | 503): void {
    const sends = this.pending.filter((p) => p.effect.type.startsWith('send'));
    const pending = sends[which % Math.max(1, sends.length)];
    if (!pending) return;
    this.pending = this.pending.filter((p) => p !== pending);
    const event = pending.fail();
    if (event.type !== 'answered') return;
    const outcome: SendOutcome =
      status === 401
        ? { kind: 'refused', status, message: '' }
        : status === 413
          ? { kind: 'too-large' }
          : { kind: 'later', status, message: '' };
    this.dispatch({ ...event, outcome });
  }

  /** Power off: of what was under way, anything may have happened, and nobody heard. */
  crash(kept: number): void {
    this.pending.forEach((pending, i) => (kept >> (i % 16)) & 1 && pending.act());
    this.pending = [];
    this.engine = new Engine();
    this.dispatch({ type: 'loaded', entries: this.disk.all() });
  }

  edit(kind: 'undo' | 'rebib' | 'retime', which: number): void {
    const ids = [
      ...this.engine.ledger.entries.values(),
      ...[...this.engine.unsaved.values()].map((u) => u.draft),
    ].filter((e) => e.kind === 'passing');
    const entry = ids[which % Math.max(1, ids.length)];
    if (!entry) return;
    const at = new Date(Date.UTC(2026, 9, 3, 9) + which).toISOString();
    if (kind === 'undo') this.dispatch({ type: 'change', change: undo(entry.id) });
    else if (kind === 'rebib')
      this.dispatch({
        type: 'change',
        change: rebib(entry.id, String(which), entry.kind === 'passing' && entry.bib === null),
      });
    else
      this.dispatch({
        type: 'change',
        change: { id: entry.id, amendment: { do: 'set-time', at }, correction: correction('retime', entry.id, { at }) },
      });
  }

  /** Everything works again: until nothing is under way and nothing is owed. */
  drain(): void {
    this.dispatch({ type: 'paired' });
    for (let round = 0; round < 5_000; round++) {
      if (this.pending.length > 0) this.finish(0, 'well');
      else if (this.engine.nextDue() === null) return;
      else {
        this.now = Math.max(this.now + 1, this.engine.nextDue() ?? 0);
        this.dispatch({ type: 'tick' });
      }
    }
    throw new Error('never comes to rest');
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('press' as const), tap: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'key' } as Step) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 900, 5_000, 20_000, 61_000) }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('finish' as const),
      which: fc.nat(7),
      fate: fc.constantFrom<Fate>('well', 'well', 'lost-before', 'lost-after'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('undo' as const, 'rebib' as const, 'retime' as const),
      which: fc.nat(9),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), kept: fc.nat(65_535) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(3),
      status: fc.constantFrom(401 as const, 413 as const, 429 as const, 503 as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'retry' } as Step) },
);

function play(tablet: Tablet, s: Step): void {
  if (s.do === 'press') tablet.dispatch({ type: 'record', draft: passing(s.tap ? null : '41') });
  else if (s.do === 'finish') tablet.finish(s.which, s.fate);
  else if (s.do === 'wait') {
    tablet.now += s.ms;
    tablet.dispatch({ type: 'tick' });
  } else if (s.do === 'crash') tablet.crash(s.kept);
  else if (s.do === 'answer') tablet.answer(s.which, s.status);
  else if (s.do === 'key' || s.do === 'retry') tablet.dispatch({ type: s.do });
  else tablet.edit(s.do, s.which);
}

describe('the queue under chance', () => {
  it('loses nothing it called saved, doubles nothing, sends nothing it undid', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 120 }), (steps) => {
        const tablet = new Tablet();
        for (const s of steps) play(tablet, s);
        tablet.drain();
        expect(tablet.server.complaints).toEqual([]);
        for (const id of tablet.saidSaved) expect(tablet.disk.rows.has(id)).toBe(true);
        for (const row of tablet.disk.all()) {
          const there =
            row.kind === 'passing' ? tablet.server.passings.has(row.id) : tablet.server.corrections.has(row.id);
          const neverMeant =
            row.kind === 'correction' &&
            row.state === 'needs-attention' &&
            tablet.disk.rows.get(row.target)?.state === 'retracted';
          expect({ id: row.id, state: row.state, there }).toEqual(
            neverMeant || row.state === 'retracted'
              ? { id: row.id, state: row.state, there: false }
              : { id: row.id, state: 'received', there: true },
          );
        }
        for (const id of tablet.saidUndone) expect(tablet.server.passings.has(id)).toBe(false);
        for (const id of tablet.server.passings.keys()) expect(tablet.disk.rows.has(id)).toBe(true);
      }),
      { numRuns: 400, ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}) },
    );
  });
});
