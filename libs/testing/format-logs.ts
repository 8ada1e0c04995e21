/** Random logs of races of every format, with everything a person may say of them. */
import fc from 'fast-check';
import type { Fact, RaceDefinition } from '../domain/index.js';
import { bibs, defined, definitions, instants, logsOf, target, targets, timed } from './facts-arbitrary.js';
import { RACE } from './facts.js';

const POINTS = [
  { id: 'line', atM: 0 },
  { id: 'back', atM: 150 },
  { id: 'far', atM: 300 },
];

const loops = fc
  .record({
    lapM: fc.constantFrom(400, 1000),
    firstLapM: fc.constantFrom(undefined, 250.5),
    minLapMs: fc.constantFrom(undefined, 90_000),
    quietMs: fc.constantFrom(undefined, 5001),
    readRule: fc.constantFrom(undefined, 'last' as const, 'strongest' as const),
  })
  .chain((fields) => fc.boolean().map((hasPoints) => ({ ...fields, points: hasPoints ? POINTS : POINTS.slice(0, 1) })))
  .map(({ lapM, points, ...fields }) => ({ kind: 'loop' as const, lapM, points, ...defined(fields) }));

const times: fc.Arbitrary<Partial<RaceDefinition>> = fc
  .tuple(loops, fc.constantFrom('measure' as const, 'finish-lap' as const, 'fractions' as const))
  .map(([course, end]) => ({
    course,
    format: { kind: 'fixed-time', durationMs: 3_600_000, end, ...(end === 'fractions' ? { fractionM: 150 } : {}) },
  }));

const distances: fc.Arbitrary<Partial<RaceDefinition>> = fc
  .tuple(loops, fc.constantFrom(1000, 3000, 100_000), fc.constantFrom(undefined, 1_500_000))
  .map(([course, distanceM, limitMs]) => ({
    course,
    format: { kind: 'fixed-distance', distanceM, ...defined({ limitMs }) },
  }));

const backyards: fc.Arbitrary<Partial<RaceDefinition>> = fc
  .tuple(loops, fc.constantFrom(300_000, 600_000), fc.constantFrom(undefined, 3))
  .map(([course, intervalMs, maxYards]) => ({
    course,
    format: { kind: 'backyard', intervalMs, ...defined({ maxYards }) },
  }));

const courses: fc.Arbitrary<Partial<RaceDefinition>> = fc
  .record({
    cutoffMs: fc.constantFrom(undefined, 400_000, 900_000),
    cutoffOn: fc.constantFrom(undefined, 'departure' as const),
    limitMs: fc.constantFrom(undefined, 2_000_000),
    strict: fc.constantFrom(undefined, true),
    readRule: fc.constantFrom(undefined, 'last' as const, 'strongest' as const),
  })
  .map(({ cutoffMs, cutoffOn, limitMs, strict, readRule }) => ({
    course: {
      kind: 'line',
      points: [
        { id: 'line', name: 'Line', atM: 500, ...defined({ cutoffMs, cutoffOn }) },
        { id: 'back', name: 'Back', atM: 2500 },
        { id: 'far', name: 'Far', atM: 5000 },
      ],
      ...defined({ readRule }),
    },
    format: { kind: 'course', ...defined({ limitMs, strict }) },
  }));

const metres = fc.integer({ min: 0, max: 500_000 });

const words = fc.oneof(
  timed(fc.tuple(bibs, fc.integer({ min: 1, max: 6 }), fc.boolean()), ([bib, yard, inTime]) => (log) => {
    log.yard(bib, yard, inTime);
  }),
  timed(
    fc.tuple(bibs, metres),
    ([bib, pastLineMm]) =>
      (log) =>
        void log.partLap(bib, { pastLineMm }),
  ),
  timed(bibs, (bib) => (log) => void log.partLap(bib, { marker: 'M' })),
  timed(metres, (mm) => (log) => void log.partLapMarker('M', mm)),
  timed(targets, (aim) => (log) => void log.partLapSigned(target(log, aim))),
  timed(fc.tuple(bibs, fc.integer({ min: -400_000, max: 400_000 }), fc.boolean()), ([bib, size, isTime]) => (log) => {
    log.adjustment(bib, isTime ? { timeMs: size } : { distanceMm: size });
  }),
  timed(
    fc.record({
      lapM: fc.constantFrom(300, 500, 1200),
      fromLap: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      fromMs: fc.option(instants, { nil: undefined }),
    }),
    ({ lapM, ...from }) =>
      (log) =>
        void log.courseChanged(lapM, defined(from)),
  ),
  timed(fc.constantFrom('provisional' as const, 'official' as const), (state) => (log) => {
    log.resultsState(state, { race: RACE });
  }),
  timed(targets, (aim) => (log) => void log.void(target(log, aim))),
  timed(fc.tuple(bibs, instants, fc.constantFrom('back', 'far')), ([bib, atMs, point]) => (log) => {
    log.passing(bib, atMs, { point });
  }),
);

/** Facts of a group of two races of any format, in log order. */
export const anyLogs: fc.Arbitrary<Fact[]> = logsOf(fc.oneof(definitions, times, distances, backyards, courses), words);
