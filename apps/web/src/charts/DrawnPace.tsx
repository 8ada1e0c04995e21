/** The pace chart as the server draws it: readable without scripts and on paper. */
import { time } from '../shared/figures/format.js';
import { HEIGHT, WIDTH, linePaths, scale } from './drawn.js';
import type { PaceData } from './pace-data.js';

/** Up is faster: the fastest lap touches the top. */
export function DrawnPace({ data }: { data: PaceData }) {
  const { points, stops, nights, band, fastest, slowest, endMs } = data;
  const x = scale(0, endMs, WIDTH);
  const y = scale(fastest, slowest, HEIGHT);
  const xs = points.map(({ elapsedMs }) => x(elapsedMs));
  const box = (fromMs: number, toMs: number) =>
    `M${x(fromMs).toFixed(1)} 0H${Math.max(x(toMs), x(fromMs) + 2).toFixed(1)}V${HEIGHT}H${x(fromMs).toFixed(1)}Z`;
  const edge = (name: 'from' | 'likely' | 'to') =>
    (band?.points ?? []).map((point) => `${x(point.elapsedMs).toFixed(1)} ${y(point[name]).toFixed(1)}`);
  return (
    <>
      <span class="chart-top">{time(fastest)}</span>
      <svg class="chart-static" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" fill="none">
        <path class="chart-night" d={nights.map(({ fromMs, toMs }) => box(fromMs, toMs)).join('')} />
        <path class="chart-stop" d={stops.map(({ fromMs, toMs }) => box(fromMs, toMs)).join('')} />
        <path class="chart-grid" d={`M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 1}H${WIDTH}`} />
        {band && (
          <>
            <path class="chart-band" d={`M${[...edge('from'), ...edge('to').toReversed()].join('L')}Z`} />
            <path class="chart-likely" d={`M${edge('likely').join('L')}`} />
          </>
        )}
        {/* Round caps on lines of no length are dots, in any stretch of the picture. */}
        <path
          class="chart-dots"
          d={points.map(({ value }, i) => `M${(xs[i] ?? 0).toFixed(1)} ${y(value).toFixed(1)}h0`).join('')}
        />
        <path
          class="chart-line"
          d={linePaths(
            xs,
            points.map(({ median }) => (median === null ? null : y(median))),
          )}
        />
      </svg>
      <span class="chart-bottom">{time(slowest)}</span>
    </>
  );
}
