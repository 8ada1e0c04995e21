/** What is on paper is what was decided: state and place in the log on every page, both times of a lap, who changed what. */
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type FactLog, GUN_MS, RACE, raceOf, startedRace } from '#libs/testing/facts.js';
import { pdfPages } from '#libs/testing/pdf-text.js';
import type { ResultsState } from '#libs/contracts/index.js';
import type { RaceDefinition } from '#libs/domain/index.js';
import type { Version } from '../results.service.js';
import { type Sheet, lapSheetPdf } from './lap-sheet-pdf.js';
import { resultsPdf } from './results-pdf.js';

const MADE_MS = GUN_MS + 26 * 3_600_000;
const LAP_MS = 480_000;
const SHOWN = process.env['PAPERS_FOLDER'];

function version(log: FactLog, state: ResultsState = 'provisional'): Version {
  const race = raceOf(log);
  const offset = log.facts.length;
  return {
    logId: RACE,
    offset,
    race,
    nowMs: MADE_MS,
    header: race.header(MADE_MS),
    state,
    rows: race.results(MADE_MS),
  };
}

async function* sheetsOf({ race, rows }: Version, log: FactLog): AsyncIterable<Sheet> {
  const offsetOf = new Map(log.facts.map(({ id, offset }) => [id, offset]));
  for (const { bib } of rows) yield { card: race.card(bib, MADE_MS)!, offsetOf };
}

/** Runners with these laps, and names of three alphabets. */
function field(laps: readonly number[], fields: Partial<RaceDefinition> = {}): FactLog {
  const log = startedRace([], fields);
  const names = ['Zoë Ångström Łukasz', 'Ελένη Παράδειγμα', 'Пример Иванович Очень-Длинное-Имя', 'Ada Example'];
  laps.forEach((n, i) => {
    const team = i % 2 ? { team: 'Owls' } : { club: 'Night Runners of the Long Valley' };
    const person = { name: names[i % names.length], country: 'ITA', sex: i % 2 ? 'M' : 'F', age: 42 } as const;
    log.entrant(String(i + 1), { ...person, ...team });
    for (let lap = 1; lap <= n; lap++) log.passing(String(i + 1), GUN_MS + lap * LAP_MS + i * 1234);
  });
  return log;
}

async function pagesOf(file: Promise<Buffer>, name: string): Promise<string[][]> {
  const pdf = await file;
  if (SHOWN) writeFileSync(`${SHOWN}/${name}.pdf`, pdf);
  return pdfPages(pdf);
}

describe('results on paper', () => {
  it('R13.3 say on every page which state of which log they are, and of how many pages each is one', async () => {
    const log = field(Array.from({ length: 120 }, (_, i) => 120 - i));
    const pages = await pagesOf(resultsPdf(version(log), MADE_MS), 'results');
    expect(pages.length).toBeGreaterThan(2);
    for (const [i, page] of pages.entries()) {
      expect(page).toEqual(expect.arrayContaining(['PROVISIONAL', 'rank', 'bib', `page ${i + 1} of ${pages.length}`]));
      expect(page.some((text) => text.includes(`log position ${log.facts.length}`))).toBe(true);
    }
    expect(pages.flat()).toEqual(expect.arrayContaining(['Zoë Ångström Łukasz', 'Ελένη Παράδειγμα']));
  });

  it('R5.8 say that part laps are pending, and R12.6 miles beside', async () => {
    const [page = []] = await pagesOf(resultsPdf(version(field([170])), MADE_MS), 'pending');
    expect(page).toEqual(expect.arrayContaining(['170.000 km', '105.633', 'full laps; part lap pending']));
    expect(page.join(' ')).toContain('loop 1000.000 m');
  });

  it('stamp what is official and what was amended', async () => {
    for (const [state, words] of [
      ['official', 'OFFICIAL'],
      ['amended', 'AMENDED'],
      ['live', 'LIVE, NOT FINAL'],
    ] as const)
      expect((await pagesOf(resultsPdf(version(field([3]), state), MADE_MS), state))[0]).toContain(words);
  });

  it('R7.6 list the teams where teams score, and R9.6 yards of a backyard', async () => {
    const teams = field([30, 29, 28], { teams: { scoreBest: 2, by: 'team' } });
    expect((await pagesOf(resultsPdf(version(teams), MADE_MS), 'teams')).flat()).toContain('Owls');
    const yards = field([2, 1], {
      format: { kind: 'backyard', intervalMs: 3_600_000 },
      course: { kind: 'loop', lapM: 6705.6, points: [{ id: 'line', atM: 0 }] },
    });
    expect((await pagesOf(resultsPdf(version(yards), MADE_MS), 'yards')).flat()).toContain('DNF');
  });

  it('are a page also when nobody is entered', async () => {
    expect((await pagesOf(resultsPdf(version(field([])), MADE_MS), 'empty')).length).toBe(1);
  });
});

describe('lap sheets', () => {
  it('R3.9 have lap and cumulative time in columns of their own, R4.7 corrections with who and why, and lines to sign', async () => {
    const log = field([150, 3]);
    const second = log.facts.find((fact) => fact.kind === 'passing' && fact.bib === '2')!;
    const by = 'director: Race office';
    log.retime(second, GUN_MS + LAP_MS + 5000, { by, reason: 'read late by the tablet' });
    const added = log.passing('2', GUN_MS + 4 * LAP_MS, { by, reason: 'seen on the video' });
    log.void(added, { by, reason: 'it was another runner' });
    const now = version(log);
    const pages = await pagesOf(lapSheetPdf(now, sheetsOf(now, log), MADE_MS), 'lap-sheets');
    expect(pages.length).toBe(3);
    expect(pages[0]).toEqual(expect.arrayContaining(['lap time', 'cumulative', '0:08:00.000', '12:00:00.000']));
    const last = pages.at(-1)!;
    expect(last).toEqual(
      expect.arrayContaining(['Corrections', by, 'read late by the tablet', '*1', 'runner', 'judge']),
    );
    expect(last).toContain('undone by a later correction');
  });

  it('R10.7 of a course name the points', async () => {
    const log = field([2], {
      format: { kind: 'course' },
      course: {
        kind: 'line',
        points: [
          { id: 'hill', name: 'Hill', atM: 12_000 },
          { id: 'end', name: 'Finish', atM: 25_000 },
        ],
      },
    });
    log.passing('1', GUN_MS + 5_000_000, { point: 'hill' });
    const now = version(log);
    expect((await pagesOf(lapSheetPdf(now, sheetsOf(now, log), MADE_MS), 'course')).flat()).toContain('hill');
  });

  it('R2.7, R2.8 say every length of the loop, and which laps had it', async () => {
    const log = field([30]);
    log.courseChanged(998.5);
    log.courseChanged(1100, { fromLap: 11 });
    log.courseChanged(1200.25, { fromMs: GUN_MS + 20 * LAP_MS });
    const said = 'loop 998.500 m, 1100.000 m from lap 11, 1200.250 m from Sat 3 Oct 2026 12:40:00';
    for (const pages of [
      await pagesOf(resultsPdf(version(log), MADE_MS), 'lengths'),
      await pagesOf(lapSheetPdf(version(log), sheetsOf(version(log), log), MADE_MS), 'length-sheets'),
    ])
      expect(pages[0]?.join(' ')).toContain(said);
    // A newer measurement of the whole race takes the place of all before.
    log.courseChanged(1001);
    const again = await pagesOf(resultsPdf(version(log), MADE_MS), 'lengths-again');
    expect(again[0]?.join(' ')).toMatch(/loop 1001\.000 m(?!,)/);
  });
});
