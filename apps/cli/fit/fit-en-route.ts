/** Where the quantiles of a distance on the way stand, from rows of finished races; judged on races left out whole. */
import { HOUR_MS } from '#libs/domain/index.js';
import { bandAt, halfRanges, type EnRouteModel, type Places } from '#libs/forecast/en-route/distance-at.js';
import { quantileOf } from '#libs/forecast/trace/median.js';
import { percent, sum } from '../backtest/metrics.js';
import { EN_ROUTE_SHARES, type EnRouteRow } from './en-route-rows.js';
import { eventOf } from './folds.js';

const BAND_HOURS = [4.5, 9, 18] as const;
const LEVELS = [0.05, 0.1, 0.5, 0.9, 0.95] as const;
/** With fewer rows a cell takes those of all shares. */
const ROWS_MIN = 100;

/** Half ranges above the middle the truth was; below it: negative. */
function placeOf({ said, truthMm }: EnRouteRow): number {
  const { low, high } = halfRanges(said);
  const off = truthMm - said.p50;
  return off > 0 ? off / high : off / low;
}

export function fitEnRoute(rows: readonly EnRouteRow[]): EnRouteModel {
  const inBand = (band: number) => rows.filter(({ atMs }) => bandAt(BAND_HOURS, atMs) === band);
  return {
    hours: BAND_HOURS,
    shares: EN_ROUTE_SHARES,
    places: Array.from({ length: BAND_HOURS.length + 1 }, (_, band) => cells(inBand(band))),
  };
}

function cells(rows: readonly EnRouteRow[]): Places[] {
  return EN_ROUTE_SHARES.map((share) => {
    const own = rows.filter((row) => row.share === share);
    const places = Float64Array.from(own.length < ROWS_MIN ? rows : own, placeOf).sort();
    return LEVELS.map((level) =>
      places.length === 0 ? 0 : Number(quantileOf(places, level).toFixed(3)),
    ) as unknown as Places;
  });
}

/** What `distanceAt` makes of a row. */
function corrected({ hours, shares, places: all }: EnRouteModel, row: EnRouteRow): number[] {
  const places = all[bandAt(hours, row.atMs)]![shares.indexOf(row.share)]!;
  const { low, high } = halfRanges(row.said);
  return places.map((place) => Math.max(row.doneMm, row.said.p50 + place * (place > 0 ? high : low)));
}

/** Shares of an even pace so far that are asked for as a mark: a record is such a distance. */
const MARKS = [0.9, 1] as const;

/**
 * Figures on races that were left out whole, event by event: how often the range of 80 % holds, by how much of the time to the instant was gone; error of the
 * middle against that of an even pace; and the Brier score of "gets as far as nine tenths of an even pace, or as an even pace" against its base rate.
 */
export function enRouteFigures(rows: readonly EnRouteRow[], folds = 10): Record<string, number> {
  const events = [...new Set(rows.map(({ race }) => eventOf(race)))].sort();
  const foldOf = new Map(events.map((event, i) => [event, i % folds]));
  const judged = Array.from({ length: folds }, (_, fold) => {
    const out = rows.filter(({ race }) => foldOf.get(eventOf(race)) === fold);
    const model = fitEnRoute(rows.filter(({ race }) => foldOf.get(eventOf(race)) !== fold));
    return out.map((row) => ({ row, q: corrected(model, row) }));
  }).flat();
  const figures: Record<string, number> = {};
  const note = (name: string, own: typeof judged): void => {
    if (own.length === 0) return;
    const truth = sum(own, ({ row }) => row.truthMm);
    figures[`${name}, n`] = own.length;
    figures[`${name}, coverage80`] = percent(
      sum(own, ({ row, q }) => Number(row.truthMm >= q[1]! && row.truthMm <= q[3]!)) / own.length,
    );
    figures[`${name}, mae_pct`] = percent(sum(own, ({ row, q }) => Math.abs(q[2]! - row.truthMm)) / truth);
    figures[`${name}, even pace, mae_pct`] = percent(sum(own, ({ row }) => Math.abs(row.evenMm - row.truthMm)) / truth);
  };
  note('all', judged);
  for (const share of EN_ROUTE_SHARES)
    note(
      `at ${share}`,
      judged.filter(({ row }) => row.share === share),
    );
  for (const hours of [3, 6, 12, 24, 48])
    note(
      `${hours} h`,
      judged.filter(({ row }) => row.atMs === hours * HOUR_MS),
    );
  for (const mark of MARKS) {
    const hits = judged.map(({ row }) => Number(row.truthMm >= mark * row.evenMm));
    const base = sum(hits, (hit) => hit) / hits.length;
    const brier = sum(
      judged,
      ({ row, q }) => (chanceOf(q, mark * row.evenMm) - Number(row.truthMm >= mark * row.evenMm)) ** 2,
    );
    figures[`${mark} of even pace, brier`] = Math.round((1000 * brier) / judged.length) / 1000;
    figures[`${mark} of even pace, brier of base rate`] = Math.round(1000 * base * (1 - base)) / 1000;
  }
  return figures;
}

/** Chance to get beyond a mark: straight between the quantiles, and a tenth of what is left outside. */
function chanceOf(q: readonly number[], mark: number): number {
  if (mark <= q[0]!) return 0.98;
  for (let i = 1; i < q.length; i++) {
    if (mark > q[i]!) continue;
    const width = q[i]! - q[i - 1]!;
    const part = width > 0 ? (mark - q[i - 1]!) / width : 1;
    return 1 - (LEVELS[i - 1]! + part * (LEVELS[i]! - LEVELS[i - 1]!));
  }
  return 0.02;
}
