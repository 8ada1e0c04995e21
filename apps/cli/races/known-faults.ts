/**
 * Faults of published files that reading alone cannot find, put right as they are read. Found by their own figures; each entry says which.
 */
import type { FinishedRace } from './race-folder.js';

/**
 * Counted in laps and published with a loop of 2,267 m, which is that of 2025; it was 1,688.85 m (1.0494 miles) as in 2019. With that loop finals pile up at
 * 25, 30, 48, 60 and 96 laps, which are a marathon, 50 km, 50 miles, 100 km and 100 miles; with the other one the middle of a field of 148 ran 10.5 km/h.
 */
const LOOP_TOO_LONG = /^mi-across-the-years-ultras-202[12]-/;
const LOOP_FACTOR = 1688.85 / 2267;

/**
 * Everybody of a weekend in one file called six days: marathon (60 of 157 finals of one file), 100 miles, 24 and 48 hours, six and ten days. Who stopped
 * for good at a distance entered for cannot be told from who stopped short.
 */
const MIXED_CONTESTS = /^mi-(across-the-years-ultras|6-days-in-the-dome-ultras)-\d{4}-6d-/;
/** What a format of mixed contests is called after its length. */
export const MIXED = '-mixed';

/** Its marks end at 200 km and its finals are the last of them: how far anybody came in six days is not known. */
const FINALS_ARE_MARKS = /^cp-6-days-in-the-dome-2022-6d-splits$/;

/**
 * Fields of those who came far: no final is below 188 km in 24 hours or 201 km in 48, and of 131 runners three stopped before four fifths of the time, where in
 * every other field many do. Whoever learns from them learns that nobody stops; they are judged all the same.
 */
const CHOSEN_BY_RESULT =
  /^cp-(iau-24h-world-championships-2022|the-raven-24-hour-ultra-2024|six-days-in-the-dome-2024-24h|across-the-years-2022-48h)-/;

/** False of files that teach what is not so. They are judged, and not learnt from. */
export const isLearntFrom = ({ id, format }: Pick<FinishedRace, 'id' | 'format'>): boolean =>
  !format.endsWith(MIXED) && !CHOSEN_BY_RESULT.test(id);

/** The race as it was. */
export function putRight(race: FinishedRace): FinishedRace {
  let right = race;
  if (FINALS_ARE_MARKS.test(race.id))
    right = { ...right, runners: right.runners.map((runner) => ({ ...runner, finalMm: Number.NaN })) };
  if (LOOP_TOO_LONG.test(race.id)) right = scaled(right, LOOP_FACTOR);
  if (MIXED_CONTESTS.test(race.id)) right = { ...right, format: right.format + MIXED };
  return right;
}

function scaled(race: FinishedRace, factor: number): FinishedRace {
  const runners = race.runners.map((runner) => ({
    ...runner,
    distancesMm: runner.distancesMm.map((mm) => Math.round(mm * factor)),
    finalMm: Math.round(runner.finalMm * factor),
  }));
  return { ...race, lapMm: Math.round(race.lapMm * factor), runners };
}
