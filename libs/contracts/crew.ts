/** Private links for crews: `POST /races/{slug}/crew-links`, and what such a link opens (contract section 3, role `crew`). */
import * as v from 'valibot';
import { bibSchema, textSchema } from './common.js';

/** Runners one crew looks after. */
export const CREW_BIBS_MAX = 12;
/** Live links of one race. */
export const CREW_LINKS_MAX = 5_000;

const BIBS_MESSAGE = `must be 1 to ${CREW_BIBS_MAX} bibs, such as ["17"]`;

export const crewLinkSchema = v.strictObject(
  {
    bibs: v.pipe(
      v.array(bibSchema, BIBS_MESSAGE),
      v.minLength(1, BIBS_MESSAGE),
      v.maxLength(CREW_BIBS_MAX, BIBS_MESSAGE),
      v.transform((bibs) => [...new Set(bibs)]),
    ),
    /** Whom it was given to, for the director's list. */
    name: v.optional(textSchema),
  },
  (issue) =>
    issue.expected === 'never' ? 'is not known; known are: bibs, name' : 'must be an object such as { "bibs": ["17"] }',
);
export type CrewLinkInput = v.InferOutput<typeof crewLinkSchema>;

/** A link as the director's list shows it: the secret itself stands nowhere. */
export interface CrewLink {
  id: string;
  bibs: string[];
  name?: string;
  createdAt: string;
}

/** `token` and `url` are told this once. */
export interface CrewLinkAnswer extends CrewLink {
  token: string;
  url: string;
}

export interface CrewLinksAnswer {
  links: CrewLink[];
}
