/** Builds one board row (contract section 3) from what is known of a runner at some instant. */
import type { EntrantFact } from '../facts.js';
import { decayPct } from '../laps/pattern.js';
import type { LapSlice } from '../laps/runner-laps.js';
import type { RacePlan } from '../formats/strategy.js';
import type { RaceDefinition, RunnerStatus } from '../race.js';
import { categoryOf } from '../standings/groups.js';
import { mFromMm, paceMsPerKm } from '../units.js';
import type { BoardRow, EntrantView } from '../views.js';
import { LINE } from '../claims/names.js';

export interface RowRanks {
  rank: number;
  rankSex: number;
  rankCategory: number;
}

/** Epoch ms to an ISO instant with milliseconds, UTC. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Fields that do not apply are absent, not undefined, so that rows compare by their keys. */
export function boardRow(
  row: EntrantFact,
  plan: RacePlan,
  slice: LapSlice,
  status: RunnerStatus,
  ranks: RowRanks,
): BoardRow {
  const view: BoardRow = { bib: row.bib, status, laps: slice.n, distanceM: mFromMm(plan.distanceMm(slice.n)) };
  describe(view, row, plan.definition);
  if (ranks.rank > 0) view.rank = ranks.rank;
  if (ranks.rankSex > 0) view.rankSex = ranks.rankSex;
  if (ranks.rankCategory > 0) view.rankCategory = ranks.rankCategory;
  if (slice.n > 0) progress(view, plan, slice);
  return view;
}

function describe(view: BoardRow, row: EntrantFact, definition: RaceDefinition): void {
  if (row.name !== undefined && row.hidden !== true) view.name = row.name;
  if (row.sex !== undefined) view.sex = row.sex;
  const category = categoryOf(row, definition.categories);
  if (category !== undefined) view.category = category;
  if (row.country !== undefined) view.country = row.country;
  if (row.club !== undefined) view.club = row.club;
  if (row.team !== undefined) view.team = row.team;
}

function progress(view: BoardRow, plan: RacePlan, slice: LapSlice): void {
  const { crossings, n, gunMs } = slice;
  const lastMs = crossings[n - 1]!;
  view.elapsedMs = lastMs - gunMs;
  view.lastAt = isoInstant(lastMs);
  view.lastPoint = LINE;
  view.lastLapMs = lastMs - (n === 1 ? gunMs : crossings[n - 2]!);
  const pace = paceMsPerKm(plan.distanceMm(n), view.elapsedMs);
  if (pace !== null) view.paceMsPerKm = pace;
  const decay = decayPct(slice, plan);
  if (decay !== undefined) view.decayPct = decay;
}

/** A start-list row as directors see it. */
export function entrantView(row: EntrantFact, definition: RaceDefinition): EntrantView {
  const view: EntrantView = {
    bib: row.bib,
    entrantId: row.entrantId,
    hidden: row.hidden === true,
    chips: [...(row.chips ?? [])],
  };
  if (row.name !== undefined) view.name = row.name;
  if (row.sex !== undefined) view.sex = row.sex;
  if (row.age !== undefined) view.age = row.age;
  const category = categoryOf(row, definition.categories);
  if (category !== undefined) view.category = category;
  if (row.country !== undefined) view.country = row.country;
  if (row.club !== undefined) view.club = row.club;
  if (row.team !== undefined) view.team = row.team;
  if (row.wave !== undefined) view.wave = row.wave;
  return view;
}
