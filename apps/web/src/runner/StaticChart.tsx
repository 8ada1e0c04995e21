/** The lap chart as the server draws it: readable without scripts and on paper; the live chart takes its place. */
import type { ChartData } from './chart-data.js';

const WIDTH = 1000;
const HEIGHT = 240;
const PAD = 8;

/** Paths of the median line; a null starts a new one. */
export function linePaths(xs: readonly number[], ys: readonly (number | null)[]): string {
  let path = '';
  let open = false;
  ys.forEach((y, i) => {
    if (y === null) {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${(xs[i] ?? 0).toFixed(1)} ${y.toFixed(1)}`;
    open = true;
  });
  return path;
}

/** Up is faster: the fastest lap touches the top. */
export function StaticChart({ data }: { data: ChartData }) {
  const endMs = data.elapsedMs.at(-1) ?? 1;
  const span = Math.max(1, data.slowestMs - data.fastestMs);
  const x = (ms: number) => PAD + (ms / endMs) * (WIDTH - 2 * PAD);
  const y = (ms: number) => PAD + Math.min(1, (ms - data.fastestMs) / span) * (HEIGHT - 2 * PAD);
  const xs = data.elapsedMs.map(x);
  return (
    <svg
      class="chart-static"
      aria-hidden="true"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      fill="none"
    >
      <path class="chart-grid" d={`M0 ${HEIGHT / 2}H${WIDTH}M0 ${HEIGHT - 1}H${WIDTH}`} />
      {/* Round caps on lines of no length are dots, in any stretch of the picture. */}
      <path
        class="chart-dots"
        d={data.lapMs.map((ms, i) => `M${(xs[i] ?? 0).toFixed(1)} ${y(ms).toFixed(1)}h0`).join('')}
      />
      <path
        class="chart-line"
        d={linePaths(
          xs,
          data.median.map((ms) => (ms === null ? null : y(ms))),
        )}
      />
    </svg>
  );
}
