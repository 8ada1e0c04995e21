/** The corrections that touch one runner, with who and why (R4.7, R8.6). */
import type { Fact } from '../facts.js';
import { isoInstant } from '../fold/board-row.js';
import type { Correction } from '../fold/corrections.js';
import type { FoldState } from '../fold/log-fold.js';
import { NO_CHIP } from '../claims/track.js';
import type { CorrectionNote } from '../views.js';

/** Ascending by offset. A correction touches the runner it takes from and the runner it gives to. */
export function notesOf(state: FoldState, race: string, bib: string): CorrectionNote[] {
  return state.corrections
    .all()
    .filter((fact) => touches(state, fact, race, bib))
    .map((fact) => note(state, fact));
}

/** Offsets of claims that corrections took from a bib or gave to it. */
export function claimsTouched(state: FoldState, bib: string): Set<number> {
  const touched = new Set<number>();
  for (const fact of state.corrections.all()) {
    const subject = state.corrections.subject(fact);
    if ('claim' in subject && claimTouches(state, subject.claim, bib)) touched.add(subject.claim);
  }
  return touched;
}

function touches(state: FoldState, fact: Correction, race: string, bib: string): boolean {
  const subject = state.corrections.subject(fact);
  if ('claim' in subject) return claimTouches(state, subject.claim, bib);
  const { correction } = subject;
  switch (correction.kind) {
    case 'status':
    case 'yard':
    case 'part-lap':
    case 'adjustment':
      return correction.race === race && correction.bib === bib;
    case 'chip-assigned':
      return correction.bib === bib || state.claims.chips.of(correction.chip).bib === bib;
    default:
      return false;
  }
}

function claimTouches(state: FoldState, offset: number, bib: string): boolean {
  const { claims } = state;
  if (claims.trackAt(offset)?.bib === bib) return true;
  const amendment = claims.amendments.get(offset);
  if (amendment === undefined || !amendment.present) return false;
  if (amendment.bib === bib || amendment.reassigns.some((fact) => fact.bib === bib)) return true;
  return amendment.chip !== NO_CHIP && claims.chips.at(amendment.chip).bibAt(amendment.atMs) === bib;
}

function note(state: FoldState, fact: Correction): CorrectionNote {
  const view: CorrectionNote = {
    id: fact.id,
    offset: fact.offset,
    kind: kindOf(state, fact),
    at: isoInstant(fact.atMs),
    undone: !state.ledger.inForce(fact.offset),
  };
  if ('target' in fact) view.target = fact.target;
  if (fact.by !== undefined) view.by = fact.by;
  if (fact.reason !== undefined) view.reason = fact.reason;
  return view;
}

/** The word a person chose (contract section 5): two corrections are stored as other kinds. */
function kindOf(state: FoldState, fact: Correction): Fact['kind'] | 'add-passing' | 'assign-tap' {
  if (fact.kind === 'passing') return 'add-passing';
  if (fact.kind !== 'reassign') return fact.kind;
  const original = state.claims.amendments.get(fact.targetOffset);
  const isTap = original !== undefined && original.present && original.bib === undefined && original.chip === NO_CHIP;
  return isTap ? 'assign-tap' : 'reassign';
}
