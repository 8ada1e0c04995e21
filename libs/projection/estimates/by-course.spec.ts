/** Courses in the estimates: past races of this server are found by name or as named, and rows told crossing by crossing are those told at once. */
import { describe, expect, it } from '@jest/globals';
import { type CoursePoint, HOUR_MS, type RaceDefinition } from '#libs/domain/index.js';
import type { StoredEdition } from '#libs/log/index.js';
import { FactLog, fold, GUN_MS, RACE, raceOf } from '#libs/testing/facts.js';
import { NO_OWN_RECORDS } from '../own-records.js';
import { Estimates } from './estimates.js';
import { shippedModels } from './parameters.js';
import { PastEditions } from './past-editions.js';
import { RaceEstimates } from './race-estimates.js';

const MODELS = shippedModels();
const POINTS: CoursePoint[] = [20, 40, 60, 80, 100].map((km) => ({ id: `km${km}`, name: `${km} km`, atM: km * 1000 }));
const LEGS = [2, 2.2, 2.6, 2.8, 3];
const YEAR_MS = 365 * 24 * HOUR_MS;
const COURSE: Partial<RaceDefinition> = {
  name: 'Wood 100 2026',
  course: { kind: 'line', points: POINTS },
  format: { kind: 'course', limitMs: 20 * HOUR_MS },
};

/** Elapsed ms of a runner at the points; every fifth goes home at 60 km. */
function timesOf(runner: number): number[] {
  let ms = 0;
  const level = 0.8 + ((runner * 37) % 50) / 100;
  return LEGS.slice(0, runner % 5 === 4 ? 3 : 5).map(
    (leg, k) => (ms += Math.round(leg * level * (1 + 0.05 * Math.sin(3 * runner + k)) * HOUR_MS)),
  );
}

function logOf(runners: number, gunMs: number, fields: Partial<RaceDefinition>): FactLog {
  const log = new FactLog();
  log.race({ ...COURSE, ...fields });
  for (let i = 1; i <= runners; i++) log.entrant(String(i));
  log.started(gunMs);
  return log;
}

function pastRace(fields: Partial<RaceDefinition> = {}, ended = true) {
  const gunMs = GUN_MS - YEAR_MS;
  const log = logOf(60, gunMs, { name: 'Wood 100 2025', ...fields });
  for (let i = 1; i <= 60; i++)
    for (const [k, ms] of timesOf(i).entries()) log.passing(String(i), gunMs + ms, { point: POINTS[k]!.id });
  if (ended) log.stopped(gunMs + 30 * HOUR_MS);
  return { offset: log.nextOffset - 1, race: raceOf(log) };
}

const NO_STORE = { heads: () => Promise.resolve([]), ofRace: (): Promise<StoredEdition[]> => Promise.resolve([]) };

describe('past editions among the races of this server', () => {
  const today = raceOf(logOf(1, GUN_MS, {}));
  const found = (other: ReturnType<typeof pastRace>, race = today): number =>
    new PastEditions(NO_STORE, () => [other, { offset: 1, race }]).of(race, GUN_MS + HOUR_MS).editions.length;

  it('are those that ended, on the same points, under a name that differs in the year', () => {
    expect(found(pastRace())).toBe(1);
    expect(found(pastRace({}, false))).toBe(0);
    const moved = POINTS.map((point, i) => (i < 2 ? { ...point, atM: point.atM + 5000 } : point));
    expect(found(pastRace({ course: { kind: 'line', points: moved } }))).toBe(0);
    expect(found(pastRace({ group: 'weekend' }), raceOf(logOf(1, GUN_MS, { group: 'weekend' })))).toBe(0);
  });

  it('or those the race names, and then no others', () => {
    const names = (editions: string[]) => raceOf(logOf(1, GUN_MS, { editions }));
    expect(found(pastRace(), names([RACE]))).toBe(1);
    expect(found(pastRace(), names(['another']))).toBe(0);
  });

  it('are a past with another key once one of them is corrected', () => {
    const other = pastRace();
    const key = (offset: number): string =>
      new PastEditions(NO_STORE, () => [{ ...other, offset }]).of(today, GUN_MS + HOUR_MS).key;
    expect(key(7)).not.toBe(key(8));
  });
});

it('those brought along are asked for at most every few seconds, and used when they are there', async () => {
  let asked = 0;
  const runs = Array.from({ length: 30 }, (_, i) => ({
    finished: true,
    points: [0, 1, 2, 3, 4],
    timesMs: timesOf(5 * i),
  }));
  const stored = { name: '2025', points: POINTS.map(({ atM }) => atM * 1000), runs };
  const head = { name: '2025', runners: 30, finishers: 30, digest: 'd', putAt: '' };
  const past = new PastEditions(
    { heads: () => Promise.resolve([(asked++, head)]), ofRace: () => Promise.resolve([stored]) },
    () => [],
  );
  const race = raceOf(logOf(1, GUN_MS, {}));
  expect(past.of(race, GUN_MS).editions).toEqual([]);
  past.of(race, GUN_MS + 1000);
  await past.idle;
  expect(past.of(race, GUN_MS + 2000).editions).toMatchObject([{ lengthMm: 100_000_000 }]);
  expect(asked).toBe(1);
});

describe('estimates of a course', () => {
  const past = new PastEditions(NO_STORE, () => [pastRace()]);

  it('told crossing by crossing, a late one and a corrected one too, are those told at once', () => {
    const log = logOf(12, GUN_MS, {});
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const live = new RaceEstimates(race, MODELS, NO_OWN_RECORDS, past.of(race, GUN_MS));
    const untilMs = GUN_MS + 9 * HOUR_MS;
    const all = Array.from({ length: 12 }, (_, i) =>
      timesOf(i + 1).map((ms, k) => ({ bib: String(i + 1), atMs: GUN_MS + ms, point: POINTS[k]!.id })),
    )
      .flat()
      .filter(({ atMs }) => atMs <= untilMs)
      .sort((a, b) => a.atMs - b.atMs);
    const late = all.splice(5, 1);
    for (const { bib, atMs, point } of all) {
      held.apply(log.passing(bib, atMs, { point }));
      live.look(atMs + 1000);
    }
    held.apply(log.passing(late[0]!.bib, late[0]!.atMs, { point: late[0]!.point }));
    const wrong = log.passing('3', untilMs - 60_000, { point: 'km80' });
    held.apply(wrong);
    live.look(untilMs);
    held.apply(log.void(wrong));
    const again = new RaceEstimates(raceOf(log), MODELS, NO_OWN_RECORDS, past.of(race, GUN_MS));
    for (const one of [live, again])
      do one.look(untilMs + 30_000);
      while (one.behind);
    for (const bib of ['1', '3', late[0]!.bib]) {
      const card = (one: RaceEstimates) => one.card(bib, untilMs + 60_000, true).forecast;
      expect(card(live)).toEqual(card(again));
      expect(card(live).finishes).toBeGreaterThan(0);
    }
    expect(live.counts.faults + again.counts.faults).toBe(0);
  });

  it('a row has the next point and the finish, which stay while they hardly move', () => {
    const log = logOf(2, GUN_MS, {});
    log.passing('1', GUN_MS + timesOf(1)[0]!, { point: 'km20' });
    const race = raceOf(log);
    const estimates = new Estimates(
      () => MODELS,
      NO_OWN_RECORDS,
      (one, nowMs) => past.of(one, nowMs),
    );
    const nowMs = GUN_MS + timesOf(1)[0]! + 1000;
    const first = estimates.of(race, log.nextOffset, nowMs).get('1')!;
    expect(Math.abs(Date.parse(first.finishAt!.likely) - GUN_MS - timesOf(1)[4]!)).toBeLessThan(1.5 * HOUR_MS);
    expect(first.nextAt!.likely < first.finishAt!.likely).toBe(true);
    const later = estimates.of(race, log.nextOffset, nowMs + 20_000).get('1')!;
    expect(later.finishAt).toBe(first.finishAt);
  });
});
