/** `GET /races/{slug}/refusals`: what the log refused, with what was sent, for a person to judge. */

export interface RefusedFact {
  /** For paging: pass the smallest as `before`. */
  no: number;
  /** Id of the refused fact; the fact of the log it collides with may have the same. */
  id: string;
  code: 'id-reused' | 'sequence-reused' | 'unknown-target';
  /** What was wrong and the way out. */
  message: string;
  /** Place of the fact it collides with. */
  offset?: number;
  /** ISO 8601; of the last try when the same was sent again. */
  refusedAt: string;
  /** As a line of `GET log`, without offset and personal fields; `raw` as received. */
  fact: { kind: string; at: string; receivedAt: string; [field: string]: unknown };
}

export interface RefusalsAnswer {
  /** Newest first. */
  refusals: RefusedFact[];
  /** The `before` of the next page; null on the last one. */
  next: number | null;
}
