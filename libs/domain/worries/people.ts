/** Runners who are not where they should be: silent for too long, seen after they stopped, gone from a backyard by one missing yard. */
import { LINE } from '../claims/names.js';
import { FLAG_OUT, FLAG_VOID } from '../claims/track.js';
import { isoInstant } from '../fold/board-row.js';
import { OUT_OF_RACE } from '../formats/strategy.js';
import { usualLapMs } from '../laps/pattern.js';
import type { RunnerProgress } from '../laps/progress.js';
import { type Gap } from './field-times.js';
import { offsetOfCrossing } from './lap-shapes.js';
import { clockText, type Look, settleBy, worryOf } from './look.js';
import type { Worry } from './worry.js';

/** Seen so soon after the word, a runner was on the way to say it. */
const AFTER_STOP_MS = 120_000;

/** @param silence while the whole line is silent: who became due in it is not overdue, the line is */
export function overdueWorries(look: Look, silence: Gap | undefined): Worry[] {
  if (look.over) return [];
  return look.engine.runners.flatMap((runner) => {
    if (look.status(runner) !== 'overdue' || runner.laps === 0) return [];
    const { bib, lastMs } = runner;
    const usual = usualLapMs(look.engine.passed(runner), look.engine.plan);
    if (silence !== undefined && lastMs + (usual ?? 0) >= silence.fromMs) return [];
    const silentMs = look.nowMs - lastMs;
    const often = usual === undefined ? '' : `, ${(silentMs / usual).toFixed(1)} usual laps`;
    const evidence = {
      text: `Bib ${bib} was last recorded ${clockText(silentMs)} ago${often}.`,
      ...(usual === undefined ? {} : { usualLapMs: Math.round(usual) }),
      lap: runner.laps + 1,
      offsets: [offsetOfCrossing(runner, lastMs) ?? []].flat(),
    };
    return [worryOf('overdue', `${bib}:${Math.round(lastMs)}`, { bib, atMs: lastMs, evidence })];
  });
}

/** A person said the runner was out, and then a mat or a hand saw the runner again. */
export function afterStopWorries({ engine }: Look): Worry[] {
  const worries: Worry[] = [];
  for (const bib of engine.declarations.bibs()) {
    const runner = engine.runner(bib);
    const outMs = engine.declarations.outMs(bib);
    if (runner === undefined || outMs === Infinity) continue;
    const seen = claimsAfter(runner, outMs + AFTER_STOP_MS);
    const [first] = seen;
    if (first === undefined) continue;
    const status = engine.declarations.at(bib, Infinity) ?? 'stopped';
    const count = seen.length;
    const text = `Bib ${bib} was declared ${status}, and recorded ${count === 1 ? 'once' : `${count} times`} after that.`;
    const settle =
      status === 'dsq'
        ? null
        : settleBy(
            { type: 'status', bib, status: 'returned', at: isoInstant(first.atMs), reason: `recorded after ${status}` },
            `${bib}:${outMs}`,
          );
    const evidence = { text, count, offsets: seen.slice(0, 5).map(({ offset }) => offset) };
    worries.push(worryOf('after-stop', `${bib}:${Math.round(outMs)}`, { bib, atMs: first.atMs, evidence, settle }));
  }
  return worries;
}

function claimsAfter({ track, endMs }: RunnerProgress, afterMs: number): { atMs: number; offset: number }[] {
  const seen: { atMs: number; offset: number }[] = [];
  for (let i = track.countUpTo(afterMs); i < track.size && seen.length < 100; i++) {
    const atMs = track.timeAt(i);
    if ((track.flagsAt(i) & FLAG_VOID) === 0 && Number.isFinite(endMs)) seen.push({ atMs, offset: track.offsetAt(i) });
  }
  return seen;
}

/** Backyard: out by one yard without a crossing, and back in a later one (R9.7): the yard was probably run. */
export function missedYardWorries({ engine, state }: Look): Worry[] {
  const { format } = engine.plan.definition;
  if (format.kind !== 'backyard') return [];
  return engine.runners.flatMap((runner) => {
    const { bib, track, gunMs, laps } = runner;
    if (gunMs === Infinity || engine.declarations.outMs(bib) !== Infinity) return [];
    const later: number[] = [];
    runner.witness(Infinity, (place, verdict) => {
      const isLine = track.isAt(place, 0, FLAG_OUT | FLAG_VOID);
      if (verdict === OUT_OF_RACE && isLine && track.timeAt(place) > gunMs + (laps + 1) * format.intervalMs)
        later.push(place);
    });
    const [first] = later;
    if (first === undefined) return [];
    const yard = laps + 1;
    const atMs = Math.round(gunMs + yard * format.intervalMs);
    const text = `Bib ${bib} has no crossing in yard ${yard}, so is out, and was recorded ${later.length === 1 ? 'once' : `${later.length} times`} later.`;
    const evidence = { text, lap: yard, laps: 1, count: later.length, offsets: [track.offsetAt(first)] };
    const settle = settleBy(
      { type: 'yard', bib, yard, inTime: true, reason: 'recorded in a later yard' },
      `${bib}:${state.ledger.rulingsOn(track.offsetAt(first))}`,
    );
    return [worryOf('missed-lap', `${bib}:yard-${yard}`, { bib, point: LINE, atMs, evidence, settle })];
  });
}
