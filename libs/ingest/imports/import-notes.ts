/** What a person should check before a file is stored, in sentences. */
import { zoneOffsetMs } from '#libs/domain/index.js';
import type { FileSurvey } from '#libs/readers/index.js';
import type { ImportOptions } from './import-options.js';
import type { Unknown } from './start-list.js';

export function notesOn(
  survey: FileSurvey,
  options: ImportOptions,
  span: { fromMs?: number; toMs?: number },
  unknown: Unknown,
): string[] {
  const notes: string[] = [];
  const { bases, guessedDayMs, zone } = survey;
  if (bases.has('time-of-day'))
    notes.push(
      'Times have no date: they were put on the day nearest to now. Say the date of the first line (date=yyyy-MM-dd), or format=bib-time when they count from the start.',
    );
  if (guessedDayMs !== undefined)
    notes.push(
      `Times have no date: by the start of the race the first line is of ${new Date(guessedDayMs).toISOString().slice(0, 10)}. If it is of another day, say which (date=yyyy-MM-dd).`,
    );
  if (bases.has('since-start'))
    notes.push(
      'Times count from a start nobody knows: say when that was (date=yyyy-MM-ddTHH:mm:ss as a clock showed it), start the race first, or correct the clock of the box (reader, offsetMs).',
    );
  const { fromMs, toMs } = span;
  if (
    fromMs !== undefined &&
    toMs !== undefined &&
    bases.has('local') &&
    zoneOffsetMs(zone.timeZone, fromMs) !== zoneOffsetMs(zone.timeZone, toMs)
  )
    notes.push(changeNote(survey, options));
  if (unknown.chips > 0) notes.push(unknownNote(unknown.chips, 'chip', 'wears', unknown.first));
  else if (unknown.bibs > 0) notes.push(unknownNote(unknown.bibs, 'bib', 'runs with', unknown.first));
  return notes;
}

const unknownNote = (count: number, what: string, does: string, first: readonly string[]): string =>
  `${count} ${what}${count === 1 ? '' : 's'} that nobody on the start list ${does}: ${first.join(', ')}${count > first.length ? ' …' : ''}. Kept, and counted as soon as somebody does.`;

function changeNote({ zone: { setAtMs } }: FileSurvey, { clockChange }: ImportOptions): string {
  const during = 'The clocks were changed while this was written';
  if (setAtMs === undefined && clockChange === 'auto')
    return `${during}, and nothing tells that the clock of the box was not changed with them.`;
  if (setAtMs === undefined) return `${during}, and the clock of the box with them, as you say.`;
  return `${during}. The clock of the box is taken to have gone on as it was; if it was changed as well, import with clockChange=follows.`;
}
