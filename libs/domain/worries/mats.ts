/** Worries about what measures: a line that was silent for everybody, a clock that is ahead. */
import { LINE } from '../claims/names.js';
import { MM_PER_M } from '../units.js';
import { FLAG_VOID } from '../claims/track.js';
import { compareBibs } from '../standings/natural.js';
import { type Gap, SILENT_EXPECTED } from './field-times.js';
import { clockText, type Look, worryId, worryOf } from './look.js';
import type { Worry } from './worry.js';

/** Later than now by more than this: the clock that said so is ahead. */
const AHEAD_MS = 120_000;
const BIBS_MAX = 20;
/** Nobody runs an ultra at 2:50 per km; the first laps of a wrong clock prove nothing. */
const RECORD_MS_PER_M = 170;
const REPLAY_LAPS = 3;

/** The silence that lasts: crossings were to be expected, and none came. Undefined when there is none. */
export function silenceNow({ field, nowMs, over, engine }: Look): Gap | undefined {
  if (over) return undefined;
  const until = Math.min(nowMs, engine.plan.endsAtMs ?? Infinity);
  const gap = field.gapUntil(until);
  return gap !== undefined && gap.expected >= SILENT_EXPECTED ? gap : undefined;
}

export function silentWorries({ missed }: Look, silence: Gap | undefined): Worry[] {
  const gaps = new Map<number, { gap: Gap; bibs: Set<string> }>();
  for (const { gap, shape } of missed) {
    if (gap === undefined) continue;
    const known = gaps.get(gap.fromMs) ?? { gap, bibs: new Set() };
    known.bibs.add(shape.runner.bib);
    gaps.set(gap.fromMs, known);
  }
  const worries = [...gaps.values()].map(({ gap, bibs }) => silentWorry(gap, [...bibs].sort(compareBibs)));
  if (silence !== undefined) worries.push(silentWorry(silence, []));
  return worries;
}

const silenceCause = ({ fromMs }: Pick<Gap, 'fromMs'>): string => `${LINE}:${Math.round(fromMs)}`;
export const silenceId = (gap: Gap): string => worryId('silent-point', silenceCause(gap));

function silentWorry({ fromMs, toMs, expected }: Gap, bibs: string[]): Worry {
  const after = bibs.length === 0 ? '' : ` ${bibs.length} runners have a lap of about twice the usual there.`;
  const text = `Nobody was recorded at the line for ${clockText(toMs - fromMs)}, where about ${Math.round(expected)} crossings were to be expected: look at the mat, not at the runners.${after}`;
  const evidence = { text, count: Math.round(expected), bibs: bibs.slice(0, BIBS_MAX), offsets: [] };
  return worryOf('silent-point', silenceCause({ fromMs }), { point: LINE, atMs: fromMs, evidence });
}

/** Has somebody covered more since the gun than anybody could? Then a recorded race is played faster than it was run, whether its definition says so or not. */
function isReplay({ engine, wallMs }: Look): boolean {
  return engine.runners.some(({ gunMs, laps, distanceMm }) => {
    return laps > REPLAY_LAPS && wallMs - gunMs < (distanceMm / MM_PER_M) * RECORD_MS_PER_M;
  });
}

/** Passings from the future; not where a race runs ahead on purpose. */
export function clockWorries(look: Look): Worry[] {
  const { engine, state, wallMs } = look;
  if (engine.plan.definition.simulated === true || isReplay(look)) return [];
  const ahead = new Map<number, { count: number; mostMs: number; offset: number }>();
  for (const { track } of engine.runners) {
    for (let i = track.countUpTo(wallMs + AHEAD_MS); i < track.size; i++) {
      if ((track.flagsAt(i) & FLAG_VOID) !== 0) continue;
      const point = track.pointAt(i);
      const known = ahead.get(point);
      const { count, mostMs, offset } = known ?? { count: 0, mostMs: -Infinity, offset: Infinity };
      ahead.set(point, {
        count: count + 1,
        mostMs: Math.max(mostMs, track.timeAt(i)),
        offset: Math.min(offset, track.offsetAt(i)),
      });
    }
  }
  return [...ahead].map(([number, { count, mostMs, offset }]) => {
    const point = state.claims.points.nameOf(number) ?? LINE;
    const text = `${count === 1 ? 'A passing' : `${count} passings`} at ${point} lie in the future, by up to ${clockText(mostMs - wallMs)}: a clock there is ahead.`;
    return worryOf('clock', point, { point, atMs: mostMs, evidence: { text, count, offsets: [offset] } });
  });
}
