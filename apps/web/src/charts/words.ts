/** What the charts say in words: figures under the cursor, notes, names of lines. Pure. */
import { formatPace } from '#libs/domain/index.js';
import { km, roughly, time } from '../shared/figures/format.js';
import { h } from '../shared/messages/charts.js';
import { type DistanceData, type Fan, type Line, metresAt } from './distance-data.js';
import { NIGHT_FROM, NIGHT_TO } from './nights.js';
import type { PaceData, PacePoint } from './pace-data.js';

/** Exact figures of one lap. */
export function paceWords({ lap, lapMs, metres, elapsedMs, pauseMs }: PacePoint): string {
  const values = { lap, time: time(lapMs), elapsed: time(elapsedMs) };
  if (pauseMs !== undefined) return h('pace.point.stop', { ...values, pause: roughly(pauseMs) });
  const mi = formatPace(metres, lapMs, { unit: '/mi' });
  return h('pace.point', { ...values, km: formatPace(metres, lapMs), mi });
}

/** A value by the measure of the chart. */
export function valueWords(value: number, { measure }: Pick<PaceData, 'measure'>): string {
  return measure === 'lap' ? time(value) : `${time(value)}${measure}`;
}

const nightWords = (nights: readonly unknown[]) =>
  nights.length > 0 ? [h('night.note', { from: NIGHT_FROM, to: NIGHT_TO })] : [];

/** How the pace chart is to be read. */
export function paceNote(data: PaceData): string {
  const { band, stops, nights } = data;
  const [first] = band?.points ?? [];
  return [
    h('pace.note'),
    ...(stops.length > 0 ? [h('pace.stops')] : []),
    ...(band && first
      ? [h('pace.band', { laps: band.laps, from: valueWords(first.from, data), to: valueWords(first.to, data) })]
      : []),
    ...nightWords(nights),
  ].join(' ');
}

/** `1.204 km ahead of ...`; undefined where the line has ended. */
export function aheadWords(line: Line, distanceM: number, elapsedMs: number): string | undefined {
  const there = metresAt(line, elapsedMs);
  if (there === undefined) return undefined;
  const byM = distanceM - there;
  return h(byM < 0 ? 'distance.behind' : 'distance.ahead', { km: km(Math.abs(byM)), line: lineName(line) });
}

/** Exact figures of one crossing, and against each line. */
export function distanceWords({ own, lines }: DistanceData, index: number): string {
  const { elapsedMs, distanceM } = own[index] ?? { elapsedMs: 0, distanceM: 0 };
  const against = index === 0 ? [] : lines.map((line) => aheadWords(line, distanceM, elapsedMs));
  return [h('distance.point', { elapsed: time(elapsedMs), km: km(distanceM) }), ...against]
    .filter((words) => words !== undefined)
    .join('; ');
}

export function fanWords(fan: Fan): string {
  const [low, mid, high] = [fan.p10, fan.p50, fan.p90].map(fan.kind === 'metres' ? km : time) as [
    string,
    string,
    string,
  ];
  return h(fan.kind === 'metres' ? 'distance.fan' : 'distance.fan.time', { low, mid, high });
}

/** How the distance chart is to be read. */
export function distanceNote({ fan, nights }: DistanceData): string {
  return [h('distance.note'), ...(fan ? [fanWords(fan)] : []), ...nightWords(nights)].join(' ');
}

export function lineName({ kind, label }: Line): string {
  if (kind === 'closing') return h('line.closing');
  return kind === 'target' ? h('line.target', { target: label }) : label;
}

/** With how it was drawn: by the record's own splits, or at even pace. */
export function lineLegend(line: Line): string {
  const name = lineName(line);
  return line.kind === 'record' ? h(line.isEven ? 'line.even' : 'line.own-splits', { line: name }) : name;
}
