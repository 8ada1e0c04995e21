/** A made-up runner's card, cut from the fixture's crossings. */
import { HOUR, LAP_M } from './fixture.mjs';

/** A runner's card at `elapsed`. */
export function cardAt(board, runners, bib) {
  const found = board.rows.find((r) => r.bib === bib);
  const runner = runners.find((r) => r.bib === bib);
  if (!found || !runner) return null;
  const startMs = Date.parse(board.race.scheduledStart);
  const laps = runner.crossings.slice(0, found.laps).map((at, i, all) => ({
    lap: i + 1,
    lapMs: at - (all[i - 1] ?? 0),
    elapsedMs: at,
    distanceM: (i + 1) * LAP_M,
    at: new Date(startMs + at).toISOString(),
    offsets: [i * 300 + 1],
    seenBy: [i % 17 === 16 ? 'tablet:Ruth' : 'mat-a'],
  }));
  const usual = [...laps].sort((x, y) => x.lapMs - y.lapMs)[Math.floor(laps.length / 2)]?.lapMs ?? 0;
  const stops = laps
    .filter((lap) => lap.lapMs > usual * 1.6)
    .map((lap) => ({ lap: lap.lap, at: laps[lap.lap - 2]?.at ?? board.at, pauseMs: lap.lapMs - usual }));
  const splits = [
    ['50K', 50_000],
    ['50MI', 80_467.2],
    ['100K', 100_000],
    ['100MI', 160_934.4],
    ['6H', 0],
    ['12H', 0],
  ].map(([code, metres]) => {
    const hours = Number.parseInt(code, 10);
    if (code.endsWith('H')) {
      const done = laps.filter((lap) => lap.elapsedMs <= hours * HOUR).at(-1);
      const over = Date.parse(board.at) - startMs >= hours * HOUR;
      return {
        code,
        claimable: over && done ? { elapsedMs: hours * HOUR, distanceM: done.distanceM } : null,
        interpolated: over && done ? { elapsedMs: hours * HOUR, distanceM: done.distanceM + 700 } : null,
      };
    }
    const past = laps.find((lap) => lap.distanceM >= metres);
    return {
      code,
      claimable: past ? { elapsedMs: past.elapsedMs, distanceM: past.distanceM } : null,
      interpolated: past
        ? {
            elapsedMs: past.elapsedMs - Math.round(((past.distanceM - metres) / LAP_M) * past.lapMs),
            distanceM: metres,
          }
        : null,
    };
  });
  const corrections =
    laps.length > 20
      ? [
          {
            id: 'c1',
            offset: 9000,
            kind: 'add-passing',
            at: laps[16].at,
            by: 'Ruth',
            reason: 'seen by the judge, chip had come off',
            undone: false,
          },
        ]
      : [];
  return { row: found, laps, splits, stops, uncounted: [], corrections, race: board.race };
}
