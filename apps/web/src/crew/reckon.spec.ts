/** What the page reckons by itself is what the server would say: the same model, the same crossings, the same figures of the field. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { HOUR_MS, type RaceHeader } from '#libs/domain/index.js';
import { PARAMETER_FILES, type ParameterTexts } from '#libs/forecast/index.js';
import { Estimates } from '#libs/projection/estimates/estimates.js';
import { shippedModels } from '#libs/projection/estimates/parameters.js';
import { fold, FactLog, GUN_MS, RACE } from '#libs/testing/facts.js';
import { modelOf, reckon } from './reckon.js';

const MINUTE_MS = 60_000;
const nextLeg = JSON.parse(readFileSync('libs/forecast/params/next-leg.json', 'utf8')) as ParameterTexts['next-leg'];
const models = modelOf(nextLeg);

/** Three runners up to three hours, folded; the card of one as the server makes it. */
function server() {
  const log = new FactLog();
  log.race({});
  for (const bib of ['1', '2', '3']) log.entrant(bib);
  log.started();
  const all = ['1', '2', '3'].flatMap((bib) => {
    const found: { bib: string; atMs: number }[] = [];
    for (
      let lap = 1, atMs = GUN_MS;
      (atMs += (400 + 20 * Number(bib) + ((lap * 37) % 40)) * 1000) < GUN_MS + 3 * HOUR_MS;
      lap++
    )
      found.push({ bib, atMs });
    return found;
  });
  for (const { bib, atMs } of all.sort((a, b) => a.atMs - b.atMs)) log.passing(bib, atMs);
  const race = fold(log.facts).race(RACE)!;
  const estimates = new Estimates(shippedModels);
  const cardAt = (nowMs: number) => ({ ...race.card('2', nowMs)!, ...estimates.card(race, '2', nowMs) });
  return { race, cardAt, header: (nowMs: number): RaceHeader => race.header(nowMs) };
}

describe('the next passing reckoned in the browser', () => {
  it('is the server\u2019s to the millisecond, at the crossing and through a silence', () => {
    const { race, cardAt, header } = server();
    const lastMs = race.lastCrossing('2')!.atMs;
    for (const silentMin of [0.1, 3, 8, 12, 25, 60]) {
      const nowMs = lastMs + silentMin * MINUTE_MS;
      const said = cardAt(nowMs);
      const { point: _, ...next } = said.forecast.next!;
      expect(reckon(models, said, header(nowMs), nowMs).next).toEqual(next);
    }
  });

  it('goes on by itself from an old card: the longer the silence, the later, and never before now', () => {
    const { race, cardAt, header } = server();
    const lastMs = race.lastCrossing('2')!.atMs;
    const old = cardAt(lastMs + 6000);
    const later = [1, 9, 20, 60, 180].map((min) => {
      const nowMs = lastMs + min * MINUTE_MS;
      const { next, state } = reckon(models, old, header(nowMs), nowMs);
      expect(Date.parse(next!.from)).toBeGreaterThanOrEqual(nowMs);
      return { likely: Date.parse(next!.likely), state };
    });
    expect(later.map(({ likely }) => likely)).toEqual(later.map(({ likely }) => likely).toSorted((a, b) => a - b));
    expect(later[0]?.state).toBe('running');
    expect(later.at(-1)?.state).not.toBe('running');
  });

  it('goes on after the signal where the lap begun may be finished, and nowhere else (R5.1b)', () => {
    const { race, cardAt, header } = server();
    const lastMs = race.lastCrossing('2')!.atMs;
    const old = cardAt(lastMs + 6000);
    const signalMs = lastMs + MINUTE_MS;
    const after = (end: 'finish-lap' | 'whole-laps') => {
      const format = { kind: 'fixed-time', durationMs: signalMs - GUN_MS, end } as const;
      return reckon(models, old, { ...header(lastMs), format }, signalMs + MINUTE_MS);
    };
    const { next, state } = after('finish-lap');
    expect(state).toBe('running');
    expect(Date.parse(next!.likely)).toBeGreaterThan(signalMs + MINUTE_MS);
    expect(after('whole-laps')).toEqual({});
  });

  it('is nothing where it cannot be told: another kind of race, no figures of the field, crossings out of order', () => {
    const { race, cardAt, header } = server();
    const nowMs = race.lastCrossing('2')!.atMs + MINUTE_MS;
    const [said, of] = [cardAt(nowMs), header(nowMs)];
    expect(reckon(models, said, { ...of, format: { kind: 'backyard', intervalMs: HOUR_MS } }, nowMs)).toEqual({});
    const { field: _, ...forecast } = said.forecast;
    expect(reckon(models, { ...said, forecast }, of, nowMs)).toEqual({});
    expect(reckon(models, { ...said, laps: said.laps.toReversed() }, of, nowMs)).toEqual({});
  });

  it('refuses parameters of another version', () => {
    expect(PARAMETER_FILES).toContain('next-leg');
    expect(() => modelOf({ ...nextLeg, version: 99 })).toThrow('version 99');
  });
});
