/**
 * The only ways a stored row may change. The store applies them inside one transaction to the row as stored, so the rules hold
 * whatever another tab did in the meantime. `undefined` means: refused, the row stays as it is.
 */
import type { Answer, Doubt, Entry } from './entry.js';

export type Amendment =
  /** The hold is over: it may be sent. */
  | { do: 'release' }
  /** Undo before it ever went out: never sent, kept in the list. */
  | { do: 'retract' }
  /** Edits before it ever went out. */
  | { do: 'set-bib'; bib: string; doubts: Doubt[] }
  | { do: 'set-time'; at: string }
  /** Handed to the network from now on. */
  | { do: 'seal' }
  /** The server's word. */
  | { do: 'settle'; answer: Answer }
  /** "Keep both": a local note. */
  | { do: 'keep' };

function touched<E extends Entry>(entry: E, patch: Partial<E>): E {
  return { ...entry, ...patch, rev: entry.rev + 1 };
}

/** Rows the network has never seen and that are still to be sent. */
function isOurs(entry: Entry): boolean {
  return !entry.attempted && (entry.state === 'held' || entry.state === 'saved');
}

function settled(entry: Entry, answer: Answer): Entry | undefined {
  if (entry.state === 'received' || entry.state === 'retracted') return undefined;
  return touched(entry, { state: answer.outcome === 'rejected' ? 'needs-attention' : 'received', answer });
}

export function amended(entry: Entry, amendment: Amendment): Entry | undefined {
  switch (amendment.do) {
    case 'release':
      return entry.state === 'held' ? touched(entry, { state: 'saved' }) : undefined;
    case 'retract':
      return isOurs(entry) || entry.state === 'needs-attention' ? touched(entry, { state: 'retracted' }) : undefined;
    case 'set-bib':
      return entry.kind === 'passing' && isOurs(entry)
        ? touched(entry, { bib: amendment.bib, doubts: amendment.doubts })
        : undefined;
    case 'set-time':
      return entry.kind === 'passing' && isOurs(entry) ? touched(entry, { at: amendment.at }) : undefined;
    case 'seal':
      return isOurs(entry) && entry.state === 'saved' ? touched(entry, { attempted: true }) : undefined;
    case 'settle':
      return settled(entry, amendment.answer);
    case 'keep':
      return entry.kind === 'passing' ? touched(entry, { kept: true }) : undefined;
  }
}

/** Whether a row as stored shows the amendment; tells a change that was refused from one that was made. */
export function shows(entry: Entry | undefined, amendment: Amendment): boolean {
  if (!entry) return false;
  switch (amendment.do) {
    case 'retract':
      return entry.state === 'retracted';
    case 'set-bib':
      return entry.kind === 'passing' && entry.bib === amendment.bib && entry.state !== 'retracted';
    case 'set-time':
      return entry.kind === 'passing' && entry.at === amendment.at && entry.state !== 'retracted';
    default:
      return true;
  }
}
