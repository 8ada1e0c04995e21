/**
 * W1: what the worries find of crossings hidden in recorded races (recall), and how many of the missed laps they speak of are hidden ones (precision).
 * Reported is every other race, the rest apart. Then what the question costs. docs/worries.md says what it means.
 */
import { Random } from '#apps/simulator/random.js';
import { type Figure, round } from '../figure.js';
import { cost } from './worries-cost.js';
import { type Hidden, HIDES, type HideKind } from './worries-hide.js';
import { judgeAtEnd, judgeLive, judgeWithHalf, precision, recall, type Score, sum } from './worries-judge.js';
import { type RecordedRace, recordedRaces } from './worries-races.js';

const RECALL_TARGET = 0.95;
const PRECISION_TARGET = 0.9;
const CURVE = [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

type Judge = (race: RecordedRace, hidden: Hidden) => Score;

export function measureWorries(quick: boolean): Promise<Figure[]> {
  const { races, simulated } = recordedRaces();
  if (simulated) process.stdout.write('worries: ../shared/data/races is not here; simulated races take its place\n');
  const seeds = quick ? [1] : [1, 2, 3];
  const others = races.filter((_, i) => i % 2 === 1);
  const run = (kind: HideKind, judge: Judge, over: readonly RecordedRace[]): Score =>
    sum(over.map((race) => scoreOf(race, kind, judge, seeds)));
  const single = others.map((race) => ({ race, score: scoreOf(race, 'single', judgeAtEnd, seeds) }));
  const whole = sum(single.map(({ score }) => score));
  curve(whole);
  const types = [...new Set(others.map(({ type }) => type))];
  const byType = types.map((type) => ({
    type,
    score: sum(single.filter(({ race }) => race.type === type).map(({ score }) => score)),
  }));
  const rest = races.filter((_, i) => i % 2 === 0);
  return Promise.resolve([
    ...pair('single hidden laps, asked at the end', whole, RECALL_TARGET, PRECISION_TARGET),
    ...pair('single hidden laps, asked two laps later', run('single', judgeLive, others), RECALL_TARGET, 0),
    ...byType.flatMap(({ type, score }) => pair(`single hidden laps, ${type}`, score)),
    ...pair('single hidden laps, the other half of the races', run('single', judgeAtEnd, rest)),
    ...pair(
      'single hidden laps, a second reader on the loop',
      run('single', judgeWithHalf, others),
      RECALL_TARGET,
      PRECISION_TARGET,
    ),
    ...pair('mat down for 10 minutes', run('mat', judgeAtEnd, others)),
    ...pair('chip that loses every other lap for an hour', run('chip', judgeAtEnd, others)),
    ...cost(quick ? 3 : 9),
  ]);
}

function scoreOf(race: RecordedRace, kind: HideKind, judge: Judge, seeds: readonly number[]): Score {
  return sum(seeds.map((seed) => judge(race, HIDES[kind](race, new Random(seed, `${kind}/${race.id}`)))));
}

/** Recall is of the holes named with the right number of laps; without a target a figure is only reported. */
function pair(what: string, score: Score, recallTarget = 0, precisionTarget = 0): Figure[] {
  const { holes, named, right, said, wrong, likeReal } = score;
  if (holes === 0) return [];
  const of = (name: string, value: number, baseline: number, ratio: number, target: number): Figure => ({
    ...{ id: 'W1', name: `${what}: ${name}`, value, unit: 'worries', baseline },
    ...{ ratio: round(ratio), target, ok: !(ratio < target) },
  });
  const real = `${wrong} false, ${likeReal} of them within 3 % of a whole multiple`;
  return [
    of(`found of the holes (${named} named)`, right, holes, recall(score), recallTarget),
    of(`right of those said (${real})`, right, said, said === 0 ? 1 : precision(score), precisionTarget),
  ];
}

/** What another threshold than the one in force would find; below it nothing is known. */
function curve({ holes, sureRight, sureWrong }: Score): void {
  const above = (sure: readonly number[], least: number): number => sure.filter((one) => one >= least).length;
  const lines = CURVE.map((least) => {
    const [right, wrong] = [above(sureRight, least), above(sureWrong, least)];
    return `  ${least}: recall ${round(right / holes)}, precision ${round(right / (right + wrong))}`;
  });
  process.stdout.write(`confidence at least\n${lines.join('\n')}\n`);
}
