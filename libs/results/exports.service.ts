/** What leaves the house beside the results themselves: lap sheets, hourly standings, files for outside bodies. */
import type { RunnerCard } from '#libs/domain/index.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { StartLists } from '#libs/projection/index.js';
import { csvOf } from './files/csv.js';
import { SHEET_COLUMNS, sheetLines } from './files/lap-sheet.js';
import { DUV_COLUMNS, type OutsideRow, duvRows, ultraSignupColumns } from './files/outside-columns.js';
import { HOURLY_COLUMNS, type HourRow, resultColumns } from './files/result-columns.js';
import { breathe } from './heavy.js';
import type { Version } from './results.service.js';

const HOUR_MS = 3_600_000;
/** Ten days, and a little. */
const HOURS_MAX = 264;

export class ExportsService {
  constructor(private readonly startLists: StartLists) {}

  results({ rows, state, offset }: Version): string {
    return csvOf(resultColumns({ state, offset }), rows);
  }

  /**
   * Cards of one runner, or of all in the order of the results.
   * @throws ProblemError 404 `unknown-bib`
   */
  async cards({ race, rows, nowMs }: Version, bib: string | undefined): Promise<RunnerCard[]> {
    const bibs = bib === undefined ? rows.map((row) => row.bib) : [bib];
    const cards: RunnerCard[] = [];
    for (const one of bibs) {
      const card = race.card(one, nowMs);
      if (!card) throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${one.slice(0, 16)}" in this race.`);
      cards.push(card);
      await breathe();
    }
    return cards;
  }

  async lapSheet(version: Version, bib: string | undefined): Promise<string> {
    return csvOf(SHEET_COLUMNS, sheetLines(await this.cards(version, bib)));
  }

  /** R12.5: the standings at every full hour of the race that has passed. @throws ProblemError 409 `not-started` */
  async hourly({ race, nowMs }: Version): Promise<string> {
    const { startedAtMs, endsAtMs } = race;
    if (startedAtMs === undefined)
      throw new ProblemError(409, 'not-started', 'This race has no gun yet: there are no hours to list.');
    const untilMs = Math.min(race.raceNowMs(nowMs), endsAtMs ?? Infinity);
    const hours = Math.min(HOURS_MAX, Math.floor((untilMs - startedAtMs) / HOUR_MS));
    const lines: HourRow[] = [];
    for (let hour = 1; hour <= hours; hour++) {
      for (const row of race.rowsAt(startedAtMs + hour * HOUR_MS)) lines.push({ hour, row });
      await breathe();
    }
    return csvOf(HOURLY_COLUMNS, lines);
  }

  async duv(version: Version): Promise<string> {
    return csvOf(DUV_COLUMNS, duvRows(await this.outside(version), version.race.definition));
  }

  async ultraSignup(version: Version): Promise<string> {
    return csvOf(ultraSignupColumns(version.race.definition), await this.outside(version));
  }

  /** Results with what was entered of each person; of a relay the names stand together. */
  private async outside(version: Version): Promise<OutsideRow[]> {
    const entered = await this.startLists.entered(version);
    return version.rows.map((result) => {
      const people = entered.filter(({ bib }) => bib === result.bib);
      const names = people.flatMap(({ name }) => name ?? []);
      const alone = people.length === 1 ? people[0] : undefined;
      return {
        result,
        name: names.length === 0 ? result.name : names.join(' / '),
        birthDate: alone?.birthDate,
        age: alone?.age,
      };
    });
  }
}

/** `autumn-24h-results-official-1234.csv`. */
export function fileName({ race, state, offset }: Version, what: string, ending: string): string {
  return `${race.slug}-${what}-${state}-${offset}.${ending}`;
}
