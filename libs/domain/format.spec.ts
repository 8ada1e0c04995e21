import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  formatDays,
  formatDaysAndHours,
  formatKm,
  formatMiles,
  formatPace,
  formatTime,
  paceIn,
  parsePace,
  timeAtPaceMs,
} from './format.js';
import { HOUR_MS, MILE_MM, mmFromM, officialM, officialMs, YARD_MM } from './units.js';

const time = (h: number, m: number, s: number): number => ((h * 60 + m) * 60 + s) * 1000;
const MARATHON_M = 42_195;

describe('units', () => {
  it('R1.1, R1.2 a mile is 1609.344 m, exactly: 110.24 mi are 177.414 km', () => {
    expect(MILE_MM * 1000).toBe(1_609_344_000);
    expect(Math.round((110.24 * MILE_MM) / 1000) / 1000).toBe(177.414);
    expect(Math.round((173.01 * MILE_MM) / 1000) / 1000).toBe(278.433);
  });

  it('R9.9 119 yards are 797.966 km, 24 are 100 miles exactly, 95 are 637.032 km', () => {
    expect(officialM(119 * YARD_MM)).toBe(797_966);
    expect(24 * YARD_MM).toBe(100 * MILE_MM);
    expect(officialM(95 * YARD_MM)).toBe(637_032);
  });
});

describe('times', () => {
  it('R3.4 go to the next longer second', () => {
    expect(formatTime(time(2, 9, 44) + 300)).toBe('2:09:45');
    expect(formatTime(time(2, 9, 45))).toBe('2:09:45');
    expect(formatTime(0)).toBe('0:00:00');
  });

  it('R3.5 no noise adds a second: sums of tenths stay exact', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100_000 })), (tenths) => {
        const ms = tenths.reduce((sum, t) => sum + t * 100, 0);
        expect(officialMs(ms)).toBe(Math.ceil(tenths.reduce((sum, t) => sum + t, 0) / 10) * 1000);
      }),
    );
  });

  it('R3.12 multi-day times are shown with days and as hours', () => {
    const ms = time(250, 30, 36);
    expect(formatDays(ms)).toBe('10 d 10:30:36');
    expect(formatDaysAndHours(ms)).toBe('10 d 10:30:36 = 250:30:36');
    expect(formatDays(24 * HOUR_MS - 1)).toBe('1 d 00:00:00');
    expect(formatDays(time(5, 4, 3))).toBe('5:04:03');
    expect(formatDaysAndHours(time(5, 4, 3))).toBe('5:04:03');
  });

  it('keeps the sign of a lead', () => {
    expect(formatTime(-time(0, 1, 5))).toBe('-0:01:05');
  });
});

describe('distances', () => {
  it('R3.6, R12.6 are whole metres, rounded down, as km with three decimals', () => {
    expect(formatKm(170_309.45)).toBe('170.309');
    expect(formatKm(999.999)).toBe('0.999');
    expect(formatKm(0)).toBe('0.000');
  });

  it('R12.6 miles beside them are rounded down', () => {
    expect(formatMiles(1609.344)).toBe('1.000');
    expect(formatMiles(1609.343)).toBe('0.999');
    expect(formatMiles(160_934.4)).toBe('100.000');
  });

  it('R3.7 never show more than was run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (mm) => {
        const m = mm / 1000;
        expect(mmFromM(Number(formatKm(m)) * 1000)).toBeLessThanOrEqual(mm);
        expect(Number(formatMiles(m)) * MILE_MM).toBeLessThanOrEqual(mm + 1e-3);
      }),
    );
  });
});

describe('paces', () => {
  it('R14.2 reproduce the check values', () => {
    const mile = (text: string) => {
      const parsed = parsePace(text, '/mi');
      if (!parsed.ok) throw new Error(parsed.hint);
      return parsed.pace;
    };
    expect(timeAtPaceMs(mile('5:59'), 16_093.44)).toBe(time(0, 59, 50));
    expect(Math.round(timeAtPaceMs(mile('6:18.0'), MARATHON_M) / 100) * 100).toBe(time(2, 45, 10) + 700);
    const needed = { unit: '/mi', tenths: true, required: true } as const;
    expect(formatPace(MARATHON_M, time(2, 45, 0), needed)).toBe('6:17.5/mi');
    expect(formatPace(MARATHON_M, time(2, 40, 0), needed)).toBe('6:06.1/mi');
    expect(formatPace(MARATHON_M, time(2, 40, 0), { tenths: true, required: true })).toBe('3:47.5/km');
    expect(formatPace(100_000, time(6, 5, 35), { tenths: true })).toBe('3:39.4/km');
    expect(formatPace(319_614, 24 * HOUR_MS, { tenths: true })).toBe('4:30.3/km');
  });

  it('R14.1 are entered as m:ss with their unit', () => {
    expect(parsePace('5:59')).toEqual({ ok: true, pace: { ms: 359_000, unit: '/km' } });
    expect(parsePace(' 9:30.5 /mi ')).toEqual({ ok: true, pace: { ms: 570_500, unit: '/mi' } });
  });

  it('R14.1 5.59 is refused with the hint 5:59?', () => {
    expect(parsePace('5.59')).toEqual({ ok: false, hint: '5:59?' });
    expect(parsePace('5,59')).toEqual({ ok: false, hint: '5:59?' });
    expect(parsePace('5.59/mi')).toEqual({ ok: false, hint: '5:59?' });
    for (const text of ['5.5', '5.75', '5', '', 'fast', '5:60', '0:00', '5:5']) {
      expect(parsePace(text)).toEqual({ ok: false, hint: 'm:ss' });
    }
  });

  it('R14.1 what is shown can be entered again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 59_999 }),
        fc.constantFrom('/km' as const, '/mi' as const),
        (tenths, unit) => {
          const distanceM = unit === '/km' ? 1000 : 1609.344;
          const text = formatPace(distanceM, tenths * 100, { unit, tenths: true });
          expect(parsePace(text)).toEqual({ ok: true, pace: { ms: tenths * 100, unit } });
        },
      ),
    );
  });

  it('are empty when nothing was run, and convert exactly', () => {
    expect(formatPace(0, 1000)).toBe('');
    expect(paceIn({ ms: 1_609_344, unit: '/mi' }, '/km').ms).toBeCloseTo(1_000_000, 6);
  });
});
