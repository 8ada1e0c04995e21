import { describe, expect, it } from '@jest/globals';
import type { LoopCourse } from '../index.js';
import { FactLog, GUN_MS, RACE, raceOf, startedRace } from '../../testing/facts.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function course(fields: Partial<LoopCourse>): LoopCourse {
  return { kind: 'loop', lapM: 1000, points: [{ id: 'line', atM: 0 }], ...fields };
}

/** Lap times in seconds of a runner whose claims came at these seconds after the gun. */
function lapsOf(seconds: readonly number[], fields: Partial<LoopCourse> = {}): number[] {
  const log = startedRace(['1'], { course: course(fields) });
  for (const s of seconds) log.passing('1', GUN_MS + s * SECOND);
  return raceOf(log)
    .card('1', GUN_MS)!
    .laps.map((lap) => lap.lapMs! / SECOND);
}

describe('crossings', () => {
  it('R4.0 a lap is from line to line: leaving the line or passing another point makes none', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE, { edge: 'out' });
    log.passing('1', GUN_MS + 6 * MINUTE, { point: 'back' });
    log.passing('1', GUN_MS + 7 * MINUTE, { edge: 'in' });
    const card = raceOf(log).card('1', GUN_MS)!;
    expect(card.laps.map((lap) => lap.lapMs)).toEqual([7 * MINUTE]);
    expect(card.uncounted.map((claim) => claim.why)).toEqual(['other-point', 'other-point']);
  });

  it('R4.1 every lap has its cumulative time, R3.9 beside the lap time', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.passing('1', GUN_MS + 11 * MINUTE);
    const laps = raceOf(log).card('1', GUN_MS)!.laps;
    expect(laps.map(({ lap, lapMs, elapsedMs, distanceM }) => [lap, lapMs, elapsedMs, distanceM])).toEqual([
      [1, 5 * MINUTE, 5 * MINUTE, 1000],
      [2, 6 * MINUTE, 11 * MINUTE, 2000],
    ]);
  });

  it('R4.3 reads closer than the quiet time to the last read are one crossing, however long the tag stays', () => {
    expect(lapsOf([300, 310, 329, 348, 367])).toEqual([300]);
    // Each read renews the quiet time: a tag that lies on the mat for longer than a lap makes no lap.
    expect(lapsOf(Array.from({ length: 40 }, (_, i) => 300 + 15 * i))).toEqual([300]);
  });

  it('R4.3 a read exactly one quiet time later is another crossing', () => {
    expect(lapsOf([300, 320], { quietMs: 20_000, minLapMs: 1000 })).toEqual([300, 20]);
    expect(lapsOf([300, 319], { quietMs: 20_000, minLapMs: 1000 })).toEqual([300]);
  });

  it('R4.3, R4.5 a crossing sooner than the shortest lap after the last counted one is no lap', () => {
    expect(lapsOf([300, 419, 600], { minLapMs: 120_000 })).toEqual([300, 300]);
    expect(lapsOf([300, 420], { minLapMs: 120_000 })).toEqual([300, 120]);
    // From the last counted crossing: a runner who rests at the mat gains nothing by being read every minute.
    expect(lapsOf([300, 360, 420, 480, 540], { minLapMs: 240_000 })).toEqual([300, 240]);
  });

  it('R4.3 an uncounted crossing still moves the quiet time', () => {
    expect(lapsOf([300, 405, 422, 439], { quietMs: 20_000, minLapMs: 120_000 })).toEqual([300]);
  });

  it('R4.3 by default nobody laps faster than 2:00 per km, and quiet time is at most half of that', () => {
    expect(lapsOf([300, 419])).toEqual([300]);
    expect(lapsOf([300, 420])).toEqual([300, 120]);
    // A loop of 100 m: 12 s at least, so reads 6 s apart are two crossings.
    expect(lapsOf([13, 18, 25, 37], { lapM: 100 })).toEqual([13, 12, 12]);
  });

  it('two claims at the same instant are one crossing, whatever is set', () => {
    expect(lapsOf([300, 300, 301], { quietMs: 0, minLapMs: 0 })).toEqual([300, 1]);
  });

  it('a crossing sooner than the shortest first lap after the gun is the start crossing', () => {
    const log = startedRace(['1'], { course: course({ minLapMs: 240_000, firstLapM: 250 }) });
    log.passing('1', GUN_MS + 59_999);
    log.passing('1', GUN_MS + 100_000);
    const card = raceOf(log).card('1', GUN_MS)!;
    expect(card.uncounted.map((claim) => claim.why)).toEqual(['start-crossing']);
    expect(card.laps.map((lap) => [lap.lapMs, lap.distanceM])).toEqual([[100_000, 250]]);
  });

  it('R2.7, R14.3 distance is a sum over laps: a mile is 9.344 m and four laps of 400 m', () => {
    const log = startedRace(['1'], { course: course({ lapM: 400, firstLapM: 9.344 }) });
    for (let lap = 0; lap < 5; lap++) log.passing('1', GUN_MS + 2 * SECOND + lap * 72 * SECOND);
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ laps: 5, distanceM: 1609.344 });
  });

  it('R2.6 keeps lengths to the millimetre without drift', () => {
    const log = startedRace(['1'], { course: course({ lapM: 1131.28 }) });
    for (let lap = 1; lap <= 300; lap++) log.passing('1', GUN_MS + lap * 280 * SECOND);
    expect(raceOf(log).row('1', GUN_MS)!.distanceM).toBe(339_384);
  });
});

describe('R4.4 read rule', () => {
  const reads = (readRule: LoopCourse['readRule'], strengths: readonly (number | undefined)[]) => {
    const log = startedRace([], { course: course({ ...(readRule === undefined ? {} : { readRule }) }) });
    log.entrant('1', { chips: ['c'] });
    strengths.forEach((rssi, i) => log.read('c', GUN_MS + 300_000 + i * 4000, rssi === undefined ? {} : { rssi }));
    const [lap] = raceOf(log).card('1', GUN_MS)!.laps;
    return [lap!.lapMs! - 300_000, lap!.offsets.map((offset) => offset - log.nextOffset + strengths.length)];
  };

  it('first is the default', () => {
    expect(reads(undefined, [-70, -60, -65])).toEqual([0, [0, 1, 2]]);
    expect(reads('first', [-70, -60, -65])).toEqual([0, [0, 1, 2]]);
  });

  it('last takes the last read of the crossing', () => {
    expect(reads('last', [-70, -60, -65])).toEqual([8000, [2, 0, 1]]);
  });

  it('strongest takes the first of the strongest reads, and the first read when none has a strength', () => {
    expect(reads('strongest', [-70, -60, -60, undefined])).toEqual([4000, [1, 0, 2, 3]]);
    expect(reads('strongest', [undefined, undefined])).toEqual([0, [0, 1]]);
    expect(reads('strongest', [undefined, -80])).toEqual([4000, [1, 0]]);
  });

  it('judges a crossing anew when its time moves: the last read may lie after the end', () => {
    const log = startedRace([], { course: course({ readRule: 'last' }) });
    log.entrant('1', { chips: ['c'] });
    // As many laps as the first room for them holds, so that the open crossing lies past it.
    for (let lap = 1; lap <= 16; lap++) log.read('c', GUN_MS + lap * 80 * MINUTE);
    log.read('c', GUN_MS + 24 * 60 * MINUTE - 1000);
    const race = raceOf(log);
    expect(race.row('1', GUN_MS)!.laps).toBe(17);
    log.read('c', GUN_MS + 24 * 60 * MINUTE + 1000);
    const later = raceOf(log);
    expect(later.row('1', GUN_MS)!.laps).toBe(16);
    expect(later.rowsAt(GUN_MS + 24 * 60 * MINUTE)[0]).toMatchObject({ laps: 17, elapsedMs: 24 * 60 * MINUTE - 1000 });
  });
});

describe('gun', () => {
  it('R3.1 nothing counts before the gun, and nothing at all without one', () => {
    const log = new FactLog();
    log.race();
    log.entrant('1');
    log.passing('1', GUN_MS + 5 * MINUTE);
    const waiting = raceOf(log);
    expect(waiting.header(GUN_MS + 6 * MINUTE).state).toBe('set-up');
    expect(waiting.row('1', GUN_MS + 6 * MINUTE)).toEqual({ bib: '1', status: 'entered', laps: 0, distanceM: 0 });
    log.passing('1', GUN_MS - 5 * MINUTE);
    log.started();
    const race = raceOf(log);
    expect(race.row('1', GUN_MS)).toMatchObject({ laps: 1, elapsedMs: 5 * MINUTE });
    expect(race.card('1', GUN_MS)!.uncounted.map((claim) => claim.why)).toEqual(['before-start']);
  });

  it('a corrected gun changes every time', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.started(GUN_MS + 2 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ laps: 1, elapsedMs: 3 * MINUTE });
    log.started(GUN_MS + 4 * MINUTE);
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ laps: 0 });
    log.void(log.facts.at(-1)!);
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ laps: 1, elapsedMs: 3 * MINUTE });
  });

  it('R3.10 a late starter keeps the common gun; a wave has its own, and its own end', () => {
    const log = new FactLog();
    log.race({
      format: { kind: 'fixed-time', durationMs: 60 * MINUTE, end: 'measure' },
      waves: [{ id: 'b', startOffsetMs: 10 * MINUTE }],
    });
    log.entrant('late');
    log.entrant('wave', { wave: 'b' });
    log.started();
    for (const bib of ['late', 'wave']) {
      log.passing(bib, GUN_MS + 20 * MINUTE);
      log.passing(bib, GUN_MS + 65 * MINUTE);
    }
    const race = raceOf(log);
    expect(race.row('late', GUN_MS)).toMatchObject({ laps: 1, elapsedMs: 20 * MINUTE });
    expect(race.row('wave', GUN_MS)).toMatchObject({ laps: 2, elapsedMs: 55 * MINUTE });
    expect(race.endsAtMs).toBe(GUN_MS + 70 * MINUTE);
    expect(race.gunMs('wave')).toBe(GUN_MS + 10 * MINUTE);
  });

  it('R4.9 races on the same mats derive their own laps from the same passings', () => {
    const log = startedRace(['1', '2']);
    log.race({ slug: 'six', group: RACE, format: { kind: 'fixed-time', durationMs: 10 * MINUTE, end: 'measure' } });
    log.entrant('2', { race: 'six' });
    log.started(GUN_MS + MINUTE, { race: 'six' });
    for (const minute of [5, 10, 15]) log.passing('2', GUN_MS + minute * MINUTE);
    expect(raceOf(log).row('2', GUN_MS)).toMatchObject({ laps: 3, elapsedMs: 15 * MINUTE });
    expect(raceOf(log, 'six').row('2', GUN_MS)).toMatchObject({ laps: 2, elapsedMs: 9 * MINUTE });
    expect(raceOf(log, 'six').row('1', GUN_MS)).toBeUndefined();
  });

  it('R2.8 another length changes all distances', () => {
    const log = startedRace(['1']);
    log.passing('1', GUN_MS + 5 * MINUTE);
    log.race({ course: course({ lapM: 998.2 }) });
    expect(raceOf(log).row('1', GUN_MS)).toMatchObject({ laps: 1, distanceM: 998.2 });
  });
});
