/** New entries as the page makes them: identity, raw time and clock sample are fixed here and never made again. */
import type { ClockSample, CorrectionDraft, CorrectionType, Doubt, PassingDraft } from '../queue/entry.js';
import type { Pairing } from '../queue/store.js';
import { randomUuid } from '../queue/uuid.js';

export interface PassingFacts {
  bib: string | null;
  /** Raw device time, ISO. */
  at: string;
  clock: ClockSample | null;
  doubts: Doubt[];
}

/** @param person who made it, when that is not who is on duty now */
export function passingDraft(pairing: Pairing, facts: PassingFacts, person = pairing.person): PassingDraft {
  const { race, point, device } = pairing;
  const createdAt = new Date().toISOString();
  return { kind: 'passing', id: randomUuid(), race, point, device, person, createdAt, ...facts };
}

export interface CorrectionFacts {
  bib?: string;
  /** True time, ISO. */
  at?: string;
}

export function correctionDraft(
  pairing: Pairing,
  type: CorrectionType,
  target: string,
  reason: string,
  facts: CorrectionFacts,
): CorrectionDraft {
  const { race, person } = pairing;
  const createdAt = new Date().toISOString();
  return { kind: 'correction', id: randomUuid(), race, type, target, reason, person, createdAt, ...facts };
}
