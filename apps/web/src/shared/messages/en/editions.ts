/** Words of the form for past editions of a course. */
export const editions = {
  title: 'Past editions of this course',
  about:
    'Forecasts of arrivals, finishes and closing times rest on them: twenty finishers in all are needed. Ended races of this server that differ in the year only are used by themselves. Nothing here changes a result; names are not kept.',
  none: 'No file yet.',
  'col.edition': 'Edition',
  'col.finished': 'Finished',
  finished: '{finishers} of {runners}',
  'col.since': 'Stored',
  'col.do': 'Change',
  remove: 'Remove',
  'remove.of': 'Remove the edition {edition}',
  'remove.sure': 'Remove it: {edition}?',
  keep: 'Keep it',
  removed: 'Removed. Forecasts follow within seconds.',
  'file.title': 'Bring an edition as a file',
  'file.about':
    'The CSV of a finished race, one row a passing. Needed columns: bib, elapsed_s (seconds from the gun), cum_distance_m (metres from the start).',
  name: 'Edition',
  'name.hint': 'Such as 2024, or 2023-north. A name that is there already is replaced.',
  'error.name': 'Write 1 to 32 of a-z, 0-9 and "-", such as 2024.',
  'file.choose': 'Choose a file',
  'error.file': 'Choose a file first.',
  'file.send': 'Store the edition',
  'file.done':
    'Stored {edition}: {runners, plural, one {# runner} other {# runners}}, {finishers} finished. {same} % of the points lie where those of this course do.',
  'file.rejected':
    '{n, plural, one {One row is} other {# rows are}} wrong and {n, plural, one {stays} other {stay}} out:',
  'file.line': 'Line',
  'file.why': 'What is wrong',
} as const;
