import { describe, expect, it } from '@jest/globals';
import { recordBook } from './book/index.js';
import { queryRecords, readFilter } from './index.js';

const asked = (query: Record<string, string>) =>
  queryRecords(recordBook(), readFilter(query).filter).map(({ id }) => id);

describe('looking records up', () => {
  it('gives the mark that stands first, then the better one; refused ones only by name', () => {
    expect(asked({ event: '24H', sex: 'M', scope: 'WORLD' })).toEqual([
      'W-24H-M',
      'W-24H-M-2021',
      'W-24H-M-TRACK',
      'W-24H-M-ROAD-1998',
    ]);
    expect(asked({ event: '100mi', sex: 'f', scope: 'world', list: 'all_surface' })).toEqual([
      'W-100MI-F',
      'W-100MI-F-2025',
      'W-100MI-F-2017',
    ]);
    expect(asked({ status: 'rejected' })).toEqual(['REF-HM-M-REJ', 'W-100MI-F-REJ', 'W-12H-F-REJ', 'W-48H-F-NR']);
    expect(asked({ scope: 'GBR', category: 'W50' })).toHaveLength(4);
    expect(asked({})).toHaveLength(143);
    expect(asked({ id: 'w-24h-f' })).toEqual(['W-24H-F']);
    expect(asked({ id: 'W-100MI-F-REJ' })).toEqual([]);
  });

  it('tells a word the book does not know, with those it knows', () => {
    const told = (query: Record<string, unknown>) => readFilter(query).faults.map((f) => `${f.field} ${f.message}`);
    expect(told({ evnt: '24H' })).toEqual([
      'evnt is no filter; use event, sex, scope, category, level, list, status, id',
    ]);
    expect(told({ event: '25H' })[0]).toMatch(/^event is "25H"; it must be one of MILE, .*24H/);
    expect(told({ sex: ['M', 'F'] })).toEqual(['sex must be there once, with 1 to 40 characters']);
    expect(told({ scope: '' })).toHaveLength(1);
    expect(told({ list: 'own' })).toHaveLength(1);
    expect(told({ scope: 'XYZ' })).toEqual([]);
  });
});
