/** Random logs for property tests: laps in trains, stray claims, chips, corrections of corrections, statuses, two races on the same mats. */
import fc from 'fast-check';
import type { DeclaredStatus, EndPolicy, Fact, RaceDefinition, ReadRule, SaidBy } from '../domain/index.js';
import { FactLog, GUN_MS, RACE } from './facts.js';

/** The second race of the group. */
export const SIDE_RACE = 'side-race';
/** Bibs of random logs; the last is never entered. */
export const BIBS = ['1', '2', '07', '10', 'A1', '99'] as const;
const ENTERED = BIBS.length - 1;
const CHIPS = ['c0', 'c1', 'c2', 'c3'] as const;

export const bibs = fc.constantFrom(...BIBS);
const chips = fc.constantFrom(...CHIPS);
const DEVICES = ['mat-1', 'mat-2', 'mat-1/b'] as const;
const ZONES = ['UTC', '+02:00', 'Europe/Rome', 'America/New_York', 'Asia/Kolkata'];
const devices = fc.constantFrom(...DEVICES);
/** Whole seconds around the race, rough enough for claims to meet. */
export const instants = fc.integer({ min: -30, max: 760 }).map((step) => GUN_MS + step * 5000);
const points = fc.constantFrom('line', 'line', 'line', 'line', 'back');
const edges = fc.constantFrom(undefined, undefined, undefined, 'in' as const, 'out' as const);
const statuses = fc.constantFrom<DeclaredStatus[]>('dns', 'stopped', 'returned', 'dnf', 'dsq', 'refused-to-continue');
const rssis = fc.option(fc.integer({ min: -90, max: -60 }), { nil: undefined });
/** A target among the facts so far, as a share of them; a third of the time among the corrections only, to make chains. */
interface Aim {
  share: number;
  atCorrection: boolean;
}
export const targets: fc.Arbitrary<Aim> = fc.record({
  share: fc.integer({ min: 0, max: 9999 }).map((share) => share / 10_000),
  atCorrection: fc.constantFrom(false, false, true),
});

type Step = (log: FactLog) => void;
/** A step, and when in the log it happens. */
export interface Timed {
  key: number;
  step: Step;
}

const CHAINED: ReadonlySet<Fact['kind']> = new Set([
  'void',
  'restore',
  'reassign',
  'retime',
  'chip-assigned',
  'reader',
  'status',
]);

export function target(log: FactLog, { share, atCorrection }: Aim): Fact {
  const corrections = atCorrection ? log.facts.filter((fact) => CHAINED.has(fact.kind)) : [];
  const among = corrections.length > 0 ? corrections : log.facts;
  return among[Math.floor(share * among.length)]!;
}

/** Uniform, unlike `fc.double`. */
const keys = fc.integer({ min: 0, max: 9999 }).map((key) => key / 10_000);

export function timed<T>(values: fc.Arbitrary<T>, step: (value: T) => Step): fc.Arbitrary<Timed[]> {
  return fc.tuple(keys, values).map(([key, value]) => [{ key, step: step(value) }]);
}

/** A runner lapping: the bulk of every log. Mostly in order, some late. */
const trains = fc
  .record({
    bib: bibs,
    chip: fc.option(chips, { nil: undefined }),
    device: fc.option(devices, { nil: undefined }),
    /** How far its clock was ahead of UTC, where it told figures and no instant. */
    states: fc.boolean(),
    aheadMs: fc.option(fc.constantFrom(0, 3_600_000, 7_200_000), { nil: undefined }),
    fromMs: fc.integer({ min: 0, max: 600 }).map((s) => GUN_MS + s * 1000),
    lapMs: fc.integer({ min: 100, max: 400 }).map((s) => s * 1000),
    jitter: fc.array(
      fc.record({
        ms: fc.integer({ min: -60_000, max: 60_000 }),
        late: fc.boolean(),
        stop: fc.boolean(),
        twin: fc.boolean(),
        rssi: rssis,
      }),
      { minLength: 1, maxLength: 24, size: 'max' },
    ),
  })
  .map(({ bib, chip, device, aheadMs, states, fromMs, lapMs, jitter }): Timed[] => {
    let atMs = fromMs;
    const source = device === undefined ? {} : { source: { device } };
    return jitter.flatMap(({ ms, late, stop, twin, rssi }, i) => {
      atMs += Math.max(1000, lapMs + ms + (stop && i % 3 === 0 ? 4 * lapMs : 0));
      const key = late ? 0.95 : 0.2 + (0.7 * i) / 24;
      const claim = (timeMs: number, strength: number | undefined): Timed => ({
        key,
        step: (log) => {
          const said: SaidBy | undefined =
            aheadMs === undefined
              ? undefined
              : {
                  ...{ basis: states ? 'stated' : 'local', ms: timeMs + aheadMs - 40, measuredMs: 40 },
                  ...(states ? { zoneMs: aheadMs } : {}),
                };
          const by = said === undefined ? source : { ...source, said };
          if (chip === undefined) log.passing(bib, timeMs, by);
          else log.read(chip, timeMs, { ...by, ...(strength === undefined ? {} : { rssi: strength }) });
        },
      });
      return twin ? [claim(atMs, rssi), claim(atMs + 4000, rssi === undefined ? -70 : rssi + 3)] : [claim(atMs, rssi)];
    });
  });

const claims = fc.oneof(
  timed(fc.record({ bib: bibs, atMs: instants, point: points, edge: edges }), (v) => (log) => {
    log.passing(v.bib, v.atMs, { point: v.point, ...(v.edge === undefined ? {} : { edge: v.edge }) });
  }),
  timed(fc.record({ chip: chips, atMs: instants, rssi: rssis }), (v) => (log) => {
    log.read(v.chip, v.atMs, v.rssi === undefined ? {} : { rssi: v.rssi });
  }),
  timed(
    fc.tuple(instants, devices),
    ([atMs, device]) =>
      (log) =>
        void log.tap(atMs, { source: { device } }),
  ),
  timed(
    fc.record({ bib: bibs, atMs: instants }),
    (v) => (log) => void log.passing(v.bib, v.atMs, { reason: 'seen by hand' }),
  ),
);

const corrections = fc.oneof(
  { weight: 4, arbitrary: timed(targets, (aim) => (log) => void log.void(target(log, aim))) },
  { weight: 2, arbitrary: timed(targets, (aim) => (log) => void log.restore(target(log, aim))) },
  {
    weight: 2,
    arbitrary: timed(
      fc.tuple(targets, bibs),
      ([share, bib]) =>
        (log) =>
          void log.reassign(target(log, share), bib),
    ),
  },
  {
    weight: 2,
    arbitrary: timed(
      fc.tuple(targets, instants),
      ([share, at]) =>
        (log) =>
          void log.retime(target(log, share), at),
    ),
  },
  {
    weight: 1,
    arbitrary: timed(
      fc.record({
        chip: chips,
        bib: fc.option(bibs, { nil: null }),
        fromMs: fc.option(instants, { nil: undefined }),
        toMs: fc.option(instants, { nil: undefined }),
      }),
      ({ chip, bib, ...span }) =>
        (log) =>
          void log.chipAssigned(chip, bib, span),
    ),
  },
  {
    weight: 1,
    arbitrary: timed(
      fc.record({
        device: devices,
        point: fc.option(points, { nil: undefined }),
        timeZone: fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
        statedZone: fc.option(fc.constantFrom('trust' as const, 'ignore' as const), { nil: undefined }),
        offsetMs: fc.option(fc.integer({ min: -400_000, max: 400_000 }), { nil: undefined }),
        fromMs: fc.option(instants, { nil: undefined }),
        toMs: fc.option(instants, { nil: undefined }),
      }),
      ({ device, ...said }) =>
        (log) =>
          void log.reader(device, defined(said)),
    ),
  },
  {
    weight: 1,
    arbitrary: timed(
      fc.tuple(bibs, statuses, instants, fc.constantFrom(RACE, SIDE_RACE)),
      ([bib, status, atMs, race]) =>
        (log) =>
          void log.status(bib, status, atMs, { race }),
    ),
  },
);

const rows = timed(
  fc.record({
    bib: fc.constantFrom(...BIBS.slice(0, ENTERED)),
    race: fc.constantFrom(RACE, RACE, SIDE_RACE),
    sex: fc.constantFrom('M' as const, 'F' as const, 'X' as const, undefined),
    age: fc.option(fc.integer({ min: 18, max: 99 }), { nil: undefined }),
    category: fc.option(fc.constant('guests'), { nil: undefined, freq: 5 }),
    chips: fc.option(fc.uniqueArray(chips, { maxLength: 2 }), { nil: undefined }),
    name: fc.option(fc.constant('A Runner'), { nil: undefined }),
    hidden: fc.option(fc.boolean(), { nil: undefined }),
    wave: fc.option(fc.constantFrom('early', 'late', 'no-such-wave'), { nil: undefined, freq: 3 }),
  }),
  ({ bib, ...fields }) =>
    (log) =>
      void log.entrant(bib, { ...defined(fields), entrantId: `person-${bib}` }),
);

const signals = fc.oneof(
  timed(
    fc.tuple(instants, fc.constantFrom(RACE, SIDE_RACE)),
    ([atMs, race]) =>
      (log) =>
        void log.started(atMs, { race }),
  ),
  timed(
    fc.tuple(instants, fc.constantFrom(RACE, SIDE_RACE)),
    ([atMs, race]) =>
      (log) =>
        void log.stopped(atMs, { race }),
  ),
  timed(bibs, (bib) => (log) => void log.erase(`person-${bib}`)),
  timed(instants, (atMs) => (log) => void log.marker(atMs)),
);

export const definitions: fc.Arbitrary<Partial<RaceDefinition>> = fc
  .record({
    lapM: fc.constantFrom(400, 1000, 1526.25),
    firstLapM: fc.constantFrom(undefined, undefined, 250.5, 1500),
    minLapMs: fc.constantFrom(undefined, 90_000, 200_000),
    quietMs: fc.constantFrom(undefined, undefined, 0, 5001, 60_000),
    readRule: fc.constantFrom<(ReadRule | undefined)[]>(undefined, 'first', 'last', 'strongest'),
    durationMs: fc.constantFrom(1_800_000, 3_600_000),
    end: fc.constantFrom<EndPolicy[]>('measure', 'finish-lap', 'whole-laps'),
    waves: fc.boolean(),
    categories: fc.option(fc.constant<number[]>([40, 60]), { nil: undefined }),
  })
  .map(
    ({
      lapM,
      firstLapM,
      minLapMs,
      quietMs,
      readRule,
      durationMs,
      end,
      waves,
      categories,
    }): Partial<RaceDefinition> => ({
      course: {
        kind: 'loop',
        lapM,
        points: [{ id: 'line', atM: 0 }],
        ...defined({ firstLapM, minLapMs, quietMs, readRule }),
      },
      format: { kind: 'fixed-time', durationMs, end },
      ...defined({ categories, waves: waves ? WAVES : undefined }),
    }),
  );

const WAVES = [
  { id: 'early', startOffsetMs: -60_000 },
  { id: 'late', startOffsetMs: 600_000 },
];

/** Facts of a group of two races with these definitions, in log order. `more` are steps beside the usual ones. */
export function logsOf(
  definition: fc.Arbitrary<Partial<RaceDefinition>>,
  more: fc.Arbitrary<Timed[]> = fc.constant([]),
): fc.Arbitrary<Fact[]> {
  const redefinition = fc
    .tuple(keys, definition)
    .map(([key, fields]): Timed[] => [{ key, step: (log) => void log.race(fields) }]);
  return fc
    .record({
      main: definition,
      side: definition,
      entered: fc.subarray(BIBS.slice(0, ENTERED), { minLength: 2 }),
      steps: fc.tuple(
        fc.array(trains, { minLength: 1, maxLength: 5, size: 'max' }),
        fc.array(claims, { maxLength: 15 }),
        fc.array(corrections, { maxLength: 16, size: 'max' }),
        fc.array(rows, { maxLength: 6 }),
        fc.array(signals, { maxLength: 3 }),
        fc.array(redefinition, { maxLength: 1 }),
        fc.array(more, { maxLength: 12 }),
      ),
    })
    .map(({ main, side, entered, steps }) => {
      const log = new FactLog();
      log.race(main);
      log.race({ ...side, slug: SIDE_RACE, group: RACE });
      entered.forEach((bib, i) => log.entrant(bib, { entrantId: `person-${bib}`, chips: i < 3 ? [CHIPS[i]!] : [] }));
      log.started();
      const all = steps.flat(2).map((timedStep, i) => ({ timedStep, i }));
      all.sort((a, b) => a.timedStep.key - b.timedStep.key || a.i - b.i);
      for (const { timedStep } of all) timedStep.step(log);
      return log.facts;
    });
}

/** Two races over a time, which the oracle knows. */
export const logs: fc.Arbitrary<Fact[]> = logsOf(definitions);

/** Wall clocks and race instants worth asking at. */
export const clocks: fc.Arbitrary<number> = fc.oneof(
  instants,
  fc.constantFrom(
    GUN_MS,
    GUN_MS - 1,
    GUN_MS + 1_800_000,
    GUN_MS + 3_600_000,
    GUN_MS + 3_600_001,
    GUN_MS + 100_000_000,
    0,
  ),
);

export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
