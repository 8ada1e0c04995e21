/** The record book as it is served. */
import * as v from 'valibot';
import type { RecordAnswer, RecordsAnswer, RecordSplitAnswer } from '../records.js';
import { flag, list, maybe, metres, shape, text, whole } from './shape.js';

const LISTS = ['all_surface', 'surface', 'reference', 'course', 'format', 'national', 'age_group', 'own'] as const;
const STATUSES = [
  'current',
  'superseded_if_ratified',
  'superseded',
  'historical_best',
  'rejected',
  'not_eligible',
] as const;
const RATIFICATIONS = [
  'ratified',
  'recognised',
  'pending',
  'initial',
  'not_ratified',
  'unknown',
  'not_applicable',
] as const;
const AUTHORITIES = ['WA', 'IAU', 'GOMU', 'backyardultra', 'national', 'race', 'other', 'none'] as const;

const split = shape<RecordSplitAnswer>({
  kind: v.picklist(['distance', 'time']),
  distanceM: metres,
  elapsedMs: whole,
  label: text,
  precision: v.picklist(['timed', 'measured', 'lap_floor', 'approx', 'final']),
  source: text,
  notes: maybe(text),
});

/** `GET /records`. */
export const records = shape<RecordsAnswer>({
  records: list(
    shape<RecordAnswer>({
      id: text,
      list: v.picklist(LISTS),
      event: text,
      eventName: text,
      kind: v.picklist(['distance', 'time', 'course', 'laps']),
      targetM: maybe(metres),
      targetMs: maybe(whole),
      sex: v.picklist(['M', 'F']),
      category: text,
      level: v.picklist(['world', 'national', 'course', 'format', 'club', 'meeting']),
      scope: text,
      surface: maybe(v.picklist(['road', 'track', 'indoor_track', 'trail'])),
      raceType: maybe(v.picklist(['Mx', 'Wo'])),
      markMs: maybe(whole),
      markM: maybe(metres),
      markLaps: maybe(whole),
      markText: text,
      precision: v.picklist(['exact', 'approx']),
      athlete: text,
      nationality: maybe(text),
      race: maybe(text),
      place: maybe(text),
      country: maybe(text),
      dateStart: maybe(text),
      dateEnd: maybe(text),
      enRoute: flag,
      status: v.picklist(STATUSES),
      ratification: v.picklist(RATIFICATIONS),
      authority: v.picklist(AUTHORITIES),
      sources: list(text),
      asOf: maybe(text),
      confidence: v.picklist(['high', 'medium']),
      notes: maybe(text),
      splits: maybe(list(split)),
    }),
  ),
});
