/** What goes wrong in a simulated race, and when: the same seed and the same faults give the same plan. */
import type { Random } from '../random.js';

export const FAULTS = [
  'drop',
  'resend',
  'reorder',
  'restart',
  'test-mode',
  'clock-jump',
  'half-lines',
  'flood',
  'cut',
  'database-away',
  'server-kill',
] as const;
export type Fault = (typeof FAULTS)[number];

/** A race is played in so many steps. */
export const TICKS = 160;

/** A box as far as the plan needs to know it. */
export interface PlannedBox {
  id: string;
  protocol: string;
  /** On a socket of its own; else it posts. */
  isSocket: boolean;
}

export interface Happening {
  tick: number;
  fault: Fault;
  /** Absent: it befalls the server. */
  box?: string;
  /** Until when it lasts, for what lasts. */
  untilTick?: number;
  /** Share of records for `drop` and `reorder`, ms for `clock-jump`, bytes for `flood`. */
  amount?: number;
}

const FIRST = Math.round(TICKS * 0.08);
const LAST = Math.round(TICKS * 0.92);
const SHARE = { from: 0.1, to: 0.35 } as const;
const JUMP_MS = { from: 2_000, to: 8_000 } as const;
const FLOOD_BYTES = 200_000;
const TEST_MODE_TICKS = 14;
const AWAY_TICKS = 24;
/** Protocols whose sender notices that something did not arrive, or is noticed. */
const HEALS_DROPS = ['mylaps', 'race-result', 'rfid-ultra'];
/** Our own lines must come in order; a J-Chip sends each record once, at once. */
const IN_ORDER = ['line', 'jchip'];

/** In order of their ticks. Each fault has chances of its own, so that naming another one changes none of its plan. */
export function planFaults(seeded: Random, faults: readonly Fault[], boxes: readonly PlannedBox[]): Happening[] {
  const plan = faults.flatMap((fault) => PLANS[fault](seeded.fork(`fault/${fault}`), boxes, fault));
  return plan.sort((a, b) => a.tick - b.tick || order(a) - order(b));
}

const order = ({ fault }: Happening): number => FAULTS.indexOf(fault);

type Plan = (random: Random, boxes: readonly PlannedBox[], fault: Fault) => Happening[];

const sometime = (random: Random): number => random.int(FIRST, LAST);

/** Once at every box, at a moment of its own. */
const onceAt =
  (takes: (box: PlannedBox) => boolean, amount?: (random: Random) => number): Plan =>
  (random, boxes, fault) =>
    boxes
      .filter(takes)
      .map(({ id }) => ({ tick: sometime(random), fault, box: id, ...(amount ? { amount: amount(random) } : {}) }));

/** From the first step to the last. */
const allAlong =
  (takes: (box: PlannedBox) => boolean): Plan =>
  (random, boxes, fault) =>
    boxes.filter(takes).map(({ id }) => ({ tick: 0, fault, box: id, amount: random.between(SHARE.from, SHARE.to) }));

const isSocket = (box: PlannedBox): boolean => box.isSocket;

const PLANS: Readonly<Record<Fault, Plan>> = {
  drop: allAlong((box) => !box.isSocket || HEALS_DROPS.includes(box.protocol)),
  reorder: allAlong((box) => !IN_ORDER.includes(box.protocol)),
  resend: (random, boxes, fault) =>
    boxes.flatMap(({ id }) => [0, 1].map(() => ({ tick: sometime(random), fault, box: id }))),
  restart: onceAt(() => true),
  'test-mode': (random, boxes, fault) =>
    boxes
      .filter(({ protocol }) => protocol === 'race-result')
      .map(({ id }) => {
        const tick = sometime(random);
        return { tick, fault, box: id, untilTick: tick + TEST_MODE_TICKS };
      }),
  'clock-jump': onceAt(isSocket, (random) =>
    Math.round(random.between(JUMP_MS.from, JUMP_MS.to) * (random.chance(0.5) ? 1 : -1)),
  ),
  'half-lines': onceAt(isSocket),
  flood: onceAt(isSocket, () => FLOOD_BYTES),
  cut: onceAt(isSocket),
  // Not while the server is starting: without its database it cannot.
  'database-away': (random, _boxes, fault) => {
    const tick = random.int(FIRST, Math.round(TICKS * 0.3));
    return [{ tick, fault, untilTick: tick + AWAY_TICKS }];
  },
  'server-kill': (random, _boxes, fault) => [
    { tick: random.int(Math.round(TICKS * 0.5), Math.round(TICKS * 0.85)), fault },
  ],
};
