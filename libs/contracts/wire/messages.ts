/**
 * Every message and body of the public contract by name, with the schema that states it: `examples/<name>.json` is one of each.
 * Requests are the schemas that validate callers; what the server says has its own, strict ones.
 */
import type * as v from 'valibot';
import * as w from 'valibot';
import { pairingSchema, redeemSchema, sessionSchema } from '../access.js';
import { correctionSchema } from '../corrections.js';
import { entrantSchema } from '../entrants.js';
import { exportSchema } from '../exports.js';
import { unwatchSchema, watchSchema } from '../live.js';
import { passingSchema, passingsEnvelopeSchema } from '../passings.js';
import { raceDefinitionSchema, racePatchSchema, signalSchema } from '../race.js';
import * as answers from './answers.js';
import * as live from './board.js';
import * as desk from './desk.js';
import { facts } from './facts.js';
import { ownRecords, ownRecordsPut, ownRecordsPutAnswer } from './own-records.js';
import { records } from './records.js';
import { results } from './results.js';

const corrections = Object.fromEntries(
  correctionSchema.options.map((option) => [`correction.${option.entries.type.literal}`, option as v.GenericSchema]),
);

const requests = {
  'race.post': raceDefinitionSchema,
  'race.patch': racePatchSchema,
  signal: signalSchema,
  'entrants.put': w.array(entrantSchema),
  'own-records.put': ownRecordsPut,
  passings: w.object({ passings: w.intersect([passingsEnvelopeSchema.entries.passings, w.array(passingSchema)]) }),
  ...corrections,
  export: exportSchema,
  pairing: pairingSchema,
  redeem: redeemSchema,
  session: sessionSchema,
  watch: watchSchema,
  unwatch: unwatchSchema,
};

const said = {
  'race.answer': answers.race,
  'race.detail': answers.raceDetail,
  races: answers.races,
  'signal.answer': answers.signalled,
  'entrants.answer': answers.entrantsAnswer,
  'entrants.erase.answer': answers.erased,
  teams: answers.teams,
  results: results,
  records,
  'own-records': ownRecords,
  'own-records.answer': ownRecordsPutAnswer,
  'entrants.list': answers.startList,
  'passings.answer': answers.passingsAnswer,
  'correction.answer': answers.corrected,
  refusals: answers.refusalsAnswer,
  'runner-card': answers.runnerCard,
  'runner-facts': desk.runnerFacts,
  corrections: desk.corrections,
  worries: desk.worries,
  'export.answer': desk.exportJob,
  'pairing.answer': answers.pairingAnswer,
  'redeem.answer': answers.redeemAnswer,
  'session.answer': answers.sessionAnswer,
  time: answers.timeAnswer,
  problem: answers.problem,
  board: live.board,
  'board.deltas': live.boardDeltas,
  'watch.snapshot': live.watchSnapshot,
  'watch.deltas': live.watchDeltas,
  'watch.refused': live.watchRefused,
  'unwatch.answer': live.unwatched,
  delta: live.delta,
  beat: live.beat,
  ...facts,
};

export const MESSAGES: Readonly<Record<string, v.GenericSchema>> = { ...requests, ...said };
