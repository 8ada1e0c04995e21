/** Golden races: what happened, line by line as an official would write it down, and the result it must give (the lines with `=`). */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Format, RaceDefinition } from '#libs/domain/index.js';
import { FactLog, GUN_MS, RACE, fold } from '#libs/testing/facts.js';

const FOLDER = 'test/races/golden';

/** `h:mm:ss` or `h:mm:ss.mmm` after the gun, in ms. */
function time(text: string): number {
  const [h = NaN, m = NaN, s = NaN] = text.split(':').map(Number);
  const ms = Math.round((h * 3600 + m * 60 + s) * 1000);
  if (!Number.isFinite(ms)) throw new Error(`"${text}" is no time`);
  return ms;
}

function raceOfLine(words: string[]): Partial<RaceDefinition> {
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1] || undefined;
  const has = (word: string): boolean => words.includes(word);
  const [kind, size = ''] = words;
  const formats: Record<string, () => Format> = {
    'fixed-time': () => ({ kind: 'fixed-time', durationMs: time(size), end: after('end') as 'measure' }),
    'fixed-distance': () => ({
      kind: 'fixed-distance',
      distanceM: Number(size),
      ...(has('limit') ? { limitMs: time(after('limit')!) } : {}),
    }),
    backyard: () => ({ kind: 'backyard', intervalMs: 3_600_000 }),
  };
  const format = formats[kind!]?.();
  if (!format) throw new Error(`"${kind}" is no format`);
  return { format, course: { kind: 'loop', lapM: Number(after('loop')), points: [{ id: 'line', atM: 0 }] } };
}

type Words = string[];
const WORDS: Record<string, (log: FactLog, words: Words) => void> = {
  race: (log, words) => {
    log.race(raceOfLine(words));
    log.started();
  },
  runners: (log, bibs) => bibs.forEach((bib) => log.entrant(bib)),
  laps: (log, [bib, n, , every]) => {
    for (let i = 1; i <= Number(n); i++) log.passing(bib!, GUN_MS + i * time(every!));
  },
  yards: (log, [bib, n, , inTime]) => {
    for (let i = 0; i < Number(n); i++) log.passing(bib!, GUN_MS + i * 3_600_000 + time(inTime!));
  },
  pass: (log, [bib, at]) => void log.passing(bib!, GUN_MS + time(at!)),
  add: (log, [bib, at]) => void log.passing(bib!, GUN_MS + time(at!), { reason: 'seen on video' }),
  'void-last': (log, [bib]) => void log.void(log.facts.findLast((f) => f.kind === 'passing' && f.bib === bib)!),
  'part-lap': (log, [bib, metres]) => void log.partLap(bib!, { pastLineMm: Math.round(Number(metres) * 1000) }),
  penalty: (log, [bib, seconds]) => void log.adjustment(bib!, { timeMs: Number(seconds) * 1000 }),
  stop: (log, [bib, at]) => void log.status(bib!, 'stopped', GUN_MS + time(at!)),
  length: (log, [metres, , lap]) =>
    void log.courseChanged(Number(metres), lap === undefined ? {} : { fromLap: Number(lap) }),
  signal: (log, [at]) => void log.stopped(GUN_MS + time(at!)),
  official: (log) => void log.resultsState('official'),
};

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

it('are there', () => expect(files.length).toBeGreaterThan(8));

describe.each(files)('%s', (name) => {
  const lines = readFileSync(path.join(FOLDER, name), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const log = new FactLog();
  for (const line of lines.filter((each) => !each.startsWith('='))) {
    const [word = '', ...words] = line.split(/\s+/);
    const enter = WORDS[word];
    if (!enter) throw new Error(`${name}: nobody knows what "${word}" means`);
    enter(log, words);
  }
  const [head = [], ...expected] = lines
    .filter((line) => line.startsWith('='))
    .map((line) => line.slice(1).trim().split(/\s+/));
  const nowMs = GUN_MS + 10 * 86_400_000;

  it.each([
    ['as it happened', log.facts],
    ['in the opposite order', log.facts.toReversed()],
  ])('gives its result, %s', (_order, facts) => {
    const rows = fold(facts).race(RACE)!.results(nowMs);
    const shown = rows.map((row) => {
      const cells: Record<string, string> = {
        rank: String(row.rank ?? '-'),
        bib: row.bib,
        laps: String(row.laps),
        status: row.status,
      };
      return [
        ...head.slice(0, -1).map((column) => cells[column] ?? `no column ${column}`),
        ...row.officialText.split(' '),
      ];
    });
    expect(shown).toEqual(expected);
  });
});
