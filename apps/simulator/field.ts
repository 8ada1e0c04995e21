/** The start list of a simulated race: who they are, what chips they wear, and the traits that decide how their day goes. */
import { HOUR_MS, MILE_MM, MM_PER_M } from '#libs/domain/index.js';
import { inventClub, inventCountry, inventName, type SimSex } from './names.js';
import type { Random } from './random.js';

/** What decides a runner's race. Shares are 0 to 1, speeds metres per second. */
export interface Traits {
  /** Relaxed running speed when fresh. */
  speedMps: number;
  /** How much faster than that the first hours are run; slower runners overdo it more (Bossi et al. 2017). */
  startFast: number;
  /** Share of the running speed lost by the end of the race. */
  fade: number;
  /** Standard deviation of the logarithm of a lap time around the curve. */
  lapSigma: number;
  /** Expected stopped share of the race: eating, toilets, sitting down; without sleep. */
  idleShare: number;
  /** Lies down in the night for this long; 0: runs through. */
  sleepMs: number;
  /** Expected share of the laps of the second half that are walked. */
  walkShare: number;
  /** Expected number of retirements for no particular reason over the whole race: the hazard of dropping out. */
  quitHazard: number;
  /** A mark after which this runner may go home content, metres. */
  goalM: number | null;
}

export interface SimRunner {
  bib: string;
  name: string;
  sex: SimSex;
  /** Whole years on the day. */
  age: number;
  country: string;
  club: string | null;
  chips: string[];
  /** The chip is badly worn (under a jacket, folded bib): it misses far more crossings. */
  weakChip: boolean;
  traits: Traits;
}

const KMH = 1 / 3.6;
const MILE_M = MILE_MM / MM_PER_M;
export const GOAL_MARKS_M = { '50K': 50_000, '50MI': 50 * MILE_M, '100K': 100_000, '100MI': 100 * MILE_M } as const;

const WOMEN_SHARE = 0.31;
const CLUBLESS_SHARE = 0.35;
const SECOND_CHIP_SHARE = 0.12;
const WEAK_CHIP_SHARE = 0.06;
const FIRST_BIB = 101;

/**
 * Traits from one latent `class`: 0 the back of the field, 1 the front. The front starts faster, fades less, stops less and quits less often on a good
 * day; figures are set so that a field of 150 over 24 h meets the bands of `docs`' forecast study (second half against first, stopped share, drop-outs).
 */
export function drawTraits(random: Random, level: number, sex: SimSex): Traits {
  const sexFactor = sex === 'F' ? 0.94 : 1;
  const weak = 1 - level;
  const sleeps = random.chance(0.08 + 0.62 * weak);
  return {
    speedMps: (8.1 + 4.0 * level ** 1.5 + random.normal(0, 0.25)) * KMH * sexFactor,
    startFast: Math.max(0, random.normal(0.03 + 0.12 * weak, 0.03)),
    fade: Math.min(0.55, Math.max(0.06, random.normal(0.12 + 0.2 * weak, 0.06))),
    lapSigma: 0.022 + 0.03 * weak * random.uniform(),
    idleShare: Math.min(0.5, random.logNormal(0.02 + 0.2 * weak, 0.5)),
    sleepMs: sleeps ? Math.min(6, random.logNormal(2.3, 0.5)) * HOUR_MS : 0,
    walkShare: Math.min(0.8, Math.max(0, random.normal(0.04 + 0.35 * weak, 0.12))),
    quitHazard: random.logNormal(0.14 + 0.09 * weak, 0.3),
    goalM: drawGoal(random, level),
  };
}

/** Half of the field has a mark in mind; which one depends on what is in reach. */
function drawGoal(random: Random, level: number): number | null {
  if (!random.chance(0.4)) return null;
  if (level > 0.85) return null;
  if (level > 0.45)
    return random.weighted([
      [GOAL_MARKS_M['100MI'], 5],
      [GOAL_MARKS_M['100K'], 2],
    ] as const);
  return random.weighted([
    [GOAL_MARKS_M['50K'], 0.5],
    [GOAL_MARKS_M['50MI'], 4],
    [GOAL_MARKS_M['100K'], 4],
    [GOAL_MARKS_M['100MI'], 2],
  ] as const);
}

/** Chip numbers as a box prints them: 12 hexadecimal digits, the bib in the tail; a second chip differs in one digit. */
const chipNumber = (bib: string, copy: number): string => `5A11${copy}000${bib.padStart(4, '0')}`.toUpperCase();

/** A field of `count` runners in the order of their bibs. Names are unique. */
export function makeField(random: Random, count: number): SimRunner[] {
  const people = random.fork('people');
  const bodies = random.fork('bodies');
  const names = new Set<string>();
  const runners: SimRunner[] = [];
  for (let i = 0; i < count; i++) {
    const bib = String(FIRST_BIB + i);
    const sex: SimSex = people.chance(WOMEN_SHARE) ? 'F' : 'M';
    let name = inventName(people, sex);
    while (names.has(name)) name = inventName(people, sex);
    names.add(name);
    const level = fieldLevel(bodies, i, count);
    const twoChips = people.chance(SECOND_CHIP_SHARE);
    runners.push({
      bib,
      name,
      sex,
      age: Math.round(Math.min(79, Math.max(19, people.normal(46, 10)))),
      country: inventCountry(people),
      club: people.chance(CLUBLESS_SHARE) ? null : inventClub(people),
      chips: twoChips ? [chipNumber(bib, 1), chipNumber(bib, 2)] : [chipNumber(bib, 1)],
      weakChip: people.chance(WEAK_CHIP_SHARE),
      traits: drawTraits(bodies.fork(bib), level, sex),
    });
  }
  return runners;
}

/** One invited favourite per 25 runners; the rest spread over the field, most of them in the lower middle. */
function fieldLevel(random: Random, index: number, count: number): number {
  const favourites = Math.max(1, Math.round(count / 25));
  const u = random.uniform();
  const stride = Math.max(1, Math.floor(count / favourites));
  return index % stride === stride - 1 ? 0.82 + 0.18 * u : 0.86 * u ** 1.35;
}
