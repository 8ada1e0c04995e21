/** A race being set up: what was typed, what is wrong with it, and the definition it makes. Pure. */
import type { EndPolicy, RaceDefinition } from '#libs/domain/index.js';
import { d } from '../shared/messages/director.js';
import { instantOf } from '../shared/figures/zoned.js';
import { metresFrom, msFromMinutes, slugFrom } from './slug.js';

export interface RaceDraft {
  name: string;
  /** Empty: made from the name. */
  slug: string;
  start: string;
  timeZone: string;
  lapM: string;
  hours: string;
  end: EndPolicy;
  minLap: string;
}

export const DURATION_HOURS = ['6', '12', '24', '48'] as const;
export const END_POLICIES = ['measure', 'finish-lap', 'whole-laps'] as const;

export type DraftErrors = Partial<Record<keyof RaceDraft, string>>;

/** The race's address: the typed one, or the name's. */
export function draftSlug(draft: RaceDraft): string {
  return draft.slug || slugFrom(draft.name);
}

/** The definition, or what keeps it from being one, by field. The server has the last word. */
export function definitionFrom(draft: RaceDraft): { definition: RaceDefinition } | { errors: DraftErrors } {
  const errors: DraftErrors = {};
  const slug = draftSlug(draft);
  const startMs = instantOf(draft.start, draft.timeZone);
  const lapM = metresFrom(draft.lapM);
  const minLapMs = draft.minLap.trim() === '' ? undefined : msFromMinutes(draft.minLap);
  if (draft.name.trim() === '') errors.name = d('error.required');
  else if (slug === '') errors.slug = d('error.required');
  if (startMs === null) errors.start = d('error.start');
  if (lapM === null) errors.lapM = d('error.lap');
  if (minLapMs === null) errors.minLap = d('error.minLap');
  if (Object.keys(errors).length > 0 || startMs === null || lapM === null || minLapMs === null) return { errors };
  return {
    definition: {
      slug,
      name: draft.name.trim(),
      timeZone: draft.timeZone,
      scheduledStart: new Date(startMs).toISOString(),
      visibility: 'public',
      course: { kind: 'loop', lapM, points: [{ id: 'line', atM: 0 }], ...(minLapMs === undefined ? {} : { minLapMs }) },
      format: { kind: 'fixed-time', durationMs: Number(draft.hours) * 3_600_000, end: draft.end },
    },
  };
}
