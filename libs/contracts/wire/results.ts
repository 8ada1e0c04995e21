/** Results as they leave the house. */
import type { ResultRow } from '#libs/domain/index.js';
import * as v from 'valibot';
import type { ResultsAnswer } from '../results.js';
import { teamStanding } from './answers.js';
import { header, rowEntries } from './board.js';
import { flag, list, maybe, metres, shape, text, whole } from './shape.js';

const {
  paceMsPerKm: _pace,
  decayPct: _decay,
  seenPoint: _point,
  seenAt: _at,
  nextAt: _next,
  lateSince: _late,
  finishAt: _finish,
  final: _final,
  records: _records,
  ...kept
} = rowEntries;

/** `GET .../results.json`. */
export const results = shape<ResultsAnswer>({
  race: header,
  state: v.picklist(['live', 'provisional', 'official', 'amended']),
  offset: whole,
  teams: maybe(list(teamStanding)),
  rows: list(
    shape<ResultRow>({
      ...kept,
      officialM: maybe(metres),
      officialMs: maybe(whole),
      officialText: text,
      partPending: maybe(flag),
    }),
  ),
});
