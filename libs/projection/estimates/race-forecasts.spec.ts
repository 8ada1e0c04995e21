/** What is said once of all estimates of a race, and since when a runner is late. */
import { describe, expect, it } from '@jest/globals';
import { type Delta, applyDelta } from '#libs/contracts/index.js';
import { HOUR_MS, type LogFold, type RaceDefinition, type RaceForecast } from '#libs/domain/index.js';
import { fold, FactLog, GUN_MS, RACE } from '#libs/testing/facts.js';
import { FrameMaker } from '../frame-maker.js';
import { Estimates } from './estimates.js';
import { shippedModels } from './parameters.js';
import { RaceEstimates } from './race-estimates.js';
import { SCORE_EVERY_MS, TODAY_EVERY_MS } from './race-forecasts.js';

const MODELS = shippedModels();
const MINUTE_MS = 60_000;
const LONG_MS = 12 * HOUR_MS;
const RUNNERS = 8;
const LAP_MS = 600_000;

const lapMs = (bib: number, lap: number): number => (420 + 25 * bib + ((lap * 37 + bib * 11) % 60) + lap) * 1000;

function started(end: 'measure' | 'whole-laps' = 'whole-laps', fields: Partial<RaceDefinition> = {}): FactLog {
  const log = new FactLog();
  log.race({ format: { kind: 'fixed-time', durationMs: LONG_MS, end }, ...fields });
  for (let i = 1; i <= RUNNERS; i++) log.entrant(String(i));
  log.started();
  return log;
}

/** Crossings of everybody between two instants of the race, in order of time. */
function crossings(fromMs: number, untilMs: number): { bib: string; atMs: number }[] {
  const all: { bib: string; atMs: number }[] = [];
  for (let bib = 1; bib <= RUNNERS; bib++) {
    let atMs = 0;
    for (let lap = 1; (atMs += lapMs(bib, lap)) <= untilMs; lap++)
      if (atMs > fromMs) all.push({ bib: String(bib), atMs: GUN_MS + atMs });
  }
  return all.sort((a, b) => a.atMs - b.atMs);
}

function watched(held: LogFold, nowMs: number): { maker: FrameMaker; tick: (nowMs: number) => Delta | undefined } {
  const race = held.race(RACE)!;
  const estimates = new Estimates(() => MODELS);
  const maker = new FrameMaker(
    race,
    'e',
    held.offset,
    nowMs,
    undefined,
    (...asked) => estimates.of(...asked),
    (...asked) => estimates.forecast(...asked),
  );
  return { maker, tick: (atMs) => maker.tick(race, held.offset, atMs, true) };
}

describe('the header of a live board', () => {
  it('says from the gun on which fit it is and how its ranges held; before it nothing', () => {
    const log = started();
    const held = fold(log.facts);
    expect(watched(held, GUN_MS - 1).maker.snapshot().race.forecast).toBeUndefined();
    const { forecast } = watched(held, GUN_MS + 1).maker.snapshot().race;
    expect(forecast?.fitted).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(forecast?.held?.pct).toBeGreaterThan(60);
    expect(forecast?.held?.of).toBeGreaterThan(5);
    expect(forecast).not.toHaveProperty('heldToday');
  });

  it('counts the ranges of the day, told at most once a minute and in no frame of its own', () => {
    const log = started();
    for (const { bib, atMs } of crossings(0, 2 * HOUR_MS)) log.passing(bib, atMs);
    const held = fold(log.facts);
    const { maker, tick } = watched(held, GUN_MS + 2 * HOUR_MS);
    const told: { atMs: number; of: number }[] = [];
    let frames = 0;
    for (const { bib, atMs } of crossings(2 * HOUR_MS, 5 * HOUR_MS)) {
      held.apply(log.passing(bib, atMs));
      for (const ms of [atMs + 250, atMs + 6000]) {
        const delta = tick(ms);
        if (delta === undefined) continue;
        frames++;
        expect(delta.rows.length).toBeGreaterThan(0);
        const of = delta.header?.forecast?.heldToday?.of;
        if (of !== undefined) told.push({ atMs: ms, of });
      }
    }
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThan(frames);
    for (const [i, { of }] of told.slice(1).entries()) expect(of).toBeGreaterThan(told[i]!.of);
    // A count may wait for a frame to go with; of three that were told two lie a minute apart.
    for (const [i, { atMs }] of told.slice(2).entries())
      expect(atMs - told[i]!.atMs).toBeGreaterThanOrEqual(TODAY_EVERY_MS);
    expect(maker.snapshot().race.forecast?.heldToday).toMatchObject({ of: told.at(-1)!.of });
  });

  it('tells after the end how ranges of the end held, in steps, keeps the last count of the day, and scores a correction anew', () => {
    const log = started();
    for (const { bib, atMs } of crossings(0, LONG_MS - HOUR_MS)) log.passing(bib, atMs);
    const held = fold(log.facts);
    const { maker, tick } = watched(held, GUN_MS + LONG_MS - HOUR_MS);
    for (const { bib, atMs } of crossings(LONG_MS - HOUR_MS, LONG_MS)) {
      held.apply(log.passing(bib, atMs));
      tick(atMs + 5000);
    }
    let board = maker.snapshot();
    const after = (fromMs: number, isTold: (forecast: RaceForecast | undefined) => boolean): number => {
      let nowMs = fromMs;
      for (; nowMs < fromMs + 10 * MINUTE_MS && !isTold(board.race.forecast); nowMs += 250) {
        const delta = tick(nowMs);
        if (delta) board = applyDelta(board, delta)!;
      }
      return nowMs;
    };
    let nowMs = after(GUN_MS + LONG_MS + 1, (forecast) => forecast?.finals !== undefined);
    const { finals, heldToday } = board.race.forecast!;
    expect(finals!.map(({ atPct, of }) => [atPct, of])).toEqual([
      [25, RUNNERS],
      [50, RUNNERS],
      [75, RUNNERS],
    ]);
    expect(heldToday!.of).toBeGreaterThan(10);
    expect(tick(nowMs + MINUTE_MS)).toBeUndefined();
    // Another process, which was not there before: the same ranges, scored the same; nothing of the day.
    const late = watched(fold(log.facts), nowMs);
    for (let ms = nowMs; late.maker.snapshot().race.forecast?.finals === undefined && ms < nowMs + MINUTE_MS; ms += 250)
      late.tick(ms);
    expect(late.maker.snapshot().race.forecast).toEqual({ ...board.race.forecast, heldToday: undefined });
    held.apply(log.status('3', 'dsq', GUN_MS + LONG_MS));
    nowMs = after(nowMs + MINUTE_MS + SCORE_EVERY_MS, (forecast) => forecast?.finals?.[0]?.of === RUNNERS - 1);
    expect(board.race.forecast!.finals!.map(({ of }) => of)).toEqual([RUNNERS - 1, RUNNERS - 1, RUNNERS - 1]);
  });

  it('scores no end of a race that was stopped early', () => {
    const log = started();
    for (const { bib, atMs } of crossings(0, 6 * HOUR_MS)) log.passing(bib, atMs);
    log.stopped(GUN_MS + 6 * HOUR_MS);
    const { maker, tick } = watched(fold(log.facts), GUN_MS + 6 * HOUR_MS + 1);
    for (let ms = 0; ms < MINUTE_MS; ms += 250) tick(GUN_MS + 6 * HOUR_MS + ms);
    expect(maker.snapshot().race.state).toBe('ended');
    expect(maker.snapshot().race.forecast).not.toHaveProperty('finals');
  });
});

it('a card says the same of the fit where it says something, and nothing where it does not', () => {
  const log = started();
  log.passing('1', GUN_MS + LAP_MS);
  log.passing('1', GUN_MS + 2 * LAP_MS);
  const race = fold(log.facts).race(RACE)!;
  const card = (bib: string) => new Estimates(() => MODELS).card(race, bib, GUN_MS + 2 * LAP_MS + 1000).forecast;
  const { forecast } = watched(fold(log.facts), GUN_MS + LAP_MS).maker.snapshot().race;
  expect(card('1')).toMatchObject({ held: forecast!.held, fitted: forecast!.fitted });
  expect(card('2')).not.toHaveProperty('fitted');
});

describe('a late runner', () => {
  /** Even laps of ten minutes, the last one at three hours. */
  function even(): FactLog {
    const log = started();
    for (let lap = 1; lap <= 18; lap++) for (const bib of ['1', '2']) log.passing(bib, GUN_MS + lap * LAP_MS);
    return log;
  }

  it('is late since the upper edge of what was said at the crossing, whoever looks when, until the next one', () => {
    const log = even();
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const estimates = new RaceEstimates(race, MODELS);
    const lastMs = GUN_MS + 18 * LAP_MS;
    estimates.look(lastMs + 1000);
    const by = estimates.rows.get('1')!.nextAt!.to;
    expect(estimates.rows.get('1')).not.toHaveProperty('lateSince');
    for (let ms = 30_000; ms <= 40 * MINUTE_MS; ms += 30_000) {
      estimates.look(lastMs + ms);
      const { lateSince } = estimates.rows.get('1')!;
      // A look or two later than the instant itself: silent runners are asked now and then.
      if (lastMs + ms > Date.parse(by) + MINUTE_MS) expect(lateSince).toBe(by);
      if (lastMs + ms <= Date.parse(by)) expect(lateSince).toBeUndefined();
    }
    const fresh = new RaceEstimates(fold(log.facts).race(RACE)!, MODELS);
    fresh.look(lastMs + 40 * MINUTE_MS);
    const since = Date.parse(fresh.rows.get('1')!.lateSince!);
    expect(Math.abs(since - Date.parse(by))).toBeLessThan(2 * MINUTE_MS);
    held.apply(log.passing('1', lastMs + 41 * MINUTE_MS));
    estimates.look(lastMs + 41 * MINUTE_MS + 500);
    expect(estimates.rows.get('1')).not.toHaveProperty('lateSince');
    expect(estimates.rows.get('2')!.lateSince).toBeDefined();
  });

  it('costs a board one change more, not one a look', () => {
    const held = fold(even().facts);
    const race = held.race(RACE)!;
    const estimates = new Estimates(() => MODELS);
    const nowMs = GUN_MS + 18 * LAP_MS + 1000;
    const maker = new FrameMaker(race, 'e', held.offset, nowMs, undefined, (...asked) => estimates.of(...asked));
    let told = 0;
    for (let ms = 0; ms < 40 * MINUTE_MS; ms += 2000) {
      const delta = maker.tick(race, held.offset, nowMs + ms, true);
      told += delta?.rows.filter(({ bib, lateSince }) => bib === '1' && lateSince !== undefined).length ?? 0;
    }
    expect(told).toBe(1);
  });
});
