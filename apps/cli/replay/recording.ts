/** A recorded race, whatever file it came from: what to create and what to send. Times are ms after the gun. */
import type { PassingInput } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';

export interface RecordedPassing {
  /** What makes it this passing and no other; the id is derived from slug and key. */
  key: readonly (string | number)[];
  atMs: number;
  bib?: string;
  chip?: string;
  point: string;
  source: NonNullable<PassingInput['source']>;
}

/** A chip worn by a bib from one time to another; null: open. */
export interface RecordedChip {
  chip: string;
  bib: string;
  fromMs: number | null;
  toMs: number | null;
}

export interface Recording {
  /** One line about what was found. */
  title: string;
  /** What the replay will not show as recorded, in sentences. */
  notes: string[];
  /** Recorded gun, epoch ms; null: the file knows only times after the gun. */
  gunMs: number | null;
  race: Pick<RaceDefinition, 'course' | 'format'>;
  entrantsCsv: string;
  chips: RecordedChip[];
  /** In order of time. */
  passings: RecordedPassing[];
  /** Final signal where it is not simply gun + duration; ms after the gun. */
  stopMs: number | null;
}

/** The file cannot be replayed; the message is one sentence for the person at the keyboard. */
export class NotReplayableError extends Error {
  override name = 'NotReplayableError';
}
