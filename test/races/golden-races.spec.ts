/** Golden races: what happened, line by line as an official would write it down, and the result it must give (the lines with `=`). */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Course, CoursePoint, Format, RaceDefinition } from '#libs/domain/index.js';
import { FactLog, GUN_MS, RACE, fold } from '#libs/testing/facts.js';

const FOLDER = 'test/races/golden';

/** `h:mm:ss` or `h:mm:ss.mmm` after the gun, in ms. */
function time(text: string): number {
  const [h = NaN, m = NaN, s = NaN] = text.split(':').map(Number);
  const ms = Math.round((h * 3600 + m * 60 + s) * 1000) * (text.startsWith('-') ? -1 : 1);
  if (!Number.isFinite(ms)) throw new Error(`"${text}" is no time`);
  return ms;
}

function raceOfLine(words: string[]): Partial<RaceDefinition> {
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1] || undefined;
  const has = (word: string): boolean => words.includes(word);
  const [kind, size = ''] = words;
  const formats: Record<string, () => Format> = {
    'fixed-time': () => ({
      kind: 'fixed-time',
      durationMs: time(size),
      end: after('end') as 'measure',
      ...(has('fractions') ? { fractionM: Number(after('fractions')) } : {}),
    }),
    'fixed-distance': () => ({
      kind: 'fixed-distance',
      distanceM: Number(size),
      ...(has('limit') ? { limitMs: time(after('limit')!) } : {}),
    }),
    backyard: () => ({ kind: 'backyard', intervalMs: 3_600_000 }),
    course: () => ({
      kind: 'course',
      ...(has('limit') ? { limitMs: time(after('limit')!) } : {}),
      ...(has('strict') ? { strict: true } : {}),
    }),
  };
  const format = formats[kind!]?.();
  if (!format) throw new Error(`"${kind}" is no format`);
  const first = has('first-lap') ? { firstLapM: Number(after('first-lap')) } : {};
  const loop: Course = { kind: 'loop', lapM: Number(after('loop')), ...first, points: [{ id: 'line', atM: 0 }] };
  // Points and waves come in lines of their own.
  const course: Course = kind === 'course' ? { kind: 'line', points: [] } : loop;
  return { format, course, ...(has('relay') ? { relay: true } : {}) };
}

/** `point hut 31000 closes 6:00:00 on departure`. */
function pointOfLine([id = '', atM, ...words]: string[]): CoursePoint {
  const after = (word: string): string | undefined => words[words.indexOf(word) + 1] || undefined;
  return {
    ...{ id, name: id, atM: Number(atM) },
    ...(words.includes('closes') ? { cutoffMs: time(after('closes')!) } : {}),
    ...(words.includes('on') ? { cutoffOn: after('on') as 'arrival' } : {}),
  };
}

/** The race said anew, with more in it. */
function amend(log: FactLog, change: (race: RaceDefinition) => Partial<RaceDefinition>): void {
  const { definition } = log.facts.findLast((fact) => fact.kind === 'race')!;
  log.race({ ...definition, ...change(definition) });
}

type Words = string[];
const WORDS: Record<string, (log: FactLog, words: Words) => void> = {
  race: (log, words) => {
    log.race(raceOfLine(words));
    log.started();
  },
  point: (log, words) =>
    amend(log, ({ course }) => ({
      course: { kind: 'line', points: [...course.points, pointOfLine(words)] } as Course,
    })),
  wave: (log, [id, offset]) =>
    amend(log, ({ waves = [] }) => ({ waves: [...waves, { id: id!, startOffsetMs: time(offset!) }] })),
  gun: (log, [at]) => void log.started(GUN_MS + time(at!)),
  runner: (log, [bib, ...words]) => {
    const after = (word: string): string | undefined => words[words.indexOf(word) + 1] || undefined;
    const name = after('name');
    log.entrant(bib!, {
      ...(words.includes('wave') ? { wave: after('wave') } : {}),
      ...(words.includes('chip') ? { chips: [after('chip')!] } : {}),
      ...(words.includes('name') ? { name, entrantId: `entrant-${bib}-${name}` } : {}),
    });
  },
  read: (log, [chip, at]) => void log.read(chip!, GUN_MS + time(at!)),
  reads: (log, [chip, n, , every]) => {
    for (let i = 1; i <= Number(n); i++) log.read(chip!, GUN_MS + i * time(every!));
  },
  chip: (log, [chip, , bib, , at]) =>
    void log.chipAssigned(chip!, bib!, at === undefined ? {} : { fromMs: GUN_MS + time(at) }),
  box: (log, [device, , point, , at]) =>
    void log.reader(device!, { point: point!, ...(at === undefined ? {} : { fromMs: GUN_MS + time(at) }) }),
  'said-by': (log, [device, bib, point, at]) =>
    void log.passing(bib!, GUN_MS + time(at!), { point: point!, source: { device: device! } }),
  at: (log, [bib, point, at, edge]) =>
    void log.passing(bib!, GUN_MS + time(at!), { point: point!, ...(edge === 'out' ? { edge } : {}) }),
  retime: (log, [bib, at]) =>
    void log.retime(
      log.facts.findLast((f) => f.kind === 'passing' && f.bib === bib)!,
      GUN_MS + time(at!),
    ),
  reassign: (log, [bib, , other]) =>
    void log.reassign(
      log.facts.findLast((f) => f.kind === 'passing' && f.bib === bib)!,
      other!,
    ),
  refused: (log, [bib, at]) => void log.status(bib!, 'refused-to-continue', GUN_MS + time(at!)),
  dsq: (log, [bib, at]) => void log.status(bib!, 'dsq', GUN_MS + time(at!)),
  runners: (log, bibs) => bibs.forEach((bib) => log.entrant(bib)),
  laps: (log, [bib, n, , every, , after = '0:00:00']) => {
    for (let i = 1; i <= Number(n); i++) log.passing(bib!, GUN_MS + time(after) + i * time(every!));
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
  dnf: (log, [bib, at]) => void log.status(bib!, 'dnf', GUN_MS + time(at!)),
  length: (log, [metres, , lap]) =>
    void log.courseChanged(Number(metres), lap === undefined ? {} : { fromLap: Number(lap) }),
  signal: (log, [at]) => void log.stopped(GUN_MS + time(at!)),
  official: (log) => void log.resultsState('official'),
};

const files = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));

it('are there', () => expect(files.length).toBeGreaterThan(18));

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
        laps: String(row.laps ?? '-'),
        point: row.lastPoint ?? '-',
        late: row.outsideLimit === undefined ? '-' : `${row.outsideLimit.point}+${row.outsideLimit.byMs / 1000}s`,
        name: row.name ?? '-',
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
