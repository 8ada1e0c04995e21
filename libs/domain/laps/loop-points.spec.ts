/** Several points on one loop: splits inside a lap, directions, and parts of a lap that a mat saw. */
import { describe, expect, it } from '@jest/globals';
import type { LoopCourse, RaceDefinition } from '../index.js';
import { type FactLog, GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const MINUTE = 60_000;
const HOUR: RaceDefinition['format'] = { kind: 'fixed-time', durationMs: 60 * MINUTE, end: 'measure' };
const COURSE: LoopCourse = {
  kind: 'loop',
  lapM: 1000,
  points: [
    { id: 'line', atM: 0 },
    { id: 'tent', atM: 300 },
    { id: 'bridge', atM: 500 },
  ],
};

/** Passings as `minute point`. */
function race(passings: [minute: number, point: string][], fields: Partial<RaceDefinition> = {}): FactLog {
  const log = startedRace(['1'], { course: COURSE, format: HOUR, ...fields });
  for (const [minute, point] of passings) log.passing('1', GUN_MS + minute * MINUTE, { point });
  return log;
}

const at = (minute: number): string => new Date(GUN_MS + minute * MINUTE).toISOString();
const cardOf = (log: FactLog, minute: number) => raceOf(log).card('1', GUN_MS + minute * MINUTE)!;

describe('points on a loop', () => {
  it('R2.10 give splits inside a lap and no lap', () => {
    const card = cardOf(
      race([
        [2, 'tent'],
        [3, 'bridge'],
        [6, 'line'],
      ]),
      7,
    );
    expect(card.row).toMatchObject({ laps: 1, distanceM: 1000, lastPoint: 'line' });
    expect(card.laps).toMatchObject([
      {
        points: [
          { point: 'tent', at: at(2), lapMs: 2 * MINUTE },
          { point: 'bridge', at: at(3), lapMs: 3 * MINUTE },
        ],
      },
    ]);
    expect(card.uncounted).toEqual([]);
  });

  it('say where a runner was seen last, until the line is crossed', () => {
    const log = race([
      [6, 'line'],
      [8, 'tent'],
    ]);
    expect(cardOf(log, 9).row).toMatchObject({ laps: 1, elapsedMs: 6 * MINUTE, seenPoint: 'tent', seenAt: at(8) });
    log.passing('1', GUN_MS + 12 * MINUTE);
    expect(cardOf(log, 13).row).not.toHaveProperty('seenPoint');
  });

  it('a runner seen on the way is not as silent as the line says', () => {
    const laps: [number, string][] = [
      [6, 'line'],
      [12, 'line'],
      [18, 'line'],
      [24, 'line'],
    ];
    expect(cardOf(race(laps), 35).row.status).toBe('resting');
    expect(cardOf(race([...laps, [33, 'bridge']]), 35).row.status).toBe('racing');
  });

  it('R2.9 a change of direction creates and loses no lap, and is told', () => {
    const laps = cardOf(
      race([
        [2, 'tent'],
        [3, 'bridge'],
        [6, 'line'],
        [9, 'bridge'],
        [10, 'tent'],
        [12, 'line'],
        [14, 'tent'],
        [18, 'line'],
      ]),
      19,
    ).laps;
    expect(laps.map(({ reversed }) => reversed)).toEqual([undefined, true, undefined]);
  });

  it('reads of a loiterer at a point are one crossing', () => {
    const log = race([[2, 'tent']]);
    for (let s = 5; s < 60; s += 5) log.passing('1', GUN_MS + 2 * MINUTE + s * 1000, { point: 'tent' });
    log.passing('1', GUN_MS + 6 * MINUTE);
    expect(cardOf(log, 7).laps[0]?.points).toHaveLength(1);
  });

  it('a passing at a point that is not on the loop stays uncounted', () => {
    expect(cardOf(race([[2, 'car park']]), 3).uncounted).toMatchObject([{ why: 'other-point' }]);
  });

  it('count as seen only while they are in force', () => {
    const log = race([[6, 'line']]);
    const seen = log.passing('1', GUN_MS + 8 * MINUTE, { point: 'tent' });
    log.void(seen);
    expect(cardOf(log, 9).row).not.toHaveProperty('seenPoint');
  });
});

describe('R5.1d whole parts of a lap that a mat saw', () => {
  const halves: Partial<RaceDefinition> = { format: { ...HOUR, end: 'fractions', fractionM: 500 } };

  it('count from their crossing on', () => {
    const log = race(
      [
        [50, 'line'],
        [53, 'bridge'],
      ],
      halves,
    );
    expect(cardOf(log, 61).row).toMatchObject({ laps: 1, distanceM: 1500, partM: 500, status: 'finished' });
    expect(raceOf(log).rowsAt(GUN_MS + 52 * MINUTE)[0]).toMatchObject({ distanceM: 1000 });
  });

  it('do not count below a whole part, after the signal, or in other races', () => {
    const tent: [number, string][] = [
      [50, 'line'],
      [53, 'tent'],
    ];
    expect(cardOf(race(tent, halves), 61).row.distanceM).toBe(1000);
    const late: [number, string][] = [
      [50, 'line'],
      [60.1, 'bridge'],
    ];
    expect(cardOf(race(late, halves), 61).row.distanceM).toBe(1000);
    const part: [number, string][] = [
      [50, 'line'],
      [53, 'bridge'],
    ];
    expect(cardOf(race(part), 61).row.distanceM).toBe(1000);
  });

  it('R7.1 equal distance: who reached it first', () => {
    const log = startedRace(['1', '2'], { course: COURSE, ...halves });
    for (const [bib, minute] of [
      ['1', 54],
      ['2', 53],
    ] as const) {
      log.passing(bib, GUN_MS + (bib === '1' ? 49 : 50) * MINUTE);
      log.passing(bib, GUN_MS + minute * MINUTE, { point: 'bridge' });
    }
    expect(raceOf(log).rows(GUN_MS + 61 * MINUTE)).toMatchObject([
      { bib: '2', rank: 1 },
      { bib: '1', rank: 2 },
    ]);
  });

  it('R2.7 a first lap from elsewhere is counted from its own start', () => {
    const course = { ...COURSE, firstLapM: 800 };
    const seen: [number, string][] = [[53, 'bridge']];
    // 300 m run: no whole half.
    expect(cardOf(race(seen, { ...halves, course }), 61).row.distanceM).toBe(0);
    expect(
      cardOf(race(seen, { course, format: { ...HOUR, end: 'fractions', fractionM: 100 } }), 61).row.distanceM,
    ).toBe(300);
  });
});
