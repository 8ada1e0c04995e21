/** The night the clocks are changed, told from nothing but the order of lines. */
import { expect, it } from '@jest/globals';
import { RepeatedHour } from './repeated-hour.js';

const wall = (day: string, time: string): number => Date.parse(`2026-${day}T${time}:00Z`);
const laters = (hour: RepeatedHour, day: string, times: readonly string[]): (boolean | undefined)[] =>
  times.map((time) => hour.later(wall(day, time)));

it('figures that fall back by an hour are of the second one, also those a little out of order', () => {
  const hour = new RepeatedHour('Europe/Rome');
  expect(
    laters(hour, '10-25', ['01:50', '02:10', '02:50', '02:45', '02:05', '02:30', '02:20', '02:55', '03:10']),
  ).toEqual([undefined, false, false, false, true, true, true, true, undefined]);
  expect([hour.fellBack, hour.met, hour.wentOn]).toEqual([true, true, false]);
});

it('a box that goes on never falls back', () => {
  const hour = new RepeatedHour('Europe/Rome');
  expect(laters(hour, '10-25', ['01:50', '02:10', '02:50', '03:05', '03:50', '04:10'])).toEqual([
    undefined,
    false,
    false,
    undefined,
    undefined,
    undefined,
  ]);
  expect([hour.fellBack, hour.met]).toEqual([false, true]);
});

it('in spring a line of the hour that is skipped tells that the box went on', () => {
  const hour = new RepeatedHour('Europe/Rome');
  expect(laters(hour, '03-29', ['01:50', '03:10'])).toEqual([undefined, undefined]);
  expect(hour.wentOn).toBe(false);
  hour.later(wall('03-29', '02:10'));
  expect(hour.wentOn).toBe(true);
});

it('on any other day nothing is told', () => {
  const hour = new RepeatedHour('Europe/Rome');
  expect(laters(hour, '07-01', ['02:50', '01:50'])).toEqual([undefined, undefined]);
  expect([hour.fellBack, hour.met, hour.wentOn]).toEqual([false, false, false]);
});
