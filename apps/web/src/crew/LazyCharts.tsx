/** The charts of a runner, fetched when somebody scrolls to them: the page is small until then. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ChartsProps } from '../charts/Charts.js';
import { h } from '../shared/messages/charts.js';

/** Fetched a little before they are on the screen. */
const MARGIN = '200px';

export function LazyCharts(props: ChartsProps) {
  const root = useRef<HTMLDivElement>(null);
  const charts = useSignal<((of: ChartsProps) => preact.ComponentChild) | null>(null);
  useEffect(() => {
    if (!root.current) return undefined;
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        void import('../charts/Charts.js').then(
          ({ Charts }) => (charts.value = Charts),
          // No network: the tables of the page say the same.
          () => undefined,
        );
      },
      { rootMargin: MARGIN },
    );
    seen.observe(root.current);
    return () => seen.disconnect();
  }, []);
  const Charts = charts.value;
  return (
    <div ref={root} class="crew-charts needs-scripts">
      {Charts ? <Charts {...props} /> : <p class="muted small">{h('loading')}</p>}
    </div>
  );
}
