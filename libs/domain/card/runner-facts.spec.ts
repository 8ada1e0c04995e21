import { describe, expect, it } from '@jest/globals';
import { GUN_MS, raceOf, startedRace } from '../../testing/facts.js';

const LAP_MS = 600_000;

describe('a runner’s facts', () => {
  it('R4.7 name every claim with what became of it, voided and moved away ones too', () => {
    const log = startedRace(['1', '2']);
    const kept = log.passing('1', GUN_MS + LAP_MS);
    const voided = log.passing('1', GUN_MS + 2 * LAP_MS);
    const moved = log.passing('1', GUN_MS + 3 * LAP_MS);
    const taking = log.void(voided);
    const giving = log.reassign(moved, '2');
    const facts = new Map(
      raceOf(log)
        .facts('1', GUN_MS)!
        .map(({ offset, ...fact }) => [offset, fact]),
    );
    expect(facts.get(kept.offset)).toMatchObject({ inForce: true, lap: 1 });
    expect(facts.get(voided.offset)).toMatchObject({ inForce: false, why: 'void' });
    expect(facts.get(moved.offset)).toMatchObject({ inForce: true, movedTo: '2' });
    expect([facts.get(taking.offset), facts.get(giving.offset)]).toEqual([{ inForce: true }, { inForce: true }]);
    log.void(taking);
    const after = raceOf(log).facts('1', GUN_MS)!;
    expect(after.find(({ offset }) => offset === voided.offset)).toMatchObject({ inForce: true, lap: 2 });
    expect(after.find(({ offset }) => offset === taking.offset)).toEqual({ offset: taking.offset, inForce: false });
    expect(raceOf(log).facts('9', GUN_MS)).toBeUndefined();
  });

  it('what people changed is listed for the whole race, undone or not', () => {
    const log = startedRace(['1']);
    const passing = log.passing('1', GUN_MS + LAP_MS);
    const taking = log.void(passing);
    log.void(taking);
    const said = raceOf(log).corrections();
    expect(said.map(({ fact, inForce }) => [fact.kind, inForce])).toEqual([
      ['started', true],
      ['void', false],
      ['void', true],
    ]);
  });
});
