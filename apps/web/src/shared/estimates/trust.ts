/** How far estimates are to be trusted, in words, the same on every page. Pure. */
import type { FinalsHeld, HeldRanges, RaceForecast } from '#libs/domain/index.js';
import { decimal } from '../figures/format.js';
import { f } from '../messages/forecast.js';
import { language } from '../messages/translator.js';

/** `28 Nov 2026`. */
function plainDay(date: string): string {
  const tag = language() === 'en' ? 'en-GB' : language();
  const options = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(tag, options).format(new Date(`${date}T12:00:00Z`));
}

const whole = (pct: number): string => decimal(Math.round(pct));

/** `80 % ranges held 79 % on 29 races`: of the back-test. */
export function heldWords({ pct, of }: HeldRanges): string {
  return f('held', { pct: whole(pct), of });
}

/** `Back-test of 28 Nov 2026: 80 % ranges held 79 % on 29 races.` */
export function testedWords({ fitted, held }: Pick<RaceForecast, 'fitted' | 'held'>): string {
  const date = plainDay(fitted);
  return held ? f('tested.on', { date, held: heldWords(held) }) : f('tested.never', { date });
}

/** A share of fewer says nothing: `0 %` of the first three would be read as a fault. */
const SHARE_OF_MIN = 20;

/** `Ranges of next passings today: 79 % of 1,240 held (80 % are to)`; of the first few `2 of 3 held so far`. */
export function todayWords({ pct, of }: HeldRanges): string {
  if (of < SHARE_OF_MIN) return f('held.few', { held: Math.round((pct * of) / 100), of });
  return f('held.today', { pct: whole(pct), of });
}

/** `Final ranges said at 25 / 50 / 75 % of the time held 78 / 81 / 80 % of 140 runners (80 % are to)`. */
export function finalsWords(finals: readonly FinalsHeld[]): string {
  const list = (figures: string[]): string => figures.join(' / ');
  const counts = finals.map(({ of }) => decimal(of));
  return f('held.finals', {
    at: list(finals.map(({ atPct }) => decimal(atPct))),
    pct: list(finals.map(({ pct }) => whole(pct))),
    of: counts.every((count) => count === counts[0]) ? (counts[0] ?? '') : list(counts),
    runners: finals.at(-1)?.of ?? 0,
  });
}

/** A chance as few figures say it: `7 in 10`, `1 in 25`. Never none and never certain: what is sure is not said here. */
export function oddsWords(chance: number): string {
  const tenths = Math.round(chance * 10);
  if (tenths > 9) return f('odds.most');
  if (tenths > 1) return f('odds.in10', { n: tenths });
  return f('odds.in', { n: nearest(1 / Math.max(chance, 1 / ONE_IN.at(-1)!)) });
}

/** Finer steps would say more than anybody knows. */
const ONE_IN = [7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 75, 100];
const nearest = (n: number): number =>
  ONE_IN.reduce((best, each) => (Math.abs(Math.log(each / n)) < Math.abs(Math.log(best / n)) ? each : best));
