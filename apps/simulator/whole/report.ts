/** What a simulation prints: the plan, a line a box, and the verdict. */
import type { ReaderAnswer } from '#libs/contracts/index.js';
import type { BoxCount } from './check.js';
import type { Happening } from './faults.js';
import type { Station } from './station.js';

const HEAD = ['box', 'protocol', 'detected', 'kept', 'stored', 'duplicates', 'gaps', 'epochs'];

/** `17 cut mylaps`, one a line. */
export function planText(plan: readonly Happening[]): string {
  if (plan.length === 0) return 'no faults';
  const counts = new Map<string, string[]>();
  for (const { tick, fault, box, untilTick, amount } of plan) {
    const until = untilTick === undefined ? '' : `-${untilTick}`;
    const much = amount === undefined ? '' : ` ${Math.round(amount * 100) / 100}`;
    counts.set(fault, [...(counts.get(fault) ?? []), `${tick}${until}${box === undefined ? '' : ` ${box}`}${much}`]);
  }
  return [...counts].map(([fault, times]) => `  ${fault}: ${times.join(', ')}`).join('\n');
}

export interface BoxRow {
  station: Station;
  count: BoxCount | undefined;
  state: ReaderAnswer['state'];
}

export function boxTable(rows: readonly BoxRow[]): string {
  const cells = rows.map(({ station, count, state }) => [
    ...[station.plan.id, station.plan.protocol, station.detected, station.kept.length, count?.stored ?? 0],
    ...[station.duplicates + state.duplicates, state.boxes.flatMap(({ gaps }) => gaps).length, count?.epochs ?? 0],
  ]);
  const all = [HEAD, ...cells.map((row) => row.map(String))];
  const widths = HEAD.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  return all
    .map((row) => row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

/** What its reader's page would tell of a box that is not as it should be. */
export function readerText({ station, state }: BoxRow): string {
  const { link, reason, notices, lastRefused } = state;
  const told = notices.map(({ code, message, count }) => `${code} (${count}): ${message}`);
  const refused = lastRefused
    .slice(0, 3)
    .map(({ code, raw }) => `refused ${code}: ${JSON.stringify(raw.slice(0, 80))}`);
  const last = [...told, ...refused].map((line) => `\n    ${line}`).join('');
  return `  ${station.plan.id}: ${link}${reason === undefined ? '' : ` (${reason})`}, ${station.undelivered} not handed over${last}`;
}
