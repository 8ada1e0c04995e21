/** The race that is made of a recording: its gun, its length, its shortest lap, its people. */
import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, MINUTE_MS } from '#libs/domain/index.js';
import { readReads } from './reads-file.js';
import { planReads } from './reads-plan.js';

const GUN_MS = Date.parse('2026-10-03T08:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();

async function reads(rows: readonly string[]) {
  const text = ['HELLO 1 mat none epoch=1', ...rows].join('\n');
  return (await readReads(text, { format: null, timeZone: 'UTC', clockChange: 'auto', settings: {} })).reads;
}
const row = (seq: number, chip: string, ms: number, kind = ''): string => `${seq},${chip},${iso(ms)},,,${kind}`;
const laps = (chip: string, from: number, count: number, lapMs: number): string[] =>
  Array.from({ length: count }, (_, k) => row(from + k, chip, GUN_MS + (k + 1) * lapMs));

describe('a race made of a recording', () => {
  it('starts at its first gun; a trial of the days before and one after the finish are none', async () => {
    const guns = [GUN_MS - 50 * HOUR_MS, GUN_MS, GUN_MS + 60_000, GUN_MS + 30 * HOUR_MS];
    const rows = [...guns.map((ms, k) => row(900 + k, '', ms, 'gun')), ...laps('17', 1, 40, 30 * MINUTE_MS)];
    const plan = planReads(await reads(rows), {});
    expect(plan.startMs).toBe(GUN_MS);
    expect(plan.race.format).toMatchObject({ kind: 'fixed-time', durationMs: 20 * HOUR_MS });
    expect(plan.notes.join(' ')).toContain('the first of 2');
  });

  it('without a gun starts at the first read, whatever a clock in 1980 says', async () => {
    const plan = planReads(await reads([row(1, '17', Date.UTC(1980, 0, 1)), ...laps('17', 2, 5, HOUR_MS)]), {});
    expect(plan.startMs).toBe(GUN_MS + HOUR_MS);
    expect(plan.notes.join(' ')).toContain('has no gun');
    expect(plan.notes.join(' ')).toContain('1 reads lie before the gun');
  });

  it('has a shortest lap by the laps that were run, unless the loop or the lap is said', async () => {
    const rows = [row(900, '', GUN_MS, 'gun'), ...laps('17', 1, 20, 100_000)];
    const recorded = await reads(rows);
    expect(planReads(recorded, {}).race.course).toMatchObject({ lapM: 1000, minLapMs: 40_000 });
    expect(planReads(recorded, { lapM: 400 }).race.course).not.toHaveProperty('minLapMs');
    expect(planReads(recorded, { lapM: 400, minLapMs: 50_000 }).race.course).toMatchObject({
      lapM: 400,
      minLapMs: 50_000,
    });
    expect(planReads(recorded, { lapM: 400 }).notes.join(' ')).not.toContain('--lap');
  });

  it('enters everybody seen: by chip, by number where the code is too long, and once where the record has a bib', async () => {
    const long = 'E2806894000040003004';
    const bibbed = `{"seq":5,"tag":"C5","bib":"105","time":"${iso(GUN_MS + 5)}"}`;
    const plan = planReads(
      await reads([
        row(1, '17', GUN_MS),
        row(2, long, GUN_MS + 1),
        row(3, `0000000000${long.slice(10)}`, GUN_MS + 2),
        bibbed,
      ]),
      {},
    );
    expect(plan.entrantsCsv.trim().split('\n')).toEqual([
      'bib,chips',
      '105,C5',
      '17,17',
      `1,${long}`,
      `${long.slice(10).replace(/^0+/, '')},0000000000${long.slice(10)}`,
    ]);
  });
});
