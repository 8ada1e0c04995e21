/** What needs a person: probable mistakes of mats, chips and hands, each with its evidence. A worry never changes a result by itself. */
export type WorryKind =
  | 'missed-lap'
  | 'impossible-lap'
  | 'duplicate'
  | 'unknown-chip'
  | 'unknown-bib'
  | 'overdue'
  | 'after-stop'
  | 'swapped-bibs'
  | 'silent-point'
  | 'clock'
  | 'id-reused'
  | 'sequence-gap'
  | 'reader-down';

/** The figures to judge by. */
export interface WorryEvidence {
  /** One or two sentences in plain English. */
  text: string;
  /** How sure, 0 to 1; absent where it is a matter of fact. */
  confidence?: number;
  /** The runner's usual lap there. */
  usualLapMs?: number;
  /** The lap in question, as it counts now. */
  lapMs?: number;
  /** Its number, 1, 2, 3 ... */
  lap?: number;
  /** How many laps are probably missing. */
  laps?: number;
  /** Others recorded at the point within half a usual lap of the instant. */
  neighbours?: number;
  /** Claims, or runners, it is about. */
  count?: number;
  /** Bibs it might have been, or that are concerned as well; most probable first. */
  bibs?: string[];
  /** Id of the worry about a silent point that this one comes from. */
  silence?: string;
  /** Id of the timing box it is about, as it is set up. */
  reader?: string;
  /** Log offsets of the facts it is about. */
  offsets: number[];
}

interface SettleBase {
  /** A UUID that follows from the worry: to settle twice is to settle once. */
  id: string;
  reason: string;
}

/** A correction ready to post; what points at a fact says its offset, ids are the log's. */
export type WorrySettle = SettleBase &
  (
    | { type: 'add-passing'; bib: string; at: string; point: string }
    | { type: 'void'; targetOffset: number }
    | { type: 'reassign'; targetOffset: number; bib: string }
    | { type: 'chip-assigned'; chip: string; bib: string }
    | { type: 'status'; bib: string; status: 'returned'; at: string }
    | { type: 'yard'; bib: string; yard: number; inTime: boolean }
  );

export interface Worry {
  /** The same cause has the same id; `worry-dismissed` with it silences the worry. */
  id: string;
  kind: WorryKind;
  bib?: string;
  point?: string;
  /** ISO instant. */
  at: string;
  evidence: WorryEvidence;
  /** Null where only a person can know. */
  settle: WorrySettle | null;
}

export interface Worries {
  /** Worst first. */
  worries: Worry[];
  /** True when there are more than an answer holds. */
  cut: boolean;
}
