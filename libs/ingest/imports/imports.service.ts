/** Files of timing systems: recognised, read line by line, stored like anything a box says. The same file again adds nothing. */
import type { ImportAnswer, ImportPreviewRow } from '#libs/contracts/index.js';
import { isoInstant } from '#libs/domain/index.js';
import type { FactLog, NewFact, SetUpFacts } from '#libs/log/index.js';
import { type Principal, authorOf } from '#libs/platform/auth/principal.js';
import type { Clock } from '#libs/platform/clock.js';
import { ProblemError } from '#libs/platform/http/problem.js';
import {
  type CanonicalRead,
  FILE_FORMATS,
  FILE_RECORDS_MAX,
  type FileSurvey,
  type ImportFormat,
  TextFile,
  fileFormat,
  headOf,
  isRefused,
  plainText,
  recognise,
} from '#libs/readers/index.js';
import type { RaceDirectory } from '../race-directory.js';
import { pointNames } from '../readers/point-names.js';
import { type ReadContext, factOfRead, instantOfFact } from '../readers/read-facts.js';
import type { ReadTaker } from '../readers/read-taker.js';
import { notesOn } from './import-notes.js';
import type { ImportOptions } from './import-options.js';
import { ImportStore } from './import-store.js';
import { StartList } from './start-list.js';

export type { ImportOptions } from './import-options.js';

const REJECTED_SHOWN_MAX = 1_000;
const PREVIEW_ROWS = 50;
/** Records made into facts before other requests get a turn. */
const PER_TURN = 2_000;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What one reading of a file came to. */
interface Outcome {
  fromMs?: number;
  toMs?: number;
  preview: ImportPreviewRow[];
}

export class ImportsService {
  constructor(
    private readonly directory: RaceDirectory,
    private readonly setUp: SetUpFacts,
    private readonly log: FactLog,
    private readonly taker: ReadTaker,
    private readonly clock: Clock,
  ) {}

  /**
   * A file is read twice: what the zone of its times is stands fixed only at its end, and a million records are not to be held meanwhile.
   * @throws ProblemError 400, 404, 413, 422
   */
  async take(slug: string, body: string, options: ImportOptions, caller: Principal): Promise<ImportAnswer> {
    const race = await this.directory.getFor(slug, caller);
    const found = await this.setUp.definition(race.logId, slug);
    if (found === undefined) throw new ProblemError(404, 'unknown-race', `There is no race "${slug}".`);
    const { definition } = found;
    const startMs = await this.setUp.gunMs(race.logId, slug);
    const startList = new StartList(await this.setUp.entrants(race.logId, slug));
    const text = plainText(body);
    const format = formatOf(options.format, text);
    const { settings, dateMs, setAtMs, clockChange } = options;
    const file = new TextFile(text, format, {
      ...{ timeZone: options.timeZone ?? definition.timeZone, settings, clockChange },
      isOfReader: options.reader !== undefined,
      plannedMs: Date.parse(definition.scheduledStart),
      ...(dateMs === undefined ? {} : { dateMs }),
      ...(startMs === undefined ? {} : { startMs }),
      ...(setAtMs === undefined ? {} : { setAtMs }),
    });
    const survey = await file.survey(turn);
    if (survey.lines > FILE_RECORDS_MAX)
      throw new ProblemError(413, 'too-many-lines', `A file may have ${FILE_RECORDS_MAX} lines; import it in parts.`);
    const context: ReadContext = {
      ...{ logId: race.logId, readerId: options.reader ?? `import-${format.name}` },
      ...{ by: authorOf(caller), receivedAtMs: this.clock.nowMs() },
      config: {
        ...{ point: options.point, statedZone: 'trust' },
        ...(options.points === undefined ? {} : { points: options.points }),
      },
      ...{ pointsByName: pointNames([definition]), zone: survey.zone },
    };
    const answer = emptyAnswer(format, survey);
    const store = options.dryRun ? undefined : this.store(race.logId, answer);
    const outcome = await this.read(file, context, startList, store);
    const { fromMs, toMs, preview } = outcome;
    const { unknown } = startList;
    return {
      ...answer,
      ...store?.counts,
      notes: notesOn(survey, options, outcome, unknown),
      ...(fromMs === undefined ? {} : { from: isoInstant(fromMs) }),
      ...(toMs === undefined ? {} : { to: isoInstant(toMs) }),
      device: context.readerId,
      ...(survey.bases.has('stated') && !survey.bases.has('local') ? { stated: true } : {}),
      ...(unknown.chips + unknown.bibs > 0 ? { unknown } : {}),
      ...(options.dryRun ? { preview } : {}),
    };
  }

  private store(logId: string, answer: ImportAnswer): ImportStore {
    return new ImportStore(this.log, this.taker, logId, (line, code, message) => {
      if (answer.rejected.length < REJECTED_SHOWN_MAX) answer.rejected.push({ line, code, message });
      else answer.rejectedMore = (answer.rejectedMore ?? 0) + 1;
    });
  }

  private async read(
    file: TextFile,
    context: ReadContext,
    startList: StartList,
    store: ImportStore | undefined,
  ): Promise<Outcome> {
    const outcome: Outcome = { preview: [] };
    for (const { no, found } of file.records()) {
      if (no % PER_TURN === 0) await turn();
      for (const read of found) {
        if (isRefused(read)) continue;
        const fact = factOfRead(read, context);
        const atMs = instantOfFact(fact);
        outcome.fromMs = Math.min(outcome.fromMs ?? atMs, atMs);
        outcome.toMs = Math.max(outcome.toMs ?? atMs, atMs);
        startList.count(read);
        if (store === undefined && outcome.preview.length < PREVIEW_ROWS)
          outcome.preview.push(previewRow(no, read, fact, startList));
        await store?.take({ no, read, fact });
      }
    }
    await store?.finish();
    return outcome;
  }
}

const emptyAnswer = (format: ImportFormat, { lines, reads, refused, refusedMore, zone }: FileSurvey): ImportAnswer => ({
  ...{ format: format.name, lines, reads, stored: 0, duplicates: 0 },
  rejected: refused.map(({ line = 0, code, message }) => ({ line, code, message })),
  ...(refusedMore > 0 ? { rejectedMore: refusedMore } : {}),
  ...{ notes: [], timeZone: zone.timeZone },
});

function previewRow(line: number, read: CanonicalRead, fact: NewFact, startList: StartList): ImportPreviewRow {
  const { chip, place, seq } = read;
  const who = startList.whoIs(read);
  const bib = read.bib ?? who?.bib;
  return {
    ...{ line, kind: fact.kind, at: isoInstant(instantOfFact(fact)), point: String(fact.fields['point']) },
    ...(chip === undefined ? {} : { chip }),
    ...(bib === undefined ? {} : { bib }),
    ...(who?.name ? { name: who.name } : {}),
    ...(place === undefined ? {} : { place }),
    ...(seq === undefined ? {} : { seq }),
  };
}

function formatOf(name: string, text: string): ImportFormat {
  if (name !== 'auto') {
    const known = fileFormat(name);
    if (known) return known;
    const names = FILE_FORMATS.map((format) => format.name).join(', ');
    throw new ProblemError(400, 'unknown-format', `format must be auto or one of ${names}.`);
  }
  const format = recognise(headOf(text));
  if (format) return format;
  throw new ProblemError(
    422,
    'not-recognised',
    'Nobody knows this file by its first lines; say its format, such as format=csv with a heading that names bib or chip and time.',
  );
}
