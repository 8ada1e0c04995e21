/** What the rest of a long way costs against the pace so far, over all courses there are. */
import type { PaceLaw } from '#libs/forecast/course/no-history.js';
import { quantileOf } from '#libs/forecast/trace/median.js';
import type { FinishedRace } from '../races/race-folder.js';

const SHARES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97] as const;
/** Passings this near to a share speak for it. */
const NEAR = 0.05;

/** Quantiles of all finishers near each share. */
export function fitPaceLaw(races: readonly FinishedRace[]): PaceLaw {
  const samples = races.flatMap((race) =>
    race.runners
      .filter(({ status, distancesMm }) => status === 'finished' && distancesMm.at(-1)! > 0)
      .flatMap(({ distancesMm, timesMs }) => {
        const lengthMm = distancesMm.at(-1)!;
        const finishMs = timesMs.at(-1)!;
        return Array.from(distancesMm.subarray(0, -1), (mm, i) => ({
          share: mm / lengthMm,
          factor: (finishMs - timesMs[i]!) / (timesMs[i]! * (lengthMm / mm - 1)),
        }));
      }),
  );
  const near = SHARES.map((share) =>
    Float64Array.from(
      samples.filter((one) => Math.abs(one.share - share) <= NEAR),
      ({ factor }) => factor,
    ).sort(),
  );
  const known = SHARES.map((_, i) => i).filter((i) => near[i]!.length > 0);
  const at = (level: number): number[] => known.map((i) => Number(quantileOf(near[i]!, level).toFixed(4)));
  return { shares: known.map((i) => SHARES[i]!), p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}
