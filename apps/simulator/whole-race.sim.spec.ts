/** A whole simulated day, message by message as it would arrive, folded by the law of timing and compared with what the runners really did. */
import { describe, expect, it } from '@jest/globals';
import { LogFold, type Fact, type LoopCourse } from '#libs/domain/index.js';
import { definitionOf, simulateRace, type SimRace } from './race.js';
import type { SimRead } from './mats.js';

const SLUG = 'sim';
const GUN_MS = Date.parse('2026-10-03T08:00:00.000Z');
/** The first read of a crossing, or a note by hand, may lie this far from the true instant. */
const TIME_ERROR_MS = 1_600;

function factsOf(race: SimRace, reads: readonly SimRead[]): Fact[] {
  const facts: Fact[] = [];
  const base = (atMs: number) => ({ offset: facts.length + 1, id: `f${facts.length + 1}`, atMs, receivedAtMs: atMs });
  const definition = definitionOf(race, SLUG, new Date(GUN_MS).toISOString());
  facts.push({ ...base(GUN_MS), kind: 'race', race: SLUG, definition });
  for (const { bib, name, sex, age, chips } of race.field)
    facts.push({ ...base(GUN_MS), kind: 'entrant', race: SLUG, entrantId: bib, bib, name, sex, age, chips });
  facts.push({ ...base(GUN_MS), kind: 'started', race: SLUG });
  for (const read of reads) {
    const claim = {
      ...base(GUN_MS + read.atMs),
      point: 'line',
      source: { device: read.device, epoch: '1', seq: read.seq },
    };
    if (read.bib !== undefined) facts.push({ ...claim, kind: 'passing', bib: read.bib });
    else facts.push({ ...claim, kind: 'read', chip: read.chip ?? '', rssi: read.rssi, antenna: read.antenna });
  }
  facts.push({ ...base(GUN_MS + race.durationMs), kind: 'stopped', race: SLUG });
  return facts;
}

const fold = (facts: readonly Fact[]): LogFold => {
  const log = new LogFold();
  for (const fact of facts) log.apply(fact);
  return log;
};

describe.each([42, 7, 2026])('a simulated day (seed %i)', (seed) => {
  const race = simulateRace({ seed, runners: 150, hours: 24 });
  const log = fold(factsOf(race, race.reads));
  const nowMs = GUN_MS + race.durationMs + 3_600_000;
  const missed = new Set(race.missed.map(({ bib, lap }) => `${bib}/${lap}`));

  it('counts exactly the laps somebody or something saw, at the times they happened', () => {
    const wrong: string[] = [];
    for (const { runner, crossings } of race.races) {
      const seen = crossings.filter((c) => !missed.has(`${runner.bib}/${c.lap}`));
      // The chip is heard a moment before the line, and a note may be a moment off: at the final signal itself either judgement is right.
      const certain = seen.filter((c) => c.atMs < race.durationMs - TIME_ERROR_MS).length;
      const possible = seen.filter((c) => c.atMs <= race.durationMs + TIME_ERROR_MS).length;
      const counted = log.race(SLUG)?.card(runner.bib, nowMs)?.laps ?? [];
      if (counted.length < certain || counted.length > possible)
        wrong.push(`${runner.bib}: ${counted.length} counted, ${certain} to ${possible} seen`);
      counted.forEach((lap, i) => {
        const off = Math.abs(lap.elapsedMs - (seen[i]?.atMs ?? Infinity));
        if (off > TIME_ERROR_MS) wrong.push(`${runner.bib} lap ${lap.lap}: ${off} ms off`);
      });
    }
    expect(wrong).toEqual([]);
  });

  it('gives the same board whatever order the messages come in', () => {
    const backwards = fold(factsOf(race, [...race.reads].reverse()));
    expect(backwards.race(SLUG)?.rows(nowMs)).toEqual(log.race(SLUG)?.rows(nowMs));
  });
});

it('keeps the loop the definition promises', () => {
  const { course } = definitionOf(
    simulateRace({ seed: 1, runners: 1, hours: 1 }),
    SLUG,
    new Date(GUN_MS).toISOString(),
  );
  expect((course as LoopCourse).minLapMs).toBeGreaterThan(course.quietMs ?? 0);
});
