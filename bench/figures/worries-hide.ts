/** Crossings taken out of a recorded race, and the holes they leave: what the worries should find. */
import type { Random } from '#apps/simulator/random.js';
import { HOUR_MS, MINUTE_MS } from '#libs/domain/index.js';
import type { RecordedRace } from './worries-races.js';

/** One crossing in a hundred is lost: about what is said of chips (R4.2). */
export const SINGLE_SHARE = 0.01;
/** Single ones lie at least this many laps apart. */
const APART_LAPS = 10;
const MAT_DOWN_MS = 10 * MINUTE_MS;
/** A mat is down once in this time. */
const MAT_EVERY_MS = 6 * HOUR_MS;
/** One runner in so many has a weak chip, for an hour, which loses every other crossing. */
const WEAK_EVERY = 5;
const WEAK_MS = HOUR_MS;
const WEAK_MISS = 0.5;

/** One long gap of one runner. */
export interface Hole {
  bib: string;
  /** Crossings around it, ms after the gun; 0: the gun. */
  fromMs: number;
  toMs: number;
  /** Crossings hidden in it. */
  laps: number;
  /** Two laps later. */
  askMs: number;
}

export interface Hidden {
  /** What is left. */
  crossings: Map<string, number[]>;
  holes: Hole[];
}

export const HIDES = { single: hideSingle, mat: hideMat, chip: hideChip } as const;
export type HideKind = keyof typeof HIDES;

/** Single crossings, anywhere but the last one of a runner: nothing says that it was ever made. */
function hideSingle(race: RecordedRace, random: Random): Hidden {
  return hide(race, (times) => {
    const gone = new Set<number>();
    for (let i = 0; i < times.length - 1; i++) {
      if (random.uniform() >= SINGLE_SHARE) continue;
      gone.add(i);
      i += APART_LAPS;
    }
    return gone;
  });
}

function hideMat(race: RecordedRace, random: Random): Hidden {
  const { format } = race.definition;
  const lengthMs = format.kind === 'fixed-time' ? format.durationMs : 0;
  const downMs: number[] = [];
  for (let ms = 0; ms < lengthMs; ms += MAT_EVERY_MS) downMs.push(ms + random.uniform() * MAT_EVERY_MS);
  return hide(race, (times) => indexes(times, (ms) => downMs.some((from) => ms >= from && ms < from + MAT_DOWN_MS)));
}

function hideChip(race: RecordedRace, random: Random): Hidden {
  return hide(race, (times) => {
    if (random.uniform() >= 1 / WEAK_EVERY) return new Set();
    const from = random.uniform() * Math.max(0, times[times.length - 1]! - WEAK_MS);
    return indexes(times, (ms) => ms >= from && ms < from + WEAK_MS && random.uniform() < WEAK_MISS);
  });
}

function indexes(times: readonly number[], isGone: (ms: number) => boolean): Set<number> {
  const gone = new Set<number>();
  for (let i = 0; i < times.length - 1; i++) if (isGone(times[i]!)) gone.add(i);
  return gone;
}

function hide(race: RecordedRace, choose: (times: readonly number[]) => Set<number>): Hidden {
  const crossings = new Map<string, number[]>();
  const holes: Hole[] = [];
  for (const [bib, times] of race.crossings) {
    const gone = choose(times);
    crossings.set(
      bib,
      times.filter((_, i) => !gone.has(i)),
    );
    for (let i = 0; i < times.length; i++) {
      if (!gone.has(i)) continue;
      let end = i;
      while (gone.has(end)) end++;
      const [fromMs, toMs] = [times[i - 1] ?? 0, times[end]!];
      holes.push({ bib, fromMs, toMs, laps: end - i, askMs: times[Math.min(times.length - 1, end + 2)]! });
      i = end;
    }
  }
  return { crossings, holes };
}
