/** Distance over race time against targets, records and closing times, with the same figures as a table under it. */
import { km, time } from '../shared/figures/format.js';
import { h } from '../shared/messages/charts.js';
import { ChartFrame } from './ChartFrame.js';
import { type DistanceData, type Line, metresAt } from './distance-data.js';
import { DASHES } from './distance-shape.js';
import { DrawnDistance } from './DrawnDistance.js';
import { Twin } from './Twin.js';
import { distanceNote, distanceWords, lineLegend, lineName } from './words.js';

export interface DistanceChartProps {
  data: DistanceData;
  name: string;
  isShown: boolean;
}

export function DistanceChart({ data, name, isShown }: DistanceChartProps) {
  const { own, lines } = data;
  const last = own.at(-1);
  const label = h('distance.label', {
    ...{ lines: lines.length, km: km(last?.distanceM ?? 0), time: time(last?.elapsedMs ?? 0) },
  });
  return (
    <>
      <ChartFrame
        data={data}
        load={() => import('./distance-live.js').then(({ drawDistance }) => drawDistance)}
        isShown={isShown}
        label={label}
        cursorLabel={h('distance.keys')}
        count={own.length}
        say={(i) => distanceWords(data, i)}
        note={distanceNote(data)}
      >
        <DrawnDistance data={data} />
      </ChartFrame>
      <Legend lines={lines} name={name} />
      <DistanceTable data={data} name={name} />
    </>
  );
}

/** Lines are told apart by their dashes; the runner's own is the thick one. */
function Legend({ lines, name }: { lines: readonly Line[]; name: string }) {
  const swatch = (look: string, dash?: readonly number[]) => (
    <svg class="legend-line" viewBox="0 0 36 8" width="36" height="8" aria-hidden="true">
      <path class={look} d="M0 4H36" stroke-dasharray={dash?.join(' ') || undefined} />
    </svg>
  );
  return (
    <ul class="chart-legend" aria-label={h('legend.label')}>
      <li>
        {swatch('chart-line')}
        {h('line.own', { name })}
      </li>
      {lines.map((line, i) => (
        <li key={line.id}>
          {swatch(line.kind === 'record' ? 'chart-record' : 'chart-target', DASHES[i % DASHES.length])}
          {lineLegend(line)}
        </li>
      ))}
    </ul>
  );
}

const HOUR_MS = 3_600_000;

/** Rows at every full hour so far and at the last crossing; of few crossings, as on a course, each. */
export function tableRows({
  own,
}: Pick<DistanceData, 'own'>): { elapsedMs: number; distanceM: number; isExact: boolean }[] {
  const exact = own.slice(1).map((way) => ({ ...way, isExact: true }));
  const last = exact.at(-1);
  if (last === undefined) return [];
  const hours = Math.ceil(last.elapsedMs / HOUR_MS) - 1;
  if (exact.length <= hours + 1) return exact;
  const rows = Array.from({ length: hours }, (_, i) => {
    const elapsedMs = (i + 1) * HOUR_MS;
    return { elapsedMs, distanceM: metresAt({ points: own }, elapsedMs) ?? 0, isExact: false };
  });
  return [...rows, last];
}

const signedKm = (metres: number) => `${metres < 0 ? '\u2212' : '+'}${km(Math.abs(metres))}`;

function DistanceTable({ data, name }: Omit<DistanceChartProps, 'isShown'>) {
  const { lines, fan } = data;
  return (
    <Twin
      title={h('distance.twin')}
      caption={h('distance.twin.caption', { name })}
      columns={[h('col.raceTime'), h('col.distance'), ...lines.map(lineName)]}
      note={h('distance.twin.note')}
    >
      {tableRows(data).map(({ elapsedMs, distanceM, isExact }) => (
        <tr key={elapsedMs}>
          <th scope="row">{time(elapsedMs)}</th>
          <td>{isExact ? km(distanceM) : h('about', { value: km(distanceM) })}</td>
          {lines.map((line) => {
            const there = metresAt(line, elapsedMs);
            return <td key={line.id}>{there === undefined ? '' : signedKm(distanceM - there)}</td>;
          })}
        </tr>
      ))}
      {fan && (
        <tr class="estimated">
          <th scope="row">
            {fan.kind === 'metres'
              ? h('row.end')
              : h('about', { value: h('range', { from: time(fan.p10), to: time(fan.p90) }) })}
          </th>
          <td>
            {fan.kind === 'metres'
              ? h('about', { value: h('range', { from: km(fan.p10), to: km(fan.p90) }) })
              : km(fan.endM)}
          </td>
          {lines.map(({ id }) => (
            <td key={id} />
          ))}
        </tr>
      )}
    </Twin>
  );
}
