/**
 * One runner's true race, lap by lap: start too fast, fade, lap noise, short stops, long stops, sleep in the night, walking, and going home.
 * Pure; the shapes and rates follow the study of real races in the forecast notes. All times are ms after the gun, distances metres.
 */
import { MINUTE_MS } from '#libs/domain/index.js';
import type { SimRunner, Traits } from './field.js';
import { GOAL_MARKS_M } from './field.js';
import type { Random } from './random.js';

export interface Crossing {
  /** 1, 2, 3 ...: the lap that ends here. */
  lap: number;
  atMs: number;
  /** Stands about this long just after the line before going on; part of the next lap. */
  restMs: number;
}

export interface RunnerRace {
  runner: SimRunner;
  crossings: Crossing[];
  /** When the runner went home; null: still out there at the end. */
  quitMs: number | null;
}

export interface RaceFrame {
  lapM: number;
  durationMs: number;
}

/** The hurry of the first hours dies out with this time constant, as a share of the race. */
const HURRY_SHARE = 0.12;
/** The long night of a race that starts in the morning, as shares of its time. */
const NIGHT = { from: 0.52, to: 0.8 } as const;
const WALK_MPS = 1.42;
const WALK_LAPS_MEAN = 4;
/** Idle time is spent in stops of three sorts: bottle, chair, tent. Median and spread of each, and its share of all stops. */
const STOPS = [
  { medianMs: 1.6 * MINUTE_MS, sigma: 0.6, share: 0.8 },
  { medianMs: 9 * MINUTE_MS, sigma: 0.5, share: 0.16 },
  { medianMs: 33 * MINUTE_MS, sigma: 0.45, share: 0.04 },
] as const;
const STOP_MEAN_MS = STOPS.reduce((sum, s) => sum + s.share * s.medianMs * Math.exp(s.sigma ** 2 / 2), 0);
const LAST_PUSH_SHARE = 0.95;
/** Neighbouring laps resemble each other: lag-one correlation of the lap noise. */
const NOISE_MEMORY = 0.6;
/** Chance of going home on reaching the own goal; the same for a mark that was not planned. */
const GOAL_CONTENT = 0.5;
const MARK_CONTENT = 0.02;
/** Runners at the back stand further from the line at the gun, up to this long. */
export const START_SPREAD_MS = 45_000;

/** Running speed at a share `x` of the race, metres per second, before noise and walking. */
export function speedAt(traits: Traits, x: number): number {
  const hurry = 1 + traits.startFast * Math.exp(-x / HURRY_SHARE);
  // Most of the loss comes between a quarter and three quarters of the race; the front finds a little at the very end.
  const tiredness = traits.fade * (1 - Math.exp(-2.2 * x)) * (1 / (1 - Math.exp(-2.2)));
  const push = x > LAST_PUSH_SHARE && traits.fade < 0.25 ? 0.04 : 0;
  return traits.speedMps * hurry * (1 - tiredness + push);
}

/** State of one runner between two laps. */
interface Progress {
  atMs: number;
  distanceM: number;
  noise: number;
  walkLapsLeft: number;
  asleepYet: boolean;
  bedtimeMs: number;
}

/** Every crossing of the line until the runner goes home or is past the end of the race (that one crossing is kept: the mat sees it too). */
export function runRace(random: Random, runner: SimRunner, frame: RaceFrame): RunnerRace {
  const body = random.fork(`race/${runner.bib}`);
  const { traits } = runner;
  const state: Progress = {
    atMs: body.between(1_000, START_SPREAD_MS) * (traits.speedMps > 3 ? 0.2 : 1),
    distanceM: 0,
    noise: 0,
    walkLapsLeft: 0,
    asleepYet: traits.sleepMs === 0,
    bedtimeMs: frame.durationMs * body.between(NIGHT.from, NIGHT.to),
  };
  const crossings: Crossing[] = [];
  for (;;) {
    state.atMs += lapTimeMs(body, traits, state, frame);
    state.distanceM += frame.lapM;
    const crossing: Crossing = { lap: crossings.length + 1, atMs: Math.round(state.atMs), restMs: 0 };
    crossings.push(crossing);
    if (crossing.atMs >= frame.durationMs) return { runner, crossings, quitMs: null };
    if (goesHome(body, traits, state, frame)) return { runner, crossings, quitMs: crossing.atMs };
    crossing.restMs = Math.round(restMs(body, traits, state, frame));
    state.atMs = crossing.atMs + crossing.restMs;
    if (state.atMs >= frame.durationMs) return { runner, crossings, quitMs: null };
  }
}

function lapTimeMs(body: Random, traits: Traits, state: Progress, frame: RaceFrame): number {
  const x = state.atMs / frame.durationMs;
  if (state.walkLapsLeft > 0) state.walkLapsLeft--;
  else if (body.chance(walkChance(traits, x))) state.walkLapsLeft = Math.round(body.exponential(WALK_LAPS_MEAN));
  state.noise = NOISE_MEMORY * state.noise + body.normal(0, traits.lapSigma * Math.sqrt(1 - NOISE_MEMORY ** 2));
  const running = speedAt(traits, x);
  const speed = state.walkLapsLeft > 0 ? Math.min(running, WALK_MPS * (1 + 0.1 * (traits.speedMps - 2.5))) : running;
  return (frame.lapM / speed) * Math.exp(state.noise) * 1000;
}

/** Chance that a walking spell of several laps begins with this lap; hardly any before a third of the race. */
function walkChance(traits: Traits, x: number): number {
  return x < 0.2 ? 0 : (traits.walkShare * Math.min(1, (x - 0.2) / 0.3)) / WALK_LAPS_MEAN;
}

/** How long the runner stands still after this crossing. */
function restMs(body: Random, traits: Traits, state: Progress, frame: RaceFrame): number {
  const x = state.atMs / frame.durationMs;
  if (!state.asleepYet && state.atMs >= state.bedtimeMs) {
    state.asleepYet = true;
    return traits.sleepMs * (frame.durationMs / (24 * 60 * MINUTE_MS));
  }
  const lapMs = (frame.lapM / speedAt(traits, x)) * 1000;
  // Stops come as often as needed to spend the idle share, seldom in the first hours and more often in the second half.
  const busy = 0.35 + 1.3 * x;
  if (!body.chance(Math.min(0.5, (traits.idleShare * busy * lapMs) / STOP_MEAN_MS))) return 0;
  const stop = body.weighted(STOPS.map((s) => [s, s.share] as const));
  return body.logNormal(stop.medianMs, stop.sigma);
}

function goesHome(body: Random, traits: Traits, state: Progress, frame: RaceFrame): boolean {
  const before = state.distanceM - frame.lapM;
  const passed = (markM: number): boolean => before < markM && state.distanceM >= markM;
  if (traits.goalM !== null && passed(traits.goalM)) return body.chance(GOAL_CONTENT);
  if (Object.values(GOAL_MARKS_M).some(passed) && body.chance(MARK_CONTENT)) return true;
  const x = state.atMs / frame.durationMs;
  const lapShare = (frame.lapM / speedAt(traits, x)) * (1000 / frame.durationMs);
  // Few leave in the first eighth, most between a third and three quarters, hardly anybody in the last tenth.
  const season = x < 0.12 ? 0.25 : x < 0.35 ? 0.8 : x < 0.75 ? 1.5 : x < 0.9 ? 0.7 : 0.2;
  return body.chance(1 - Math.exp(-traits.quitHazard * season * lapShare));
}
