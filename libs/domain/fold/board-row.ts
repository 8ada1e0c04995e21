/** Builds one board row (contract section 3) from what is known of a runner at some instant. */
import type { EntrantFact } from '../facts.js';
import { decayPct } from '../laps/pattern.js';
import type { Passed } from '../laps/progress.js';
import type { Sighting } from '../laps/sightings.js';
import type { RacePlan } from '../formats/strategy.js';
import type { RaceDefinition, RunnerStatus } from '../race.js';
import { categoryOf } from '../standings/groups.js';
import type { Standing } from '../standings/standing.js';
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
  passed: Passed,
  standing: Standing,
  status: RunnerStatus,
  ranks: RowRanks,
  seen: Sighting | undefined,
): BoardRow {
  const view: BoardRow = { bib: row.bib, status, distanceM: mFromMm(standing.distanceMm) };
  if (plan.definition.course.kind === 'loop') view.laps = passed.n;
  describe(view, row, plan.definition);
  if (ranks.rank > 0) view.rank = ranks.rank;
  if (ranks.rankSex > 0) view.rankSex = ranks.rankSex;
  if (ranks.rankCategory > 0) view.rankCategory = ranks.rankCategory;
  if (passed.n > 0) progress(view, plan, passed);
  if (standing.partMm !== undefined) view.partM = mFromMm(standing.partMm);
  if (standing.partState !== undefined) view.partState = standing.partState;
  if (seen !== undefined && plan.points !== undefined) {
    view.seenPoint = plan.points.nameOf(seen.point);
    view.seenAt = isoInstant(seen.atMs);
  }
  if (standing.adjustMm !== 0) view.adjustM = mFromMm(standing.adjustMm);
  if (standing.adjustMs !== 0) view.adjustMs = standing.adjustMs;
  const outside = plan.outsideLimit(passed);
  if (outside !== undefined) view.outsideLimit = outside;
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

function progress(view: BoardRow, plan: RacePlan, passed: Passed): void {
  const { crossings, n, gunMs } = passed;
  const last = n - 1;
  const lastMs = crossings[last]!;
  view.elapsedMs = lastMs - gunMs;
  view.lastPoint = passed.pointAt(last) ?? LINE;
  // A yard that is only known to be in time has no instant (R9.7).
  if (passed.isTimed(last)) {
    view.lastAt = isoInstant(lastMs);
    const lapMs = legMs(passed, last, plan);
    if (lapMs !== undefined && plan.definition.course.kind === 'loop') view.lastLapMs = lapMs;
  }
  const pace = paceMsPerKm(passed.distanceMm(), view.elapsedMs);
  if (pace !== null) view.paceMsPerKm = pace;
  const decay = decayPct(passed, plan);
  if (decay !== undefined) view.decayPct = decay;
}

/** Duration of leg `index` in ms: of a lap, of a yard from its whistle, or between two points. Undefined when its end was not measured. */
export function legMs(passed: Passed, index: number, plan: RacePlan): number | undefined {
  if (!passed.isTimed(index)) return undefined;
  const { crossings, gunMs } = passed;
  return crossings[index]! - (plan.legStartMs?.(index, gunMs) ?? (index === 0 ? gunMs : crossings[index - 1]!));
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
