/** Every lap file of the finished races, when that folder lies beside the project: the plan must count each row of it, and nothing else. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LogFold, type Fact } from '#libs/domain/index.js';
import { parse } from 'csv-parse/sync';
import { csvRecording } from './csv.js';
import { readCsv } from './csv-rows.js';
import { DISTANCE_TOLERANCE_MM } from './lap-length.js';
import { planLaps, type LapPlan } from './lap-plan.js';
import { countLaps } from './naive-counter.js';

const folder = process.env['LOOPLINE_RACES'] ?? path.join('..', 'shared', 'data', 'races');
const SUMMARY = path.join(folder, 'summary.csv');
const present = existsSync(SUMMARY);
if (!present)
  console.log(`No finished races at ${folder}: set LOOPLINE_RACES to check plans on them. Made-up files are checked.`);

/** Loops measured in miles are finer than the millimetre a course can hold. Their laps are exact, their metres cannot be. */
const FINER_THAN_MM = ['aty-2019-10d', 'aty-2019-48h', 'aty-2019-72h', 'trackrun-greece-2023-12h'];
const ROUNDING_MM = 50;
/** 0.1 m for every file; for those four what the nearest millimetre costs, half a millimetre a lap, and not more. */
const allowedMm = (id: string, laps: number): number =>
  FINER_THAN_MM.includes(id) ? Math.max(DISTANCE_TOLERANCE_MM, ROUNDING_MM + laps / 2) : DISTANCE_TOLERANCE_MM;
const saysSo = (plan: LapPlan): boolean => plan.notes.some((note) => note.includes('finer than the millimetre'));

const races: { race_id: string; kind: string; format: string }[] = present
  ? parse(readFileSync(SUMMARY), { columns: true, relax_column_count: true })
  : [];
const idsOf = (...kinds: string[]): string[] => races.filter((r) => kinds.includes(r.kind)).map((r) => r.race_id);
const textOf = (id: string): string => gunzipSync(readFileSync(path.join(folder, `${id}.csv.gz`))).toString('utf8');

(present ? describe : describe.skip)('finished races', () => {
  it.each(idsOf('loop-laps', 'loop-per-mile').map((id) => [id]))(
    '%s: one lap a row, at its time and distance',
    (id) => {
      const file = readCsv(textOf(id));
      const plan = planLaps(file);
      expect(saysSo(plan)).toBe(FINER_THAN_MM.includes(id));
      const miles = idsOf('loop-per-mile').includes(id);
      expect(plan.notes).toHaveLength(Number(saysSo(plan)) + Number(miles));
      const wrong: string[] = [];
      for (const [bib, rows] of file.byBib) {
        const counted = countLaps(
          rows.map((row) => row.elapsedMs),
          plan,
        );
        if (counted.length !== rows.length) wrong.push(`${bib}: ${counted.length} of ${rows.length}`);
        rows.forEach((row, i) => {
          const off = Math.abs(plan.firstLapMm + i * plan.lapMm - (row.distanceMm ?? NaN));
          if (!(off <= allowedMm(id, i + 1))) wrong.push(`${bib} row ${i + 1}: ${off} mm off`);
        });
      }
      expect(wrong).toEqual([]);
    },
  );

  it.each(idsOf('loop-laps').map((id) => [id]))('%s: the law of timing counts the same', (id) => {
    const recording = csvRecording(textOf(id));
    const file = readCsv(textOf(id));
    const gunMs = Date.parse('2020-01-04T08:00:00.000Z');
    const log = new LogFold();
    let offset = 0;
    const base = (atMs: number) => ({ offset: ++offset, id: String(offset), atMs, receivedAtMs: atMs });
    const definition = {
      slug: 'r',
      name: 'r',
      timeZone: 'UTC',
      scheduledStart: new Date(gunMs).toISOString(),
      visibility: 'public' as const,
      ...recording.race,
    };
    const facts: Fact[] = [{ ...base(gunMs), kind: 'race', race: 'r', definition }];
    for (const bib of file.byBib.keys())
      facts.push({ ...base(gunMs), kind: 'entrant', race: 'r', entrantId: bib, bib });
    facts.push({ ...base(gunMs), kind: 'started', race: 'r' });
    for (const p of recording.passings)
      facts.push({
        ...base(gunMs + p.atMs),
        kind: 'passing',
        bib: p.bib ?? '',
        point: p.point,
        source: { device: 'replay' },
      });
    if (recording.stopMs !== null) facts.push({ ...base(gunMs + recording.stopMs), kind: 'stopped', race: 'r' });
    for (const fact of facts) log.apply(fact);
    const rows = log.race('r')?.rows(Date.now()) ?? [];
    const wrong = rows.filter((row) => {
      const own = file.byBib.get(row.bib) ?? [];
      const finalMm = own.at(-1)?.distanceMm ?? 0;
      return row.laps !== own.length || Math.abs(row.distanceM * 1000 - finalMm) > allowedMm(id, row.laps);
    });
    expect(rows).toHaveLength(file.byBib.size);
    expect(wrong.map((row) => `${row.bib}: ${row.laps} laps, ${row.distanceM} m`)).toEqual([]);
  });

  it.each(idsOf('loop-checkpoints', 'loop-hourly', 'backyard', 'p2p').map((id) => [id]))(
    '%s: refused in one sentence',
    (id) => {
      expect(() => csvRecording(textOf(id))).toThrow(/not replayable yet/);
    },
  );
});
