/** "Come back later" is only said when later can help: a query of ours that is wrong stays wrong. */
import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway } from './database-away.js';
import { toProblem } from './problem.js';

const coded = (code: string): Error => Object.assign(new Error('no'), { code });

describe('a database that is away', () => {
  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ENOTFOUND',
    '08006',
    '53300',
    '57P01',
    '57P03',
    '57014',
    'log-unavailable',
  ])('%s is 503, with a time to come back', (code) => {
    expect(isDatabaseAway(coded(code))).toBe(true);
    expect(toProblem(coded(code))).toMatchObject({ problem: { status: 503, code: 'database-away' }, retryAfterS: 5 });
  });

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Query read timeout',
  ])('"%s", for which the driver has no code', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
  });

  it('is away when each of its addresses refuses', () => {
    expect(isDatabaseAway(new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]))).toBe(true);
    expect(isDatabaseAway(new AggregateError([coded('ECONNREFUSED'), new TypeError('x')]))).toBe(false);
  });
});

describe('a mistake of ours', () => {
  it.each([
    coded('42P01'),
    coded('22P02'),
    coded('23505'),
    new TypeError('x is not a function'),
    new Error('timeout'),
    'text',
    undefined,
  ])('%s stays 500 and tells nothing', (error) => {
    expect(isDatabaseAway(error)).toBe(false);
    expect(toProblem(error)).toMatchObject({ problem: { status: 500, code: 'internal' }, unexpected: true });
  });
});
