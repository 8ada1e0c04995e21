/** A field of runners for figures of the fold: a fixed-time race on a 400 m loop, steady laps, ranks that move. */
import { type Fact, LogFold, type RaceDefinition } from '#libs/domain/index.js';

export const GUN_MS = Date.UTC(2026, 9, 3, 8);
const LAP_MS = 100_000;

export interface Field {
  runners: number;
  laps: number;
}

/** Time at which a runner ends a lap: steady, each a little slower than the one before, so that ranks do move. */
export function crossingMs(runner: number, lap: number): number {
  return lap * (LAP_MS + runner * 7) + ((runner * 7919 + lap * 104_729) % 3001);
}

/** @param changes of the definition */
export function started(
  { runners }: Partial<Field> & Pick<Field, 'runners'>,
  changes: Partial<RaceDefinition> = {},
): LogFold {
  const fold = new LogFold();
  let offset = 0;
  const base = (kind: string): { offset: number; id: string; atMs: number; receivedAtMs: number; kind: string } => {
    offset += 1;
    return { kind, offset, id: `fact-${offset}`, atMs: GUN_MS, receivedAtMs: GUN_MS };
  };
  const definition = {
    slug: 'bench',
    name: 'Bench',
    timeZone: 'UTC',
    scheduledStart: new Date(GUN_MS).toISOString(),
    visibility: 'public',
    course: { kind: 'loop', lapM: 400, points: [{ id: 'line', atM: 0 }], minLapMs: 50_000 },
    format: { kind: 'fixed-time', durationMs: 8_640_000_000, end: 'measure' },
    ...changes,
  };
  fold.apply({ ...base('race'), race: 'bench', definition } as Fact);
  for (let r = 0; r < runners; r++) {
    fold.apply({
      ...base('entrant'),
      race: 'bench',
      entrantId: `e${r}`,
      bib: String(r),
      sex: r % 2 ? 'F' : 'M',
      age: 20 + (r % 50),
    } as Fact);
  }
  fold.apply({ ...base('started'), race: 'bench' } as Fact);
  return fold;
}

/** Folds laps `from` to `to`, everybody's each, in the order of time. @returns ns per passing */
export function foldLaps(fold: LogFold, bibs: readonly string[], from: number, to: number): number {
  let offset = fold.offset;
  const begun = process.hrtime.bigint();
  for (let lap = from; lap < to; lap++) {
    for (let r = 0; r < bibs.length; r++) {
      offset += 1;
      const atMs = GUN_MS + crossingMs(r, lap);
      fold.apply({ kind: 'passing', offset, id: '', atMs, receivedAtMs: atMs, bib: bibs[r] ?? '', point: 'line' });
    }
  }
  return Number(process.hrtime.bigint() - begun) / ((to - from) * bibs.length);
}

export const bibsOf = ({ runners }: Field): string[] => Array.from({ length: runners }, (_, r) => String(r));
