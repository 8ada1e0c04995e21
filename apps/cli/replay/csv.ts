/** A race CSV as a recording. */
import { LINE, mFromMm } from '#libs/domain/index.js';
import { readCsv, type CsvFile, type CsvRow } from './csv-rows.js';
import { metres } from './lap-length.js';
import { planLaps, type LapPlan } from './lap-plan.js';
import type { RecordedPassing, Recording } from './recording.js';

export const CSV_DEVICE = 'replay';
const SEXES = new Set(['M', 'F', 'X']);
const AGE_MAX = 120;

/** @throws NotReplayableError */
export function csvRecording(text: string): Recording {
  const file = readCsv(text);
  const plan = planLaps(file);
  const passings = [...file.byBib.values()].flatMap(passingsOf).sort((a, b) => a.atMs - b.atMs);
  return {
    title: titleOf(file, plan, passings.length),
    notes: plan.notes,
    gunMs: null,
    race: {
      course: {
        kind: 'loop',
        lapM: mFromMm(plan.lapMm),
        firstLapM: mFromMm(plan.firstLapMm),
        points: [{ id: LINE, atM: 0 }],
        minLapMs: plan.minLapMs,
        quietMs: plan.quietMs,
        readRule: 'first',
      },
      format: { kind: 'fixed-time', durationMs: plan.durationMs, end: plan.end },
    },
    entrantsCsv: entrantsOf(file),
    chips: [],
    passings,
    stopMs: plan.stopMs,
  };
}

function passingsOf(rows: readonly CsvRow[]): RecordedPassing[] {
  return rows.map((row, i) => ({
    key: ['csv', row.bib, i],
    atMs: row.elapsedMs,
    bib: row.bib,
    point: LINE,
    source: { device: CSV_DEVICE },
  }));
}

/** Sex and age only where they are what they should be: an unknown field stays unknown. */
function entrantsOf(file: CsvFile): string {
  const lines = [...file.byBib].map(([bib, rows]) => {
    const sex = rows[0]?.sex ?? '';
    const age = Number(rows[0]?.age || NaN);
    return [bib, SEXES.has(sex) ? sex : '', age >= 0 && age <= AGE_MAX ? String(Math.floor(age)) : ''].join(',');
  });
  return ['bib,sex,age', ...lines].join('\n') + '\n';
}

function titleOf(file: CsvFile, plan: LapPlan, passings: number): string {
  const first = plan.firstLapMm === plan.lapMm ? '' : `, first lap ${metres(plan.firstLapMm)} m`;
  const n = (value: number): string => value.toLocaleString('en-US');
  return `${file.raceId}: ${file.format}, ${n(file.byBib.size)} runners, ${n(passings)} passings, loop ${metres(plan.lapMm)} m${first}`;
}
