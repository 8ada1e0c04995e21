/**
 * Courses from A to B: a point without a record between two that saw the runner. It eliminates nobody (R10.6) and changes no distance, so it is a quiet
 * worry; many in a row at one point are one, about the mat.
 */
import { compareBibs } from '../standings/natural.js';
import { type LineCourse } from '../race.js';
import { mmFromM } from '../units.js';
import type { Passed, RunnerProgress } from '../laps/progress.js';
import { isoInstant } from '../fold/board-row.js';
import { offsetAt } from './lap-shapes.js';
import { clockText, type Look, settleBy, worryOf } from './look.js';
import type { Worry } from './worry.js';

/** So many runners in a row without a record, and nobody with one between them: it was the mat. */
const MAT_RUNNERS = 3;
const BIBS_MAX = 20;

/** One runner at one point. */
interface Visit {
  runner: RunnerProgress;
  /** When; estimated from the points around when nobody recorded it. */
  atMs: number;
  /** Offsets of the records around a missing one; undefined: there is a record. */
  around: number[] | undefined;
}

export function missedPointWorries({ engine }: Look): Worry[] {
  const { course } = engine.plan.definition;
  if (course.kind !== 'line') return [];
  const visits = visitsOf(engine.runners, course, (runner) => engine.passed(runner));
  return course.points.flatMap(({ id, name }, i) => worriesAt(id, name, visits[i]!));
}

/** By point of the course: who was there or must have been, in order of time. */
function visitsOf(
  runners: readonly RunnerProgress[],
  { points }: LineCourse,
  passedOf: (runner: RunnerProgress) => Passed,
): Visit[][] {
  const numbers = new Map(points.map(({ id }, i) => [id, i]));
  const visits = points.map((): Visit[] => []);
  for (const runner of runners) {
    const passed = passedOf(runner);
    let [fromMs, fromMm, next] = [passed.gunMs, 0, 0];
    for (let i = 0; i < passed.n; i++) {
      const number = numbers.get(passed.pointAt(i)!)!;
      const [toMs, toMm] = [passed.crossings[i]!, passed.distanceMm(i + 1)];
      for (; next < number; next++) {
        const share = (mmFromM(points[next]!.atM) - fromMm) / (toMm - fromMm || 1);
        const around = [fromMs, toMs].flatMap((ms) => offsetAt(runner.track, ms) ?? []);
        visits[next]!.push({ runner, atMs: fromMs + (toMs - fromMs) * share, around });
      }
      visits[number]!.push({ runner, atMs: toMs, around: undefined });
      [fromMs, fromMm, next] = [toMs, toMm, number + 1];
    }
  }
  for (const at of visits) at.sort((a, b) => a.atMs - b.atMs || a.runner.index - b.runner.index);
  return visits;
}

function worriesAt(point: string, name: string, visits: readonly Visit[]): Worry[] {
  const worries: Worry[] = [];
  let run: Visit[] = [];
  for (const visit of [...visits, undefined]) {
    if (visit?.around !== undefined) {
      run.push(visit);
      continue;
    }
    if (run.length >= MAT_RUNNERS) worries.push(matWorry(point, name, run));
    else worries.push(...run.map((one) => runnerWorry(point, name, one)));
    run = [];
  }
  return worries;
}

function matWorry(point: string, name: string, run: readonly Visit[]): Worry {
  const [first, last] = [run[0]!, run[run.length - 1]!];
  const text = `${run.length} runners in a row have no record at ${name}, and later points saw them; they were there over about ${clockText(last.atMs - first.atMs)}: look at the mat, not at the runners.`;
  const bibs = run.map(({ runner }) => runner.bib).sort(compareBibs);
  const evidence = { text, count: run.length, bibs: bibs.slice(0, BIBS_MAX), offsets: [] };
  return worryOf('silent-point', `${point}:${first.runner.bib}`, { point, atMs: first.atMs, evidence });
}

function runnerWorry(point: string, name: string, { runner, atMs, around }: Visit): Worry {
  const { bib } = runner;
  const at = isoInstant(Math.round(atMs));
  const text = `Bib ${bib} has no record at ${name}, and a later point saw the runner; at an even pace it was ${clockText(atMs - runner.gunMs)} race time. Nobody is out of the race for that.`;
  const cause = `${bib}:point-${point}`;
  const reason = `no record at ${name}, time estimated from the points around it`;
  return worryOf('missed-lap', cause, {
    bib,
    point,
    atMs,
    evidence: { text, offsets: around ?? [] },
    settle: settleBy({ type: 'add-passing', bib, at, point, reason }, `${cause}:${around?.join('-')}`),
  });
}
