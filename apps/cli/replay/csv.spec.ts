import { describe, expect, it } from '@jest/globals';
import { csvRecording } from './csv.js';
import { readCsv } from './csv-rows.js';
import { planLaps } from './lap-plan.js';
import { countLaps } from './naive-counter.js';

const HEADER = 'race_id,format,bib,sex,age,lap_or_checkpoint,elapsed_s,cum_distance_m';
const csv = (rows: readonly string[], format = '24h'): string =>
  [HEADER, ...rows.map((row) => `made-up,${format},${row}`)].join('\n');
/** Laps of one runner with distances printed to 0.1 m. */
const laps = (bib: string, lapM: number, times: readonly number[], firstM = lapM): string[] =>
  times.map((t, i) => `${bib},M,40,${i + 1},${t},${(firstM + i * lapM).toFixed(1)}`);
const every = (seconds: number, count: number): number[] => Array.from({ length: count }, (_, i) => (i + 1) * seconds);
const plan = (rows: readonly string[], format?: string) => planLaps(readCsv(csv(rows, format)));

describe('planning a lap file', () => {
  it('finds the published loop behind rounded distances', () => {
    expect(plan(laps('1', 1688.85, every(600, 90))).lapMm).toBe(1_688_850);
    expect(plan(laps('1', 443.45, every(200, 300))).lapMm).toBe(443_450);
    expect(plan(laps('1', 8046.72, every(3600, 12))).offRows).toBe(0);
    expect(plan(laps('1', 400, every(120, 500))).lapMm).toBe(400_000);
  });

  it('takes a first part-lap for what it is', () => {
    const found = plan(laps('1', 1016, [96, 412, 729, 1045], 297));
    expect(found).toMatchObject({ lapMm: 1_016_000, firstLapMm: 297_000, offRows: 0 });
    expect((found.minLapMs * 297) / 1016).toBeLessThan(96_000);
  });

  it('sets the shortest lap below every lap of the file, and the quiet time below that', () => {
    const found = plan(laps('1', 400, [110, 193, 300, 5000]));
    expect(found.minLapMs).toBe(78_000);
    expect(found.quietMs).toBe(20_000);
    const sprint = plan(laps('1', 400, [100, 100.8, 200]));
    expect(sprint).toMatchObject({ minLapMs: 0, quietMs: 0 });
  });

  it('counts the lap finished after the signal where the file does', () => {
    const inTime = laps('1', 1000, every(600, 36));
    expect(plan(inTime, '6h')).toMatchObject({ end: 'measure', stopMs: null });
    expect(plan([...inTime, ...laps('2', 1000, [10_000, 21_500, 21_900])], '6h')).toMatchObject({ end: 'finish-lap' });
    const far = plan([...inTime, ...laps('2', 1000, [21_500, 21_700, 21_900])], '6h');
    expect(far).toMatchObject({ end: 'measure', stopMs: 21_900_000 });
  });

  it('says with numbers where one loop cannot meet the file', () => {
    const rows = laps('1', 1000, every(600, 30));
    const off = rows.with(29, '1,M,40,30,18000,30007.5');
    const found = plan(off);
    expect(found.offRows).toBe(1);
    expect(found.notes[0]).toMatch(/^One loop of 1,000 m .*: 1 rows are more than 0\.1 m off, the worst by 7\.5 m/);
  });

  it('replays mile splits as laps of a mile, and says so', () => {
    const rows = every(600, 60).map((t, i) => `1,M,40,mi${i + 1},${t},${((i + 1) * 1609.344).toFixed(1)}`);
    expect(plan(rows).offRows).toBe(0);
    expect(plan(rows).notes).toEqual([expect.stringContaining('mile splits')]);
  });

  it('says so when the loop is finer than a millimetre, and takes the nearest one', () => {
    const found = plan(laps('1', 400.726656, every(130, 322)), '12h');
    expect(found).toMatchObject({ lapMm: 400_727, firstLapMm: 400_727 });
    expect(found.exactMm).toBeCloseTo(400_726.656, 2);
    expect(found.worstMm).toBeLessThanOrEqual(50 + 322 * 0.5);
    expect(found.notes[0]).toMatch(/^The file's loop is 400\.72665\d m, finer than the millimetre/);
  });

  it.each([
    ['backyard', laps('1', 6705.6, every(3000, 5)), /format "backyard" is not replayable yet/],
    ['p2p', laps('1', 6705.6, every(3000, 5)), /format "p2p" is not replayable yet/],
    [
      '24h',
      ['1,M,40,1,3600,12000', '1,M,40,2,7200,22500', '1,M,40,3,9000,31000'],
      /not recorded lap by lap: only 1 of 2/,
    ],
    ['24h', ['1,M,40,10km,3600,10000', '1,M,40,20km,7200,20000'], /a list of checkpoints \(line 2: "10km"\)/],
    ['24h', ['1,M,40,1,600,'], /Line 2 has no distance/],
    ['24h', ['1 2,M,40,1,600,1000'], /Line 2: the bib must not hold spaces/],
    ['24h', ['1,M,40,1,abc,1000'], /Line 2: elapsed_s must be a number, not "abc"/],
  ])('refuses what it cannot replay in one sentence (%s)', (format, rows, sentence) => {
    expect(() => csvRecording(csv(rows, format))).toThrow(sentence);
  });

  it('refuses a file of two races, and one without the columns', () => {
    const two = `${csv(laps('1', 1000, [600]))}\nother,24h,2,F,30,1,600,1000.0`;
    expect(() => csvRecording(two)).toThrow(/more than one race/);
    expect(() => csvRecording('bib,elapsed_s\n1,600')).toThrow(/lacks the column race_id, format, cum_distance_m/);
  });
});

describe('a CSV recording', () => {
  const recording = csvRecording(csv([...laps('007', 1000, [700, 1400]), '8,?,,1,650.5,1000.0']));

  it('keeps bibs as text and leaves unknown fields empty', () => {
    expect(recording.entrantsCsv).toBe('bib,sex,age\n007,M,40\n8,,\n');
  });

  it('is in order of time with a key per runner and row', () => {
    expect(recording.passings.map((p) => [p.bib, p.atMs])).toEqual([
      ['8', 650_500],
      ['007', 700_000],
      ['007', 1_400_000],
    ]);
    expect(new Set(recording.passings.map((p) => p.key.join('/'))).size).toBe(3);
  });
});

describe('the counter the plans are checked with', () => {
  const rule = {
    minLapMs: 100,
    quietMs: 20,
    firstLapMm: 1000,
    lapMm: 1000,
    durationMs: 1000,
    end: 'measure' as const,
    stopMs: null,
  };
  it('groups, limits and ends like the rules say', () => {
    expect(countLaps([50, 150, 160, 170, 230, 300, 1000, 1001], rule)).toEqual([150, 300, 1000]);
    expect(countLaps([150, 950, 1100, 1300], { ...rule, end: 'finish-lap' })).toEqual([150, 950, 1100]);
  });
});
