/** A file or recording of a timing system as it is to be sent: every record with its instant, read by the same parsers that serve the boxes. */
import { type DeviceZone, instantOf } from '#libs/domain/index.js';
import {
  type CanonicalRead,
  type ClockChange,
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
import { NotReplayableError } from './recording.js';

export interface ReadsFileOptions {
  /** Null: by its first lines. */
  format: string | null;
  timeZone: string;
  clockChange: ClockChange;
  /** Day of the first line, ms since 1970. */
  dateMs?: number;
  /** The gun, when it is known. */
  startMs?: number;
  settings: Record<string, unknown>;
}

export interface TimedRead {
  read: CanonicalRead;
  atMs: number;
}

export interface ReadsFile {
  format: ImportFormat;
  survey: FileSurvey;
  /** In the order of the file. */
  reads: TimedRead[];
}

const turn = (): Promise<void> => Promise.resolve();

/** @throws NotReplayableError */
export async function readReads(text: string, options: ReadsFileOptions): Promise<ReadsFile> {
  const plain = plainText(text);
  const format = options.format === null ? recognise(headOf(plain)) : fileFormat(options.format);
  if (format === undefined) throw new NotReplayableError('No timing system is known by the first lines of this file.');
  const file = new TextFile(plain, format, options);
  const survey = await file.survey(turn);
  if (survey.lines > FILE_RECORDS_MAX)
    throw new NotReplayableError(`A file may have ${FILE_RECORDS_MAX} lines; replay it in parts.`);
  if (survey.reads === 0) {
    const [first] = survey.refused;
    const why = first === undefined ? '' : ` Line ${first.line}: ${first.message}.`;
    throw new NotReplayableError(`Nothing in this file could be read as ${format.name}.${why}`);
  }
  const nowMs = Date.now();
  const reads: TimedRead[] = [];
  for (const { found } of file.records())
    for (const read of found)
      if (!isRefused(read)) reads.push({ read, atMs: Math.round(instant(read, survey.zone, nowMs)) });
  return { format, survey, reads };
}

const instant = ({ said }: CanonicalRead, zone: DeviceZone, nowMs: number): number =>
  instantOf(said, said.basis === 'stated' ? undefined : zone, nowMs);
