import { describe, expect, it } from '@jest/globals';
import { DEMO_MIN_LAP_MS, DEMO_QUIET_MS } from './course.js';
import { MAT, TABLET } from './mats.js';
import { simulateRace } from './race.js';

const race = simulateRace({ seed: 42, runners: 150, hours: 24 });
const mat = race.reads.filter((read) => read.device === MAT);
const tablet = race.reads.filter((read) => read.device === TABLET);
const crossings = race.races.flatMap((r) => r.crossings.map((c) => ({ ...c, runner: r.runner })));
/** Between two reads of one chip, both after `fromMs`. */
const gapsByChip = (fromMs: number): number[] => {
  const last = new Map<string, number>();
  const gaps: number[] = [];
  for (const read of mat.filter((r) => r.atMs >= fromMs).sort((a, b) => a.atMs - b.atMs)) {
    const before = last.get(read.chip!);
    if (before !== undefined) gaps.push(read.atMs - before);
    last.set(read.chip!, read.atMs);
  }
  return gaps;
};

describe('the mat', () => {
  it('sees a crossing several times, with a believable signal', () => {
    expect(mat.length / crossings.length).toBeGreaterThan(3);
    expect(mat.every((read) => read.rssi! < -35 && read.rssi! > -90 && read.antenna! >= 1)).toBe(true);
    expect(gapsByChip(0).filter((gap) => gap === 0).length).toBeGreaterThan(100);
  });

  it('loses about one crossing in two hundred for good or to a note by hand', () => {
    const unseen = race.missed.length / crossings.length;
    expect(unseen).toBeGreaterThan(0.0004);
    expect(unseen).toBeLessThan(0.006);
    expect(tablet.length).toBeGreaterThan(20);
  });

  it('leaves no gap after the gun that is longer than the quiet time and shorter than a lap: a rest by the mat is one crossing', () => {
    const between = gapsByChip(0).filter((gap) => gap >= DEMO_QUIET_MS && gap < DEMO_MIN_LAP_MS);
    expect(between).toEqual([]);
  });

  it('delivers late, out of order, and one stretch of the race in a single batch', () => {
    const overtaken = mat.filter((read, i) => i > 0 && read.seq < mat[i - 1]!.seq).length;
    expect(overtaken).toBeGreaterThan(500);
    const { fromMs, toMs } = race.outage;
    const held = mat.filter((read) => read.atMs >= fromMs && read.atMs < toMs);
    expect(held.length).toBeGreaterThan(50);
    expect(new Set(held.map((read) => read.dueMs))).toEqual(new Set([toMs]));
    expect(mat.filter((read) => read.dueMs > fromMs && read.dueMs < toMs && read.atMs >= fromMs)).toEqual([]);
    expect(tablet.some((note) => note.atMs >= fromMs && note.atMs < toMs)).toBe(true);
  });

  it('hands everything over in order of delivery, after it happened, with its own numbers used once', () => {
    expect(race.reads.every((read, i) => i === 0 || read.dueMs >= race.reads[i - 1]!.dueMs)).toBe(true);
    expect(race.reads.filter((read) => read.dueMs < read.atMs)).toEqual([]);
    for (const device of [mat, tablet]) expect(new Set(device.map((read) => read.seq)).size).toBe(device.length);
  });
});
