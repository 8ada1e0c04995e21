/** The lap chart: the server's drawing first, the live one in its place when it has loaded. The table is its twin in words. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { time } from '../shared/figures/format.js';
import { r } from '../shared/messages/runner.js';
import type { ChartData } from './chart-data.js';
import type { LiveChart } from './live-chart.js';
import { StaticChart } from './StaticChart.js';

export function Chart({ data, name }: { data: ChartData; name: string }) {
  const root = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart | null>(null);
  const live = useSignal(false);
  const lap = useSignal('');
  useEffect(() => {
    let gone = false;
    void import('./live-chart.js').then(({ drawChart }) => {
      if (gone || !root.current) return;
      live.value = true;
      chart.current = drawChart(root.current, data, (text) => {
        lap.value = text;
      });
    });
    return () => {
      gone = true;
      chart.current?.stop();
    };
  }, []);
  useEffect(() => chart.current?.show(data), [data]);
  const worst = time(Math.max(...data.lapMs));
  const label = r('chart.label', { best: time(data.fastestMs), median: time(data.medianMs), worst });
  return (
    <figure class="chart">
      <div class="chart-frame" role="img" aria-label={label}>
        {!live.value && (
          <>
            <span class="chart-fast">{time(data.fastestMs)}</span>
            <StaticChart data={data} />
            <span class="chart-slow">{time(data.slowestMs)}</span>
          </>
        )}
        <div ref={root} class="chart-live" />
      </div>
      <figcaption class="muted small">{lap.value || r('chart.note', { name })}</figcaption>
    </figure>
  );
}
