/** What the worries say of a race with holes in it, against what is known of the holes. */
import { Random } from '#apps/simulator/random.js';
import { type Fact, LINE, LogFold, type RaceFold } from '#libs/domain/index.js';
import { GUN_MS } from './fold-field.js';
import { type Hidden, type Hole, SINGLE_SHARE } from './worries-hide.js';
import type { RecordedRace } from './worries-races.js';

/** The reader besides the line. */
const HALF = 'half';
/** A false alarm this near to a whole multiple of the usual lap may be a crossing that really was lost. */
const WHOLE = 0.03;

/** Worries about missed laps, counted. */
export interface Score {
  holes: number;
  /** The runner and the hole named. */
  named: number;
  /** And the right number of laps. */
  right: number;
  said: number;
  /** Said of a hole nobody made: a false alarm, for lack of truth ... */
  wrong: number;
  /** ... of which so many lie where a lost crossing would. */
  likeReal: number;
  /** Confidence of every worry that was right, and of every other. */
  sureRight: number[];
  sureWrong: number[];
}

export const noScore = (): Score => ({
  holes: 0,
  named: 0,
  right: 0,
  said: 0,
  wrong: 0,
  likeReal: 0,
  sureRight: [],
  sureWrong: [],
});

export function sum(scores: readonly Score[]): Score {
  return scores.reduce(
    (all, one) => ({
      holes: all.holes + one.holes,
      named: all.named + one.named,
      right: all.right + one.right,
      said: all.said + one.said,
      wrong: all.wrong + one.wrong,
      likeReal: all.likeReal + one.likeReal,
      sureRight: [...all.sureRight, ...one.sureRight],
      sureWrong: [...all.sureWrong, ...one.sureWrong],
    }),
    noScore(),
  );
}

export const recall = ({ right, holes }: Score): number => (holes === 0 ? NaN : right / holes);
export const precision = ({ right, said }: Score): number => (said === 0 ? NaN : right / said);

/** Asked when the race is over. */
export function judgeAtEnd(race: RecordedRace, hidden: Hidden): Score {
  const live = new LiveRace(race, hidden);
  const endMs = live.runTo(Infinity);
  return scoreOf(live.race, endMs, hidden.holes);
}

/**
 * Asked when the race is over, where a second reader half-way round the loop saw the runners too. Its reads are made up: in the middle of each lap that
 * was run, one in a hundred lost.
 */
export function judgeWithHalf(race: RecordedRace, hidden: Hidden): Score {
  const live = new LiveRace(withHalf(race), hidden, halfReads(race));
  const endMs = live.runTo(Infinity);
  return scoreOf(live.race, endMs, hidden.holes);
}

/** Asked two laps after a hole, knowing nothing later; a worry said at any asking is counted once. */
export function judgeLive(race: RecordedRace, hidden: Hidden): Score {
  const live = new LiveRace(race, hidden);
  const asked = [...hidden.holes].sort((a, b) => a.askMs - b.askMs);
  const scores: Score[] = [];
  const saidBefore = new Set<string>();
  for (const hole of asked) {
    live.runTo(hole.askMs);
    scores.push(scoreOf(live.race, hole.askMs, [hole], hidden.holes, saidBefore));
  }
  return sum(scores);
}

/**
 * @param due holes that should be found now
 * @param all every hole, so that one found later or earlier than it was due is no false alarm
 * @param saidBefore ids counted at an earlier asking
 */
function scoreOf(
  race: RaceFold,
  nowMs: number,
  due: readonly Hole[],
  all = due,
  saidBefore = new Set<string>(),
): Score {
  const score = { ...noScore(), holes: due.length };
  for (const { id, kind, bib, at, evidence } of race.worries(GUN_MS + nowMs, [], Infinity).worries) {
    if (kind !== 'missed-lap' || saidBefore.has(id)) continue;
    const atMs = Date.parse(at) - GUN_MS;
    const isIn = (hole: Hole): boolean => hole.bib === bib && atMs > hole.fromMs && atMs < hole.toMs;
    const hole = due.find(isIn);
    if (hole === undefined && all.some(isIn)) continue;
    saidBefore.add(id);
    const sure = evidence.confidence ?? 1;
    const isRight = hole !== undefined && evidence.laps === hole.laps;
    score.said++;
    if (hole !== undefined) score.named++;
    if (isRight) score.right++;
    if (hole === undefined) score.wrong++;
    (isRight ? score.sureRight : score.sureWrong).push(sure);
    const times = (evidence.lapMs ?? 0) / (evidence.usualLapMs ?? 1);
    if (hole === undefined && Math.abs(times - Math.round(times)) < WHOLE * Math.round(times)) score.likeReal++;
  }
  return score;
}

function withHalf(race: RecordedRace): RecordedRace {
  const { course } = race.definition;
  if (course.kind !== 'loop') return race;
  const points = [...course.points, { id: HALF, atM: course.lapM / 2 }];
  return { ...race, definition: { ...race.definition, course: { ...course, points } } };
}

function halfReads(race: RecordedRace): Passing[] {
  const random = new Random(1, `half/${race.id}`);
  return [...race.crossings].flatMap(([bib, times]) =>
    times.flatMap((ms, i) => {
      const begunMs = i === 0 ? 0 : times[i - 1]!;
      return random.uniform() < SINGLE_SHARE ? [] : [{ bib, point: HALF, atMs: Math.round((begunMs + ms) / 2) }];
    }),
  );
}

interface Passing {
  bib: string;
  point: string;
  atMs: number;
}

/** A recorded race that goes on as far as it is told to. */
class LiveRace {
  readonly #fold = new LogFold();
  readonly #passings: Passing[];
  #next = 0;

  constructor(race: RecordedRace, { crossings }: Hidden, others: readonly Passing[] = []) {
    this.#apply({ kind: 'race', race: 'recorded', definition: race.definition });
    for (const bib of crossings.keys()) this.#apply({ kind: 'entrant', race: 'recorded', entrantId: `e${bib}`, bib });
    this.#apply({ kind: 'started', race: 'recorded' });
    const atLine = [...crossings].flatMap(([bib, times]) => times.map((atMs) => ({ bib, point: LINE, atMs })));
    this.#passings = [...atLine, ...others];
    this.#passings.sort((a, b) => a.atMs - b.atMs);
  }

  get race(): RaceFold {
    return this.#fold.race('recorded')!;
  }

  /** Applies what was recorded up to an instant. @returns the newest instant, ms after the gun */
  runTo(untilMs: number): number {
    for (; this.#next < this.#passings.length; this.#next++) {
      const { bib, point, atMs } = this.#passings[this.#next]!;
      if (atMs > untilMs) break;
      this.#apply({ kind: 'passing', bib, point }, GUN_MS + atMs);
    }
    return this.#passings[this.#next - 1]?.atMs ?? 0;
  }

  #apply(fact: object, atMs = GUN_MS): void {
    const offset = this.#fold.offset + 1;
    this.#fold.apply({ ...fact, offset, id: `fact-${offset}`, atMs, receivedAtMs: atMs } as Fact);
  }
}
