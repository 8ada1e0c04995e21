/** Titles and descriptions of pages, and the pages that only say something. */
export const pages = {
  'title.home': 'Loopline: live laps from ultra races',
  'title.of': '{name} | Loopline',
  'title.runner': '{name}, {race}',
  'title.crew': 'Crew, {race}',
  'title.director': 'Race director',
  'title.keypad': 'Keypad, {race}',
  'about.board':
    '{state, select, running {Live standings of {name}: laps, distance, gaps and last passings.} ended {Results of {name}.} other {{name}: start list and countdown.}}',
  'lost.title': 'This page is not on the course',
  'lost.detail': 'Nothing is kept at this address. The race may have been renamed, or the link was cut short.',
  'lost.home': 'See all races',
  'problem.again': 'Try again',
  'problem.status': 'Error {status}',
} as const;
