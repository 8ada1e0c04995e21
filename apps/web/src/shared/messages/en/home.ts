/** Words of the home page. */
export const home = {
  title: 'Races',
  live: 'Live now',
  coming: 'Coming up',
  past: 'Finished',
  runners: '{runners, plural, one {# runner} other {# runners}}',
  'race.of': '{clock} of {duration}',
  'race.starts': '{date}, {time} {place, select, UTC {UTC} other {in {place}}}',
  'race.ended': 'Ended {date}',
  'empty.title': 'Every lap, the moment it happens.',
  'empty.detail':
    'Loopline times loop races of 6, 12, 24 and 48 hours: chip mats and tablets in, a live board out. This server has no race yet.',
  demo: 'Watch the demo',
  'demo.detail': 'A simulated 24-hour race with 150 runners, fed through the real front door at sixty times the speed.',
  'demo.starting': 'Starting the demo\u2026',
  'demo.command': 'Stop the server and start it with a simulated race:',
  setup: 'Set up a race',
  'setup.detail': 'Name, loop, duration, start list. Five minutes, then the keypad is ready.',
} as const;
