import { describe, expect, it } from '@jest/globals';
import type { CardRecord } from '#libs/contracts/index.js';
import type { RaceHeader } from '#libs/domain/index.js';
import type { RunnerCardAnswer } from '../server/page-request.js';
import { movedBy } from './ChartFrame.js';
import { tableRows } from './DistanceChart.js';
import { distanceData, metresAt } from './distance-data.js';
import { linePaths } from './drawn.js';
import { nightsOf } from './nights.js';
import { median, paceData } from './pace-data.js';
import { aheadWords, distanceWords, lineLegend, paceNote, paceWords } from './words.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GUN = Date.parse('2026-10-03T08:00:00.000Z');
const at = (ms: number) => new Date(GUN + ms).toISOString();
const race: RaceHeader = {
  ...{ slug: 'night', name: 'Night', timeZone: 'UTC', state: 'running' },
  format: { kind: 'fixed-time', durationMs: 24 * HOUR, end: 'measure' },
  course: { kind: 'loop', lapM: 1500, points: [{ id: 'line', atM: 0 }] },
  ...{ scheduledStart: at(0), startedAt: at(0), endsAt: at(24 * HOUR) },
};

function card(lapsS: number[], more: Partial<RunnerCardAnswer> = {}): RunnerCardAnswer {
  let elapsedMs = 0;
  const laps = lapsS.map((s, i) => {
    elapsedMs += s * 1000;
    return { lap: i + 1, lapMs: s * 1000, elapsedMs, distanceM: (i + 1) * 1500, at: at(elapsedMs), offsets: [i] };
  });
  const row = { bib: '7', status: 'racing' as const, laps: laps.length, distanceM: laps.length * 1500 };
  const seen = laps.length === 0 ? {} : { elapsedMs, lastAt: at(elapsedMs) };
  return { row: { ...row, ...seen }, laps, splits: [], stops: [], uncounted: [], corrections: [], ...more };
}
/** Of a runner whose last crossing was at so many seconds. */
const nextOf = (lastS: number, [from, likely, to]: [number, number, number]) => ({
  ...{ point: 'line', from: at((lastS + from) * 1000), likely: at((lastS + likely) * 1000) },
  to: at((lastS + to) * 1000),
});

describe('the pace chart', () => {
  it('breaks its line at a stop and does not let the stop flatten the rest', () => {
    const stops = [{ lap: 4, at: '', pauseMs: 1_990_000 }];
    const data = paceData(card([400, 410, 405, 2400, 415, 420], { stops }), race, 'lap');
    expect(data?.points.map((point) => point.median !== null)).toEqual([true, true, true, false, true, true]);
    expect(data?.fastest).toBe(400_000);
    expect(data?.slowest).toBeLessThan(800_000);
    expect(data?.stops).toEqual([{ lap: 4, pauseMs: 1_990_000, fromMs: 1_215_000, toMs: 3_615_000 }]);
    expect(paceWords(data!.points[3]!)).toBe('Lap 4: 40:00 with a stop of about 33 min, race time 1:00:15');
  });

  it('has the rolling median of five laps that were run', () => {
    const data = paceData(card([100, 200, 300, 400, 500, 600, 700]), race, 'lap');
    expect(data?.points.map((point) => point.median)).toEqual([100, 100, 200, 200, 300, 400, 500].map((s) => s * 1000));
  });

  it('needs two laps', () => {
    expect(paceData(card([1]), race, 'lap')).toBeNull();
  });

  it('shows pace per km or mile as well, exact figures with their unit', () => {
    const of = card([360, 372]);
    expect(paceData(of, race, '/km')?.points.map(({ value }) => value)).toEqual([240_000, 248_000]);
    // 4:00/km are 6:26/mi.
    expect(paceData(of, race, '/mi')?.points[0]?.value).toBe(Math.round(240_000 * 1.609344));
    expect(paceWords(paceData(of, race, '/mi')!.points[1]!)).toBe('Lap 2: 6:12, 4:08/km, 6:39/mi, race time 12:12');
  });

  it('continues the range of the next lap over the next few, and says that it is an estimate', () => {
    const forecast = { at: at(0), state: 'running' as const, next: nextOf(1200, [380, 400, 460]) };
    const data = paceData(card([400, 400, 400], { forecast }), race, 'lap')!;
    expect(data.band?.points.map(({ elapsedMs }) => elapsedMs / 1000)).toEqual([1200, 1600, 2000, 2400, 2800, 3200]);
    expect(data.band?.points.at(-1)).toMatchObject({ from: 380_000, likely: 400_000, to: 460_000 });
    expect(data.endMs).toBe(3_200_000);
    expect(paceNote(data)).toContain('Shaded: estimate of the next 5 laps, 6:20 to 7:40');
  });

  it('shows one lap only of a runner who is late, none of one who is out, and none past the end', () => {
    const next = nextOf(1200, [1900, 2400, 4000]);
    const band = (state: 'overdue' | 'probably-out', of = race) =>
      paceData(card([400, 400, 400], { forecast: { at: at(0), state, next } }), of, 'lap')?.band;
    expect(band('overdue')?.laps).toBe(1);
    expect(band('probably-out')).toBeUndefined();
    expect(band('overdue', { ...race, state: 'ended' })).toBeUndefined();
    const short = { ...race, endsAt: at(1_700_000) };
    const soon = { at: at(0), state: 'running' as const, next: nextOf(1200, [380, 400, 460]) };
    expect(paceData(card([400, 400, 400], { forecast: soon }), short, 'lap')?.band?.laps).toBe(1);
  });
});

describe('nights', () => {
  it('are those of the place, cut at gun and end, and right over a clock change', () => {
    const rome = { ...race, timeZone: 'Europe/Rome' };
    // 10:00 in Rome: dark from 21:00 to 06:00, eleven hours after the gun.
    expect(nightsOf(GUN, rome, 24 * HOUR)).toEqual([{ fromMs: 11 * HOUR, toMs: 20 * HOUR }]);
    expect(nightsOf(GUN, rome, 15 * HOUR)).toEqual([{ fromMs: 11 * HOUR, toMs: 15 * HOUR }]);
    const midnight = Date.parse('2026-10-24T22:00:00Z');
    // The night of the change from summer time has an hour more.
    expect(nightsOf(midnight, rome, 10 * HOUR)).toEqual([{ fromMs: 0, toMs: 7 * HOUR }]);
    expect(nightsOf(undefined, rome, HOUR)).toEqual([]);
    expect(nightsOf(GUN, rome, 240 * HOUR)).toHaveLength(10);
  });
});

describe('the distance chart', () => {
  const records: CardRecord[] = [
    {
      ...{ id: 'W', event: '24H', title: '24 hours, men', status: '', mark: '240.000 km', enRoute: false },
      ...{ verdict: 'needs', words: '', method: '', caveats: [] },
      curve: [
        { elapsedMs: 0, distanceM: 0 },
        { elapsedMs: 24 * HOUR, distanceM: 240_000 },
      ],
    },
  ];
  const forecast = { at: at(0), final: { p5: 150_000, p10: 160_000, p50: 180_000, p90: 200_000, p95: 210_000 } };
  const of = card(Array<number>(40).fill(540), { records, forecast });

  it('lays the runner beside own targets and records, and opens a fan to the end', () => {
    const data = distanceData(of, race, [{ label: '180 km', metres: 180_000, ms: 24 * HOUR }])!;
    expect(data.lines.map(({ kind }) => kind)).toEqual(['target', 'record']);
    expect(data.fan).toEqual({
      kind: 'metres',
      ...{ from: { elapsedMs: 6 * HOUR, distanceM: 60_000 }, endMs: 24 * HOUR },
      ...{ p10: 160_000, p50: 180_000, p90: 200_000 },
    });
    expect(data.maxM).toBe(240_000);
    expect(lineLegend(data.lines[1]!)).toBe('24 hours, men, 240.000 km, at even pace: no splits of it are known');
    expect(distanceWords(data, 40)).toBe(
      '6:00:00: 60.000 km; 15.000 km ahead of Own target: 180 km; 0.000 km ahead of 24 hours, men, 240.000 km',
    );
  });

  it('says nothing of a record that has ended', () => {
    const line = {
      id: '',
      kind: 'record' as const,
      label: 'x',
      isEven: true,
      points: [{ elapsedMs: 0, distanceM: 0 }],
    };
    expect(aheadWords(line, 1000, HOUR)).toBeUndefined();
    expect(metresAt({ points: [...line.points, { elapsedMs: HOUR, distanceM: 9000 }] }, HOUR / 2)).toBe(4500);
  });

  it('has a table by the hour, between crossings with what lies between, and the last crossing as it is', () => {
    const rows = tableRows(distanceData(card(Array<number>(41).fill(540)), race, [])!);
    expect(rows.map(({ distanceM }) => distanceM)).toEqual([10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 61_500]);
    expect(rows.map(({ isExact }) => isExact)).toEqual([...Array<boolean>(6).fill(false), true]);
  });

  it('has closing times of a course to stay ahead of, and the finish as a range of time', () => {
    const course: RaceHeader = {
      ...race,
      format: { kind: 'course', limitMs: 10 * HOUR },
      course: {
        kind: 'line',
        points: [
          { id: 'start', name: 'Start', atM: 0 },
          { id: 'hut', name: 'Hut', atM: 20_000, cutoffMs: 4 * HOUR },
          { id: 'end', name: 'End', atM: 50_000 },
        ],
      },
    };
    const finishAt = { from: at(7 * HOUR), likely: at(8 * HOUR), to: at(9 * HOUR) };
    const data = distanceData(card([10_800], { forecast: { at: at(0), finishAt } }), course, [])!;
    expect(data.lines[0]?.points.map(({ elapsedMs }) => elapsedMs / HOUR)).toEqual([0, 4, 10]);
    expect(data.fan).toMatchObject({ kind: 'time', p10: 7 * HOUR, p90: 9 * HOUR, endM: 50_000 });
    expect(data.endMs).toBe(10 * HOUR);
  });

  it('is none before the first crossing and in a backyard', () => {
    expect(distanceData(card([]), race, [])).toBeNull();
    expect(distanceData(of, { ...race, format: { kind: 'backyard', intervalMs: HOUR } }, [])).toBeNull();
  });
});

describe('small things', () => {
  it('take the middle lap and start a new line after a gap', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(linePaths([0, 1, 2, 3], [1, null, 2, 3])).toBe('M0.0 1.0M2.0 2.0L3.0 3.0');
  });
  it('move the cursor with keys, never off the chart', () => {
    expect(movedBy('ArrowLeft', null, 20)).toBe(19);
    expect(movedBy('ArrowLeft', 19, 20)).toBe(18);
    expect(movedBy('ArrowRight', 19, 20)).toBe(19);
    expect(movedBy('PageDown', 4, 20)).toBe(0);
    expect([movedBy('Home', 5, 20), movedBy('End', 5, 20), movedBy('a', 5, 20)]).toEqual([0, 19, undefined]);
  });
});
