/** The records of a race on the wire. */
import * as v from 'valibot';
import type { OwnRecordFault, OwnRecordsAnswer, OwnRecordsPutAnswer, OwnRecordWire } from '../own-records.js';
import { code, flag, instant, list, maybe, shape, text, whole } from './shape.js';

const record = shape<OwnRecordWire>({
  id: text,
  of: v.picklist(['course', 'meeting', 'club']),
  club: maybe(text),
  event: maybe(text),
  sex: v.picklist(['M', 'F']),
  category: maybe(text),
  markMs: maybe(whole),
  markM: maybe(whole),
  markLaps: maybe(whole),
  athlete: text,
  nationality: maybe(text),
  race: maybe(text),
  place: maybe(text),
  country: maybe(text),
  date: maybe(text),
  dateStart: maybe(text),
  source: maybe(text),
  asOf: maybe(text),
  notes: maybe(text),
});
const fault = shape<OwnRecordFault>({ line: whole, id: text, field: text, code, message: text });

/** `PUT /races/{slug}/records`, as JSON. */
export const ownRecordsPut = list(record);
/** Its answer. */
export const ownRecordsPutAnswer = shape<OwnRecordsPutAnswer>({
  revision: whole,
  created: whole,
  updated: whole,
  removed: whole,
  total: whole,
  rejected: list(fault),
  dryRun: maybe(flag),
});
/** `GET /races/{slug}/records`. */
export const ownRecords = shape<OwnRecordsAnswer>({
  revision: whole,
  records: list(record),
  faults: list(fault),
  changedAt: maybe(instant),
  changedBy: maybe(text),
});
