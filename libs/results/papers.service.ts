/** What is printed and what is handed in: results and lap sheets as PDF, the record pack (R8.6). */
import type { RunnerCard } from '#libs/domain/index.js';
import type { FactLog } from '#libs/log/index.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import type { StartLists } from '#libs/projection/index.js';
import type { ExportsService } from './exports.service.js';
import { breathe } from './heavy.js';
import { readEvidence, wireLines } from './pack/evidence.js';
import { type PackFile, packFiles } from './pack/record-pack.js';
import { zipOf } from './pack/zip.js';
import type { Sheet } from './pdf/lap-sheet-pdf.js';
import type { ResultsService, Version } from './results.service.js';

/** Loaded with the first paper that is asked for: the parts of a PDF are slow to load, and a start needs none. */
const papers = {
  results: () => import('./pdf/results-pdf.js'),
  lapSheet: () => import('./pdf/lap-sheet-pdf.js'),
};

/** Told how much of the work is done, 0 to 100. */
export type Progress = (percent: number) => void;

export class PapersService {
  constructor(
    private readonly results: ResultsService,
    private readonly exports: ExportsService,
    private readonly startLists: StartLists,
    private readonly log: FactLog,
    private readonly clock: Clock,
  ) {}

  async resultsPdf(version: Version): Promise<Buffer> {
    const { resultsPdf } = await papers.results();
    return resultsPdf(version, this.clock.nowMs());
  }

  /** @throws ProblemError 404 `unknown-bib` */
  async lapSheetPdf(version: Version, bib: string | undefined, progress?: Progress): Promise<Buffer> {
    this.known(version, bib);
    const { lapSheetPdf } = await papers.lapSheet();
    return lapSheetPdf(version, this.sheets(version, bib, progress), this.clock.nowMs());
  }

  /** Everything an authority asks for, of one runner or of all. @throws ProblemError 404 `unknown-bib` */
  async recordPack(version: Version, bib: string | undefined, progress: Progress = () => undefined): Promise<Buffer> {
    this.known(version, bib);
    const { logId, offset, race } = version;
    const madeAtMs = this.clock.nowMs();
    const evidence = await readEvidence(this.log, logId, offset, race.slug);
    progress(20);
    const people = (await this.startLists.entered(version)).filter((one) => bib === undefined || one.bib === bib);
    const files: PackFile[] = [
      ...packFiles({ version, bib, evidence, people, madeAtMs }),
      ['results.json', JSON.stringify(this.results.answer(version), null, 2)],
      ['results.csv', this.exports.results(version)],
      ['results.pdf', await this.resultsPdf(version)],
      ['hourly.csv', race.startedAtMs === undefined ? '' : await this.exports.hourly(version)],
      ['lap-sheet.csv', await this.exports.lapSheet(version, bib)],
      ['lap-sheet.pdf', await this.lapSheetPdf(version, bib, (part) => progress(30 + part / 2))],
    ];
    progress(85);
    return zipOf(files, { 'log.ndjson': () => wireLines(this.log, logId, offset) }, madeAtMs);
  }

  private known({ race }: Version, bib: string | undefined): void {
    if (bib !== undefined && !race.bibs().includes(bib))
      throw new ProblemError(404, 'unknown-bib', `Nobody runs with bib "${bib.slice(0, 16)}" in this race.`);
  }

  /** One sheet after the other, so that few are in memory. */
  private async *sheets(version: Version, bib: string | undefined, progress?: Progress): AsyncIterable<Sheet> {
    const bibs = bib === undefined ? version.rows.map((row) => row.bib) : [bib];
    for (const [i, one] of bibs.entries()) {
      const card = version.race.card(one, version.nowMs);
      if (card) yield { card, offsetOf: await this.offsetsOf(version.logId, card) };
      progress?.((100 * (i + 1)) / bibs.length);
      await breathe();
    }
  }

  /** Ids behind the laps, needed only where a correction points at one. */
  private async offsetsOf(logId: string, { laps, corrections }: RunnerCard): Promise<Map<string, number>> {
    if (corrections.every(({ target }) => target === undefined)) return new Map();
    const ids = await this.log.idsOf(
      logId,
      laps.flatMap(({ offsets }) => offsets),
    );
    return new Map([...ids].map(([offset, id]) => [id, offset]));
  }
}
