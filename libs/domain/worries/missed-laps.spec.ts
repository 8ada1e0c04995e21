/** What is a lost crossing, and what only looks like one (R4.6). */
import { describe, expect, it } from '@jest/globals';
import { type FactLog, GUN_MS, raceOf, startedRace } from '#libs/testing/facts.js';
import type { RaceDefinition, Worry } from '../index.js';

const LAP_MS = 400_000;
const LAPS = 40;
const MINUTE_MS = 60_000;
const NOW_MS = GUN_MS + (LAPS + 1) * LAP_MS;
const LINE_AND_HALF = [
  { id: 'line', atM: 0 },
  { id: 'half', atM: 500 },
];

const loop = (fields: object): Partial<RaceDefinition> => ({
  course: { kind: 'loop', lapM: 1000, points: LINE_AND_HALF.slice(0, 1), ...fields },
});

/** Paces that differ a little from runner to runner and from lap to lap. */
const evenLap = (bib: number, lap: number): number => LAP_MS + bib * 7000 + ((lap * 7919 + bib * 104_729) % 9001);

/** Crossings of so many runners; `isLost` are those nobody recorded, `lapMs` says how long a lap takes. */
function run(log: FactLog, bibs: number, isLost = (_bib: number, _lap: number) => false, lapMs = evenLap): FactLog {
  for (let bib = 1; bib <= bibs; bib++) {
    let atMs = GUN_MS;
    for (let lap = 1; lap <= LAPS; lap++) {
      atMs += lapMs(bib, lap);
      if (!isLost(bib, lap) && atMs < NOW_MS) log.passing(String(bib), atMs);
    }
  }
  return log;
}

const bibsTo = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));
const worries = (log: FactLog, nowMs = NOW_MS): Worry[] => raceOf(log).worries(nowMs).worries;
const missed = (log: FactLog, nowMs = NOW_MS): Worry[] =>
  worries(log, nowMs).filter(({ kind }) => kind === 'missed-lap');

describe('missed laps', () => {
  it('a crossing lost is told two laps later, while the race goes on', () => {
    const whole = run(startedRace(bibsTo(5)), 5, (bib, lap) => bib === 3 && lap === 20);
    const ms = GUN_MS + 23 * (LAP_MS + 21_000);
    const log = startedRace(bibsTo(5));
    for (const fact of whole.facts.slice(7)) if (fact.kind === 'passing' && fact.atMs <= ms) log.facts.push(fact);
    expect(missed(log, ms)).toMatchObject([{ bib: '3', evidence: { lap: 20, laps: 1 } }]);
  });

  it('two lost in a row are two, and the settlement of the first leaves the second', () => {
    const log = run(startedRace(bibsTo(5)), 5, (bib, lap) => bib === 3 && (lap === 20 || lap === 21));
    const [worry] = missed(log);
    expect(worry).toMatchObject({ bib: '3', evidence: { lap: 20, laps: 2 } });
    if (worry?.settle?.type !== 'add-passing') throw new Error('no settlement');
    log.passing('3', Date.parse(worry.settle.at), { id: worry.settle.id });
    expect(missed(log)).toMatchObject([{ bib: '3', evidence: { lap: 21, laps: 1 } }]);
  });

  it('a chip that loses half of the laps for an hour does not make the double lap the usual one', () => {
    const gone = new Set([12, 14, 15, 18, 20, 23]);
    const log = run(startedRace(bibsTo(5)), 5, (bib, lap) => bib === 2 && gone.has(lap));
    const found = worries(log).sort((a, b) => (a.at < b.at ? -1 : 1));
    expect(found.map(({ kind, bib, evidence }) => [kind, bib, evidence.laps])).toEqual(
      [1, 2, 1, 1, 1].map((laps) => ['missed-lap', '2', laps]),
    );
  });

  it.each([
    ['a rest', (lap: number) => (lap === 20 ? 1.55 : 1)],
    ['a night nap', (lap: number) => (lap === 20 ? 9 : 1)],
    ['walking from some lap on', (lap: number) => (lap > 20 ? 2 : 1)],
    ['walking for an hour', (lap: number) => (lap > 20 && lap < 27 ? 1.8 : 1)],
    ['slowing down evenly', (lap: number) => 1 + lap / 40],
  ])('%s is no missed lap', (_, share) => {
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (bib === 2 ? share(lap) : 1);
    expect(missed(run(startedRace(bibsTo(5)), 5, undefined, lapMs))).toEqual([]);
  });

  it('a runner who rests after every few laps, for every length of time, is not told to have lost them all', () => {
    const rests = [1.5, 1.7, 2.4, 1.9, 2.6, 1.6, 2.2, 1.8];
    const share = (lap: number) => (lap % 5 === 4 ? rests[(lap - 4) / 5]! : 1);
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (bib === 2 ? share(lap) : 1);
    expect(missed(run(startedRace(bibsTo(5)), 5, undefined, lapMs)).length).toBeLessThan(3);
  });

  it('a longer first lap from a start elsewhere is one lap', () => {
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (lap === 1 ? 2 : 1);
    const log = run(startedRace(bibsTo(5), loop({ firstLapM: 2000 })), 5, undefined, lapMs);
    expect(worries(log)).toEqual([]);
  });

  it('a loop made twice as long in mid-race doubles every lap and loses none', () => {
    const log = startedRace(bibsTo(5));
    log.courseChanged(2000, { fromLap: 15 });
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) * (lap >= 15 ? 2 : 1);
    expect(worries(run(log, 5, undefined, lapMs)).filter(({ kind }) => kind !== 'overdue')).toEqual([]);
  });

  it('a wave that starts later has no long first lap', () => {
    const log = startedRace(bibsTo(4), { waves: [{ id: 'late', startOffsetMs: 10 * MINUTE_MS }] });
    log.entrant('5', { wave: 'late' });
    const lapMs = (bib: number, lap: number) => evenLap(bib, lap) + (bib === 5 && lap === 1 ? 10 * MINUTE_MS : 0);
    expect(missed(run(log, 5, undefined, lapMs))).toEqual([]);
  });

  it('a mat down for a while is one worry about the mat, and every lap lost in it belongs to that', () => {
    const bibs = bibsTo(20);
    const [from, to] = [GUN_MS + 100 * MINUTE_MS, GUN_MS + 112 * MINUTE_MS];
    const at = new Map<string, number>();
    const isLost = (bib: number, lap: number) => {
      const ms = (at.get(`${bib}`) ?? GUN_MS) + evenLap(bib, lap);
      at.set(`${bib}`, ms);
      return ms > from && ms < to;
    };
    const all = worries(run(startedRace(bibs), 20, isLost));
    const mat = all.filter(({ kind }) => kind === 'silent-point');
    expect(mat).toHaveLength(1);
    const lost = all.filter(({ kind, evidence }) => kind === 'missed-lap' && evidence.silence === mat[0]!.id);
    expect(new Set(lost.map(({ bib }) => bib)).size).toBe(20);
    expect(lost.every(({ evidence }) => evidence.confidence! > 0.5)).toBe(true);
  });

  it('R4.2 another point of the loop tells a lost crossing from a rest of the same length', () => {
    const log = startedRace(['1', '2'], loop({ points: LINE_AND_HALF }));
    for (const bib of ['1', '2']) {
      let atMs = GUN_MS;
      for (let lap = 1; lap <= LAPS; lap++) {
        const lapMs = evenLap(Number(bib), lap);
        // Bib 2 rests behind the half-way point in lap 20, for as long as a lap takes.
        log.passing(bib, atMs + lapMs / 2, { point: 'half' });
        atMs += bib === '2' && lap === 20 ? 2 * lapMs : lapMs;
        if (bib !== '1' || lap !== 20) log.passing(bib, atMs);
      }
    }
    const found = missed(log);
    expect(found).toMatchObject([{ bib: '1', evidence: { lap: 20, laps: 1, confidence: 0.99 } }]);
    const lost = [...Array(20).keys()].reduce((ms, i) => ms + evenLap(1, i + 1), GUN_MS);
    expect(Math.abs(Date.parse(found[0]!.at) - lost)).toBeLessThan(10_000);
  });

  it('R4.2 a reader that sees the runner again tells of the lost crossing before the line does', () => {
    const log = startedRace(['1', '2'], loop({ points: LINE_AND_HALF }));
    const lapMs = 300_000;
    for (let lap = 1; lap <= 9; lap++) {
      log.passing('1', GUN_MS + (lap - 0.5) * lapMs, { point: 'half' });
      if (lap < 8) log.passing('1', GUN_MS + lap * lapMs);
    }
    const nowMs = GUN_MS + 8.6 * lapMs;
    const found = missed(log, nowMs);
    expect(found).toMatchObject([{ bib: '1', evidence: { lap: 8, laps: 1 } }]);
    expect(found[0]!.at).toBe(new Date(GUN_MS + 8 * lapMs).toISOString());
    log.passing('1', GUN_MS + 9 * lapMs);
    expect(missed(log, GUN_MS + 9.1 * lapMs)).toMatchObject([{ id: found[0]!.id }]);
  });

  it('who rests beside a reader on the loop, read every minute, has run no round', () => {
    const log = startedRace(['1', '2'], loop({ points: LINE_AND_HALF }));
    for (const bib of ['1', '2']) {
      let atMs = GUN_MS;
      for (let lap = 1; lap <= LAPS; lap++) {
        const lapMs = evenLap(Number(bib), lap);
        const restMs = bib === '1' && lap === 20 ? lapMs : 0;
        for (let ms = 0; ms <= restMs; ms += MINUTE_MS) log.passing(bib, atMs + lapMs / 2 + ms, { point: 'half' });
        atMs += lapMs + restMs;
        log.passing(bib, atMs);
      }
    }
    expect(missed(log)).toEqual([]);
  });
});
