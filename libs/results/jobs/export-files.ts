/** Which file an export gives, and its name. */
import type { ExportKind } from '#libs/contracts/index.js';
import { type ExportsService, fileName } from '../exports.service.js';
import type { PapersService, Progress } from '../papers.service.js';
import type { Version } from '../results.service.js';

export class ExportFiles {
  constructor(
    private readonly exports: ExportsService,
    private readonly papers: PapersService,
  ) {}

  /** @throws ProblemError as the direct downloads do */
  async make(
    version: Version,
    kind: ExportKind,
    bib: string | undefined,
    progress: Progress,
  ): Promise<{ name: string; file: Buffer }> {
    const [what, ending] = kind.split('.') as [string, string];
    const several = what === 'lap-sheet' ? 'lap-sheets' : what;
    return {
      name: fileName(version, bib === undefined ? several : `${what}-${bib}`, ending),
      file: await this.content(version, kind, bib, progress),
    };
  }

  private async content(
    version: Version,
    kind: ExportKind,
    bib: string | undefined,
    progress: Progress,
  ): Promise<Buffer> {
    switch (kind) {
      case 'results.pdf':
        return this.papers.resultsPdf(version);
      case 'lap-sheet.pdf':
        return this.papers.lapSheetPdf(version, bib, progress);
      case 'lap-sheet.csv':
        return Buffer.from(await this.exports.lapSheet(version, bib));
      case 'hourly.csv':
        return Buffer.from(await this.exports.hourly(version));
      case 'record-pack.zip':
        return this.papers.recordPack(version, bib, progress);
    }
  }
}
