/** What the list shows: one row per passing with everything that was said about it since. Pure. */
import {
  type CorrectionEntry,
  type CorrectionType,
  type Doubt,
  type Entry,
  type PassingEntry,
  trueMs,
} from '../queue/entry.js';
import type { Engine } from '../queue/engine.js';
import type { Unsaved } from '../queue/unsaved.js';

export type Phase =
  'saving' | 'not-saved' | 'held' | 'saved' | 'sending' | 'received' | 'needs-attention' | 'retracted';

export interface CorrectionLine {
  id: string;
  type: CorrectionType;
  phase: Phase;
  reason: string;
  bib?: string;
  atMs?: number;
  message: string;
  code: string;
}
export interface Row {
  id: string;
  phase: Phase;
  /** As corrected. */
  bib: string | null;
  atMs: number;
  /** As it was entered, where that differs. */
  wasBib?: string | null;
  wasAtMs?: number;
  /** Undone here before sending, or voided. Shown struck through. */
  struck: boolean;
  doubts: Doubt[];
  /** A person said the doubt is settled. */
  kept: boolean;
  corrections: CorrectionLine[];
  person: string;
  message: string;
  code: string;
  /** True when the fact on the server is a bare time: its bib is given by `assign-tap`. */
  isTap: boolean;
}

export function phaseOf(entry: Entry, sending: ReadonlySet<string>): Phase {
  if (entry.state === 'saved' && sending.has(entry.id)) return 'sending';
  return entry.state;
}

function unsavedPhase(unsaved: Unsaved): Phase {
  return unsaved.trouble === null ? 'saving' : 'not-saved';
}

function line(entry: CorrectionEntry, phase: Phase): CorrectionLine {
  return {
    id: entry.id,
    type: entry.type,
    phase,
    reason: entry.reason,
    ...(entry.bib === undefined ? {} : { bib: entry.bib }),
    ...(entry.at === undefined ? {} : { atMs: Date.parse(entry.at) }),
    message: entry.answer?.message ?? '',
    code: entry.answer?.code ?? '',
  };
}

/** Applies the corrections that stand, in their order. A rejected one is shown but changes nothing. */
function corrected(row: Row): Row {
  let { bib, atMs, struck } = row;
  for (const c of row.corrections) {
    if (c.phase === 'needs-attention' || c.phase === 'retracted') continue;
    if (c.type === 'void') struck = true;
    else if (c.type === 'restore') struck = false;
    else if (c.type === 'retime') atMs = c.atMs ?? atMs;
    else bib = c.bib ?? bib;
  }
  return {
    ...row,
    bib,
    atMs,
    struck,
    ...(bib === row.bib ? {} : { wasBib: row.bib }),
    ...(atMs === row.atMs ? {} : { wasAtMs: row.atMs }),
  };
}

type PassingLike = Pick<PassingEntry, 'id' | 'bib' | 'at' | 'clock' | 'doubts' | 'person' | 'kept' | 'answer'>;

function row(entry: PassingLike, phase: Phase, corrections: CorrectionLine[]): Row {
  return corrected({
    id: entry.id,
    phase,
    bib: entry.bib,
    atMs: trueMs(entry),
    struck: phase === 'retracted',
    doubts: entry.doubts,
    kept: entry.kept === true,
    corrections,
    person: entry.person,
    message: entry.answer?.message ?? '',
    code: entry.answer?.code ?? '',
    isTap: entry.bib === null,
  });
}

/** Every passing of this tablet, newest first. */
export function rowsOf(engine: Engine): Row[] {
  const sending = new Set([...engine.lanes.passings.ids, ...engine.lanes.corrections.ids]);
  const entries = [...engine.ledger.entries.values()].sort((a, b) => a.n - b.n);
  const lines = new Map<string, CorrectionLine[]>();
  const add = (target: string, l: CorrectionLine) => lines.set(target, [...(lines.get(target) ?? []), l]);
  for (const entry of entries) if (entry.kind === 'correction') add(entry.target, line(entry, phaseOf(entry, sending)));
  for (const unsaved of engine.unsaved.values()) {
    const { draft } = unsaved;
    if (draft.kind === 'correction') {
      const atMs = draft.at === undefined ? {} : { atMs: Date.parse(draft.at) };
      const { id, type, reason, bib } = draft;
      add(draft.target, { id, type, reason, bib, ...atMs, phase: unsavedPhase(unsaved), message: '', code: '' });
    }
  }
  const rows: Row[] = [];
  for (const entry of entries)
    if (entry.kind === 'passing') rows.push(row(entry, phaseOf(entry, sending), lines.get(entry.id) ?? []));
  for (const unsaved of engine.unsaved.values())
    if (unsaved.draft.kind === 'passing') rows.push(row(unsaved.draft, unsavedPhase(unsaved), []));
  return rows.reverse();
}

/** The entry that undo is about: the newest one still standing. */
export function lastStanding(rows: readonly Row[]): Row | undefined {
  return rows.find((r) => !r.struck);
}
