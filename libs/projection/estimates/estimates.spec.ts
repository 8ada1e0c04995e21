/** Estimates follow the log: incremental is from scratch, a crossing costs one runner, nothing below what is run, and no frame without a change. */
import { describe, expect, it } from '@jest/globals';
import { applyDelta, type CardRecord } from '#libs/contracts/index.js';
import type { RaceDefinition, RaceFold } from '#libs/domain/index.js';
import { HOUR_MS } from '#libs/domain/index.js';
import { fold, FactLog, GUN_MS, RACE, raceOf } from '#libs/testing/facts.js';
import { FrameMaker } from '../frame-maker.js';
import { Estimates } from './estimates.js';
import { shippedModels } from './parameters.js';
import { FIELD_EVERY_MS, RaceEstimates } from './race-estimates.js';

const MODELS = shippedModels();
const MINUTE_MS = 60_000;

/** Runners of both sexes, started. */
function started(runners: number, fields: Partial<RaceDefinition> = {}): FactLog {
  const log = new FactLog();
  log.race(fields);
  for (let i = 1; i <= runners; i++) log.entrant(String(i), { sex: i % 2 === 0 ? 'F' : 'M', age: 30 + i });
  log.started();
  return log;
}

/** Lap times that differ from runner to runner and lap to lap, the same every time. */
const lapMs = (bib: number, lap: number): number => (330 + 10 * bib + ((lap * 37 + bib * 11) % 40) + lap / 2) * 1000;

/** Crossings of every runner up to an instant of the race, in order of time. */
function crossings(runners: number, untilMs: number): { bib: string; atMs: number }[] {
  const all: { bib: string; atMs: number }[] = [];
  for (let bib = 1; bib <= runners; bib++) {
    let atMs = GUN_MS;
    for (let lap = 1; (atMs += lapMs(bib, lap)) <= GUN_MS + untilMs; lap++) all.push({ bib: String(bib), atMs });
  }
  return all.sort((a, b) => a.atMs - b.atMs);
}

/** Everything anew, at one look per so many runners. */
function scratch(race: RaceFold, nowMs: number): RaceEstimates {
  const estimates = new RaceEstimates(race, MODELS);
  do estimates.look(nowMs);
  while (estimates.behind);
  return estimates;
}

describe('estimates', () => {
  it('told crossing by crossing, late ones and corrected ones too, are those of the whole log told at once', () => {
    const log = started(6);
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const estimates = new RaceEstimates(race, MODELS);
    const facts = [];
    const late = [];
    for (const [i, { bib, atMs }] of crossings(6, 5 * HOUR_MS).entries()) {
      // Every seventh comes an hour late, as from a box without a network.
      if (i % 7 === 3) {
        late.push({ bib, atMs });
        continue;
      }
      const fact = log.passing(bib, atMs);
      facts.push(fact);
      held.apply(fact);
      if (i % 9 === 0) estimates.look(atMs + 500);
      if (late[0] && late[0].atMs < atMs - HOUR_MS) held.apply(log.passing(late[0].bib, late.shift()!.atMs));
    }
    held.apply(log.void(facts[40]!));
    held.apply(log.retime(facts[60]!, facts[60]!.atMs + 20_000));
    held.apply(log.reassign(facts[80]!, facts[80]!.bib === '1' ? '2' : '1'));
    const nowMs = GUN_MS + 5 * HOUR_MS + MINUTE_MS;
    estimates.look(nowMs + FIELD_EVERY_MS);
    const whole = scratch(raceOf(log), nowMs + FIELD_EVERY_MS);
    for (const bib of race.bibs()) {
      const [a, b] = [estimates.traceOf(bib)!, whole.traceOf(bib)!];
      expect(a.n).toBeGreaterThan(20);
      for (const sums of ['timesMs', 'distancesMm', 'pausesMs', 'running', 'missed'] as const)
        expect(Array.from(a[sums].subarray(0, a.n))).toEqual(Array.from(b[sums].subarray(0, b.n)));
      // Ranges of the next passing may have been learnt narrower or wider; the end is not.
      const [said, anew] = [estimates, whole].map((each) => each.card(bib, nowMs + FIELD_EVERY_MS, true));
      expect(said!.forecast.final).toEqual(anew!.forecast.final);
      expect(said!.forecast.final?.p50).toBeGreaterThan(0);
      const places = (records: CardRecord[]) =>
        records.map(({ id, aheadM, chance, verdict }) => [id, aheadM, chance, verdict]);
      expect(places(said!.records).length).toBeGreaterThan(2);
      expect(places(said!.records)).toEqual(places(anew!.records));
    }
  });

  it('cost one forecast and one crossing per crossing, in the second lap as in the hundredth', () => {
    const log = started(3);
    const held = fold(log.facts);
    const estimates = new RaceEstimates(held.race(RACE)!, MODELS);
    const costs: [number, number][] = [];
    for (const { bib, atMs } of crossings(3, 11 * HOUR_MS)) {
      held.apply(log.passing(bib, atMs));
      if (costs.length === 0) estimates.look(atMs - 1);
      const { forecasts, crossingsTold } = estimates.counts;
      // Silent ones were forecast just before: what is counted is of the crossing.
      estimates.look(atMs);
      costs.push([estimates.counts.forecasts - forecasts, estimates.counts.crossingsTold - crossingsTold]);
    }
    expect(costs.length).toBeGreaterThan(250);
    expect(Math.max(...costs.map(([forecasts]) => forecasts))).toBeLessThanOrEqual(3);
    expect(Math.max(...costs.slice(1).map(([, told]) => told))).toBe(1);
  });

  it('are beside the whole field at once, whoever of it came last, and none beside a half of it', () => {
    const log = started(4);
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const all = crossings(4, 5 * HOUR_MS);
    const nowMs = GUN_MS + 5 * HOUR_MS;
    const estimates = new RaceEstimates(race, MODELS);
    for (const { bib, atMs } of all) if (bib === '4') held.apply(log.passing(bib, atMs));
    estimates.look(nowMs);
    const alone = estimates.rows.get('4')!.final!;
    for (const { bib, atMs } of all) if (bib !== '4') held.apply(log.passing(bib, atMs));
    // One runner a look: nobody is forecast before all are told.
    for (let looks = 0; looks < 2; looks++) estimates.look(nowMs, () => false);
    expect([...estimates.rows.keys()]).toEqual(['4']);
    expect(estimates.rows.get('4')!.final).toEqual(alone);
    estimates.look(nowMs + 1000);
    const whole = scratch(raceOf(log), nowMs + 1000);
    expect([...estimates.rows.keys()].toSorted()).toEqual(['1', '2', '3', '4']);
    for (const bib of race.bibs())
      expect(estimates.card(bib, nowMs + 1000, true).forecast.final).toEqual(
        whole.card(bib, nowMs + 1000, true).forecast.final,
      );
    expect(whole.rows.get('4')!.final).not.toEqual(alone);
    // A card asked before any look, as after a start of this process, is beside the whole field too.
    const cold = new RaceEstimates(raceOf(log), MODELS);
    expect(cold.card('4', nowMs + 1000, true).forecast.final).toEqual(
      whole.card('4', nowMs + 1000, true).forecast.final,
    );
  });

  it('are whole laps where they alone count, and chances are not: those are of the distance in between', () => {
    const lapM = 1000;
    const told = (end: 'measure' | 'whole-laps') => {
      const log = started(3, { format: { kind: 'fixed-time', durationMs: 24 * HOUR_MS, end } });
      for (const { bib, atMs } of crossings(3, 5 * HOUR_MS)) log.passing(bib, atMs);
      return scratch(raceOf(log), GUN_MS + 5 * HOUR_MS).card('1', GUN_MS + 5 * HOUR_MS, true);
    };
    const [whole, measured] = [told('whole-laps'), told('measure')];
    for (const m of Object.values(whole.forecast.final!)) expect(m % lapM).toBe(0);
    expect(Object.values(measured.forecast.final!).some((m) => m % lapM !== 0)).toBe(true);
    const chances = ({ records }: typeof whole) => records.map(({ id, chance }) => [id, chance]);
    expect(chances(whole).filter(([, chance]) => chance !== undefined).length).toBeGreaterThan(0);
    expect(chances(whole)).toEqual(chances(measured));
  });

  it('count the lap begun where it may be finished after the signal: what is said just before it is what comes (R5.1b)', () => {
    const log = started(3, { format: { kind: 'fixed-time', durationMs: 6 * HOUR_MS, end: 'finish-lap' } });
    for (const { bib, atMs } of crossings(3, 6 * HOUR_MS)) log.passing(bib, atMs);
    const nowMs = GUN_MS + 6 * HOUR_MS - 1000;
    const { distanceM } = raceOf(log).row('1', nowMs)!;
    const { forecast } = new Estimates(() => MODELS).card(raceOf(log), '1', nowMs);
    expect(forecast.final!.p50).toBe(distanceM + 1000);
    const likelyMs = Date.parse(forecast.next!.likely);
    expect(likelyMs).toBeGreaterThan(GUN_MS + 6 * HOUR_MS);
    log.passing('1', likelyMs);
    expect(raceOf(log).row('1', likelyMs)!.distanceM).toBe(distanceM + 1000);
  });

  it('are never below what is run, for rows and cards, at any time of the race', () => {
    const log = started(4, { format: { kind: 'fixed-time', durationMs: 6 * HOUR_MS, end: 'whole-laps' } });
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const estimates = new RaceEstimates(race, MODELS);
    let told = 0;
    for (const [i, { bib, atMs }] of crossings(4, 6 * HOUR_MS).entries()) {
      held.apply(log.passing(bib, atMs));
      if (i % 3 !== 0) continue;
      estimates.look(atMs + 1000);
      for (const row of race.rows(atMs + 1000)) {
        const final = estimates.rows.get(row.bib)?.final;
        const card = estimates.card(row.bib, atMs + 1000, true).forecast.final;
        for (const least of [final?.p10, card?.p5]) {
          if (least === undefined) continue;
          told++;
          expect(least).toBeGreaterThanOrEqual(row.distanceM);
        }
      }
    }
    expect(told).toBeGreaterThan(100);
  });

  it('make no frame while nothing is folded and hardly anything moved; end with the race', () => {
    const log = started(5, { format: { kind: 'fixed-time', durationMs: 6 * HOUR_MS, end: 'measure' } });
    const until = 4 * HOUR_MS;
    for (const { bib, atMs } of crossings(5, until)) log.passing(bib, atMs);
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const estimates = new Estimates(() => MODELS);
    let nowMs = GUN_MS + until;
    const maker = new FrameMaker(race, 'e', held.offset, nowMs, undefined, (...asked) => estimates.of(...asked));
    const isFull = () =>
      maker.snapshot().rows.every(({ nextAt, final }) => nextAt !== undefined && final !== undefined);
    // A look has a budget of real time; a slow machine needs several.
    for (const endMs = nowMs + 20_000; !isFull() && nowMs < endMs; nowMs += 250)
      maker.tick(race, held.offset, nowMs, true);
    expect(isFull()).toBe(true);
    expect(race.row('1', nowMs)).not.toHaveProperty('final');
    let frames = 0;
    for (let ms = 0; ms <= 30_000; ms += 250) {
      if (maker.tick(race, held.offset, nowMs + ms, ms % 2000 === 0)) frames++;
    }
    // Of 121 looks: who is later than likely may be told of anew.
    expect(frames).toBeLessThanOrEqual(4);
    const before = maker.snapshot();
    const delta = maker.tick(race, held.offset, GUN_MS + 6 * HOUR_MS + 1, true);
    const after = applyDelta(before, delta!);
    for (const row of after!.rows)
      for (const field of ['nextAt', 'final', 'records']) expect(row).not.toHaveProperty(field);
    expect(race.results(GUN_MS + 6 * HOUR_MS + 1)[0]).not.toHaveProperty('final');
  });

  it('go with a crossing: the next passing lies after it in the very frame that tells it', () => {
    const log = started(2);
    for (const { bib, atMs } of crossings(2, 3 * HOUR_MS)) log.passing(bib, atMs);
    const held = fold(log.facts);
    const race = held.race(RACE)!;
    const estimates = new Estimates(() => MODELS);
    const nowMs = GUN_MS + 3 * HOUR_MS;
    const maker = new FrameMaker(race, 'e', held.offset, nowMs, undefined, (...asked) => estimates.of(...asked));
    const atMs = race.lastCrossing('1')!.atMs + lapMs(1, 31);
    held.apply(log.passing('1', atMs));
    const delta = maker.tick(race, held.offset, atMs + 60_000, false);
    const row = delta!.rows.find(({ bib }) => bib === '1')!;
    expect(row.laps).toBe(race.row('1', atMs)!.laps);
    expect(Date.parse(row.nextAt!.from)).toBeGreaterThan(atMs);
  });
});

describe('a card', () => {
  it('of somebody ahead of a record says so, with the chance, the rule it is measured by and what a claim would lack', () => {
    const log = started(2, { format: { kind: 'fixed-time', durationMs: 24 * HOUR_MS, end: 'measure' } });
    // 4:00/km: ahead of any record over 24 hours.
    for (let lap = 1; lap <= 300; lap++) log.passing('2', GUN_MS + lap * 240_000);
    const nowMs = GUN_MS + 300 * 240_000 + 10_000;
    const { forecast, records } = new Estimates(() => MODELS).card(raceOf(log), '2', nowMs);
    expect(forecast.final!.p10).toBeGreaterThanOrEqual(300_000);
    const record = records.find(({ event, enRoute }) => event === '24H' && !enRoute)!;
    expect(record.aheadM).toBeGreaterThan(0);
    expect(record.chance).toBeGreaterThan(0.5);
    expect(record.method).toMatch(/even pace|own splits/);
    // The curve leads from the gun to the mark, and says the same as the figure beside it.
    expect(record.curve?.[0]).toEqual({ elapsedMs: 0, distanceM: 0 });
    expect(record.curve?.at(-1)?.elapsedMs).toBe(24 * HOUR_MS);
    expect(record.mark).toContain(String(Math.floor(record.curve!.at(-1)!.distanceM / 1000)));
    expect(forecast.field!.widen).toBeGreaterThan(0);
    expect(record.caveats.length).toBeGreaterThan(0);
    expect(records.find(({ event }) => event === '12H')).toMatchObject({ enRoute: true, verdict: 'fallen', chance: 1 });
  });

  it('says in words why there is no forecast: before the gun, without a crossing, after the end, out of the race', () => {
    const why = (log: FactLog, nowMs: number) => new Estimates(() => MODELS).card(raceOf(log), '1', nowMs).forecast;
    expect(why(started(1), GUN_MS + 1000).why).toBe('No crossing yet.');
    expect(why(started(1), GUN_MS + 25 * HOUR_MS).why).toBe('The race is not under way.');
    const out = started(1);
    out.passing('1', GUN_MS + 400_000);
    out.status('1', 'dnf', GUN_MS + 500_000);
    expect(why(out, GUN_MS + 600_000)).toMatchObject({ why: 'Nothing more is expected: dnf.' });
  });

  it('of a fixed distance estimates the finish, of a backyard the yards', () => {
    const distance = started(1, { format: { kind: 'fixed-distance', distanceM: 50_000 } });
    for (let lap = 1; lap <= 25; lap++) distance.passing('1', GUN_MS + lap * 300_000);
    const finish = new Estimates(() => MODELS).card(raceOf(distance), '1', GUN_MS + 25 * 300_000 + 1).forecast;
    const likely = Date.parse(finish.finishAt!.likely);
    expect(likely).toBeGreaterThan(GUN_MS + 50 * 300_000);
    expect(likely).toBeLessThan(GUN_MS + 70 * 300_000);
    expect(finish.final).toBeUndefined();

    const yard = started(4, {
      course: { kind: 'loop', lapM: 6706, points: [{ id: 'line', atM: 0 }] },
      format: { kind: 'backyard', intervalMs: HOUR_MS },
    });
    for (let n = 1; n <= 5; n++)
      for (const bib of ['1', '2', '3', '4']) yard.passing(bib, GUN_MS + n * HOUR_MS - (8 + Number(bib)) * MINUTE_MS);
    const said = new Estimates(() => MODELS).card(raceOf(yard), '1', GUN_MS + 5 * HOUR_MS - MINUTE_MS).forecast;
    expect(said.yards!.p10).toBeGreaterThanOrEqual(5);
    expect(said.yards!.lastChance).toBeLessThan(0.5);
    expect(Date.parse(said.next!.to)).toBeLessThanOrEqual(GUN_MS + 6 * HOUR_MS);
    expect(Date.parse(said.next!.from)).toBeGreaterThan(GUN_MS + 5 * HOUR_MS);
  });
});

it('a fault of a model leaves the board as it is, and is counted', () => {
  const log = started(3);
  for (const { bib, atMs } of crossings(3, 3 * HOUR_MS)) log.passing(bib, atMs);
  const estimates = new RaceEstimates(raceOf(log), { ...MODELS, fixedTime: {} as never });
  estimates.look(GUN_MS + 3 * HOUR_MS);
  expect(estimates.counts.faults).toBe(3);
  expect(estimates.rows.size).toBe(0);
});

it('a fault on one card costs that estimate: the card says so, boards go on without, and each is counted', () => {
  const log = started(3);
  for (const { bib, atMs } of crossings(3, 3 * HOUR_MS)) log.passing(bib, atMs);
  const race = raceOf(log);
  const nowMs = GUN_MS + 3 * HOUR_MS;
  const unread = new Estimates(() => {
    throw new Error('The forecast parameters next-leg.json cannot be read.');
  });
  const { forecast, records } = unread.card(race, '1', nowMs);
  expect(forecast.why).toContain('fault of this server');
  expect(Date.parse(forecast.at)).toBe(nowMs);
  expect(records).toEqual([]);
  expect(unread.of(race, 1, nowMs).size).toBe(0);
  expect(unread.faults).toBe(2);
  // A board asks four times a second: one fault is told once in a while, not each time.
  for (let ms = 250; ms < 5000; ms += 250) unread.of(race, 1, nowMs + ms);
  expect(unread.faults).toBe(2);

  const broken = new Estimates(() => ({ ...MODELS, nextLeg: {} as never }));
  expect(broken.card(race, '2', nowMs).forecast).toMatchObject({ why: forecast.why! });
  expect(broken.faults).toBeGreaterThan(0);
});
