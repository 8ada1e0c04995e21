/** Each kind of worry besides missed laps, and what must not be taken for it. */
import { describe, expect, it } from '@jest/globals';
import { type FactLog, GUN_MS, raceOf, startedRace } from '#libs/testing/facts.js';
import { doubtsOf, HOUR_MS, MINUTE_MS, type Worry, type WorryKind } from '../index.js';

const LAP_MS = 400_000;
const LAPS = 40;
const NOW_MS = GUN_MS + (LAPS + 1) * LAP_MS;

const evenLap = (bib: number, lap: number): number => LAP_MS + bib * 3000 + ((lap * 7919 + bib * 104_729) % 9001);
const bibsTo = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 11));

/** Crossings of every bib, as the keypad or the mat made them: `record` may change or drop one. */
function run(
  log: FactLog,
  bibs: readonly string[],
  record: (bib: string, lap: number, atMs: number) => void = (bib, _, atMs) => void log.passing(bib, atMs),
  lapMs = evenLap,
): FactLog {
  for (const bib of bibs) {
    let atMs = GUN_MS;
    for (let lap = 1; lap <= LAPS; lap++) {
      atMs += lapMs(Number(bib), lap);
      if (atMs < NOW_MS) record(bib, lap, atMs);
    }
  }
  return log;
}

const worries = (log: FactLog, nowMs = NOW_MS): Worry[] => raceOf(log).worries(nowMs).worries;
const of = (kind: WorryKind, log: FactLog, nowMs = NOW_MS): Worry[] =>
  worries(log, nowMs).filter((worry) => worry.kind === kind);

describe('swapped bibs', () => {
  it('every crossing keyed for a bib like the right one is found, and the right one misses no lap besides', () => {
    const log = startedRace(['12', '21', '30']);
    run(log, ['12', '21', '30'], (bib, lap, atMs) => {
      log.passing(bib === '21' && [10, 18, 25].includes(lap) ? '12' : bib, atMs);
    });
    // Two of the three came so soon after an own crossing of bib 12 that they made no lap.
    const found = worries(log);
    expect(found.map(({ kind, bib, evidence }) => [kind, bib, evidence.bibs])).toEqual(
      Array.from({ length: 3 }, () => ['swapped-bibs', '12', ['21']]),
    );
    for (const { settle } of found) {
      if (settle?.type !== 'reassign') throw new Error('no settlement');
      const target = log.facts.find(({ offset }) => offset === settle.targetOffset)!;
      log.reassign(target, settle.bib, { id: settle.id });
    }
    expect(worries(log)).toEqual([]);
  });

  it('a lap lost elsewhere is told although another one was keyed wrongly', () => {
    const log = startedRace(['12', '21', '30']);
    run(log, ['12', '21', '30'], (bib, lap, atMs) => {
      if (bib === '21' && lap === 30) return;
      log.passing(bib === '21' && lap === 10 ? '12' : bib, atMs);
    });
    expect(of('missed-lap', log)).toMatchObject([{ bib: '21', evidence: { laps: 1 } }]);
  });

  it('two runners whose chips change places run on in each other’s laps', () => {
    const log = startedRace(['11', '12', '13']);
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (bib === 12 ? 1.3 : 1);
    const changeMs = GUN_MS + 15 * LAP_MS;
    const other: Record<string, string> = { '11': '12', '12': '11' };
    run(
      log,
      ['11', '12', '13'],
      (bib, _, atMs) => void log.passing(atMs > changeMs ? (other[bib] ?? bib) : bib, atMs),
      lapMs,
    );
    const found = of('swapped-bibs', log);
    expect(found).toMatchObject([{ bib: '11', evidence: { bibs: ['12'] }, settle: null }]);
    expect(Math.abs(Date.parse(found[0]!.at) - changeMs)).toBeLessThan(LAP_MS);
  });

  it('one who slows down while another speeds up are two runners', () => {
    const log = startedRace(['11', '12']);
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (lap <= 15 ? 1 : bib === 11 ? 1.4 : 0.85);
    expect(of('swapped-bibs', run(log, ['11', '12'], undefined, lapMs))).toEqual([]);
  });
});

describe('crossings too many', () => {
  it('one crossing by mat and by hand is a duplicate, and to void it ends the worry', () => {
    const log = startedRace(['11', '12']);
    log.chipAssigned('c11', '11');
    run(log, ['11', '12'], (bib, lap, atMs) => {
      if (bib === '12') return void log.passing(bib, atMs);
      log.read('c11', atMs);
      if (lap === 20) log.passing('11', atMs + 130_000);
    });
    const [worry, ...more] = worries(log);
    expect(worry).toMatchObject({ kind: 'duplicate', bib: '11', evidence: { lap: 21 } });
    expect(more).toEqual([]);
    if (worry?.settle?.type !== 'void') throw new Error('no settlement');
    const { targetOffset } = worry.settle;
    log.void(log.facts.find(({ offset }) => offset === targetOffset)!);
    expect(worries(log)).toEqual([]);
  });

  it('the same way twice is a lap too short to be one', () => {
    const log = startedRace(['11', '12']);
    run(log, ['11', '12'], (bib, lap, atMs) => {
      log.passing(bib, atMs);
      if (bib === '11' && lap === 10) log.passing(bib, atMs + 150_000);
    });
    expect(worries(log)[0]).toMatchObject({ kind: 'impossible-lap', bib: '11', settle: { type: 'void' } });
  });
});

describe('strangers', () => {
  it('a chip nobody wears belongs to whoever misses laps when it is read', () => {
    const log = startedRace(['11', '12', '13']);
    run(log, ['11', '12', '13'], (bib, lap, atMs) => {
      if (bib === '12' && [8, 16, 24].includes(lap)) log.read('spare', atMs);
      else log.passing(bib, atMs);
    });
    const [worry] = of('unknown-chip', log);
    expect(worry).toMatchObject({ settle: { type: 'chip-assigned', chip: 'spare', bib: '12' } });
    log.chipAssigned('spare', '12');
    expect(worries(log)).toEqual([]);
  });
});

describe('silence', () => {
  it('one runner away for long is overdue; a rest within the own pattern is not', () => {
    const log = startedRace(bibsTo(4));
    run(log, bibsTo(4), (bib, lap, atMs) => void (bib === '12' && lap > 30 ? 0 : log.passing(bib, atMs)));
    expect(worries(log).map(({ kind, bib }) => [kind, bib])).toEqual([['overdue', '12']]);
    const early = GUN_MS + 31 * (LAP_MS + 40_000) + 100_000;
    const before = startedRace(bibsTo(4));
    run(before, bibsTo(4), (bib, lap, atMs) => void (lap > 30 || atMs > early ? 0 : before.passing(bib, atMs)));
    expect(of('overdue', before, GUN_MS + 30 * (LAP_MS + 40_000) + LAP_MS)).toEqual([]);
  });

  it('all at once are not overdue: it is the mat', () => {
    const bibs = bibsTo(20);
    const log = startedRace(bibs);
    const downMs = GUN_MS + 20 * LAP_MS;
    run(log, bibs, (bib, _, atMs) => void (atMs > downMs ? 0 : log.passing(bib, atMs)));
    const found = worries(log, downMs + 25 * MINUTE_MS);
    expect(found.map(({ kind }) => kind)).toEqual(['silent-point']);
    expect(found[0]!.evidence.count).toBeGreaterThan(20);
  });
});

describe('after a stop', () => {
  it('who is recorded again after giving up may have returned; who walks over the line to say so has not', () => {
    const log = startedRace(['11', '12']);
    run(log, ['11', '12']);
    const stoppedMs = GUN_MS + 20 * LAP_MS;
    log.status('11', 'stopped', stoppedMs);
    expect(of('after-stop', log)).toMatchObject([{ bib: '11', settle: { type: 'status', status: 'returned' } }]);
    const home = startedRace(['11', '12']);
    run(home, ['11', '12'], (bib, lap, atMs) => void (bib === '11' && lap > 20 ? 0 : home.passing(bib, atMs)));
    const saidMs = GUN_MS + 20 * (LAP_MS + 50_000);
    home.status('11', 'stopped', saidMs);
    home.passing('11', saidMs + 60_000);
    expect(of('after-stop', home)).toEqual([]);
  });
});

describe('clock', () => {
  const nowMs = GUN_MS + 20 * LAP_MS;

  it('a device ten minutes ahead is told, with its point', () => {
    const log = startedRace(['11', '12']);
    run(log, ['11', '12'], (bib, _, atMs) => void (atMs < nowMs ? log.passing(bib, atMs + 10 * MINUTE_MS) : 0));
    expect(of('clock', log, nowMs)).toMatchObject([{ point: 'line', evidence: { offsets: [expect.any(Number)] } }]);
  });

  it('a recorded race that is played faster than it was run has no wrong clock', () => {
    const log = run(startedRace(['11', '12']), ['11', '12']);
    for (const sinceMs of [-HOUR_MS, 0, 2 * MINUTE_MS, 30 * MINUTE_MS])
      expect(of('clock', log, GUN_MS + sinceMs)).toEqual([]);
  });
});

describe('backyards', () => {
  const YARD_MS = HOUR_MS;
  const backyard = () =>
    startedRace(['11', '12', '13'], {
      course: { kind: 'loop', lapM: 6706, points: [{ id: 'line', atM: 0 }] },
      format: { kind: 'backyard', intervalMs: YARD_MS },
    });

  it('the rest until the bell, however uneven, is no worry', () => {
    const log = backyard();
    for (let yard = 0; yard < 20; yard++)
      for (const [i, bib] of ['11', '12', '13'].entries())
        log.passing(bib, GUN_MS + yard * YARD_MS + (40 + ((yard * 7 + i * 5) % 19)) * MINUTE_MS);
    expect(worries(log, GUN_MS + 20 * YARD_MS + 30 * MINUTE_MS)).toEqual([]);
  });

  it('R9.7 a yard without a record and a later one with it: the yard may be given', () => {
    const log = backyard();
    for (let yard = 0; yard < 8; yard++)
      for (const bib of ['11', '12', '13'])
        if (bib !== '12' || yard !== 4) log.passing(bib, GUN_MS + yard * YARD_MS + 50 * MINUTE_MS);
    const found = worries(log, GUN_MS + 8 * YARD_MS + MINUTE_MS);
    expect(found).toMatchObject([{ kind: 'missed-lap', bib: '12', settle: { type: 'yard', yard: 5, inTime: true } }]);
    log.yard('12', 5, true);
    expect(worries(log, GUN_MS + 8 * YARD_MS + MINUTE_MS)).toEqual([]);
  });
});

describe('courses', () => {
  const points = ['Mill', 'Pass', 'Lake', 'Town'].map((name, i) => ({ id: name, name, atM: (i + 1) * 10_000 }));
  const course = (count: number) =>
    startedRace(bibsTo(count), { course: { kind: 'line', points }, format: { kind: 'course' } });
  const LEG_MS = HOUR_MS;
  const atMs = (bib: string, point: number) => GUN_MS + (point + 1) * LEG_MS + Number(bib) * 3 * MINUTE_MS;

  function walk(log: FactLog, count: number, isLost: (bib: string, point: string) => boolean): FactLog {
    for (const bib of bibsTo(count))
      for (const [i, { id }] of points.entries()) if (!isLost(bib, id)) log.passing(bib, atMs(bib, i), { point: id });
    return log;
  }

  it('R10.6 a point that did not see a runner whom the next one saw is a quiet worry, and puts no count in question', () => {
    const log = walk(course(5), 5, (bib, point) => bib === '13' && point === 'Pass');
    const [worry, ...more] = worries(log, GUN_MS + 8 * LEG_MS);
    expect(more).toEqual([]);
    expect(worry).toMatchObject({ kind: 'missed-lap', bib: '13', point: 'Pass', settle: { type: 'add-passing' } });
    expect(doubtsOf([worry!]).size).toBe(0);
    expect(raceOf(log).row('13', GUN_MS + 8 * LEG_MS)?.status).toBe('finished');
    if (worry?.settle?.type !== 'add-passing') throw new Error('no settlement');
    log.passing('13', Date.parse(worry.settle.at), { id: worry.settle.id, point: worry.settle.point });
    expect(worries(log, GUN_MS + 8 * LEG_MS)).toEqual([]);
  });

  it('many in a row at one point are the mat', () => {
    const log = walk(course(9), 9, (bib, point) => point === 'Lake' && Number(bib) > 13 && Number(bib) < 18);
    expect(worries(log, GUN_MS + 8 * LEG_MS)).toMatchObject([
      { kind: 'silent-point', point: 'Lake', evidence: { count: 4, bibs: ['14', '15', '16', '17'] } },
    ]);
  });

  it('a point nobody has reached yet misses nobody', () => {
    const log = walk(course(5), 5, (_, point) => point === 'Lake' || point === 'Town');
    expect(worries(log, GUN_MS + 3.2 * LEG_MS)).toEqual([]);
  });
});
