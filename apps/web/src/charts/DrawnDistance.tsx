/** The distance chart as the server draws it: readable without scripts and on paper. */
import { km } from '../shared/figures/format.js';
import { h } from '../shared/messages/charts.js';
import type { DistanceData, Way } from './distance-data.js';
import { DASHES, fanCorners } from './distance-shape.js';
import { HEIGHT, WIDTH, scale } from './drawn.js';

export function DrawnDistance({ data }: { data: DistanceData }) {
  const { own, lines, fan, nights, endMs, maxM } = data;
  const x = scale(0, endMs, WIDTH);
  const up = scale(0, maxM, HEIGHT);
  const at = ({ elapsedMs, distanceM }: Way) => `${x(elapsedMs).toFixed(1)} ${(HEIGHT - up(distanceM)).toFixed(1)}`;
  const path = (ways: readonly Way[]) => `M${ways.map(at).join('L')}`;
  const shapes = fan && fanCorners(fan);
  return (
    <>
      <span class="chart-top">{h('axis.km', { km: km(maxM) })}</span>
      <svg class="chart-static" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" fill="none">
        <path
          class="chart-night"
          d={nights.map(({ fromMs, toMs }) => `M${x(fromMs)} 0H${x(toMs)}V${HEIGHT}H${x(fromMs)}Z`).join('')}
        />
        <path class="chart-grid" d={`M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 1}H${WIDTH}`} />
        {shapes && (
          <>
            <path class="chart-band" d={`${path(shapes.shape)}Z`} />
            <path class="chart-likely" d={path(shapes.middle)} />
          </>
        )}
        {lines.map((line, i) => (
          <path
            key={line.id}
            class={line.kind === 'record' ? 'chart-record' : 'chart-target'}
            stroke-dasharray={DASHES[i % DASHES.length]?.join(' ') || undefined}
            d={path(line.points)}
          />
        ))}
        <path class="chart-line" d={path(own)} />
      </svg>
    </>
  );
}
