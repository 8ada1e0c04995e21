/** What is expected of a runner, in sentences with their ranges. Pure. */
import type { CardForecast } from '#libs/contracts/index.js';
import type { ExpectedAt, RaceHeader } from '#libs/domain/index.js';
import { gunMsOf } from '../charts/nights.js';
import { pointWords } from './point-name.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { day, km, time, timeOfDay } from '../shared/figures/format.js';
import { testedWords, todayWords } from '../shared/estimates/trust.js';
import { o } from '../shared/messages/outlook.js';
import { tenths } from './chance.js';

/** The end: metres, yards or the finish, and what of it cannot be said. */
export function endWords({ forecast, row }: RunnerCardAnswer, race: RaceHeader): string[] {
  if (forecast === undefined || race.state === 'ended') return [];
  const { final, yards, finishAt, finishes, cutoff } = forecast;
  return [
    final && o('final.range', { low: km(final.p10), mid: km(final.p50), high: km(final.p90) }),
    yards && o('final.yards', { low: yards.p10, mid: yards.p50, high: yards.p90 }),
    finishAt && finishWords(finishAt, gunMsOf(row, race), race),
    finishes === undefined ? undefined : o('final.finishes', { n: tenths(finishes) }),
    cutoff &&
      o('cutoff.chance', {
        point: pointWords(race, cutoff.point) ?? cutoff.point,
        time: timeOfDay(cutoff.at, race.timeZone),
        n: tenths(cutoff.chance),
      }),
  ].filter((words) => words !== undefined);
}

/** As race times: a time of day alone would not say which day. */
function finishWords(
  { from, likely, to }: ExpectedAt,
  gunMs: number | undefined,
  { timeZone }: RaceHeader,
): string | undefined {
  if (gunMs === undefined) return undefined;
  const raceTime = (iso: string) => time(Date.parse(iso) - gunMs);
  return o('final.finish', {
    from: raceTime(from),
    likely: raceTime(likely),
    to: raceTime(to),
    day: day(likely, timeZone),
    time: timeOfDay(likely, timeZone),
  });
}

/** The next crossing, on what it rests, and what silence says. */
export function nextWords({ forecast, row, laps }: RunnerCardAnswer, race: RaceHeader): string[] {
  const next = forecast?.next ?? row.nextAt;
  if (race.state !== 'running' || row.lastAt === undefined || next === undefined) return [];
  const at = (iso: string) => timeOfDay(iso, race.timeZone);
  const isLate = forecast?.state !== undefined && forecast.state !== 'running';
  const said = isLate ? [o('expect.late', { time: at(row.lastAt) })] : [];
  if (isLate && forecast.returns !== undefined) said.push(o('expect.returns', { n: tenths(forecast.returns) }));
  if (forecast?.state === 'probably-out') return said;
  said.push(o('expect.next', { from: at(next.from), likely: at(next.likely), to: at(next.to) }));
  if (!isLate) said.push(o('expect.basis', { laps: laps.length, time: at(row.lastAt) }));
  return said;
}

/** How often such ranges held: in this race, and where the fit was judged. */
export function heldWords({ held, heldToday, fitted }: CardForecast): string[] {
  const said: string[] = [];
  if (heldToday) said.push(`${todayWords(heldToday)}.`);
  if (fitted !== undefined) said.push(testedWords({ fitted, ...(held && { held }) }));
  return said;
}
